"""Contracts, policies and partners on the wire: the operations that they share, each written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.clock import read, written
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.paging import check_page, paged
from pytest_portone.sandbox.platform import life
from pytest_portone.sandbox.platform.finding import side_of
from pytest_portone.sandbox.platform.models import Lasting
from pytest_portone.sandbox.refusals import invalid
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_portone.contracts.schema import Path
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.listing import Filters
    from pytest_portone.sandbox.platform.finding import Kind
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State

L = TypeVar("L", bound=Lasting)

Fields: TypeAlias = Mapping[str, Any]
Guard: TypeAlias = Callable[["State", L], None]


@dataclass(frozen=True, slots=True)
class Draft(Generic[L]):
    """What a request says of a record.

    Attributes:
        state: the sandbox's.
        side: the record's.
        sent: its fields, as far as they are given.
        at: where they stand in the body.
        before: the record as it is; None for a new one.
    """

    state: State
    side: Side
    sent: Fields
    at: Path = ()
    before: L | None = None


def unguarded(_: State, __: Lasting) -> None:
    """Nothing speaks against it."""


@dataclass(frozen=True, slots=True)
class Resource(Generic[L]):
    """What is particular to a kind.

    Attributes:
        kind: what its records are.
        path: where they are.
        name: what the types of their answers call them.
        field: what the fields of their answers call them.
        fields: the values that a draft gives to the fields that only this kind has; raises `Refusal`.
        view: a record as it is shown, less what all have.
        filters: a row a field of its filter, less `isArchived` and `keyword`.
        keywords: the texts that a keyword is looked for in, by field of the keyword.
        to_archive, to_recover, to_schedule: raise `Refusal` where there is something against it.
        afterwards: what else is written, once a draft is.
        put_away: what else becomes of a record that was put away.
    """

    kind: Kind[L]
    path: str
    name: str
    field: str
    fields: Callable[[Draft[L]], Fields]
    view: Callable[[L], Fields]
    filters: Filters[L]
    keywords: Mapping[str, Callable[[L], str | None]]
    to_archive: Guard[L] = unguarded
    to_recover: Guard[L] = unguarded
    to_schedule: Guard[L] = unguarded
    afterwards: Callable[[Draft[L]], None] = lambda _: None
    put_away: Callable[[State, L], L] = lambda _, record: record

    def routes(self) -> tuple[Route, ...]:
        """The operations on them."""
        one, schedule = f"{self.path}/{{id}}", f"{self.path}/{{id}}/schedule"
        name, many = f"Platform{self.name}", self.path.rpartition("/")[2].title().replace("-", "")
        return (
            Route("GET", self.path, f"GetPlatform{many}Response", self.page),
            Route("POST", self.path, f"Create{name}Response", self.create),
            Route("GET", one, name, self.get),
            Route("PATCH", one, f"Update{name}Response", self.update),
            Route("POST", f"{one}/archive", f"Archive{name}Response", self.archive),
            Route("POST", f"{one}/recover", f"Recover{name}Response", self.recover),
            Route("GET", schedule, name, self.get_schedule),
            Route("POST", schedule, f"Schedule{name}Response", self.schedule),
            Route("PUT", schedule, f"Reschedule{name}Response", self.reschedule),
            Route("DELETE", schedule, f"Cancel{name}ScheduleResponse", self.cancel_schedule),
        )

    def json(self, record: L) -> dict[str, Any]:
        """A record as it is shown: every field that any contract knows."""
        return {
            "id": record.id,
            "graphqlId": record.graphql_id,
            "name": record.name,
            "memo": record.memo,
            "isArchived": record.archived,
            "appliedAt": written(record.applied_at),
            "isForTest": record.for_test,
            **self.view(record),
        }

    def new(self, state: State, side: Side, body: Fields, *, after: int = 0) -> L:
        """A record as a body describes it, which is not kept yet. `after` counts those that are kept before it.

        Raises:
            Refusal: by what `fields` says.
        """
        return self.kind.type(
            id=body.get("id") or state.identifiers.uuid(),
            side=side,
            place=len(self.kind.shelf(state, side)) + after,
            name=body["name"],
            applied_at=state.clock.now,
            memo=body.get("memo"),
            **self.fields(Draft(state, side, body)),
        )

    def chosen(self, state: State, side: Side, wanted: Fields) -> list[L]:
        """The records that a filter lets through, the newest first. Archived ones are chosen by `isArchived` only."""
        tests = [
            (self.filters[name], value) for name, value in wanted.items() if name in self.filters and value != []
        ]
        archived, words = wanted.get("isArchived", False), wanted.get("keyword", {})
        return [
            each
            for each in reversed(list(self.kind.shelf(state, side).values()))
            if each.archived == archived
            and all(test(each, value) for test, value in tests)
            and all(word in (self.keywords[name](each) or "") for name, word in words.items())
        ]

    def check_filter(self, body: Fields, checks: Checks) -> None:
        """What the schema does not say of a filter: a keyword is looked for in one place."""
        keyword = body.get("filter", {}).get("keyword")
        if keyword is not None:
            checks.exactly_one(("filter", "keyword"), keyword, *self.keywords)

    def page(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """A page of those that the filter lets through."""
        side, checks = side_of(state, inquiry), Checks()
        check_page(inquiry.body, checks)
        self.check_filter(inquiry.body, checks)
        checks.done()
        return paged(self.chosen(state, side, inquiry.body.get("filter", {})), inquiry.body, self.json)

    def create(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """A new one."""
        side, checks = side_of(state, inquiry), Checks()
        check_texts(inquiry.body, checks)
        checks.done()
        record = life.create(state, self.kind, self.new(state, side, inquiry.body))
        self.afterwards(Draft(state, side, inquiry.body))
        return self._answer(record)

    def get(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """One as it is."""
        return self.json(self._found(state, inquiry))

    def update(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """One changed now."""
        record = self._found(state, inquiry)
        life.refuse_archived(self.kind, record)
        draft = Draft(state, record.side, inquiry.body, before=record)
        changed = life.change(state, self.kind, record, self.changes(draft))
        self.afterwards(draft)
        return self._answer(changed)

    def archive(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """One put away."""
        record = self._found(state, inquiry)
        self.to_archive(state, record)
        return self._answer(self.put_away(state, life.archive(state, self.kind, record)))

    def recover(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """One taken back."""
        record = self._found(state, inquiry)
        self.to_recover(state, record)
        return self._answer(life.recover(state, self.kind, record))

    def get_schedule(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """One as it will be."""
        record = self._found(state, inquiry)
        return self.json(life.as_it_will_be(record, life.pending_of(self.kind, record)))

    def schedule(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """One to be changed later."""
        record = self._found(state, inquiry)
        life.refuse_archived(self.kind, record)
        life.refuse_scheduled(self.kind, record)
        draft = Draft(state, record.side, inquiry.body["update"], ("update",), record)
        changes, at = self.changes(draft), applied_at(state, inquiry.body)
        self.to_schedule(state, record)
        return self._scheduled(draft, life.schedule(state, self.kind, record, changes, at))

    def reschedule(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """One to be changed otherwise, or at another time."""
        record = self._found(state, inquiry)
        self.to_schedule(state, record)
        life.pending_of(self.kind, record)
        draft = Draft(state, record.side, inquiry.body["update"], ("update",), record)
        changes, at = self.changes(draft), applied_at(state, inquiry.body)
        return self._scheduled(draft, life.schedule(state, self.kind, record, changes, at))

    def cancel_schedule(self, state: State, inquiry: Inquiry) -> dict[str, Any]:
        """One not to be changed after all."""
        life.cancel(state, self.kind, self._found(state, inquiry))
        return {}

    def changes(self, draft: Draft[L]) -> Fields:
        """The new values that a draft gives, by field of the record.

        Raises:
            Refusal: by what `fields` says.
        """
        checks = Checks()
        check_texts(draft.sent, checks, draft.at)
        checks.done()
        common = {name: draft.sent[name] for name in ("name", "memo") if name in draft.sent}
        return common | dict(self.fields(draft))

    def _scheduled(self, draft: Draft[L], will_be: L) -> dict[str, Any]:
        self.afterwards(draft)
        return {f"scheduled{self.name}": self.json(will_be)}

    def _found(self, state: State, inquiry: Inquiry) -> L:
        return self.kind.get(state, side_of(state, inquiry), inquiry.parameters["id"])

    def _answer(self, record: L) -> dict[str, Any]:
        return {self.field: self.json(record)}


def check_texts(body: Fields, checks: Checks, at: Path = ()) -> None:
    """Ids and names that are given are not blank."""
    for name in ("id", "name"):
        if name in body:
            met = bool(body[name].strip())
            checks.require((*at, name), body[name], "a text that is not blank", met=met)


def applied_at(state: State, body: Fields) -> datetime:
    """When a change is to be made.

    Raises:
        Refusal: `INVALID_REQUEST`, where that is past, and `Settings.past_schedules` does not let it be made at once.
    """
    at, now = read(body["appliedAt"]), state.clock.now
    if at < now and state.settings.past_schedules == "refuse":
        expected = f"{written(now)}, the sandbox's time, or later"
        raise invalid([Violation(("body", "appliedAt"), written(at), expected)])
    return at
