"""The spider. There is one, for all portals."""
