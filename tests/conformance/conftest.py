"""Requests as the code under test sends them."""

from __future__ import annotations

import json

import pytest

from pytest_portone import contracts
from pytest_portone.conformance import judge
from pytest_portone.sandbox import Request

AUTHORIZED = {"authorization": "PortOne secret"}


def _sent(method, path, body=None, *, query="", headers=None):
    """A request with a secret; `body` goes as JSON unless it is bytes, and a header that is None is left out."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    named = AUTHORIZED | ({"content-type": "application/json"} if content else {}) | (headers or {})
    return Request(method, path, query, {name: each for name, each in named.items() if each is not None}, content)


@pytest.fixture(scope="session")
def sent():
    return _sent


@pytest.fixture(scope="session")
def newest():
    return contracts.load()


@pytest.fixture(scope="session")
def findings(newest):
    """What is found in a request, by the newest contract unless told otherwise."""

    def find(*request, contract=newest, **rest):
        return list(judge(contract, _sent(*request, **rest)))

    return find
