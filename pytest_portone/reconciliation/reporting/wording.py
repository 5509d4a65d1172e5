"""The words of a reconciliation, the same in every format for people."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from pytest_portone.reconciliation.reconciliation import LEDGER, PORTONE
from pytest_portone.reconciliation.reporting import money, tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation
    from pytest_portone.reconciliation.reporting.report import Report
    from pytest_portone.reconciliation.terms import Terms

TITLE = "Reconciliation"
AGREED = "Both sides tell the same story"
NO_TIME = "no time"
SIDES: Mapping[str, str] = {LEDGER: "ledger", PORTONE: "PortOne"}
MEANINGS: Mapping[str, str] = {
    "missing_in_ledger": "PortOne has the money, the ledger has no such payment",
    "missing_at_portone": "the ledger has the money, PortOne has no such payment",
    "amount": "both have the payment, the sums differ",
    "currency": "both have the payment, in different currencies",
    "status": "one side has it done or open, the other has it failed",
    "cancellation_sum": "the sums of what was cancelled differ",
    "duplicate_in_ledger": "the ledger has it more often than PortOne",
    "duplicate_at_portone": "PortOne has it more often than the ledger",
    "test_channel": "paid by a test channel, booked as money",
    "booked_before_paid": "the ledger had it done before PortOne",
    "stale": "the ledger still waits for what PortOne has settled",
    "time_skew": "the times of both sides lie too far apart",
    "tax_split": "the sums agree, the tax-free part or the VAT does not",
    "settlement_sum": "what was paid out differs from what was booked as paid out",
}
"""What each discrepancy says, in a line."""

_UNITS: tuple[tuple[str, timedelta], ...] = (
    ("d", timedelta(days=1)),
    ("h", timedelta(hours=1)),
    ("m", timedelta(minutes=1)),
    ("s", timedelta(seconds=1)),
)


def counted(number: int, what: str, several: str = "") -> str:
    """Such as `1 payment`, `2 payments`."""
    return f"{number:,} {what if number == 1 else several or f'{what}s'}"


def headline(report: Report) -> str:
    """What was found, in a line."""
    result = report.result
    if not result.discrepancies:
        told = [AGREED if report.clean else "No discrepancies were found"]
    else:
        found = counted(len(result.discrepancies), "discrepancy", "discrepancies")
        told = [
            f"{found} in {counted(tally.payments(result.discrepancies), 'payment')}",
            f"{money.sums(result.at_stake())} at stake",
        ]
    if unread := sum(result.unread.values()):
        told.append(f"{counted(unread, 'row')} could not be read")
    return "; ".join(told)


def circumstances(report: Report) -> Iterator[str]:
    """What was compared, and what was let pass; a line each."""
    result = report.result
    yield f"{report.ledger} against {report.portone}, {period(result.terms)}"
    yield tolerated(result.terms)
    if result.in_flight:
        yield f"{counted(len(result.in_flight), 'difference')} in flight: time may heal them yet"
    if out := tally.outside(result.totals):
        yield f"{counted(out, 'row')} outside the period"
    if report.last:
        new = sum(each == result.terms.as_of for each in report.first_seen.values())
        last = moment(report.last, result.terms.offset)
        yield f"since the last run, as of {last}: {new:,} new, {len(report.solved):,} solved"


def period(terms: Terms) -> str:
    """Which time was looked at."""
    ends = {"from": terms.since, "until": terms.until, "as of": terms.as_of}
    return ", ".join(f"{name} {moment(each, terms.offset)}" for name, each in ends.items() if each)


def tolerated(terms: Terms) -> str:
    """What was let pass."""
    told = [f"grace {span(terms.grace)}", f"skew {span(terms.skew) if terms.skew is not None else 'any'}"]
    told += [f"tolerance {money.money(amount, currency)}" for currency, amount in sorted(terms.tolerance.items())]
    told += ["payments by test channels count"] if terms.test_counts else []
    return ", ".join(told)


def moment(time: datetime | None, offset: timedelta) -> str:
    """A time at an offset from UTC, to the second."""
    if time is None:
        return NO_TIME
    return time.astimezone(timezone(offset)).isoformat(sep=" ", timespec="seconds")


def span(length: timedelta) -> str:
    """A length of time, such as `1h30m`."""
    told = ""
    for unit, size in _UNITS:
        count, length = divmod(length, size)
        told += f"{count}{unit}" if count else ""
    return told or "0s"


def subject(each: Discrepancy) -> str:
    """What a discrepancy is about."""
    return each.payment_id or each.entry_id or "no id"


def said(text: str | None) -> str:
    """What a side says."""
    return "nothing" if text is None else text


def facts(each: Discrepancy, report: Report) -> Iterator[tuple[str, str]]:
    """What is known of a discrepancy besides its name and its money."""
    from pytest_portone.reconciliation.reporting.report import key

    offset = report.result.terms.offset
    yield "ledger", said(each.ledger)
    yield "PortOne", said(each.portone)
    yield "since", moment(each.since, offset)
    if each.entry_id and each.payment_id:
        yield "entry", each.entry_id
    if each.matched_by != "payment_id":
        yield "matched by", each.matched_by
    if each.sources:
        yield "from", "; ".join(dict.fromkeys(each.sources))
    if each.cause:
        yield "cause", each.cause
    if first := report.first_seen.get(key(each)):
        new = first == report.result.terms.as_of
        yield "first seen", f"{moment(first, offset)}{' (new)' if new else ''}"


def unread(result: Reconciliation) -> Iterator[str]:
    """How many rows of each side could not be read."""
    for side, count in sorted(result.unread.items()):
        if count:
            listed = sum(each.side == side for each in result.aside)
            more = f", the first {listed:,} of them listed" if listed < count else ""
            yield f"{SIDES.get(side, side)}: {counted(count, 'row')} could not be read{more}"
