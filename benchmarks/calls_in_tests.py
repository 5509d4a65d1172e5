"""The tests that `call.py` runs: a round is one of the sandbox and one of pytest-httpx, each with its own state."""

from __future__ import annotations

import os
from contextlib import contextmanager
from time import process_time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

CALLS = 500
WARMING = 20
"""Calls that are not timed."""
PATH = "/payments/order-1"
ROUNDS = range(int(os.environ["ROUNDS"]))
ORDERS = (("sandbox", "canned"), ("canned", "sandbox"))


@pytest.mark.parametrize(("number", "side"), [(number, side) for number in ROUNDS for side in ORDERS[number % 2]])
def test_a_call(request: pytest.FixtureRequest, side: str, number: int) -> None:  # noqa: ARG001 - it orders the rounds
    """Print the processor time that a call takes, in microseconds."""
    with {"sandbox": sandboxed, "canned": canned}[side](request) as client:
        assert client.get(PATH).json()["status"] == "PAID"
        for _ in range(WARMING):
            client.get(PATH)
        started = process_time()
        for _ in range(CALLS):
            client.get(PATH)
        print(f"\n{side} {(process_time() - started) / CALLS * 1e6}")


@contextmanager
def sandboxed(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """The fixtures as a user takes them."""
    request.getfixturevalue("portone").customer.pay("order-1", total=39_000)
    yield request.getfixturevalue("portone_client")


@contextmanager
def canned(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """What the sandbox answers, canned."""
    import httpx

    from pytest_portone.sandbox import Request, Sandbox

    sandbox = Sandbox()
    sandbox.customer.pay("order-1", total=39_000)
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    answer = sandbox.handle(Request("GET", PATH, headers=headers))
    mock = request.getfixturevalue("httpx_mock")
    url = f"https://api.portone.io{PATH}"
    mock.add_response(method="GET", url=url, content=answer.body, headers=answer.headers, is_reusable=True)
    with httpx.Client(base_url="https://api.portone.io", headers=headers) as client:
        yield client
