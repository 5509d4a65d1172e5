"""The merchant's ledger against PortOne's record: read, match, judge, explain.

`reconcile(ledger, portone, terms)` is the engine; `reading` brings both sides into one shape, that of `Entry`.
The plugin takes its fixtures from here at every start of pytest, so nothing is imported before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_portone.reconciliation.entries import Entry
    from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation, Total
    from pytest_portone.reconciliation.reconciling import reconcile
    from pytest_portone.reconciliation.sides import Side
    from pytest_portone.reconciliation.terms import Terms

__all__ = ["Discrepancy", "Entry", "Reconciliation", "Side", "Terms", "Total", "reconcile"]

_HOMES = {
    "Discrepancy": "reconciliation",
    "Entry": "entries",
    "Reconciliation": "reconciliation",
    "Side": "sides",
    "Terms": "terms",
    "Total": "reconciliation",
    "reconcile": "reconciling",
}
"""By name, the module that has it."""


def __getattr__(name: str) -> Any:
    """A public name, from its module (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
