"""Billing keys: issue, read, list, delete; `payments` pays with them."""
