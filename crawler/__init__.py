"""The command line, and from here on whatever asks the portals; reads no table and keeps no data."""
