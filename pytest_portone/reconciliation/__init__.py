"""The merchant's ledger against PortOne's record: read, match, judge, explain.

`reconcile(ledger, portone, terms)` is the engine; `reading` brings both sides into one shape, that of `Entry`.
"""

from pytest_portone.reconciliation.entries import Entry
from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation, Total
from pytest_portone.reconciliation.reconciling import reconcile
from pytest_portone.reconciliation.sides import Side
from pytest_portone.reconciliation.terms import Terms

__all__ = ["Discrepancy", "Entry", "Reconciliation", "Side", "Terms", "Total", "reconcile"]
