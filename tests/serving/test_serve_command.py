"""`pytest-portone serve`, run as a user does."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from pytest_portone.sandbox import Response
from pytest_portone.server import running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process there can't be sent these signals")
PROGRAM = "import sys; from pytest_portone.cli import main; sys.exit(main())"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is warned of
SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"


@contextmanager
def served(*options):
    command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        try:
            lines = [process.stdout.readline() for _ in range(3)]
            yield re.search(r"http://\S+", lines[0])[0], lines, process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def refused(*options):
    command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def act(url, path, **arguments):
    return httpx.post(f"{url}/__portone__/{path}", json=arguments, timeout=20).raise_for_status().json()


def eventually(found, seconds=15):
    deadline = time.monotonic() + seconds
    while not found() and time.monotonic() < deadline:
        time.sleep(0.05)
    return found()


def test_it_says_where_everything_is():
    with served() as (url, lines, _):
        assert lines == [
            f"PortOne sandbox, contract 2026-07-03: {url} (Ctrl+C ends it)\n",
            f"Dashboard: {url}/__portone__/\n",
            f"Browser SDK: {url}/__portone__/sdk.js\n",
        ]
        assert httpx.get(f"{url}/banks").status_code == 200
        assert "PortOne sandbox" in httpx.get(f"{url}/__portone__/").text


def test_webhooks_go_to_a_url_whose_server_asks_back():
    """A merchant reads the payment again when a webhook comes: the server must not be waiting for that webhook."""
    heard = []

    def merchant(request):
        heard.append(
            (request.headers, httpx.get(f"{heard_from[0]}/payments/order-1", headers=ours, timeout=5).json())
        )
        return Response(200)

    ours, heard_from = {"authorization": "PortOne x"}, []
    with (
        running(merchant) as shop,
        served("--webhook-url", f"{shop}/hook", "--webhook-secret", SECRET) as (url, _, _p),
    ):
        heard_from.append(url)
        act(url, "customer/pay", payment_id="order-1", total=39_000)
        assert eventually(lambda: len(heard) == 2)
        assert {each["status"] for _, each in heard} <= {"READY", "PAID"}
        assert heard[0][0]["webhook-signature"].startswith("v1,")
        cancelled = httpx.post(f"{url}/payments/order-1/cancel", json={"reason": "size"}, headers=ours)
        assert cancelled.status_code == 200
        assert eventually(lambda: len(heard) == 3)
        again = httpx.post(f"{url}/payments/order-1/resend-webhook", json={}, headers=ours, timeout=10)
        assert again.status_code == 200
        assert len(heard) == 4


def test_the_state_outlives_the_server(tmp_path):
    path = tmp_path / "state.json"
    with served("--state", str(path)) as (url, _, _p):
        act(url, "customer/pay", payment_id="order-1", total=39_000)
    with served("--state", str(path)) as (url, _, _p):
        assert httpx.get(f"{url}/__portone__/payments/order-1").json()["line"]["status"] == "PAID"


def test_a_foreign_state_file_is_refused(tmp_path):
    path = tmp_path / "package.json"
    path.write_text('{"name": "shop"}')
    code, said = refused("--state", str(path))
    assert code == 2
    assert said.startswith(f"pytest-portone: {path} is no state of this sandbox: ")
    assert path.read_text() == '{"name": "shop"}'


def test_the_real_clock_runs_what_is_due():
    with served("--clock", "real") as (url, _, _p):

        def now():
            return httpx.get(f"{url}/__portone__/clock").json()["now"]

        first = now()
        assert first[:4] >= "2026"
        assert eventually(lambda: now() > first)


def test_elsewhere_a_token_is_asked_for():
    with served("--host", EVERYWHERE) as (url, lines, process):
        token = re.search(r"#token=(\S+)", lines[1])[1]
        there = url.replace(EVERYWHERE, "127.0.0.1")
        assert httpx.get(f"{there}/banks").status_code == 200
        assert httpx.get(f"{there}/__portone__/state").status_code == 401
        headers = {"authorization": f"Bearer {token}"}
        assert httpx.get(f"{there}/__portone__/state", headers=headers).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert "may be reached from other machines" in process.stderr.read()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--webhook-url", "ftp://shop"], "received 'ftp://shop' to send webhooks to"),
        (["--webhook-url", "http://a", "--webhook-secret", "no!"], "received a secret that is not Base64"),
        (["--contract", "2019-01-01"], "2019-01-01"),
    ],
)
def test_wrong_use(options, said):
    code, error = refused(*options)
    assert code == 2
    assert said in error
    assert "no!" not in error
