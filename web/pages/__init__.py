"""The project's own pages, one module each; web/hooks.py lists their addresses."""
