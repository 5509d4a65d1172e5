"""The server on its own: `serve`, and what it needs."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import httpx
import pytest

from pytest_portone.sandbox import Sandbox
from pytest_portone.server import MissingExtraError, running

PROGRAM = """
from pytest_portone.sandbox import Sandbox
from pytest_portone.server import serve

serve(Sandbox(), port=0)
print("after")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process there can't be sent these signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
def test_it_says_where_it_is_and_ends_at_a_signal(number):
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=-1, stderr=-1, text=True) as server:
        line = server.stdout.readline()
        url = re.fullmatch(r"PortOne sandbox, contract 2026-07-03: (\S+) \(Ctrl\+C ends it\)\n", line)[1]
        assert httpx.get(f"{url}/banks").json()["items"]
        server.send_signal(number)
        assert server.communicate(timeout=10) == ("after\n", "")
        assert server.returncode == 0


def test_the_handlers_of_the_signals_are_put_back(monkeypatch):
    from pytest_portone import server

    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    class Interrupted:
        def set(self):
            pass

        def wait(self, _seconds):
            return True

    monkeypatch.setattr(server, "Event", Interrupted)
    server.serve(Sandbox(), port=0)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "httptools", None)
    monkeypatch.delitem(sys.modules, "pytest_portone.transport.http1", raising=False)
    with pytest.raises(MissingExtraError) as caught, running(Sandbox().handle):
        pass
    assert str(caught.value) == ("httptools is not installed; it comes with: pip install 'pytest-portone[sandbox]'")


def test_without_uvloop_it_runs_on_asyncio(monkeypatch):
    monkeypatch.setitem(sys.modules, "uvloop", None)
    with running(Sandbox().handle) as url:
        assert httpx.get(f"{url}/banks").status_code == 200
