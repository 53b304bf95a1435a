"""From Reports to the database; empty until reports are stored."""
