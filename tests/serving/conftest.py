"""A site to talk to, in process or over HTTP; and a browser, where one is installed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from pytest_portone.sandbox import Request, Sandbox
from pytest_portone.server import running
from pytest_portone.serving.guard import Guard
from pytest_portone.serving.site import Site


@dataclass
class Team:
    """Whoever steers a sandbox from outside."""

    sandbox: Sandbox = field(default_factory=Sandbox)
    guard: Guard = field(default_factory=Guard)

    def __post_init__(self):
        self.site = Site(self.sandbox, self.guard)

    def send(self, method, path, body=None, query="", **headers):
        sent = {"host": "127.0.0.1:8000"} | {name.replace("_", "-"): value for name, value in headers.items()}
        if method == "POST":
            sent.setdefault("content-type", "application/json")
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        content = content if method == "POST" else b""
        return self.site.handle(Request(method, f"/__portone__/{path}", query, sent, content))

    def get(self, path, query="", **headers):
        return self.send("GET", path, query=query, **headers)

    def post(self, path, body=None, **headers):
        return self.send("POST", path, body, **headers)

    def done(self, path, **arguments):
        """What an act answers that succeeds."""
        response = self.post(path, arguments)
        assert response.status == 200, response.body
        return response.json()


def error(response):
    """(status, name, message) of a refusal."""
    told = response.json()["error"]
    return response.status, told["name"], told["message"]


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def refusal():
    return error


@pytest.fixture(scope="session")
def team_of():
    return Team


@pytest.fixture
def online(team):
    """The team's site over HTTP: its URL."""
    with running(team.site.handle) as url:
        yield url


@pytest.fixture
def session_order():
    """What a payment session is created with."""
    return {
        "storeId": "store-1",
        "paymentId": "order-1",
        "profileKey": "world",
        "country": "US",
        "currency": "USD",
        "totalAmount": 3900,
        "orderName": "Red shoes",
    }


@pytest.fixture
def page(chromium):
    """A page of a fresh browser that has nothing to complain of at the end."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    complaints = []
    opened.on("pageerror", lambda each: complaints.append(str(each)))
    opened.on("console", lambda each: complaints.append(each.text) if each.type in {"error", "warning"} else None)
    opened.complaints = complaints
    yield opened
    context.close()
    assert complaints == []
