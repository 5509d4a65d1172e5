"""PortOne's side from payment events: what came in and what went back, each as it was when it happened.

The operation is UNSTABLE by PortOne's word, and only newer contracts have it. It tells of money that has moved and of
nothing else, so a payment that is on its way or has failed has no row, and a range that begins after a payment was
made holds its cancellations only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.entries import CANCELLATION, DONE, PAYMENT, Entry
from pytest_portone.reconciliation.reading.api import Things, listed
from pytest_portone.reconciliation.reading.listings import FIRST, ByCursor, Wanted
from pytest_portone.reconciliation.reading.payments import cancellation, common_of
from pytest_portone.reconciliation.reading.portone_fields import Fields, identity, latest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from os import PathLike

    from pytest_portone.reconciliation.reading.api import Progress
    from pytest_portone.reconciliation.reading.asking import Ask
    from pytest_portone.reconciliation.reading.payments import Common
    from pytest_portone.reconciliation.sides import Side

KINDS: Mapping[str, str] = {"PAID": PAYMENT, "PARTIAL_CANCELLED": CANCELLATION, "CANCELLED": CANCELLATION}
"""By an event's type: which row it is."""


def entries(event: Any, source: str) -> list[Entry]:
    """The one row of a payment event. The amounts are those of `payments.entries`.

    Args:
        event: a `PaymentEvent`, as decoded JSON.
        source: where it is from.

    Raises:
        UnreadableJsonError: something of it can't be read, or it is of a type that no contract has: money may have
            moved by it, and nobody can tell which way.
    """
    fields = Fields.of(event)
    common = common_of(fields, "paymentId", source)
    fields.word("id")
    kind = KINDS.get(fields.word("type"))
    if kind is None:
        fields.problems.append(f"type: received a text, expected one of {', '.join(KINDS)}")
    found = _cancelled(fields, common) if kind == CANCELLATION else _paid(fields, common)
    fields.done()
    return [found]


def _paid(fields: Fields, common: Common) -> Entry:
    amount = fields.inner("totalAmount")
    return Entry(
        **common,
        kind=PAYMENT,
        state=DONE,
        status=fields.text("type"),
        amount=amount.amount("total"),
        tax_free=amount.some_amount("taxFree"),
        vat=amount.some_amount("vat"),
        at=fields.time("createdAt"),
    )


def _cancelled(fields: Fields, common: Common) -> Entry:
    """A cancellation's row; where the event does not hold it, all that is known is how much went back."""
    held = fields.inner("cancellation")
    if held.value:
        return cancellation(held, common)
    return Entry(
        **common,
        entry_id=fields.text("id"),
        kind=CANCELLATION,
        state=DONE,
        status=fields.text("type"),
        amount=abs(fields.balance("eventAmount")),
        at=fields.time("createdAt"),
    )


EVENTS = Things(entries, lambda event: identity(event, "storeId", "id"), lambda event: latest(event, "createdAt"))


def side(  # noqa: PLR0913 - what one may ask for
    ask: Ask | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    store_id: str | None = None,
    size: int | None = None,
    spool: str | PathLike[str] | None = None,
    progress: Progress | None = None,
    memory_limit: str = "",
) -> Side:
    """Every payment event of a range of time, as rows. The arguments and the errors are those of `api.side`."""
    wanted = {"store_id": store_id, "size": size}
    return listed(
        lambda until: ByCursor(
            Wanted(until=until, since=since or FIRST, store_id=store_id, size=size),
            "/payment-events-by-cursor",
            "paymentEvent",
        ),
        EVENTS,
        ask,
        question={"events": True, **wanted, "since": since and since.isoformat()},
        until=until,
        spool=spool,
        progress=progress,
        memory_limit=memory_limit,
    )
