"""Lists of payments: by page with filters, and by cursor."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.paging import check_page, paged, time_range
from pytest_portone.sandbox.payments.cursors import Cursor
from pytest_portone.sandbox.payments.filters import FILTERS, LOOKUPS
from pytest_portone.sandbox.payments.views import shown
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.records import Shelf
    from pytest_portone.sandbox.state import State

_MOST = 60_000

_TIMES: Mapping[str, Callable[[Payment], datetime]] = {
    "REQUESTED_AT": lambda payment: payment.requested_at,
    "CREATED_AT": lambda payment: payment.created_at,
    "STATUS_CHANGED_AT": lambda payment: payment.status_changed_at,
}


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /payments`: a page of the payments that every filter lets through."""
    checks = Checks()
    check_page(inquiry.body, checks, _MOST)
    checks.done()
    wanted = inquiry.body.get("filter", {})
    found = _filtered(state, wanted)
    time = _TIMES[wanted.get("sortBy", state.settings.payments_sort)]
    descending = wanted.get("sortOrder", state.settings.payments_order) == "DESC"
    found.sort(key=lambda payment: (time(payment), payment.place), reverse=descending)
    return paged(found, inquiry.body, partial(shown, state))


def _filtered(state: State, wanted: Mapping[str, Any]) -> list[Payment]:
    start, end = time_range(wanted, state.clock.now)
    time = _TIMES[wanted.get("timestampType", "STATUS_CHANGED_AT")]
    tests = [(FILTERS[name], value) for name, value in wanted.items() if name in FILTERS and value != []]
    tests += [(partial(LOOKUPS[name], state), value) for name, value in wanted.items() if name in LOOKUPS]
    return [
        payment
        for payment in _candidates(state, wanted)
        if start <= time(payment) <= end and all(test(payment, value) for test, value in tests)
    ]


def _candidates(state: State, wanted: Mapping[str, Any]) -> Iterable[Payment]:
    """The payments of the store, or without one those of the merchant."""
    if wanted.get("merchantId", state.settings.merchant_id) != state.settings.merchant_id:
        return ()
    if "storeId" in wanted:
        return state.payments_of(wanted["storeId"]).values()
    return state.payments.all()


def by_cursor(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /payments-by-cursor`: the payments of a store that were created in a range, after the cursor."""
    cursor = Cursor("payment", inquiry.body)
    start, end = time_range(inquiry.body, state.clock.now)
    ascending = state.settings.cursor_order == "ASC"
    after = _after(state.payments_of(inquiry.store_id), cursor.place, ascending=ascending)
    found = (payment for payment in after if start <= payment.created_at <= end)
    items = [
        {"payment": shown(state, payment), "cursor": cursor.at(payment.place)}
        for payment in islice(found, cursor.size)
    ]
    return {"items": items}


def _after(shelf: Shelf[Payment], place: int | None, *, ascending: bool) -> Iterable[Payment]:
    if ascending:
        return shelf.from_place(0 if place is None else place + 1)
    return shelf.before_place(len(shelf) if place is None else place)
