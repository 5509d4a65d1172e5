"""Requests of an operation, drawn part by part: path, query, body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from pytest_portone.strategies.per_contract import compiler
from pytest_portone.strategies.records import records
from pytest_portone.strategies.request import Request
from pytest_portone.strategies.scalars import BOOLEAN, TEXT

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from pytest_portone.contracts.model import Contract, Location, Operation

_DOTS = {".": "dot", "..": "dots"}
_SEGMENT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).map(
    lambda text: _DOTS.get(text, text)
)
"""A segment of a path: anything but what a client would resolve by itself."""
_IN_QUERY = st.sampled_from((True, False))
"""The query first: the simplest request is as the official clients send it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Strategies for the parts of an operation's requests; with `whole`, all that is optional is there."""

    operation: Operation
    path: SearchStrategy[dict[str, Any]] | None
    query: SearchStrategy[dict[str, Any]] | None
    body: SearchStrategy[Any] | None
    whole: bool = False

    def draw(self, draw: DrawFn) -> Request:
        """A valid request."""
        path = draw(self.path) if self.path is not None else {}
        query = draw(self.query) if self.query is not None else {}
        body = self.operation.body
        if self.body is None or body is None or not (body.required or self.whole or draw(BOOLEAN)):
            return Request(self.operation, path, query)
        value = draw(self.body)
        return Request(self.operation, path, query, value, body.in_query and draw(_IN_QUERY))


def parts(contract: Contract, operation: Operation, *, coherent: bool, whole: bool = False) -> Parts:
    """The strategies for the requests of `operation`."""
    types = compiler(contract, coherent=coherent)

    def values(location: Location) -> SearchStrategy[dict[str, Any]] | None:
        required: dict[str, SearchStrategy[Any]] = {}
        optional: dict[str, SearchStrategy[Any]] = {}
        for each in operation.parameters_in(location):
            strategy = types.strategy(each.type, place=f"{operation.id}.{each.name}")
            group = required if each.required or whole else optional
            group[each.name] = _SEGMENT if location == "path" and strategy is TEXT else strategy
        return records({}, required, optional) if required or optional else None

    body = types.strategy(operation.body.type, place=operation.request.name) if operation.body else None
    return Parts(operation, values("path"), values("query"), body, whole)
