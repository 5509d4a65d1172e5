"""What the schema does not say of requests: numbers, dates, and what has to be there."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import Violation, shown
from pytest_portone.sandbox.b2b_preview import words
from pytest_portone.sandbox.counterparties import numbers
from pytest_portone.sandbox.refusals import invalid
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.tax_invoices.input_rules import check_input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.schema import Path
    from pytest_portone.sandbox.settings import Settings

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ACCOUNT = re.compile("[0-9][0-9-]*")
_LARGEST_PAGE = 1000
_KEYS = ("supplierDocumentKey", "recipientDocumentKey")


def day(text: str) -> date | None:
    """A date as the wire has it, `yyyy-MM-dd`; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def check_company(body: Mapping[str, Any]) -> None:
    """A company's registration.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    checks, company, contact = Checks(), body["company"], body["contact"]
    number = company["brn"]
    checks.require(("company", "brn"), number, "ten digits, without hyphens", met=numbers.is_number(number))
    _check_filled(("company", "name"), company["name"], checks)
    _check_filled(("contact", "id"), contact["id"], checks)
    _check_filled(("contact", "password"), contact["password"], checks, hidden=True)
    checks.done()


def _check_filled(path: Path, text: str, checks: Checks, *, hidden: bool = False) -> None:
    checks.require(path, text, "a text that is not blank", met=bool(text.strip()), hidden=hidden)


def check_change(body: Mapping[str, Any], *names: str) -> None:
    """A change of one of these fields, or more.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    checks = Checks()
    checks.at_least_one(body, *names)
    checks.done()


def check_invoice(body: Mapping[str, Any], settings: Settings) -> None:
    """A new invoice: it has a key that it can be named by, and keeps the rules of its successor.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    checks, invoice, path = Checks(), body["taxInvoice"], ("taxInvoice",)
    checks.require(path, "neither", " or ".join(_KEYS), met=any(name in invoice for name in _KEYS))
    _check_day((*path, "writeDate"), invoice["writeDate"], checks)
    for place, item in enumerate(invoice.get("items", ())):
        _check_day((*path, "items", place, "purchaseDate"), item.get("purchaseDate"), checks)
    checks.done()
    check_input(words.later(invoice), settings)


def _check_day(path: Path, text: str | None, checks: Checks) -> None:
    checks.require(path, text, "a date, yyyy-MM-dd", met=text is None or day(text) is not None)


def check_number(number: str) -> None:
    """A business registration number in a path.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    if not numbers.is_number(number):
        raise invalid([Violation(("path", "brn"), shown(number), "ten digits, without hyphens")])


def check_account(number: str) -> None:
    """An account number in a path.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    if not _ACCOUNT.fullmatch(number):
        raise invalid([Violation(("path", "accountNumber"), shown(number), "digits, with hyphens or without")])


def check_file(body: Mapping[str, Any]) -> None:
    """A file to be uploaded.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    checks = Checks()
    _check_filled(("fileName",), body["fileName"], checks)
    checks.done()


def check_search(query: Mapping[str, Any]) -> None:
    """What a list of invoices is asked for.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    number, size = query.get("pageNumber", 0), query.get("pageSize", 1)
    start, end = (day(query[name]) for name in ("from", "until"))
    rules = (
        ("from", "a date, yyyy-MM-dd", start is not None),
        ("until", "a date, yyyy-MM-dd", end is not None),
        ("until", "a date that is not before from", start is None or end is None or start <= end),
        ("pageNumber", "0 or more", number >= 0),
        ("pageSize", f"1 to {_LARGEST_PAGE}", 1 <= size <= _LARGEST_PAGE),
    )
    wrong = [Violation(("query", name), shown(query.get(name)), expected) for name, expected, met in rules if not met]
    if wrong:
        raise invalid(wrong)
