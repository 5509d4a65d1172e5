"""A sandbox, and a merchant's endpoint that keeps what it hears."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field

import httpx
import pytest

from pytest_portone.sandbox import Sandbox, Settings

SECRET = "whsec_" + b64encode(b"the secret of a merchant").decode()
OTHER = "whsec_" + b64encode(b"the secret that replaces it").decode()


@dataclass
class Merchant:
    """Answers webhooks by `codes`, one after the other, then with 200; keeps the requests."""

    codes: list[int] = field(default_factory=list)
    heard: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request):
        request.read()
        self.heard.append(request)
        return httpx.Response(self.codes.pop(0) if self.codes else 200)

    @property
    def bodies(self):
        return [json.loads(each.content) for each in self.heard]

    @property
    def types(self):
        return [each["type"] for each in self.bodies]


@pytest.fixture
def secret():
    return SECRET


@pytest.fixture
def other_secret():
    return OTHER


@pytest.fixture
def merchant():
    return Merchant()


@pytest.fixture
def sandbox_of():
    """Makes a sandbox of these settings."""
    return lambda contract=None, **settings: Sandbox(contract, settings=Settings(**settings))


@pytest.fixture
def portone(sandbox_of):
    return sandbox_of(webhook_jitter=False)


@pytest.fixture
def told(portone, merchant):
    """The sandbox, which tells the merchant."""
    portone.webhooks.send_to(merchant, "/hooks", secret=SECRET)
    return portone
