"""Wherever answers come from, the gate is above it: sandbox, the merchant's own mocks, a live test store."""

import json
from textwrap import dedent

import pytest

PAYMENT = {"status": "PAID", "id": "order-1", "amount": {"total": 39_000}, "currency": "KRW"}
HEAD = f"""
import asyncio
import json
import aiohttp, httpx, httpx2, pytest, requests

PAYMENT = json.loads({json.dumps(PAYMENT)!r})
URL = "https://api.portone.io/payments/order-1"

def label(payment):
    return {{"PAID": "paid"}}[payment["status"]]

async def with_aiohttp(url=URL):
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as answer:
            return await answer.json()

async def with_async_httpx(module):
    async with module.AsyncClient() as client:
        return (await client.get(URL)).json()
"""

MOCKS = {
    "respx": """
        def test_label(respx_mock):
            route = respx_mock.get(URL).respond(json=PAYMENT)
            assert label(httpx.get(URL).json()) == "paid"
            assert route.call_count == 1
        """,
    "respx, asynchronous": """
        def test_label(respx_mock):
            respx_mock.get(URL).respond(json=PAYMENT)
            assert label(asyncio.run(with_async_httpx(httpx))) == "paid"
        """,
    "portone_mock": """
        def test_label(portone_mock):
            portone_mock["getPayment"].respond(404, json={"type": "PAYMENT_NOT_FOUND"})
            assert {"PAYMENT_NOT_FOUND": "none"}[httpx.get(URL).json()["type"]] == "none"
        """,
    "pytest-httpx": """
        def test_label(httpx_mock):
            httpx_mock.add_response(url=URL, json=PAYMENT)
            assert label(httpx.get(URL).json()) == "paid"
            assert len(httpx_mock.get_requests()) == 1
        """,
    "httpx.MockTransport": """
        def test_label():
            transport = httpx.MockTransport(lambda request: httpx.Response(200, json=PAYMENT))
            with httpx.Client(transport=transport) as client:
                assert label(client.get(URL).json()) == "paid"
        """,
    "httpx2.MockTransport": """
        def test_label():
            transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=PAYMENT))
            with httpx2.Client(transport=transport) as client:
                assert label(client.get(URL).json()) == "paid"
        """,
    "responses": """
        import responses

        @responses.activate
        def test_label():
            responses.get(URL, json=PAYMENT)
            assert label(requests.get(URL, timeout=5).json()) == "paid"
            assert len(responses.calls) == 1
        """,
    "requests-mock": """
        def test_label(requests_mock):
            requests_mock.get(URL, json=PAYMENT)
            assert label(requests.get(URL, timeout=5).json()) == "paid"
        """,
    "a cassette": """
        import vcr, yaml

        def test_label(tmp_path):
            exchange = {
                "request": {"method": "GET", "uri": URL, "headers": {}, "body": None},
                "response": {
                    "status": {"code": 200, "message": "OK"},
                    "headers": {"Content-Type": ["application/json"]},
                    "body": {"string": json.dumps(PAYMENT)},
                },
            }
            cassette = tmp_path / "payment.yaml"
            cassette.write_text(yaml.safe_dump({"version": 1, "interactions": [exchange]}))
            with vcr.use_cassette(str(cassette), record_mode="none") as played:
                assert label(requests.get(URL, timeout=5).json()) == "paid"
                assert played.play_count == 1
        """,
    "the sandbox, through aiohttp": """
        def test_label(portone):
            portone.customer.pay("order-1", total=39_000)
            async def get():
                async with aiohttp.ClientSession(headers={"Authorization": "PortOne s"}) as session:
                    return await (await session.get(URL)).json()
            assert label(asyncio.run(get())) == "paid"
        """,
    "the sandbox behind a server": """
        def test_label(portone_server):
            portone_server.sandbox.customer.pay("order-1", total=39_000)
            url = f"{portone_server.url}/payments/order-1"
            assert label(requests.get(url, headers={"Authorization": "PortOne s"}, timeout=5).json()) == "paid"
        """,
}


@pytest.mark.parametrize("source", MOCKS)
def test_answers_of_any_mock_are_changed(gate, pytester, source):
    pytester.makepyfile(test_shop=HEAD + dedent(MOCKS[source]))
    run = gate()
    run.result.assert_outcomes(failed=1)
    (found,) = run.breaks
    assert (found["path"], found["verdict"]) in {("$.status", "crash"), ("$.type", "crash")}
    assert found["exception"] in {"KeyError: 'UNKNOWN_CASE'", "KeyError: 'UNKNOWN_ERROR'"}


LIVE = """
@pytest.fixture(params=["httpx", "requests", "aiohttp"])
def get(request):
    if request.param == "aiohttp":
        return lambda: asyncio.run(with_aiohttp(f"{URL}/payments/order-1"))
    module = globals()[request.param]
    return lambda: module.get(f"{URL}/payments/order-1", headers={"Authorization": "PortOne s"}, timeout=5).json()

def test_label(get):
    assert label(get()) == "paid"
"""


def test_a_live_store_is_called_once_however_often_a_test_runs(gate, pytester, live_store):
    pytester.makeini(f"[pytest]\nportone_base_urls = {live_store.url}")
    pytester.makepyfile(test_live=HEAD + f"URL = {live_store.url!r}\n" + LIVE)
    run = gate()
    run.result.assert_outcomes(failed=3)
    assert len(run.breaks) == 3
    assert run.report["reruns"] > 10
    assert live_store.paths == ["/payments/order-1"] * 3


def test_a_run_with_changes_makes_no_new_live_call(gate, pytester, live_store):
    pytester.makeini(f"[pytest]\nportone_base_urls = {live_store.url}")
    pytester.makepyfile(
        test_live=HEAD
        + f"URL = {live_store.url!r}\n"
        + dedent(
            """
            def test_asks_again():
                if requests.get(f"{URL}/payments/order-1", timeout=5).json()["status"] != "PAID":
                    requests.delete(f"{URL}/payments/order-1", timeout=5)
            """
        )
    )
    run = gate()
    assert live_store.paths == ["/payments/order-1"]
    (found,) = run.breaks
    assert found["exception"].startswith("LiveCallError")


@pytest.fixture
def live_store():
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread
    from types import SimpleNamespace

    paths = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            paths.append(self.path)
            body = json.dumps(PAYMENT).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_DELETE = do_GET  # noqa: N815 - the server's name

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", paths=paths)
        server.shutdown()
        thread.join()


def test_answers_that_are_no_json_are_left_alone(gate, pytester):
    pytester.makepyfile(
        test_shop=HEAD
        + dedent(
            """
            @pytest.mark.parametrize("body", [b"", b"oops", b"[1", b"null", b"7"])
            def test_text(respx_mock, body):
                respx_mock.get(URL).respond(200, content=body)
                assert httpx.get(URL).content == body
            """
        )
    )
    run = gate()
    run.result.assert_outcomes(passed=5)
    assert (run.report["tried"], run.report["reruns"]) == (0, 0)
    assert run.report["coverage"]["statuses"] == ["getPayment 200"]
