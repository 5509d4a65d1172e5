"""Small merchants: an honest one, and others that differ from it by one bug."""
