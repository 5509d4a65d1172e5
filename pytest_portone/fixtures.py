"""The fixtures. Each is an override point; what is heavy is imported inside."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from pytest_portone import settings
from pytest_portone.gate.options import PLUGIN as GATE
from pytest_portone.recording.fixtures import client_options, refuse_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_portone.types import (
        AsyncClient,
        Client,
        Compat,
        Contract,
        Handler,
        PortoneMock,
        PortoneServer,
        Request,
        Response,
        Sandbox,
        Settings,
    )

_COMPLAINTS = pytest.StashKey["list[Callable[[], list[str]]]"]()


@pytest.fixture
def portone_contract(request: pytest.FixtureRequest) -> Contract:
    """The contract of this test.

    The first of these that is set counts:

    1. the marker `portone_contract(version)`
    2. the command line option `--portone-contract`
    3. the ini option `portone_contract`
    4. the newest bundled contract
    """
    try:
        return settings.contract(request.config, request.node)
    except pytest.UsageError as error:
        problem = str(error)
    pytest.fail(problem, pytrace=False)


@pytest.fixture
def portone_settings(pytestconfig: pytest.Config) -> Settings:
    """The sandbox's settings: its defaults, and what the ini options say. Override it to set more."""
    from pytest_portone.sandbox import Settings

    secret = pytestconfig.getini("portone_secret")
    return Settings(secrets=frozenset({secret})) if secret else Settings()


@pytest.fixture
def _portone_sandbox(
    request: pytest.FixtureRequest, portone_contract: Contract, portone_settings: Settings
) -> Iterator[Sandbox]:
    """The one sandbox of this test, with a state of its own."""
    from pytest_portone.sandbox import Sandbox

    sandbox = Sandbox(portone_contract, settings=portone_settings)
    try:
        if settings.choice(request.config, "portone_generated") == "fail":
            yield from watched(request, sandbox, _Generated(sandbox))
        else:
            yield sandbox
    finally:
        sandbox.webhooks.close()


@pytest.fixture
def _portone_line(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[_Line]:
    """Where the calls to PortOne arrive during this test."""
    refuse_sandbox(request)
    from pytest_portone.transport import intercept

    line = _Line()
    refuse = settings.choice(pytestconfig, "portone_other_hosts") == "refuse"
    with intercept(line.handle, settings.base_urls(pytestconfig), other_hosts="refuse" if refuse else "pass"):
        yield line


@pytest.fixture
def portone(_portone_line: _Line, _portone_sandbox: Sandbox) -> Sandbox:
    """The sandbox, which answers whatever the code under test calls at https://api.portone.io."""
    _portone_line.sandbox = _portone_sandbox.handle
    return _portone_sandbox


@pytest.fixture(scope="session")
def _portone_tls() -> Any:
    """What httpx would otherwise make anew for each client, which takes longer than a test."""
    import ssl

    return ssl.create_default_context()


@pytest.fixture
def portone_client(request: pytest.FixtureRequest, _portone_tls: Any) -> Iterator[Client]:
    """An httpx client of the sandbox, authenticated. In a test with a cassette, one of PortOne."""
    import httpx

    with httpx.Client(**_client_options(request), verify=_portone_tls) as client:
        yield client


@pytest.fixture
def portone_async_client(request: pytest.FixtureRequest, _portone_tls: Any) -> AsyncClient:
    """An asynchronous httpx client of the sandbox, authenticated. In a test with a cassette, one of PortOne.

    It holds no connections that need a close, but while a cassette is recorded.
    """
    import httpx

    return httpx.AsyncClient(**_client_options(request), verify=_portone_tls)


@pytest.fixture
def portone_server(request: pytest.FixtureRequest, _portone_sandbox: Sandbox) -> Iterator[PortoneServer]:
    """The sandbox behind a real server on a free loopback port: `.url`, `.sandbox`. For clients that aren't caught.

    In a test that uses `portone` as well, both are the same sandbox. Below `/__portone__/` is all that
    `pytest-portone serve` has: the control API, the dashboard, the browser SDK's stand-in and the payment page.
    """
    from pytest_portone.server import PortoneServer, running
    from pytest_portone.serving.site import Site

    gate = request.config.pluginmanager.get_plugin(GATE)
    with running(Site(_portone_sandbox).handle) as url, gate.serving(url) if gate else nullcontext():
        yield PortoneServer(url, _portone_sandbox)


@pytest.fixture
def portone_mock(
    request: pytest.FixtureRequest, _portone_line: _Line, portone_contract: Contract
) -> Iterator[PortoneMock]:
    """A respx router with a route per operation: `portone_mock["getPayment"].respond(json=...)`.

    An answer that PortOne could never give fails the test. In a test that uses `portone` as well, the mock comes
    first, and `portone_mock["getPayment"].pass_through()` leaves an operation to the sandbox.
    """
    from pytest_portone.mock import PortoneMock

    mock = PortoneMock(portone_contract, beyond=lambda: _portone_line.sandbox)
    _portone_line.mock = mock.handle
    yield from watched(request, mock, lambda: _drained(mock.complaints))


@pytest.fixture
def portone_compat(request: pytest.FixtureRequest) -> Compat:
    """Says what the test's visible output is: `portone_compat.watch("orders", lambda: rows("orders"))`.

    Where `--portone-compat` runs the test again, it reports a change that fails nothing and shows here.
    """
    from pytest_portone.gate.looking import COMPAT, Compat

    compat = request.node.stash[COMPAT] = Compat()
    return compat


class _Line:
    """Calls go to the mock where there is one, else to the sandbox, in whatever order the fixtures are set up."""

    def __init__(self) -> None:
        self.mock: Handler | None = None
        self.sandbox: Handler | None = None

    def handle(self, request: Request) -> Response:
        __tracebackhide__ = True
        handler = self.mock or self.sandbox
        assert handler is not None  # noqa: S101 - whoever asks for the line puts one in
        return handler(request)


def _client_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    options = client_options(request)
    if options is not None:
        return options
    from pytest_portone.transport import PORTONE

    sandbox: Sandbox = request.getfixturevalue("portone")
    return {"base_url": PORTONE, "headers": {"authorization": f"PortOne {sandbox.secret}"}}


class _Generated:
    """What to complain of where relying on a generated answer is a failure. Every operation is named once."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._named: set[str] = set()

    def __call__(self) -> list[str]:
        found = {each.operation for each in self._sandbox.calls if each.provenance == "generated" and each.operation}
        names = sorted(found - self._named)
        self._named |= found
        if not names:
            return []
        text = (
            f"the test relied on answers generated from the contract, of: {', '.join(names)}. "
            "The sandbox does not model these operations. Stub them with `portone_mock`, "
            "or permit it with `portone_generated = allow`."
        )
        return [text]


def _drained(complaints: list[str]) -> list[str]:
    found = complaints[:]
    complaints.clear()
    return found


def watched(request: pytest.FixtureRequest, value: Any, complaints: Callable[[], list[str]]) -> Iterator[Any]:
    """Yield `value`; what is complained of during the test fails the test, what comes later its teardown."""
    watches = request.node.stash.setdefault(_COMPLAINTS, [])
    watches.append(complaints)
    yield value
    watches.remove(complaints)
    if late := complaints():
        pytest.fail("\n".join(late), pytrace=False)


def fail_on_complaints(item: pytest.Item) -> None:
    """Fail the test for what its fixtures complain of.

    Raises:
        pytest.fail.Exception: there are complaints; all are listed.
    """
    if found := list(_complaints(item)):
        pytest.fail("\n".join(found), pytrace=False)


def note_complaints(item: pytest.Item, error: BaseException) -> None:
    """Add what the fixtures complain of to the exception that a test ended with, unless it says so itself."""
    for each in _complaints(item):
        if each not in str(error):
            error.add_note(each)


def _complaints(item: pytest.Item) -> Iterable[str]:
    return (each for complaints in item.stash.get(_COMPLAINTS, []) for each in complaints())
