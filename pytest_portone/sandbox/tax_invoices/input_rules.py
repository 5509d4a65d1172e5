"""What the schema does not say of an invoice's input."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties import numbers
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.settings import Settings

_LONGEST: Mapping[str, int] = {"items": 99, "remarks": 3, "additionalContacts": 5}
_BOOK = 9999
_KEY = re.compile("[A-Za-z0-9_-]+")
_UNTAXED = frozenset({"FREE", "ZERO_RATED"})


def check_input(told: Mapping[str, Any], settings: Settings) -> None:
    """See that an invoice keeps the rules.

    Args:
        told: a `B2bTaxInvoiceInput`, at `taxInvoice` of the body.
        settings: say whether the amounts have to add up.

    Raises:
        Refusal: `INVALID_REQUEST`, with everything that is wrong.
    """
    checks = Checks()
    for name, most in _LONGEST.items():
        count = len(told.get(name, ()))
        checks.require(("taxInvoice", name), f"{count} of them", f"{most} or less", met=count <= most)
    for name in ("bookVolume", "bookIssue"):
        checks.at_least(("taxInvoice", name), told.get(name), 0)
        checks.at_most(("taxInvoice", name), told.get(name), _BOOK)
    for party in ("supplier", "recipient"):
        _check_party(told, party, checks)
    if settings.b2b.amounts == "consistent":
        _check_amounts(told, checks)
    checks.done()


def _check_party(told: Mapping[str, Any], party: str, checks: Checks) -> None:
    key, brn = told.get(f"{party}DocumentKey"), told.get(party, {}).get("brn")
    met = key is None or _KEY.fullmatch(key) is not None
    checks.require(("taxInvoice", f"{party}DocumentKey"), key, "letters, digits, - and _", met=met)
    known = brn is None or numbers.is_number(brn)
    checks.require(("taxInvoice", party, "brn"), brn, "ten digits, without hyphens", met=known)


def _check_amounts(told: Mapping[str, Any], checks: Checks) -> None:
    supply, tax, total = (told[name] for name in ("totalSupplyAmount", "totalTaxAmount", "totalAmount"))
    checks.require(("taxInvoice", "totalAmount"), total, f"supply and tax, {supply + tax}", met=total == supply + tax)
    kind = told["taxationType"]
    met = kind not in _UNTAXED or tax == 0
    checks.require(("taxInvoice", "totalTaxAmount"), tax, f"0, for {kind} is not taxed", met=met)
