"""What webhooks can be sent to, each as a merchant would hand it over."""

import asyncio
import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import fastapi
import flask
import httpx
import pytest
import respx
from portone_server_sdk import webhook
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pytest_portone.transport import intercept

PAID = ["Transaction.Ready", "Transaction.Paid"]
VERIFIED = {webhook.WebhookTransactionReady: PAID[0], webhook.WebhookTransactionPaid: PAID[1]}


def verified(secret, body, headers):
    """The type of a webhook that PortOne's SDK has verified."""
    return VERIFIED[type(webhook.verify(secret, body, headers))]


def fastapi_app(secret, heard):
    app = fastapi.FastAPI()

    @app.post("/hooks")
    async def hear(request: fastapi.Request):
        body = (await request.body()).decode()
        heard.append((verified(secret, body, dict(request.headers)), request.client.host))
        return {"ok": True}

    return app


def starlette_app(secret, heard):
    async def hear(request):
        body = (await request.body()).decode()
        heard.append((verified(secret, body, request.headers), request.client.host))
        return JSONResponse({})

    return Starlette(routes=[Route("/hooks", hear, methods=["POST"])])


def flask_app(secret, heard):
    app = flask.Flask("merchant")

    @app.post("/hooks")
    def hear():
        told = verified(secret, flask.request.get_data(as_text=True), flask.request.headers)
        heard.append((told, flask.request.remote_addr))
        return "", 204

    return app


APPS = {"fastapi": fastapi_app, "starlette": starlette_app, "flask": flask_app}


@pytest.mark.parametrize("name", APPS)
def test_an_app_in_process(portone, secret, name):
    heard = []
    portone.webhooks.send_to(APPS[name](secret, heard), "/hooks", secret=secret)
    portone.customer.pay("order-1", 39_000)
    assert heard == [(each, "52.78.5.241") for each in PAID]
    assert [each.delivered for each in portone.webhooks.deliveries] == [True, True]


async def _in_a_loop(portone, app, secret):
    portone.webhooks.send_to(app, "/hooks", secret=secret)
    portone.customer.pay("order-1", 39_000)


@pytest.mark.parametrize("name", ["fastapi", "flask"])
def test_an_app_in_process_of_a_test_that_is_in_a_loop(portone, secret, name):
    heard = []
    asyncio.run(_in_a_loop(portone, APPS[name](secret, heard), secret))
    assert [each for each, _ in heard] == PAID


def test_the_loop_of_an_app_is_one_for_all_webhooks(portone):
    loops = set()

    async def app(scope, receive, send):
        loops.add(asyncio.get_running_loop())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    portone.webhooks.send_to(app)
    portone.customer.pay("order-1", 39_000)
    portone.customer.pay("order-2", 39_000)
    assert len(portone.webhooks.deliveries) == 4
    assert len(loops) == 1


def threads():
    return {each for each in threading.enumerate() if each.name == "portone-webhooks"}


def test_what_runs_for_an_app_can_be_ended_and_begins_anew(portone, secret):
    before, heard = threads(), []
    portone.webhooks.send_to(fastapi_app(secret, heard), "/hooks", secret=secret)
    portone.customer.open("order-1", 39_000)
    [mine] = threads() - before
    portone.webhooks.close()
    mine.join(10)
    assert not mine.is_alive()
    portone.customer.open("order-2", 39_000)
    assert len(heard) == 2
    portone.webhooks.close()


def test_the_test_client_of_flask(portone, secret):
    heard = []
    portone.webhooks.send_to(flask_app(secret, heard).test_client(), "/hooks", secret=secret)
    portone.customer.pay("order-1", 39_000)
    assert [each for each, _ in heard] == PAID


@pytest.mark.parametrize("name", ["fastapi", "starlette"])
def test_the_test_client_of_starlette_with_the_lifespan_of_the_app(portone, secret, name):
    heard = []
    with TestClient(APPS[name](secret, heard)) as client:
        portone.webhooks.send_to(client, "/hooks", secret=secret)
        portone.customer.pay("order-1", 39_000)
    assert [each for each, _ in heard] == PAID


def test_a_client_of_httpx_with_a_base_of_its_own(portone, merchant):
    with httpx.Client(transport=httpx.MockTransport(merchant), base_url="http://shop.test/api") as client:
        endpoint = portone.webhooks.send_to(client, "hooks")
        portone.customer.pay("order-1", 39_000)
    assert endpoint.url == "http://shop.test/api/hooks"
    assert [str(each.url) for each in merchant.heard] == ["http://shop.test/api/hooks"] * 2


def test_an_asynchronous_function(portone):
    heard = []

    async def hear(request):
        await asyncio.sleep(0)
        heard.append(json.loads(request.content)["type"])
        return httpx.Response(200)

    portone.webhooks.send_to(hear)
    portone.customer.pay("order-1", 39_000)
    assert heard == PAID


def test_a_function_that_gives_no_response_is_named(portone):
    portone.webhooks.send_to(lambda _: None)
    with pytest.raises(TypeError, match=r"<lambda> takes webhooks and gave None, expected an httpx.Response"):
        portone.customer.pay("order-1", 39_000)


class NotCallable:
    pass


WRONG = {
    "None": (None, "received NoneType object to send webhooks to, expected an ASGI or WSGI app"),
    "a class": (NotCallable, "received the class NotCallable to send webhooks to"),
    "an object": (NotCallable(), "received NotCallable object to send webhooks to"),
    "a function of none": (lambda: None, "which takes \\(\\); expected an ASGI or WSGI app"),
    "a function of four": (lambda _a, _b, _c, _d: None, "which takes \\(_a, _b, _c, _d\\)"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_target_is_named_with_all_that_are(portone, name):
    target, message = WRONG[name]
    with pytest.raises(TypeError, match=message):
        portone.webhooks.send_to(target)
    assert portone.webhooks.post.endpoints == []


@pytest.mark.parametrize("url", ["ftp://shop.test/", "hooks", "http://"])
def test_what_is_no_url_is_refused(portone, url):
    with pytest.raises(ValueError, match="expected a URL such as"):
        portone.webhooks.send_to(url)


@contextmanager
def served(answer):
    """A server on loopback; `answer(handler)` writes the response. Gives its base URL and what it heard."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.append((self.path, dict(self.headers), body))
            answer(self)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fine(handler):
    handler.send_response(200)
    handler.send_header("content-length", "2")
    handler.end_headers()
    handler.wfile.write(b"ok")


def elsewhere(handler):
    handler.send_response(302)
    handler.send_header("location", "/other")
    handler.send_header("content-length", "0")
    handler.end_headers()


def test_a_url_over_http_below_every_mock(portone, secret):
    def refuse(_):
        pytest.fail("the webhook was intercepted")

    with served(fine) as (url, heard), respx.mock, intercept(refuse, [url]):
        portone.webhooks.send_to(f"{url}/hooks?shop=1", secret=secret)
        portone.customer.pay("order-1", 39_000)
    assert [path for path, _, _ in heard] == ["/hooks?shop=1"] * 2
    for _, headers, body in heard:
        webhook.verify(secret, body.decode(), {name.lower(): value for name, value in headers.items()})
    attempts = [each.attempts[0] for each in portone.webhooks.deliveries]
    assert [(each.outcome, each.code, each.answer) for each in attempts] == [("SUCCEEDED", 200, "ok")] * 2


def test_an_app_is_reached_below_a_mock_of_all_clients(portone, merchant):
    with respx.mock(using="httpx"):
        portone.webhooks.send_to(merchant)
        portone.customer.pay("order-1", 39_000)
    assert merchant.types == PAID


def test_a_redirect_is_no_success_and_is_not_followed(portone):
    with served(elsewhere) as (url, heard):
        portone.webhooks.send_to(url)
        portone.customer.open("order-1", 39_000)
    assert [path for path, _, _ in heard] == ["/"]
    [attempt] = portone.webhooks.deliveries[0].attempts
    assert (attempt.outcome, attempt.code) == ("FAILED_NOT_OK_RESPONSE", 302)


def test_nobody_there(portone):
    with served(fine) as (url, _):
        pass
    portone.webhooks.send_to(url)
    portone.customer.open("order-1", 39_000)
    [attempt] = portone.webhooks.deliveries[0].attempts
    assert (attempt.outcome, attempt.code) == ("FAILED_UNEXPECTED_ERROR", None)
    assert "refused" in attempt.error


def test_a_server_that_takes_too_long(sandbox_of):
    portone = sandbox_of(webhook_read_timeout=timedelta(milliseconds=50))
    wait = threading.Event()
    with served(lambda _: wait.wait(5)) as (url, _):
        portone.webhooks.send_to(url)
        portone.customer.open("order-1", 39_000)
        wait.set()
    [attempt] = portone.webhooks.deliveries[0].attempts
    assert (attempt.outcome, attempt.code) == ("FAILED_UNEXPECTED_ERROR", None)
    assert "took too long; permitted are 30 s to connect, 0.05 s to answer" in attempt.error


def test_an_app_that_takes_too_long(sandbox_of):
    portone = sandbox_of(webhook_read_timeout=timedelta(milliseconds=50))

    async def hear(request):
        await asyncio.sleep(60)

    portone.webhooks.send_to(hear)
    portone.customer.open("order-1", 39_000)
    [attempt] = portone.webhooks.deliveries[0].attempts
    assert (attempt.outcome, attempt.error) == ("FAILED_UNEXPECTED_ERROR", "no answer came within 0.05 s")


def test_notice_urls_that_no_endpoint_knows(portone, merchant):
    portone.webhooks.send_to(merchant, "https://shop.test/hooks")
    with served(fine) as (url, heard):
        urls = ["https://shop.test/other", f"{url}/here", "https://elsewhere.test/hooks"]
        portone.customer.open("order-1", 39_000, notice_urls=urls)
    assert [str(each.url) for each in merchant.heard] == ["https://shop.test/other"]
    assert [path for path, _, _ in heard] == ["/here"]
    attempts = {each.url: each.attempts[0] for each in portone.webhooks.deliveries}
    assert [each.outcome for each in attempts.values()] == ["SUCCEEDED", "SUCCEEDED", "FAILED_UNEXPECTED_ERROR"]
    assert 'permit it with portone.webhooks.send_to("https://elsewhere.test/")' in attempts[urls[2]].error


CRASHES = {
    "flask": lambda app: app,
    "flask's client": lambda app: app.test_client(),
}


@pytest.mark.parametrize("name", CRASHES)
def test_what_an_app_raises_is_a_500_and_is_told_also_where_the_framework_answers(portone, name):
    app = flask.Flask("crashing")

    @app.post("/")
    def hear():
        raise LookupError("no such order")

    portone.webhooks.send_to(CRASHES[name](app))
    portone.customer.open("order-1", 39_000)
    [attempt] = portone.webhooks.deliveries[0].attempts
    assert (attempt.outcome, attempt.code) == ("FAILED_NOT_OK_RESPONSE", 500)
    assert attempt.error == "LookupError: no such order"


def test_what_an_asgi_app_raises(portone):
    app = fastapi.FastAPI()

    @app.post("/")
    def hear():
        raise LookupError("no such order")

    portone.webhooks.send_to(app)
    portone.customer.open("order-1", 39_000)
    [attempt] = portone.webhooks.deliveries[0].attempts
    assert (attempt.code, attempt.error) == (500, "LookupError: no such order")


def test_what_an_app_raises_reaches_the_test_where_that_is_set(sandbox_of):
    portone = sandbox_of(webhook_exceptions="raise")
    app = fastapi.FastAPI()

    @app.post("/")
    def hear():
        raise LookupError("no such order")

    portone.webhooks.send_to(app)
    with pytest.raises(LookupError, match="no such order"):
        portone.customer.open("order-1", 39_000)
    assert portone.webhooks.deliveries[0].attempts[0].code == 500
    assert portone.payments["order-1"].status == "READY"
