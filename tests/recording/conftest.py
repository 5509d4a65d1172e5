"""Tests of a user's with a cassette, run as the user does; the far side is a server on loopback."""

import os
import re
import subprocess
import sys
from textwrap import dedent

# Whatever the inner runs import is thrown away after each of them, unless it is here before.
import aiohttp  # noqa: F401
import filelock  # noqa: F401
import flask  # noqa: F401
import httpx2  # noqa: F401
import portone_server_sdk  # noqa: F401
import pytest
import requests  # noqa: F401
import vcr.patch
import vcr.stubs.aiohttp_stubs
import vcr.stubs.httpx_stubs
import vcr.stubs.requests_stubs
import vcr.stubs.urllib3_stubs  # noqa: F401
from adversarial_server import adversarial_server

import pytest_portone.drift.session
import pytest_portone.gate.session
import pytest_portone.recording.delivering
import pytest_portone.recording.live
import pytest_portone.recording.matching
import pytest_portone.recording.playing
import pytest_portone.recording.receiving
import pytest_portone.recording.recorded
import pytest_portone.recording.scrubbing.scan
import pytest_portone.recording.scrubbing.scrub
import pytest_portone.recording.summary
import pytest_portone.report.formats
import pytest_portone.report.terminal
import pytest_portone.server  # noqa: F401

PROGRAM = "import sys; from pytest_portone.cli import main; sys.exit(main())"
HEAD = """
import asyncio
import aiohttp, httpx, httpx2, pytest, requests

URL = {url!r}
AUTHORIZED = {{"authorization": "PortOne the-secret-of-the-store"}}
"""


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("PORTONE_RECORDING_KEY_FILE", str(tmp_path_factory.getbasetemp() / "recording.key"))
    monkeypatch.delenv("PORTONE_API_SECRET", raising=False)


@pytest.fixture
def hostile():
    """The adversarial server."""
    with adversarial_server() as server:
        yield server


@pytest.fixture
def run(pytester, hostile):
    """`run(source, *options, ini="")`: a test module of a user's, run; PortOne is the adversarial server."""

    def running(source, *options, ini="", url=hostile.url, name="test_shop", subprocess=False):
        pytester.makeini(f"[pytest]\nfilterwarnings = error\nportone_record_url = {url}\n{dedent(ini)}")
        pytester.makepyfile(**{name: HEAD.format(url=url) + dedent(source)})
        runner = pytester.runpytest_subprocess if subprocess else pytester.runpytest_inprocess
        return runner("-p", "no:randomly", "-p", "no:cacheprovider", *options)

    return running


@pytest.fixture
def cassette(pytester):
    """The text of a cassette, None where there is none."""

    def reading(name):
        path = pytester.path / "cassettes" / name
        return path.read_text(encoding="utf-8") if path.exists() else None

    return reading


@pytest.fixture(scope="session")
def far_store():
    """`pytest-portone serve` in another process, with another seed and an older contract: its base URL."""
    words = ["-c", PROGRAM, "serve", "--port", "0", "--seed", "7", "--contract", "2024-10-24"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True, env=environment) as server:
        line = server.stdout.readline()
        yield re.search(r"http://\S+", line)[0]
        server.terminate()


@pytest.fixture(scope="session")
def far_paid(far_store):
    """The same, with a payment that is paid."""
    import httpx

    paid = httpx.post(f"{far_store}/__portone__/customer/pay", json={"payment_id": "order-1", "total": 39_000})
    assert paid.status_code == 200, paid.text
    return far_store
