"""Reports as a person would like to read them, on a terminal."""
