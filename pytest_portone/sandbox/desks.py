"""One operation at work: all that is worked out once, and used for each of its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.model import Ref
from pytest_portone.sandbox.answers import Writer
from pytest_portone.sandbox.domain import Shown
from pytest_portone.sandbox.domains import ROUTES
from pytest_portone.sandbox.reading import Reader
from pytest_portone.sandbox.routing import parameter_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pytest_portone.contracts.model import Contract, Operation, TypeExpr
    from pytest_portone.sandbox.domain import Handler, Inquiry
    from pytest_portone.sandbox.messages import Response
    from pytest_portone.sandbox.state import State

_ROUTES = {(each.method, each.path): each for each in ROUTES}


class Desk:
    """What serves one operation.

    Attributes:
        operation: which.
        reader: reads its requests.
        writer: writes its answers.
        documented: the types of its errors.
        modelled: the domain's handler; None where no domain has one.
        subject: the parameter that its path ends in; None where it ends in a word.
    """

    def __init__(self, contract: Contract, operation: Operation, fill: Callable[[TypeExpr], Any]) -> None:
        self.operation = operation
        self.reader = Reader(contract, operation)
        self.writer = Writer(contract, operation, fill)
        self.documented = self.writer.documented
        self.modelled = _modelled(operation)
        last = parameter_names(operation.path.rpartition("/")[2])
        self.subject = last[0] if last else None

    def answer(self, state: State, inquiry: Inquiry) -> Response:
        """The domain's answer.

        Raises:
            Refusal: the domain's.
        """
        assert self.modelled is not None  # noqa: S101 - asked by the caller
        value = self.modelled(state, inquiry)
        return self._shown(value) if isinstance(value, Shown) else self.writer.success(value)

    def _shown(self, shown: Shown) -> Response:
        """A record's answer, written when it is first asked for."""
        key = self.operation.id
        body = shown.rendered.get(key)
        if body is None:
            body = shown.rendered[key] = self.writer.body(shown.view())
        return self.writer.ready(body)


def _modelled(operation: Operation) -> Handler | None:
    route = _ROUTES.get((operation.method, operation.path))
    answers = [each.type for each in operation.answers]
    return route.handle if route and Ref(route.answer) in answers else None
