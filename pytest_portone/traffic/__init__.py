"""Recorded exchanges, read from the formats that others write."""
