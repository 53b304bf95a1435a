"""What docx.py is made of: mark-up, styles, numbering, a paragraph's text, a table's merged cells."""
