"""What is delivered to the code under test, through each client that tests deliver with."""

from __future__ import annotations

import asyncio
from io import BytesIO

import django
import fastapi
import flask
import httpx
import httpx2
import pytest
import requests
import requests_mock
import werkzeug.test
from aiohttp import web
from aiohttp.test_utils import TestClient as AiohttpClient
from aiohttp.test_utils import TestServer as AiohttpServer
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from fastapi.testclient import TestClient as FastapiClient

from pytest_portone.tap import Delivery, tap

HEADERS = {"webhook-id": "msg-1", "webhook-signature": "v1,old", "content-type": "application/json"}
BODY = b'{"type": "Transaction.Paid"}'
CHANGED = b'{"type": "Transaction.Unknown", "new": "field"}'
SIGNATURE = "v1,new"


def resign(delivery):
    return Delivery({**delivery.headers, "webhook-signature": SIGNATURE, "x-new": "1"}, CHANGED)


urlpatterns = [
    path("hook", lambda request: HttpResponse(request.headers["webhook-signature"].encode() + request.body)),
    path("new", lambda request: HttpResponse(request.headers.get("x-new", ""))),
]


@pytest.fixture(scope="module", autouse=True)
def _django():
    if not settings.configured:
        settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x", DEBUG=False, USE_TZ=True)
        django.setup()


def by_fastapi():
    app = fastapi.FastAPI()

    @app.post("/hook")
    async def hook(request: fastapi.Request):
        return fastapi.Response(request.headers["webhook-signature"].encode() + await request.body())

    with FastapiClient(app) as client:
        return client.post("/hook", content=BODY, headers=HEADERS).content


def flask_app():
    app = flask.Flask("shop")

    @app.post("/hook")
    def hook():
        return flask.request.headers["webhook-signature"].encode() + flask.request.get_data()

    return app


def by_flask():
    return flask_app().test_client().post("/hook", data=BODY, headers=HEADERS).data


def by_werkzeug():
    return werkzeug.test.Client(flask_app()).post("/hook", data=BODY, headers=HEADERS).data


def by_wsgi_transport(library):
    def call():
        transport = library.WSGITransport(app=flask_app())
        with library.Client(transport=transport, base_url="http://shop.test") as client:
            return client.post("/hook", content=BODY, headers=HEADERS).content

    return call


def by_asgi_transport(library):
    async def app(_scope, receive, send):
        body = (await receive())["body"]
        headers = dict(_scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": headers[b"webhook-signature"] + body})

    async def call():
        transport = library.ASGITransport(app=app)
        async with library.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            return (await client.post("/hook", content=BODY, headers=HEADERS)).content

    return lambda: asyncio.run(call())


def by_django():
    from django.test import Client

    headers = {name: value for name, value in HEADERS.items() if name != "content-type"}
    return Client().post("/hook", data=BODY, content_type="application/json", headers=headers).content


def by_django_with_wsgi_names():
    from django.test import Client

    names = {"HTTP_WEBHOOK_SIGNATURE": "v1,old", "HTTP_WEBHOOK_ID": "msg-1"}
    return Client().generic("POST", "/hook", BODY, "application/json", **names).content


def by_async_django():
    from django.test import AsyncClient

    async def call():
        headers = {name: value for name, value in HEADERS.items() if name != "content-type"}
        reply = await AsyncClient().post("/hook", data=BODY, content_type="application/json", headers=headers)
        return reply.content

    return asyncio.run(call())


def by_django_factory(name):
    def call():
        from django import test

        headers = {name: value for name, value in HEADERS.items() if name != "content-type"}
        request = getattr(test, name)().post("/hook", data=BODY, content_type="application/json", headers=headers)
        return request.headers["webhook-signature"].encode() + request.body

    return call


def by_aiohttp():
    async def hook(request):
        return web.Response(body=request.headers["webhook-signature"].encode() + await request.read())

    async def call():
        app = web.Application()
        app.router.add_post("/hook", hook)
        async with (
            AiohttpClient(AiohttpServer(app)) as client,
            client.post("/hook", data=BODY, headers=HEADERS) as got,
        ):
            return await got.read()

    return asyncio.run(call())


WAYS = {
    "fastapi": by_fastapi,
    "flask": by_flask,
    "werkzeug": by_werkzeug,
    "httpx WSGITransport": by_wsgi_transport(httpx),
    "httpx2 WSGITransport": by_wsgi_transport(httpx2),
    "httpx ASGITransport": by_asgi_transport(httpx),
    "httpx2 ASGITransport": by_asgi_transport(httpx2),
    "django": by_django,
    "django, WSGI names": by_django_with_wsgi_names,
    "django async": by_async_django,
    "django RequestFactory": by_django_factory("RequestFactory"),
    "django AsyncRequestFactory": by_django_factory("AsyncRequestFactory"),
    "aiohttp": by_aiohttp,
}


@pytest.fixture(params=WAYS)
def deliver(request):
    """A delivery to an app that answers with the signature and the body that it got."""
    return WAYS[request.param]


def test_a_delivery_is_shown_exactly_once_and_sent_as_it_is(deliver, ear):
    listener = ear()
    with tap(listener):
        assert deliver() == b"v1,old" + BODY
    (shown,) = listener.deliveries
    assert shown.body == BODY
    assert {name: shown.headers.get(name) for name in HEADERS} == HEADERS


def test_a_changed_delivery_reaches_the_app(deliver, ear):
    with tap(ear(deliver=resign)):
        assert deliver() == SIGNATURE.encode() + CHANGED


def test_a_delivery_is_left_alone_once_the_tap_is_closed(deliver, ear):
    with tap(ear(deliver=resign)):
        pass
    assert deliver() == b"v1,old" + BODY


def test_a_delivery_over_the_network_is_shown_once_and_has_its_length_put_right(call, ear, server):
    listener = ear(deliver=resign)
    with tap(listener):
        assert call("POST", f"{server.url}/hook", content=BODY, headers=HEADERS).status == 200
    assert len(listener.deliveries) == 1
    (_, _, headers, body) = server.seen[0]
    sent = {name.lower(): value for name, value in headers.items()}
    assert body == CHANGED
    assert sent["content-length"] == str(len(CHANGED))
    assert (sent["webhook-signature"], sent["x-new"], sent["webhook-id"]) == (SIGNATURE, "1", "msg-1")


def test_a_request_without_a_body_is_not_shown(call, ear, server):
    listener = ear()
    with tap(listener):
        call("GET", f"{server.url}/hook", headers=HEADERS)
    assert not listener.deliveries


def test_a_stream_that_the_test_gives_is_the_one_that_the_app_reads(ear):
    seen = []

    def app(environ, start_response):
        seen.append((environ["wsgi.input"], environ["wsgi.input"].read()))
        start_response("200 OK", [])
        return [b""]

    stream = BytesIO(b"read already " + BODY)
    stream.seek(len(b"read already "))
    listener = ear()
    with tap(listener):
        werkzeug.test.Client(app).post("/hook", input_stream=stream, content_length=len(BODY))
    assert seen == [(stream, BODY)]
    assert listener.deliveries[0].body == BODY


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda each: each.__name__)
def test_a_body_in_pieces_is_shown_and_sent_whole(library, ear, server):
    listener = ear()
    with tap(listener), library.Client(trust_env=False) as client:
        client.post(f"{server.url}/hook", content=iter([b"one ", b"two"]))
    assert listener.deliveries[0].body == server.seen[0][3] == b"one two"


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda each: each.__name__)
def test_a_changed_delivery_has_been_read_as_the_original_has(library, ear):
    class Reading(library.BaseTransport):
        def handle_request(self, request):
            return library.Response(200, content=request.content)

    with tap(ear(deliver=resign)), library.Client(transport=Reading()) as client:
        assert client.post("http://shop.test/hook", content=BODY).content == CHANGED


def test_a_prepared_request_is_left_as_it_was(ear, server):
    prepared = requests.Request("POST", f"{server.url}/hook", data=BODY, headers=HEADERS).prepare()
    with tap(ear(deliver=resign)), requests.Session() as session:
        session.send(prepared)
    assert (prepared.body, prepared.headers["webhook-signature"]) == (BODY, "v1,old")


def test_a_delivery_that_requests_mock_lets_through_is_shown_once(ear, server):
    listener = ear(deliver=resign)
    with tap(listener), requests_mock.Mocker(real_http=True):
        requests.post(f"{server.url}/hook", data=BODY, headers=HEADERS, timeout=5)
    assert len(listener.deliveries) == 1
    assert server.seen[0][3] == CHANGED


def test_a_call_that_is_made_while_a_delivery_is_handled_is_heard(ear):
    app = flask.Flask("shop")
    portone = httpx.MockTransport(lambda _: httpx.Response(200, text="paid"))

    @app.post("/hook")
    def hook():
        with httpx.Client(transport=portone) as client:
            return client.get("https://api.portone.io/payments/1").text

    listener = ear()
    with tap(listener):
        assert app.test_client().post("/hook", data=BODY).data == b"paid"
    assert len(listener.deliveries) == len(listener.heard) == 1
