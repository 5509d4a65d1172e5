"""What a domain is made of: routes, and handlers that turn an inquiry into an answer or refuse it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.contracts import expressions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.model import Operation
    from pytest_portone.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A request that keeps the contract, read.

    Attributes:
        parameters: path and query parameters, decoded; the optional ones that were sent.
        body: the decoded body without its nulls; an empty mapping where none was sent.
        documented: the types of the errors that the operation documents.
        cases: where a success is one of several, the tags that tell them apart: the statuses that can be shown.
    """

    parameters: Mapping[str, Any]
    body: Mapping[str, Any]
    documented: frozenset[str]
    cases: frozenset[str]

    @property
    def store_id(self) -> str | None:
        """The store that the request names, in its query or its body."""
        named: str | None = self.parameters.get("storeId", self.body.get("storeId"))
        return named


@dataclass(frozen=True, slots=True)
class Shown:
    """A frozen record as an answer: `view` is asked once, and what it gives is kept with the record.

    Attributes:
        rendered: the record's own store of answers, by operation.
        view: gives the answer.
    """

    rendered: dict[str, bytes]
    view: Callable[[], Any]


Handler: TypeAlias = Callable[["State", Inquiry], Any]
"""Gives the decoded answer, or a `Shown`. Raises `Refusal`; everything is checked before anything is written."""


@dataclass(frozen=True, slots=True)
class Route:
    """An operation that a domain models.

    Attributes:
        method: in upper case.
        path: the template, as the contract has it; an operation's id differs between contracts, its path does not.
        answer: the name of the type of its success, such as `Payment`, `csv`, or `none` where it has no content. An
            operation of another API that only shares the path has another one, and is not taken for ours.
        handle: what answers it.
        former: names that the type had in older contracts.
        spared: names of lists in its body that the contract requires, and PortOne's own samples leave out.
    """

    method: str
    path: str
    answer: str
    handle: Handler
    former: tuple[str, ...] = ()
    spared: frozenset[str] = frozenset()

    def serves(self, operation: Operation) -> bool:
        """Whether it is this operation that the route is for."""
        here = (self.method, self.path) == (operation.method, operation.path)
        names = (expressions.text(each.type) if each.type else "none" for each in operation.answers)
        return here and any(name in (self.answer, *self.former) for name in names)
