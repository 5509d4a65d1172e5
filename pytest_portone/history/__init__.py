"""Contracts in a row: what changed from each to the next."""
