"""What the tap replaces, and that it puts everything back."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import aiohttp
import django.test.client
import httpcore
import httpcore2
import httpx
import httpx2
import pytest
import requests
import requests_mock
import urllib3.connection
import werkzeug.test

from pytest_portone.tap import UnsupportedClientError, tap

PLACES = [
    *[(library.Client, "_send_single_request") for library in (httpx, httpx2)],
    *[(library.AsyncClient, "_send_single_request") for library in (httpx, httpx2)],
    *[(library.HTTP11Connection, "handle_request") for library in (httpcore, httpcore2)],
    *[(library.AsyncHTTP11Connection, "handle_async_request") for library in (httpcore, httpcore2)],
    (requests.Session, "send"),
    (requests.sessions, "dispatch_hook"),
    (requests_mock.mocker.MockerCore, "start"),
    (urllib3.connection.HTTPConnection, "request"),
    *[
        (aiohttp.ClientSession, name)
        for name in ("request", "get", "post", "put", "patch", "delete", "head", "options")
    ],
    (aiohttp.BaseConnector, "connect"),
    (aiohttp, "request"),
    (aiohttp.client, "request"),
    (werkzeug.test.Client, "run_wsgi_app"),
    (django.test.client.RequestFactory, "_base_environ"),
    (django.test.client.AsyncRequestFactory, "request"),
    (django.test.client.AsyncClient, "request"),
]


@pytest.mark.parametrize(
    ("owner", "name"), [pytest.param(*each, id=f"{number}-{each[1]}") for number, each in enumerate(PLACES)]
)
def test_everything_is_put_back(ear, owner, name):
    before = getattr(owner, name)
    with tap(ear()):
        assert getattr(owner, name) is not before
    assert getattr(owner, name) is before


def test_everything_is_put_back_when_the_block_fails(ear):
    before = [getattr(owner, name) for owner, name in PLACES]
    with pytest.raises(LookupError), tap(ear()):
        raise LookupError
    assert [getattr(owner, name) for owner, name in PLACES] == before


def test_a_patch_that_is_taken_off_after_ours_leaves_nothing_that_hears(ear, server, monkeypatch):
    listener = ear(server.host)
    with tap(listener):
        ours = requests.Session.send
        monkeypatch.setattr(requests.Session, "send", lambda *args, **options: ours(*args, **options))  # noqa: PLW0108
        requests.get(f"{server.url}/banks", timeout=5)
    requests.get(f"{server.url}/banks", timeout=5)
    assert len(listener.heard) == 1


@pytest.mark.parametrize("name", ["_transport_for_url", "_send_single_request"])
def test_a_client_that_is_built_otherwise_is_named_with_its_version(ear, monkeypatch, name):
    monkeypatch.delattr(httpx.AsyncClient, name)
    with (
        pytest.raises(UnsupportedClientError, match=rf"httpx {httpx.__version__} has no httpx\.AsyncClient\.{name}"),
        tap(ear()),
    ):
        pytest.fail("the tap must not open")
    assert "__wrapped__" not in vars(httpx.Client._send_single_request)


PROGRAM = """
import importlib, sys
from pytest_portone.sandbox.messages import Response
from pytest_portone.tap import tap

class Listener:
    deliveries = 0
    def claim(self, method, scheme, host, port, path):
        return path
    def replay(self, request):
        return Response(200, {}, b"heard")

NAMES = {"httpx", "httpx2", "httpcore", "requests", "requests_mock", "urllib3", "aiohttp", "werkzeug", "django"}
before = len(sys.meta_path)
with tap(Listener()):
    assert not NAMES & sys.modules.keys(), NAMES & sys.modules.keys()
    module = importlib.import_module(NAME)
    CALL
    print(got)
print(len(sys.meta_path) == before)
"""

CALLS = {
    "httpx": 'got = module.get("https://api.portone.io/banks").text',
    "httpx2": 'got = module.get("https://api.portone.io/banks").text',
    "requests": 'got = module.get("https://api.portone.io/banks").text',
    "aiohttp": """
    import asyncio
    async def call():
        async with module.ClientSession() as session, session.get("https://api.portone.io/banks") as reply:
            return await reply.text()
    got = asyncio.run(call())
    """,
}


@pytest.mark.parametrize("name", CALLS)
def test_a_client_is_caught_when_it_is_imported_and_never_for_our_sake(name):
    call = textwrap.indent(textwrap.dedent(CALLS[name]).strip(), "    ").lstrip()
    program = PROGRAM.replace("CALL", call).replace("NAME)", f"{name!r})")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.split(), done.stderr) == (["heard", "True"], "")
