"""The list of tax invoices, by page and as a sheet: filters, and the order."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.counterparties.sides import side_of
from pytest_portone.sandbox.refusals import Refusal, invalid
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.tax_invoices import book, days
from pytest_portone.sandbox.tax_invoices.views import due_date, is_delayed, summary_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.listing import Filters
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import Party, TaxInvoice

SIZE, MOST = 500, 1000
"""How many invoices a page has, if the request does not say, and at most."""
_PARTIES: tuple[Party, ...] = ("supplier", "recipient")
_FIRST = datetime.min.replace(tzinfo=days.KST)


DATES: Mapping[str, Callable[[TaxInvoice], date | None]] = {
    "REGISTER": lambda each: _day(each.drafted_at or each.updated_at),
    "WRITE": lambda each: days.read(each.told["writeDate"]),
    "ISSUE": lambda each: _day(each.issued_at),
}
"""What a `B2bSearchDateType` stands for."""


def _day(moment: datetime | None) -> date | None:
    return days.day_of(moment) if moment else None


def _in_range(invoice: TaxInvoice, wanted: Mapping[str, Any]) -> bool:
    day = DATES[wanted["dateType"]](invoice)
    return day is not None and any(_within(day, each) for each in wanted["dateRange"])


def _within(day: date, wanted: Mapping[str, str]) -> bool:
    return wanted.get("from", "") <= day.isoformat() <= wanted.get("until", "9999-12-31")


PRIMARY: Filters[TaxInvoice] = {
    "dateFilter": _in_range,
    "taxInvoiceId": lambda each, wanted: each.id == wanted,
    "bulkTaxInvoiceId": lambda each, wanted: each.bulk_id == wanted,
    "ntsApprovalNumber": lambda each, wanted: each.approval_number == wanted,
    "supplierDocumentKey": lambda each, wanted: each.key("supplier") == wanted,
    "recipientDocumentKey": lambda each, wanted: each.key("recipient") == wanted,
    "taxInvoiceIds": lambda each, wanted: each.id in wanted,
    "payoutId": lambda _, __: False,
}
"""A row a field of `GetB2bTaxInvoicesBodyPrimaryFilter`. No invoice belongs to a payout."""

FILTERS: Filters[TaxInvoice] = {
    "supplierBrn": lambda each, wanted: each.number("supplier") == wanted,
    "partnerBrn": lambda each, wanted: wanted in {each.number(party) for party in _PARTIES},
    "statuses": lambda each, wanted: each.status in wanted,
    "taxationTypes": lambda each, wanted: each.told["taxationType"] in wanted,
    "documentModificationTypes": lambda each, wanted: ("MODIFICATION" if each.modified else "NORMAL") in wanted,
    "issuanceTypes": lambda each, wanted: each.issuance in wanted,
    "purposeTypes": lambda each, wanted: each.told["purposeType"] in wanted,
}
"""A row a field of `GetB2bTaxInvoicesBodyFilter` that looks at nothing but the invoice. An empty list is none."""

SORTS: Mapping[str, Callable[[TaxInvoice], Any]] = {
    "WRITE_DATE": lambda each: each.told["writeDate"],
    "ISSUANCE_DUE_DATE": due_date,
    "TOTAL_AMOUNT": lambda each: each.total,
    "TOTAL_SUPPLY_AMOUNT": lambda each: each.told["totalSupplyAmount"],
    "TOTAL_TAX_AMOUNT": lambda each: each.told["totalTaxAmount"],
    "REQUESTED_AT": lambda each: each.requested_at or _FIRST,
    "ISSUED_AT": lambda each: each.issued_at or _FIRST,
    "NTS_SENT_AT": lambda each: each.sent_at or _FIRST,
    "STATUS_UPDATED_AT": lambda each: each.updated_at,
}


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /b2b/tax-invoices`: a page of the invoices that every filter lets through."""
    side, body, checks = side_of(state, inquiry), inquiry.body, Checks()
    number, size = body.get("pageNumber", 0), body.get("pageSize", SIZE)
    checks.at_least(("pageNumber",), number, 0)
    checks.at_least(("pageSize",), size, 0)
    checks.at_most(("pageSize",), size, MOST)
    checks.done()
    found = _found(state, side, body)
    _refuse_unknown(state, body, found)
    items = [summary_json(each, state.clock.now) for each in found[number * size : (number + 1) * size]]
    return {"items": items, "page": {"number": number, "size": size, "totalCount": len(found)}}


def _refuse_unknown(state: State, body: Mapping[str, Any], found: Sequence[TaxInvoice]) -> None:
    """Refuse a list of one invoice that there is not, where the settings say so."""
    named = body.get("filter", {}).get("primaryFilter", {}).get("taxInvoiceId")
    if named is not None and not found and state.settings.b2b.unknown_in_list == "refused":
        raise Refusal("B2B_TAX_INVOICE_NOT_FOUND", f"There is no tax invoice {named!r}")


def _found(state: State, side: Side, body: Mapping[str, Any]) -> list[TaxInvoice]:
    wanted, order = body.get("filter", {}), body.get("sort", {})
    tests = [_primary(state, wanted.get("primaryFilter"))]
    tests += [_test(test, wanted[name]) for name, test in FILTERS.items() if wanted.get(name, []) != []]
    tests += _asked(state, side, wanted)
    found = [each for each in book.all_of(state, side) if all(test(each) for test in tests)]
    sort = SORTS[order.get("by", "STATUS_UPDATED_AT")]
    return sorted(found, key=lambda each: (sort(each), each.place), reverse=order.get("order", "DESC") == "DESC")


def _test(test: Callable[[TaxInvoice, Any], bool], value: Any) -> Callable[[TaxInvoice], bool]:
    return lambda each: test(each, value)


def _primary(state: State, wanted: Mapping[str, Any] | None) -> Callable[[TaxInvoice], bool]:
    """The first filter: of one field; without it, the days from a month ago to today.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    given = {} if wanted is None else {name: value for name, value in wanted.items() if name in PRIMARY}
    if wanted is not None and len(given) != 1:
        received = " and ".join(given) or "nothing"
        path = ("body", "filter", "primaryFilter")
        raise invalid([Violation(path, received, f"exactly one of {', '.join(PRIMARY)}")])
    name, value = next(iter(given.items()), ("dateFilter", {}))
    if name == "dateFilter":
        value = {"dateType": "REGISTER", "dateRange": [_last_month(state)], **value}
    return _test(PRIMARY[name], value)


def _last_month(state: State) -> dict[str, str]:
    today = days.day_of(state.clock.now)
    before = today.replace(day=1) - timedelta(days=1)
    first = before.replace(day=min(today.day, before.day))
    return {"from": first.isoformat(), "until": today.isoformat()}


def _asked(state: State, side: Side, wanted: Mapping[str, Any]) -> list[Callable[[TaxInvoice], bool]]:
    """The filters that look at the clock, or at counterparties."""
    tests: list[Callable[[TaxInvoice], bool]] = []
    if "isDelayed" in wanted:
        tests.append(lambda each: is_delayed(each, state.clock.now) == wanted["isDelayed"])
    if "counterpartyId" in wanted:
        named = wanted["counterpartyId"]
        known = state.counterparties.get((side, named)) if wanted.get("includeBrnMatch") else None
        brn = known.brn if known else object()
        tests.append(
            lambda each: any(
                each.told[party].get("counterpartyId") == named or each.number(party) == brn for party in _PARTIES
            )
        )
    return tests


COLUMNS: Mapping[str, str] = {
    "STATUS": "status",
    "CANCEL_REASON": "cancelReason",
    "ISSUANCE_TYPE": "issuanceType",
    "DOCUMENT_MODIFICATION_TYPE": "documentModificationType",
    "IS_DELAYED": "isDelayed",
    "WRITE_DATE": "writeDate",
    "ISSUANCE_DUE_DATE": "issuanceDueDate",
    "TAXATION_TYPE": "taxationType",
    "PURPOSE_TYPE": "purposeType",
    "SUPPLIER_COMPANY_NAME": "supplierName",
    "SUPPLIER_BRN": "supplierBrn",
    "SUPPLIER_REPRESENTATIVE_NAME": "supplierRepresentativeName",
    "TOTAL_AMOUNT": "totalAmount",
    "TOTAL_SUPPLY_AMOUNT": "totalSupplyAmount",
    "TOTAL_TAX_AMOUNT": "totalTaxAmount",
    "MEMO": "memo",
    "REQUESTED_AT": "requestedAt",
    "ISSUED_AT": "issuedAt",
    "NTS_SENT_AT": "ntsSentAt",
    "STATUS_UPDATED_AT": "statusUpdatedAt",
    "BULK_TAX_INVOICE_ID": "bulkTaxInvoiceId",
    "PLAIN_ID": "id",
    "SUPPLIER_DOCUMENT_KEY": "supplierDocumentKey",
    "RECIPIENT_DOCUMENT_KEY": "recipientDocumentKey",
    "RECIPIENT_COMPANY_NAME": "recipientName",
    "RECIPIENT_BRN": "recipientBrn",
    "RECIPIENT_REPRESENTATIVE_NAME": "recipientRepresentativeName",
    "SUPPLIER_COUNTERPARTY_ID": "supplierCounterpartyId",
    "RECIPIENT_COUNTERPARTY_ID": "recipientCounterpartyId",
    "PAYOUT_ID": "payoutId",
    "ITEMS": "items",
}
"""The fields of a summary that a `TaxInvoicesSheetField` stands for."""
_CANCELLED = frozenset({"REQUEST_CANCELLED", "REQUEST_REFUSED", "ISSUANCE_CANCELLED"})


def sheet(state: State, inquiry: Inquiry) -> str:
    """`GET /b2b/tax-invoices-sheet`: the invoices as CSV, with the fields' own names above them."""
    side, body = side_of(state, inquiry), inquiry.body
    fields = body.get("fields") or list(COLUMNS)
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow(fields)
    for each in _found(state, side, body):
        reason = each.memo if each.status in _CANCELLED else None
        shown = {**summary_json(each, state.clock.now), "cancelReason": reason}
        writer.writerow([_cell(shown.get(COLUMNS[field])) for field in fields])
    return lines.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
