"""Counterparties of tax invoices: kept, connected to the tax office, verified, and their certificates."""

from pytest_portone.sandbox.counterparties.terms import B2b

__all__ = ["B2b"]
