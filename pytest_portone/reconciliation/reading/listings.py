"""PortOne's lists, walked from their beginning to their end: by cursor, or by page.

Where a walk stands is plain JSON, so it can go on later.
By cursor, the list is by creation, and nothing in it moves. By page, payments may change places meanwhile: a window
of time is read again where fewer were met than the answers counted; what is met twice is the reader's to tell apart.
A page list ends at 60,000, so a window that holds more is halved.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from pytest_portone.reconciliation.reading.asking import ApiError
from pytest_portone.sandbox.clock import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Place: TypeAlias = "dict[str, Any]"

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""What is asked for where the reader names no beginning: by itself PortOne goes back 90 days only."""
MOST = 60_000
"""Up to where a list can be asked for by page."""
_TRIES = 5
"""How often a window is read before its payments are said not to keep still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for.

    Attributes:
        until: up to when; with a zone.
        since: from when; with a zone.
        store_id: whose; None for what the secret is for.
        is_test: only by test channels, or only by live ones; lists by page only.
        timestamp: what `since` and `until` are about: `CREATED_AT` or `STATUS_CHANGED_AT`; by cursor only the former.
        size: how many a page has; None for 1000 by cursor, which is PortOne's most, and 100 by page.

    Raises:
        ValueError: a time has no zone, or there is no such page.
    """

    until: datetime
    since: datetime = FIRST
    store_id: str | None = None
    is_test: bool | None = None
    timestamp: str = "CREATED_AT"
    size: int | None = None

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or self.until.tzinfo is None:
            raise ValueError(f"received {self.since} to {self.until}, expected times with a zone")
        if self.size is not None and self.size < 1:
            raise ValueError(f"received a size of {self.size}, expected 1 or more")


@dataclass(frozen=True, slots=True)
class Step:
    """What came of an answer.

    Attributes:
        items: what was listed.
        place: where to go on; None at the end.
        again: whether all since the last mark is void, because it is asked for anew.
        marked: whether what comes from here on is a part of its own.
        total: how many there are in all; None where that is not known.
    """

    items: tuple[Any, ...]
    place: Place | None
    again: bool = False
    marked: bool = False
    total: int | None = None


class Listing(Protocol):
    """A list that is walked."""

    @property
    def name(self) -> str:
        """What it is called where one of its things is named."""

    def start(self) -> Place:
        """Where the walk begins."""

    def query(self, place: Place) -> tuple[str, dict[str, str]]:
        """The path and the query that go on from a place."""

    def step(self, place: Place, answer: Any, met: Callable[[Iterable[Any]], int]) -> Step:
        """Where an answer leads. `met` counts the different things since the last mark, with those of this answer.

        Raises:
            ApiError: it is no such answer.
        """


@dataclass(frozen=True, slots=True)
class ByCursor:
    """A list by cursor.

    Attributes:
        wanted: what is asked for.
        path: the operation's.
        item: the field of an item that holds the thing.
    """

    wanted: Wanted
    path: str = "/payments-by-cursor"
    item: str = "payment"

    @property
    def name(self) -> str:
        """The operation's path."""
        return self.path

    def start(self) -> Place:
        """Before the first item."""
        return {"cursor": None}

    def query(self, place: Place) -> tuple[str, dict[str, str]]:
        """So many items after the cursor."""
        wanted = self.wanted
        body = {
            "storeId": wanted.store_id,
            "from": _written(wanted.since),
            "until": _written(wanted.until),
            "size": wanted.size or 1000,
            "cursor": place["cursor"],
        }
        return self.path, request_body(body)

    def step(self, place: Place, answer: Any, met: Callable[[Iterable[Any]], int]) -> Step:  # noqa: ARG002
        """On from the last item's cursor, until there is no item."""
        items = items_of(self.path, answer)
        if not items:
            return Step((), None)
        cursor = items[-1].get("cursor")
        if not isinstance(cursor, str) or cursor == place["cursor"]:
            raise ApiError(f"GET {self.path}: received an item without a cursor of its own, expected one on each")
        # Nothing in this list changes places: what was met need not be remembered.
        return Step(tuple(each.get(self.item) for each in items), {"cursor": cursor}, marked=True)


@dataclass(frozen=True, slots=True)
class ByPage:
    """The payments by page, in the order in which they were requested."""

    wanted: Wanted
    name: str = "/payments"

    def start(self) -> Place:
        """The first page of one window."""
        window = [_written(self.wanted.since), _written(self.wanted.until)]
        return {"windows": [window], "number": 0, "tries": 1}

    def query(self, place: Place) -> tuple[str, dict[str, str]]:
        """A page of the first window."""
        wanted, (start, end) = self.wanted, place["windows"][0]
        sought = {
            "storeId": wanted.store_id,
            "isTest": wanted.is_test,
            "timestampType": wanted.timestamp,
            "from": start,
            "until": end,
            "sortBy": "REQUESTED_AT",
            "sortOrder": "ASC",
        }
        page = {"number": place["number"], "size": wanted.size or 100}
        return self.name, request_body({"page": page, "filter": _known(sought)})

    def step(self, place: Place, answer: Any, met: Callable[[Iterable[Any]], int]) -> Step:
        """To the next page, or to the next window; back to the window's beginning, or to its halves."""
        items = items_of(self.name, answer)
        page = answer.get("page")
        total = _count(page, "totalCount") or 0
        size = _count(page, "size") or self.wanted.size or 100
        alone = total if len(place["windows"]) == 1 else None
        if total > MOST or (len(items) == size and (place["number"] + 2) * size > MOST):
            return Step((), self._halved(place), again=True)
        if len(items) >= size:
            return Step(items, place | {"number": place["number"] + 1}, total=alone)
        return self._ended(place, items, total, met(items), alone)

    def _ended(self, place: Place, items: tuple[Any, ...], total: int, met: int, alone: int | None) -> Step:
        if met < total:
            return self._anew(place)
        rest = place["windows"][1:]
        following = {"windows": rest, "number": 0, "tries": 1} if rest else None
        return Step(items, following, marked=True, total=alone)

    def _anew(self, place: Place) -> Step:
        """Payments have changed places: some were passed over."""
        if place["tries"] >= _TRIES:
            start, end = place["windows"][0]
            raise ApiError(
                f"GET {self.name}: received fewer payments of {start} to {end} than were counted, {_TRIES} times; "
                "read by cursor instead"
            )
        return Step((), place | {"number": 0, "tries": place["tries"] + 1}, again=True)

    def _halved(self, place: Place) -> Place:
        start, end = map(read, place["windows"][0])
        middle = start + (end - start) // 2
        middle -= timedelta(microseconds=middle.microsecond % 1000)
        if not start < middle < end:
            raise ApiError(f"GET {self.name}: received over {MOST} payments of one moment; read by cursor instead")
        halves = [[_written(start), _written(middle)], [_written(middle), _written(end)]]
        return {"windows": [*halves, *place["windows"][1:]], "number": 0, "tries": 1}


def _count(page: Any, name: str) -> int | None:
    value = page.get(name) if isinstance(page, dict) else None
    return value if isinstance(value, int) else None


def request_body(body: Mapping[str, Any]) -> dict[str, str]:
    """A body as a query, which is how PortOne's own clients send it with GET."""
    return {"requestBody": json.dumps(_known(body))}


def _known(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


def items_of(path: str, answer: Any) -> tuple[Any, ...]:
    """The objects that an answer lists.

    Raises:
        ApiError: it is no list of objects.
    """
    found = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ApiError(f"GET {path}: received an answer without a list of objects as `items`, expected one")
    return tuple(found)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
