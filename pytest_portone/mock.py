"""Single answers stubbed by hand: a respx router with a route per operation, whose answers the contract checks."""

from __future__ import annotations

import inspect
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import respx
from respx.models import AllMockedAssertionError

from pytest_portone.contracts.errors import UnknownNameError, nearest
from pytest_portone.contracts.model import Scalar
from pytest_portone.sandbox.desks import desks_of
from pytest_portone.sandbox.messages import Response
from pytest_portone.transport.interception import PORTONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import Operation
    from pytest_portone.sandbox.messages import Request
    from pytest_portone.transport import Handler


class MockError(AssertionError):
    """The base of what makes a test with `portone_mock` fail."""


class NotStubbedError(MockError):
    """The code under test called what nobody stubbed."""


class ImpossibleAnswerError(MockError):
    """A stub answered what PortOne could not."""


class PortoneMock(respx.MockRouter):
    """A respx router for https://api.portone.io: `portone_mock["getPayment"].respond(json=...)`.

    Routes take their operation's path parameters as keyword arguments of a side effect, percent-encoded. All that
    respx offers works, except asynchronous side effects. Calls come from any client that is caught, not from httpx
    alone; `route.calls` shows them as httpx requests.

    Attributes:
        complaints: what must make the test fail, even where the code under test swallowed the exception.
    """

    def __init__(self, contract: Contract, beyond: Callable[[], Handler | None] = lambda: None) -> None:
        """A router without routes; each is made when it is first asked for.

        Args:
            contract: what the answers are checked against.
            beyond: says who gets the calls of routes that pass through; None for nobody.
        """
        super().__init__(assert_all_called=False, base_url=PORTONE, using=None)
        self.complaints: list[str] = []
        self._contract = contract
        self._router = desks_of(contract).router
        self._beyond = beyond

    def __getitem__(self, name: str) -> respx.Route:
        """The route of an operation, or one that was added under this name.

        Raises:
            UnknownNameError: the contract has no such operation; the message names the nearest.
        """
        if name not in self.routes:
            operation = self._contract.operation(name)
            url = _url_pattern(operation.path, self._contract.server)
            self.route(method=operation.method, url__regex=url, name=name)
        return self.routes[name]

    def handle(self, request: Request) -> Response:
        """Answer a call with what is stubbed.

        Raises:
            NotStubbedError: nothing is stubbed for it.
            ImpossibleAnswerError: the contract rules the stubbed answer out; every violation is listed.
        """
        __tracebackhide__ = True
        try:
            return self._answer(request)
        except MockError as error:
            self.complaints.append(str(error))
            raise

    def _answer(self, request: Request) -> Response:
        __tracebackhide__ = True
        asked = _as_httpx(request)
        operation = self._router.operation(asked.method, _path(asked))
        route = next((each for each in self.routes if each.pattern.match(asked)), None)
        if route is None or _unstubbed(route):
            raise NotStubbedError(self._way_to_stub(asked, operation))
        if inspect.iscoroutinefunction(route.side_effect):
            raise TypeError(f"the side effect of {route.name or route} is asynchronous, expected a plain function")
        if route.is_pass_through:
            self.record(asked, route=route)
            return self._pass_through(request)
        try:
            served = self.handler(asked)
        except AllMockedAssertionError:
            raise NotStubbedError(self._way_to_stub(asked, operation)) from None
        violations = list(self._violations(asked, operation, served))
        if violations:
            raise ImpossibleAnswerError(_listed(asked, operation, violations))
        return Response(served.status_code, dict(served.headers.items()), served.content)

    def _pass_through(self, request: Request) -> Response:
        __tracebackhide__ = True
        handler = self._beyond()
        if handler is None:
            raise MockError(
                f"{request.method} {request.path} is to pass through, and there is nobody beyond: "
                "a test that uses the fixture `portone` as well has the sandbox there"
            )
        return handler(request)

    def _way_to_stub(self, asked: httpx.Request, operation: Operation | None) -> str:
        call = _call(asked)
        if operation:
            way = f'portone_mock["{operation.id}"].respond(json=...)'
            return f"{operation.id} was called and is not stubbed ({call}). To stub it: {way}"
        return f"{call} was called: {self._no_operation(call)}"

    def _no_operation(self, call: str) -> str:
        near = nearest(call, (f"{each.method} {each.path}" for each in self._contract.operations.values()))
        hint = f"; the nearest is {near}" if near else ""
        return f"the contract {self._contract.version} has no such operation{hint}"

    def _violations(self, asked: httpx.Request, operation: Operation | None, served: httpx.Response) -> Iterator[str]:
        if operation is None:
            yield self._no_operation(_call(asked))
            return
        try:
            side = self._contract.answer(operation, served.status_code)
        except UnknownNameError:
            documented = ", ".join(map(str, self._contract.statuses(operation)))
            yield f"status: received {served.status_code}, expected one of {documented}"
            return
        text = side.type is not None and self._contract.resolve(side.type) == Scalar("csv")
        try:
            value = served.text if text else _decoded(served.content)
        except ValueError as error:
            yield f"body: received {served.text[:80]!r}, expected JSON ({error})"
            return
        yield from map(str, self._contract.validate(side, value).violations)


def _as_httpx(request: Request) -> httpx.Request:
    query = f"?{request.query}" if request.query else ""
    url = f"{PORTONE}{request.path}{query}"
    return httpx.Request(request.method, url, headers=request.headers, content=request.body)


def _url_pattern(template: str, server: str) -> str:
    """The URLs of an operation as a regular expression; parameters of the path are groups, named if they can be."""
    parts = re.split(r"\{([^{}]+)\}", template)  # one in two is a parameter's name
    path = "".join(_group(each) if index % 2 else re.escape(each) for index, each in enumerate(parts))
    prefix = re.escape(urlsplit(server).path.rstrip("/"))
    return rf"^{re.escape(PORTONE)}(?:{prefix})?{path}(?:\?.*)?$"


def _group(name: str) -> str:
    return f"(?P<{name}>[^/?#]+)" if name.isidentifier() else "([^/?#]+)"


def _unstubbed(route: respx.Route) -> bool:
    return route.return_value is None and route.side_effect is None and not route.is_pass_through


def _decoded(body: bytes) -> Any:
    """The JSON value of a body; None where it is empty."""
    return json.loads(body) if body else None


def _path(asked: httpx.Request) -> str:
    return asked.url.raw_path.partition(b"?")[0].decode("ascii")


def _call(asked: httpx.Request) -> str:
    return f"{asked.method} {_path(asked)}"


def _listed(asked: httpx.Request, operation: Operation | None, violations: list[str]) -> str:
    name = operation.id if operation else _call(asked)
    lines = "".join(f"\n  {each}" for each in violations)
    return f"PortOne could never answer {name} with what is stubbed:{lines}"
