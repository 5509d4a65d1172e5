"""Payouts: what partners are paid of their settlements, and how the money gets to them."""
