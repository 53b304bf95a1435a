"""One module for each family of portals: `build(stage) -> Site` lays the night's articles out as that family does."""
