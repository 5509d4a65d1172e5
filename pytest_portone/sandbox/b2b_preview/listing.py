"""The list of a company's invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.b2b_preview.finding import RECIPIENT
from pytest_portone.sandbox.b2b_preview.rules import check_search, day
from pytest_portone.sandbox.b2b_preview.views import summary_json
from pytest_portone.sandbox.paging import paged
from pytest_portone.sandbox.tax_invoices import book
from pytest_portone.sandbox.tax_invoices.days import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from pytest_portone.sandbox.b2b_preview.finding import Books
    from pytest_portone.sandbox.tax_invoices.models import TaxInvoice

_SIZE = 500


def _day_of(moment: datetime | None) -> date | None:
    return moment and day_of(moment)


_DAYS: Mapping[str, Callable[[TaxInvoice], date | None]] = {
    "REGISTER": lambda invoice: _day_of(invoice.drafted_at),
    "WRITE": lambda invoice: day(invoice.told["writeDate"]),
    "ISSUE": lambda invoice: _day_of(invoice.issued_at),
}
"""The date of an invoice that has to be in the range, by `B2bSearchDateType`."""


def by_page(books: Books, query: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    """A page of the invoices of which a company is the recipient, or the supplier; the latest change first.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    check_search(query)
    party = query.get("documentKeyType", RECIPIENT).lower()
    theirs = (each for each in book.all_of(books.state, books.side) if each.number(party) == query["brn"])
    found = [each for each in theirs if _within(_DAYS[query["dateType"]](each), query)]
    found.sort(key=lambda each: (each.updated_at, each.place), reverse=True)
    page = {"number": query.get("pageNumber", 0), "size": query.get("pageSize", _SIZE)}
    return paged(found, {"page": page}, lambda each: summary_json(each, books.recipient(each)))


def _within(found: date | None, query: Mapping[str, Any]) -> bool:
    start, end = day(query["from"]), day(query["until"])
    return found is not None and start is not None and end is not None and start <= found <= end
