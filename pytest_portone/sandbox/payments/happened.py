"""The list of payment events: what came in, and as negative amounts what went back."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.identifiers import derived
from pytest_portone.sandbox.paging import time_range
from pytest_portone.sandbox.payments.cursors import Cursor
from pytest_portone.sandbox.payments.views import cancellation_json, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State

TYPES: Mapping[str, str] = {
    "Transaction.Paid": "PAID",
    "Transaction.PartialCancelled": "PARTIAL_CANCELLED",
    "Transaction.Cancelled": "CANCELLED",
}
"""What the list calls the events that it has."""


def by_cursor(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /payment-events-by-cursor`: the events of a store in a range of time, after the cursor."""
    cursor = Cursor("event", inquiry.body)
    start, end = time_range(inquiry.body, state.clock.now)
    store = state.store(inquiry.store_id)
    found = (
        (place, event)
        for place, event in _after(state, cursor.place)
        if event.type in TYPES and state.store(event.store_id) == store and start <= event.at <= end
    )
    items = [
        {"paymentEvent": event_json(state, place, event), "cursor": cursor.at(place)}
        for place, event in islice(found, cursor.size)
    ]
    return {"items": items}


def _after(state: State, place: int | None) -> Iterator[tuple[int, Event]]:
    events = state.events
    if state.settings.cursor_order == "ASC":
        places = range(0 if place is None else place + 1, len(events))
    else:
        places = range(len(events) if place is None else min(place, len(events)))[::-1]
    return ((each, events[each]) for each in places)


def event_json(state: State, place: int, event: Event) -> dict[str, Any]:
    """An event as `PaymentEvent`, with the amounts as they were by it."""
    payment = state.payments_of(event.store_id)[event.payment_id or ""]
    then = _as_of(payment, event)
    whole = shown(state, then)
    return whole | {
        "type": TYPES[event.type],
        "id": derived("payment-event", str(place)),
        "paymentId": payment.id,
        "createdAt": written(event.at),
        "totalAmount": whole["amount"],
        "cancellation": cancellation_json(then.cancellations[-1]) if event.cancellation_id else None,
        "eventAmount": event.amount,
    }


def _as_of(payment: Payment, event: Event) -> Payment:
    """The payment with the cancellations that had succeeded by an event, its own as the last."""
    own = next((each for each in payment.succeeded if each.id == event.cancellation_id), None)
    if own is None:
        return replace(payment, cancellations=())
    until = sorted((each for each in payment.succeeded if each.place <= own.place), key=lambda each: each.place)
    return replace(payment, cancellations=tuple(until))
