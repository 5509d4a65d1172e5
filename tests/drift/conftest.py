"""Exchanges with the sandbox, as they are or edited, and what is said of them."""

import json
from types import SimpleNamespace

# Whatever the inner runs import is thrown away after each of them, unless it is here before.
import aiohttp  # noqa: F401
import httpx2  # noqa: F401
import pytest
import requests  # noqa: F401
import vcr  # noqa: F401
import yaml  # noqa: F401

import pytest_portone.drift.drifted
import pytest_portone.gate.forecast
import pytest_portone.gate.session
import pytest_portone.report.formats
import pytest_portone.report.terminal
import pytest_portone.server  # noqa: F401
from pytest_portone import contracts
from pytest_portone.drift.judging import judge
from pytest_portone.sandbox import Sandbox
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.traffic import Exchange

SIGNED = {"webhook-id": "1", "webhook-timestamp": "2", "webhook-signature": "v1,x"}


def encoded(value):
    """A body: bytes as they are, anything else as JSON."""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@pytest.fixture(scope="session")
def newest():
    return contracts.load()


@pytest.fixture(scope="session")
def store(newest):
    """A sandbox with one paid payment; nobody changes it."""
    sandbox = Sandbox(newest)
    sandbox.customer.pay("order-1", total=39_000)
    return sandbox


@pytest.fixture(scope="session")
def call(store):
    """Calls the sandbox; what came back can be edited."""

    def calling(method="GET", path="/payments/order-1", query="", *, body=None, headers=None, edit=None, status=None):
        sent = {
            "authorization": f"PortOne {store.secret}",
            **({} if body is None else {"content-type": "application/json"}),
        }
        request = Request(
            method, path, query, sent if headers is None else headers, b"" if body is None else encoded(body)
        )
        came = store.handle(request)
        content = came.body if edit is None else encoded(edit(came.json()))
        return Exchange(request, Response(status or came.status, came.headers, content), "api.portone.io", "here")

    return calling


@pytest.fixture(scope="session")
def deliver():
    """A webhook as it was delivered."""

    def delivering(body, content_type="application/json"):
        request = Request("POST", "/hook", "", {**SIGNED, "content-type": content_type}, encoded(body))
        return Exchange(request, Response(200), "shop.example", "here", webhook=True)

    return delivering


@pytest.fixture(scope="session")
def said(newest):
    """What is said of an exchange, without the words."""

    def saying(exchange, contract=newest):
        return [(each.rule, each.verdict, each.path) for each in judge(contract, exchange)]

    return saying


@pytest.fixture
def live_store():
    """A server on loopback that plays PortOne: `answer` is what it says to whatever it is asked."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    state = SimpleNamespace(answer={"status": "PAID"}, calls=0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            state.calls += 1
            body = json.dumps(state.answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        state.url = f"http://127.0.0.1:{server.server_port}"
        yield state
        server.shutdown()
        thread.join()
