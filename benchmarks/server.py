"""Requests a second over loopback: GET one payment of the sandbox, of Prism; one customer of localstripe."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from figures import Budget, Figure, NotMeasuredError, interleaved, need
from load import rate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROUNDS = 7
HERE = Path(__file__).parent
START = 60
"""Seconds that a server has to start."""
_SANDBOX = "import sys; from pytest_portone.cli import main; sys.exit(main())"
_LOCALSTRIPE = """
import sys
from aiohttp import web
from localstripe.resources import store
from localstripe.server import app
type(store).dump_to_disk = lambda store: None
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None)
"""
"""What `python -m localstripe` does, but on loopback alone, without the file that it keeps and the log, which
would slow it down."""
_CARD = {"number": "4111110000001111", "expiryYear": "30", "expiryMonth": "01"}
_OWNER = {"birthOrBusinessRegistrationNumber": "900101", "passwordTwoDigits": "00"}


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for again and again."""

    url: str
    authorization: str


def measure(rounds: int) -> Iterator[Figure]:
    """All servers run at once and are loaded in turn; one that is not asked does nothing."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        ours, stripe, prism = (stack.enter_context(each(folder)) for each in (sandbox, localstripe, prism_mock))
        sides = [partial(rate, each.url, each.authorization) for each in (ours, stripe, prism)]
        for each in sides:
            each(1)  # until every server has compiled and connected what it does at first
        mine, customers, mocks = interleaved(rounds, *sides)
        many = {
            each: interleaved(rounds, *(partial(side, connections=each) for side in sides[:2])) for each in (1, 64)
        }
    yield Figure(
        "GET one payment", "requests/s", mine, "localstripe, GET one customer", customers, Budget("at least", 4)
    )
    yield Figure("GET one payment", "requests/s", mine, "Prism, GET one payment", mocks, Budget("at least", 40))
    for connections, (ours_then, theirs_then) in many.items():
        what = f"GET one payment, connections: {connections}"
        yield Figure(what, "requests/s", ours_then, "localstripe, GET one customer", theirs_then)


@contextmanager
def sandbox(folder: str) -> Iterator[Target]:
    """`pytest-portone serve`, with a payment that a billing key paid."""
    port = free_port()
    with running([sys.executable, "-c", _SANDBOX, "serve", "--port", str(port)], folder, port) as url:
        secret = "PortOne benchmark"
        method = {"card": {"credential": _CARD | _OWNER}}
        issuing = {"channelKey": "channel-key-1", "customer": {"id": "customer-1"}, "method": method}
        key = ask(f"{url}/billing-keys", secret, json=issuing)["billingKeyInfo"]["billingKey"]
        order = {"billingKey": key, "orderName": "order", "amount": {"total": 39_000}, "currency": "KRW"}
        ask(f"{url}/payments/order-1/billing-key", secret, json=order)
        target = Target(f"{url}/payments/order-1", secret)
        assert ask(target.url, target.authorization)["status"] == "PAID"
        yield target


@contextmanager
def localstripe(folder: str) -> Iterator[Target]:
    """localstripe, with a customer.

    Raises:
        NotMeasuredError: it is not installed.
    """
    need("localstripe")
    port = free_port()
    with running([sys.executable, "-c", _LOCALSTRIPE, str(port)], folder, port) as url:
        secret = "Bearer sk_test_12345"
        customer = ask(f"{url}/v1/customers", secret, data={"email": "customer@shop.example"})
        target = Target(f"{url}/v1/customers/{customer['id']}", secret)
        assert ask(target.url, target.authorization)["object"] == "customer"
        yield target


@contextmanager
def prism_mock(folder: str) -> Iterator[Target]:
    """Prism on our contract. It knows no `PortOne` scheme, but takes any bearer token."""
    from pytest_portone import contracts
    from pytest_portone.contracts import openapi

    port = free_port()
    document = Path(folder, "contract.json")
    document.write_text(json.dumps(openapi.write(contracts.load())), encoding="utf-8")
    command = [prism(), "mock", "--host", "127.0.0.1", "--port", str(port), "--verboseLevel", "silent", str(document)]
    with running(command, folder, port) as url:
        target = Target(f"{url}/payments/order-1", "Bearer benchmark")
        assert "status" in ask(target.url, target.authorization)
        yield target


def prism() -> str:
    """The path of Prism's command, which is installed beside this file when it is missing.

    Raises:
        NotMeasuredError: there is no npm.
    """
    command = HERE / "node_modules" / ".bin" / "prism"
    if not command.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise NotMeasuredError("npm is not installed, and Prism comes from it; install Node 20 or newer")
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    found = shutil.which(str(command))
    assert found is not None, f"npm ci left no {command}"
    return found


@contextmanager
def running(command: Sequence[str], folder: str, port: int) -> Iterator[str]:
    """Run a server until the end of the block; yields its URL once it takes connections.

    Raises:
        NotMeasuredError: it ended, or did not start in time; the message holds what it printed.
    """
    with Path(folder, f"{port}.log").open("w+b") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            if not listening(process, port):
                log.seek(0)
                raise NotMeasuredError(f"{command[0]} did not start:\n{log.read().decode(errors='replace')}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(START)


def listening(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the port takes connections; whether it came to that."""
    deadline = time.monotonic() + START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def ask(url: str, authorization: str, **body: Any) -> Any:
    """The decoded answer to a GET, or to a POST where there is a body.

    Raises:
        httpx.HTTPStatusError: the answer is no success.
    """
    import httpx

    headers = {"authorization": authorization}
    response = httpx.request("POST" if body else "GET", url, headers=headers, timeout=START, **body)
    return response.raise_for_status().json()
