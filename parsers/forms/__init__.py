"""The official forms as data: one TOML a table, read by parsers/form.py."""
