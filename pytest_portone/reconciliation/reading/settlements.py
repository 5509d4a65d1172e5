"""PortOne's side of settlements: the VAT reports of its own reconciliation, and what partners are paid.

Rows of kind `settlement` belong to no payment; `entry_id` tells them apart. Their amounts may be below 0: what is
taken back from a partner, or a month in which more was cancelled than paid. All of these operations answer with JSON.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.entries import DONE, FAILED, PENDING, SETTLEMENT, Entry
from pytest_portone.reconciliation.reading import asking
from pytest_portone.reconciliation.reading.gathering import Gathering
from pytest_portone.reconciliation.reading.listings import items_of, request_body
from pytest_portone.reconciliation.reading.portone_fields import LARGEST, Fields, identity
from pytest_portone.reconciliation.terms import SEOUL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pytest_portone.reconciliation.reading.asking import Ask
    from pytest_portone.reconciliation.sides import Side

REPORTS: Mapping[str, str] = {
    "settlements": "/payment-reconciliations/settlements/vat-report",
    "transactions": "/payment-reconciliations/transactions/vat-report",
}
"""The VAT reports: by days of settlement, and by days of payment."""
_DAY = timedelta(days=1)
_BACK = "ORDER_CANCEL"
"""The type of a settlement of cancelled orders."""
PARTNERS = "/platform/partner-settlements"
STATES: Mapping[str, str] = {
    "PAID_OUT": DONE,
    "CANCELLED": FAILED,
    "PAYOUT_FAILED": FAILED,
    "PAYOUT_EXCLUDED": FAILED,
}
"""By a partner settlement's status; all others are on their way, also unknown ones."""
_SIZE = 100
_MONTHS = 3
"""What PortOne shows of its reconciliation at once. A longer report is asked for in pieces."""
_SUMS: Mapping[str, str] = {
    "totalSupplyAmount": "supplyAmount",
    "totalVatAmount": "vatAmount",
    "totalTaxFreeAmount": "taxFreeAmount",
    "totalAmount": "totalAmount",
}
"""A report's own sums, by what of its items they sum up."""


def vat_report(report: str, since: date, until: date, ask: Ask | None = None, currency: str = "KRW") -> Side:
    """A VAT report of PortOne's as rows: one a payment method, such as `settlements 2026-07-01/2026-07-31 CARD`.

    PortOne reports on three months at the most, and on a day from the next one on, in Korea. A longer report has rows
    for each three months of it. Payments through test channels are in none.

    Args:
        report: `settlements` or `transactions`.
        since: the first day.
        until: the last day.
        ask: see `asking`; None for https://api.portone.io with the secret in `PORTONE_API_SECRET`.
        currency: of the report, which names none.

    Raises:
        ApiError: PortOne refuses, or does not answer.
        MissingExtraError: the extra `reconcile` is not installed.
        ValueError: there is no such report, or it ends before it begins.
    """
    if report not in REPORTS:
        raise ValueError(f"received {report!r}, expected one of {', '.join(REPORTS)}")
    if until < since:
        raise ValueError(f"received {since} to {until}, expected an end after the beginning")
    gathering, found = Gathering(), list[Entry]()
    with asking.default(ask) as chosen:
        for first, last in _pieces(since, until):
            days = {"from": first.isoformat(), "until": last.isoformat()}
            answer = chosen(REPORTS[report], request_body({"dateRange": days}))
            name = f"{report} {first}/{last}"
            read = partial(vat_entries, name=name, day=last, currency=currency)
            found += gathering.read(read, answer, REPORTS[report])
    return gathering.side(found)


def _pieces(since: date, until: date) -> Iterator[tuple[date, date]]:
    """The first day and the last of each three months."""
    while True:
        last = min(until, _three_months(since))
        yield since, last
        if last == until:
            return
        since = last + _DAY


def _three_months(since: date) -> date:
    """The last day of the three months that begin on a day."""
    years, month = divmod(since.month - 1 + _MONTHS, 12)
    year, month = since.year + years, month + 1
    if year > MAXYEAR:
        return date.max
    return date(year, month, min(since.day, monthrange(year, month)[1])) - _DAY


def vat_entries(answer: Any, source: str, name: str, day: date, currency: str) -> list[Entry]:
    """The rows of a VAT report: of each payment method, or of the sum where the report has no methods.

    Args:
        answer: as decoded JSON.
        source: where it is from.
        name: what the ids of its rows begin with.
        day: its last.
        currency: of its amounts.

    Raises:
        UnreadableJsonError: something of it can't be read, or its methods don't sum up to its own sums.
    """
    fields = Fields.of(answer)
    summary, items = fields.inner("summary"), fields.items("items")
    common: dict[str, Any] = {"currency": currency, "at": _midnight(day), "source": source}
    whole = _vat_entry(summary, f"{name} ALL", ("totalTaxFreeAmount", "totalVatAmount"), common)
    names = ("taxFreeAmount", "vatAmount")
    found = [_vat_entry(each, f"{name} {each.word('paymentMethod')}", names, common) for each in items]
    for whose, part in _SUMS.items() if found else ():
        received, expected = summary.balance(whose), sum(each.balance(part) for each in items)
        if received != expected:
            fields.problems.append(f"summary.{whose}: received {received}, expected {expected}, the sum of the items")
    fields.done()
    return found or [whole]


def _vat_entry(fields: Fields, entry_id: str, names: tuple[str, str], common: Mapping[str, Any]) -> Entry:
    tax_free, vat = (fields.balance(each) for each in names)
    amount = fields.balance("totalAmount")
    return Entry(**common, entry_id=entry_id, kind=SETTLEMENT, state=DONE, amount=amount, tax_free=tax_free, vat=vat)


def partners(days: Iterable[date] = (), ask: Ask | None = None, *, test: bool = False) -> Side:
    """What the partners of a platform are to be paid, as rows: one a partner settlement, with its id.

    Args:
        days: of settlement; all if there are none.
        ask: see `vat_report`.
        test: the test side instead of the live one.

    Raises:
        ApiError: PortOne refuses, or does not answer.
        MissingExtraError: the extra `reconcile` is not installed.
    """
    gathering, wanted = Gathering(), [each.isoformat() for each in days]
    sought = {"settlementDates": wanted} if wanted else {}
    with asking.default(ask) as chosen:
        found = [
            entry
            for each in _partners(chosen, sought, test=test)
            for entry in gathering.read(partner_entries, each, PARTNERS)
        ]
    return gathering.side(found)


def partner_entries(settlement: Any, source: str) -> list[Entry]:
    """The one row of a `PlatformPartnerSettlement` of any contract that has its id.

    Raises:
        UnreadableJsonError: something of it can't be read.
    """
    fields = Fields.of(settlement)
    status = fields.word("status")
    amount, tax_free = _amounts(fields)
    found = Entry(
        entry_id=fields.word("id"),
        kind=SETTLEMENT,
        state=STATES.get(status, PENDING),
        status=status,
        amount=amount,
        tax_free=tax_free,
        currency=fields.word("settlementCurrency"),
        at=fields.time("statusUpdatedAt") or _day(fields, "settlementDate"),
        channel="TEST" if fields.value.get("isForTest") is True else "LIVE",
        source=source,
    )
    fields.done()
    return [found]


def _amounts(fields: Fields) -> tuple[int, int | None]:
    """What a partner gets, and the tax-free part: an amount by hand is a number, one of orders an object.

    Of cancelled orders PortOne tells what the orders had come to, so a partner gives back what stands there.
    """
    if not isinstance(fields.value.get("amount"), dict):
        return fields.balance("amount"), fields.some_balance("taxFreeAmount")
    amount = fields.inner("amount")
    name = "settlementTaxFree" if "settlementTaxFree" in amount.value else "taxFree"
    whole, tax_free = amount.balance("settlement"), amount.some_balance(name)
    if fields.value.get("type") != _BACK:
        return whole, tax_free
    for each in (whole, tax_free or 0):
        if -each > LARGEST:
            amount.problems.append(f"amount: received {each}, expected {-LARGEST} or more of what is taken back")
    return -whole, None if tax_free is None else -tax_free


def _partners(ask: Ask, sought: Mapping[str, Any], *, test: bool) -> Iterable[Any]:
    """Every settlement once, as it was met last, page by page until one has nothing new."""
    found: dict[str, Any] = {}
    while True:
        page, before = {"number": len(found) // _SIZE, "size": _SIZE}, len(found)
        answer = ask(PARTNERS, request_body({"page": page, "filter": sought, "isForTest": test}))
        found |= {identity(each, "id"): each for each in items_of(PARTNERS, answer)}
        if len(found) == before:
            return found.values()


def _day(fields: Fields, name: str) -> datetime | None:
    told = fields.text(name)
    try:
        return _midnight(datetime.fromisoformat(told).date()) if told else None
    except ValueError:
        fields.problems.append(f"{name}: received a text, expected a date")
        return None


def _midnight(day: date) -> datetime:
    """When a day begins in Korea."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - SEOUL
