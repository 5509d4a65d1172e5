"""PortOne's side of a sandbox: read by its own API, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.reconciliation.reading import asking, payments
from pytest_portone.reconciliation.reading.gathering import Gathering
from pytest_portone.reconciliation.reading.listings import ByCursor, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pytest_portone.reconciliation.reading.asking import Ask
    from pytest_portone.reconciliation.reading.listings import Place
    from pytest_portone.reconciliation.sides import Side
    from pytest_portone.sandbox import Sandbox


def side(sandbox: Sandbox) -> Side:
    """Every payment of every store, up to the sandbox's time, as rows in a table of PyArrow.

    A copy is asked: no call is counted, no fault is used up, and nobody is told of anything.

    Raises:
        MissingExtraError: the extra `reconcile` is not installed.
    """
    ask, gathering = asking.in_process(sandbox), Gathering()
    stores = sorted(sandbox.settings.stores) if sandbox.settings.stores else [None]
    listings = [ByCursor(Wanted(until=sandbox.clock.now, store_id=each)) for each in stores]
    found = [
        entry
        for listing in listings
        for payment in _payments(ask, listing)
        for entry in gathering.read(payments.entries, payment, "sandbox")
    ]
    return gathering.side(found)


def _payments(ask: Ask, listing: ByCursor) -> Iterator[Any]:
    place: Place | None = listing.start()
    while place is not None:
        step = listing.step(place, ask(*listing.query(place)), lambda _: 0)
        yield from step.items
        place = step.place
