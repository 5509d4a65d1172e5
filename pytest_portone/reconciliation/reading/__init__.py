"""Both sides, read into one shape."""
