"""Lists of what partner settlement keeps: by page, filtered, the newest first, with counts by status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.paging import check_page, paged
from pytest_portone.sandbox.platform.finding import side_of
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.transfers.days import read_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.records import Shelves
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.kept import K


class Sided(Protocol):
    """What is kept on a side, and has a status."""

    @property
    def status(self) -> str:
        """How far it is."""
        ...


R = TypeVar("R", bound=Sided)

Tests: TypeAlias = Mapping[str, Callable[["State", R, Any], bool]]
"""Whether a record is let through, by a field of a contract's type for the filter, given its value."""
Check: TypeAlias = Callable[[Mapping[str, Any], Checks], None]


def unchecked(_: Mapping[str, Any], __: Checks) -> None:
    """There is nothing that the schema does not say."""


@dataclass(frozen=True, slots=True)
class SideList(Generic[R]):
    """A list of the records of a side.

    Attributes:
        records: those of a side, oldest first.
        tests: a row a field of its filter; an empty list is none.
        view: a record as it is shown.
        check: what the schema does not say of a filter.
        items: what the page calls its items.
        counts: what its counts call each status; without any, it has none.
    """

    records: Callable[[State, Side], list[R]]
    tests: Tests[R]
    view: Callable[[State, R], Any]
    check: Check = unchecked
    items: str = "items"
    counts: Mapping[str, str] = field(default_factory=dict)

    def page(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """The page that a request asks for.

        Raises:
            Refusal: `INVALID_REQUEST`, `PLATFORM_NOT_ENABLED`.
        """
        checks, body = Checks(), inquiry.body
        check_page(body, checks)
        found = self.chosen(state, inquiry, checks)
        shown = paged(found, body, lambda each: self.view(state, each))
        return {self.items: shown["items"], "page": shown["page"], "counts": counted(found, self.counts)}

    def chosen(self, state: State, inquiry: Inquiry, checks: Checks) -> list[R]:
        """The records that a request's filter lets through, the newest first.

        Raises:
            Refusal: as `page`.
        """
        wanted = inquiry.body.get("filter", {})
        self.check(wanted, checks)
        checks.done()
        rows = [(self.tests[name], value) for name, value in wanted.items() if name in self.tests and value != []]
        records = reversed(self.records(state, side_of(state, inquiry)))
        return [each for each in records if all(test(state, each, value) for test, value in rows)]


def every(shelves: Callable[[State], Shelves[K]]) -> Callable[[State, Side], list[K]]:
    """All records that are kept on a side of some shelves, oldest first."""
    return lambda state, side: list(shelves(state).of(side).values())


def counted(found: list[R], names: Mapping[str, str]) -> dict[str, int]:
    """How many records have each status, by what `names` calls it."""
    return {name: sum(each.status == status for each in found) for status, name in names.items()}


def check_days(wanted: Mapping[str, Any], checks: Checks, *names: str) -> None:
    """Ranges of days, where they are given, are days, and do not end before they begin."""
    for name in names:
        if name in wanted:
            days = [read_day(wanted[name][end]) for end in ("from", "until")]
            checks.require(
                ("filter", name), wanted[name], "days as yyyy-MM-dd, from before until", met=_ordered(days)
            )


def _ordered(days: list[date | None]) -> bool:
    first, last = days
    return first is not None and last is not None and first <= last


def check_one(path: tuple[str, ...], wanted: Mapping[str, Any] | None, checks: Checks) -> None:
    """Of these fields one is given, where any can be."""
    met = wanted is None or len(wanted) == 1
    checks.require(path, wanted, "one field", met=met)


def on_days(day: date | None, wanted: Mapping[str, str]) -> bool:
    """Whether a day is in a range of days, both ends included."""
    return day is not None and wanted["from"] <= day.isoformat() <= wanted["until"]


def at_times(moment: datetime | None, wanted: Mapping[str, str]) -> bool:
    """Whether a moment is in a range of time, both ends included."""
    return moment is not None and read(wanted["from"]) <= moment <= read(wanted["until"])
