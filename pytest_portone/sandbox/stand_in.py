"""Operations that no domain models: their answers are made from the contract."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.absence import Absent
from pytest_portone.sandbox.generation import Generator, Scope, scope_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.model import Contract, TypeExpr
    from pytest_portone.sandbox.desks import Desk
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.sandbox.reading import Reading
    from pytest_portone.sandbox.state import State


class StandIn:
    """Answers from the contract alone. All that it remembers is what was deleted."""

    def __init__(self, contract: Contract, state: State) -> None:
        self._contract, self._seed, self._clock = contract, state.settings.seed, state.clock
        self._absent = Absent(state.absent)

    def answer(self, desk: Desk, request: Request, reading: Reading) -> Response:
        """A success made from the contract; a 404 for what was deleted, where the operation documents one."""
        operation, path = desk.operation, request.path
        deleted = self._absent.above(operation, path)
        if deleted is not None:
            gone = desk.writer.missing(deleted, self.fill)
            if gone:
                return gone
        self._absent.note(operation, path)
        return desk.writer.success(self._value(desk, request, reading), self.fill)

    def fill(self, expr: TypeExpr, sent: Mapping[str, Any]) -> Any:
        """A value of a type, with these fields as far as it has them: for what no model gives."""
        return self._generator(str(expr).encode()).value(expr, Scope(sent))

    def _value(self, desk: Desk, request: Request, reading: Reading) -> Any:
        expr = desk.writer.answer.type
        if expr is None:
            return None
        about = f"{request.method} {request.path} {request.query} ".encode() + request.body
        scope = scope_of(reading.parameters, reading.body, desk.subject)
        return self._generator(about).value(expr, scope)

    def _generator(self, about: bytes) -> Generator:
        """A generator whose chance depends on the seed and on what the value is about, and on nothing else."""
        random = Random(f"{self._seed} ".encode() + about)  # noqa: S311 - reproducible on purpose
        return Generator(self._contract, random, self._clock.now)
