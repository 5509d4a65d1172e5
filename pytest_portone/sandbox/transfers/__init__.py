"""Transfers: what a partner is owed of an order, takes back of a cancelled one, or is credited by hand."""
