"""Operations at work: all that is worked out once, and used for each request."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pytest_portone.contracts.model import UnionType
from pytest_portone.sandbox.answers import Writer
from pytest_portone.sandbox.domain import Shown
from pytest_portone.sandbox.domains import ROUTES
from pytest_portone.sandbox.projection import Projector
from pytest_portone.sandbox.reading import Reader
from pytest_portone.sandbox.routing import Router, parameter_names

if TYPE_CHECKING:
    from pytest_portone.contracts.model import Contract, Operation, TypeExpr
    from pytest_portone.sandbox.domain import Inquiry, Route
    from pytest_portone.sandbox.messages import Response
    from pytest_portone.sandbox.projection import Fill
    from pytest_portone.sandbox.state import State

_ROUTES = {(each.method, each.path): each for each in ROUTES}


class Desk:
    """What serves one operation.

    Attributes:
        operation: which.
        reader: reads its requests.
        writer: writes its answers.
        documented: the types of its errors.
        cases: the tags of its success, where that is a union.
        modelled: the domain's handler; None where no domain has one.
        subject: the parameter that its path ends in; None where it ends in a word.
    """

    def __init__(self, contract: Contract, operation: Operation, projector: Projector) -> None:
        self.operation = operation
        route = _route(operation)
        self.reader = Reader(contract, operation, projector, route.spared if route else frozenset())
        self.writer = Writer(contract, operation, projector)
        self.documented = self.writer.documented
        self.cases = _cases(contract, self.writer.answer.type)
        self.modelled = route.handle if route else None
        last = parameter_names(operation.path.rpartition("/")[2])
        self.subject = last[0] if last else None

    def answer(self, state: State, inquiry: Inquiry, fill: Fill) -> Response:
        """The domain's answer.

        Raises:
            Refusal: the domain's.
        """
        assert self.modelled is not None  # noqa: S101 - asked by the caller
        value = self.modelled(state, inquiry)
        return self._shown(value, fill) if isinstance(value, Shown) else self.writer.success(value, fill)

    def _shown(self, shown: Shown, fill: Fill) -> Response:
        """A record's answer, written when it is first asked for."""
        key = self.operation.id
        body = shown.rendered.get(key)
        if body is None:
            body = shown.rendered[key] = self.writer.body(shown.view(), fill)
        return self.writer.ready(body)


def _route(operation: Operation) -> Route | None:
    route = _ROUTES.get((operation.method, operation.path))
    return route if route and route.serves(operation) else None


def _cases(contract: Contract, expr: TypeExpr | None) -> frozenset[str]:
    resolved = contract.resolve(expr) if expr is not None else None
    return frozenset(resolved.cases) if isinstance(resolved, UnionType) else frozenset()


class Desks:
    """The desks of one contract, each set up when it is first needed. They hold no state of any sandbox."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._projector = Projector(contract)
        self._by_operation: dict[str, Desk] = {}
        self.router = Router(contract)

    def of(self, operation: Operation) -> Desk:
        """The desk of an operation."""
        desk = self._by_operation.get(operation.id)
        if desk is None:
            desk = self._by_operation[operation.id] = Desk(self._contract, operation, self._projector)
        return desk


def desks_of(contract: Contract) -> Desks:
    """The desks of a contract. Sandboxes with the same contract share them: there is one for each test."""
    return _desks(_Same(contract))


class _Same:
    """A contract as a key: by identity, for comparing two takes long."""

    __slots__ = ("contract",)

    def __init__(self, contract: Contract) -> None:
        self.contract = contract

    def __hash__(self) -> int:
        return id(self.contract)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.contract is other.contract


@lru_cache(maxsize=8)
def _desks(same: _Same) -> Desks:
    return Desks(same.contract)
