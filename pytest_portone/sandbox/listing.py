"""Lists by page: checked, filtered, put in order, and cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from pytest_portone.sandbox import companies
from pytest_portone.sandbox.paging import check_page, paged, time_range
from pytest_portone.sandbox.records import Record
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.records import Shelves
    from pytest_portone.sandbox.state import State


class Listed(Record, Protocol):
    """What can be listed: it knows its place among the records of its store."""

    @property
    def place(self) -> int:
        """The number of records that the store had before this one."""
        ...


class AtChannel(Protocol):
    """What one channel has made."""

    @property
    def channel(self) -> Channel:
        """The channel."""
        ...


R = TypeVar("R", bound=Listed)
T = TypeVar("T")

Times: TypeAlias = Mapping[str, Callable[[T], datetime | None]]
"""What each value of a contract's enum for the order of a list stands for; None comes before all others."""
Filters: TypeAlias = Mapping[str, Callable[[T, Any], bool]]
"""Whether a record is let through, by a field of a contract's type for the filter, given its value."""

CHANNEL_FILTERS: Filters[AtChannel] = {
    "isTest": lambda each, wanted: (each.channel.type == "TEST") == wanted,
    "pgMerchantId": lambda each, wanted: each.channel.pg_merchant_id == wanted,
    "pgProviders": lambda each, wanted: each.channel.pg_provider in wanted,
    "pgCompanies": lambda each, wanted: companies.is_of(each.channel.pg_provider, wanted),
    "version": lambda _, wanted: wanted == "V2",
}
"""The filters that look at nothing but the channel."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """A list of records.

    Attributes:
        times: what it can be sorted by.
        filters: a row a field of its filter, less those that choose the store and the range. An empty list is none.
        time: which of the times sorts, and which has to be in the range, where the request does not say.
        range_field: the field of its filter that chooses the time that has to be in the range; None where none does.
    """

    times: Times[R]
    filters: Filters[R]
    time: str
    range_field: str | None = "timeRangeField"

    def page(
        self,
        body: Mapping[str, Any],
        records: Callable[[Mapping[str, Any]], Iterable[R]],
        now: datetime,
        view: Callable[[R], Any],
    ) -> dict[str, Any]:
        """The page that a request body asks for, of the records that every filter lets through.

        Args:
            body: the request's, with `page`, `filter` and `sort`.
            records: gives those to choose from, by the filter. It is not asked for a page that there can't be.
            now: the sandbox's time.
            view: a record as the page shows it.

        Raises:
            Refusal: `INVALID_REQUEST`, and what `records` raises.
        """
        checks = Checks()
        check_page(body, checks)
        checks.done()
        found, order = self._filtered(records, body.get("filter", {}), now), body.get("sort", {})
        time = self.times[order.get("by", self.time)]
        found.sort(key=lambda each: (time(each) or _NEVER, each.place), reverse=order.get("order", "DESC") == "DESC")
        return paged(found, body, view)

    def _filtered(
        self, records: Callable[[Mapping[str, Any]], Iterable[R]], wanted: Mapping[str, Any], now: datetime
    ) -> list[R]:
        start, end = time_range(wanted, now)
        time = self.times[wanted.get(self.range_field, self.time) if self.range_field else self.time]
        tests = [
            (self.filters[name], value) for name, value in wanted.items() if name in self.filters and value != []
        ]
        return [
            each
            for each in records(wanted)
            if start <= (time(each) or _NEVER) <= end and all(test(each, value) for test, value in tests)
        ]


def within_reach(state: State, shelves: Shelves[R], wanted: Mapping[str, Any]) -> Iterable[R]:
    """The records of the store that a filter names; without a name, those of every store.

    Raises:
        Refusal: `FORBIDDEN`.
    """
    return shelves.of(state.store(wanted["storeId"])).values() if "storeId" in wanted else shelves.all()
