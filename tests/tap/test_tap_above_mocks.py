"""The tap lies above every mock, whichever way it takes; and no mock's answer is live."""

from __future__ import annotations

import asyncio
from inspect import signature
from unittest.mock import Mock

import aiohttp
import httpx
import httpx2
import pytest
import requests
import requests_mock
import responses
import respx
import vcr
from aioresponses import aioresponses

from pytest_portone.sandbox.messages import Response
from pytest_portone.tap import tap
from pytest_portone.transport import intercept

BANKS = "https://api.portone.io/banks"
CHANGED = b'{"changed": true}'


def changed(came):
    return Response(came.status, came.headers, CHANGED)


@pytest.fixture
def listener(ear):
    """A listener that changes each answer."""
    return ear(change=changed)


@pytest.fixture
def tapped(listener):
    """A tap that is open before the mocks are set up."""
    with tap(listener):
        yield listener


def assert_heard(listener, body):
    (heard,) = listener.heard
    assert (heard.response.body, heard.live) == (body, False)


async def _fetch():
    async with aiohttp.ClientSession() as session, session.get(BANKS) as reply:
        return await reply.read()


class MockedAnswer(aiohttp.ClientResponse):
    """aioresponses 0.7.9 does not know of the argument that aiohttp requires since 3.14."""

    def __init__(self, *args, **options):
        parameters = signature(aiohttp.ClientResponse.__init__).parameters
        super().__init__(
            *args, **({"stream_writer": Mock(output_size=0)} if "stream_writer" in parameters else {}), **options
        )


def fetch():
    return asyncio.run(_fetch())


async def _fetch_with_httpx(library):
    async with library.AsyncClient() as client:
        return (await client.get(BANKS)).content


def test_our_own_interception(call, tapped):
    with intercept(lambda _: Response(200, {}, b"sandbox")):
        assert call("GET", BANKS).body == CHANGED
    assert_heard(tapped, b"sandbox")


def test_our_own_interception_is_not_asked_where_an_answer_is_replayed(call, ear):
    asked = []
    listener = ear(replays=lambda _: Response(200, {}, b"kept"))
    with tap(listener), intercept(lambda request: asked.append(request) or Response(200, {}, b"sandbox")):
        assert call("GET", BANKS).body == b"kept"
    assert not asked


@pytest.mark.parametrize("using", ["httpcore", "httpx"])
def test_respx(tapped, using):
    with respx.mock(using=using) as router:
        route = router.get(BANKS).respond(text="mocked")
        assert httpx.get(BANKS).content == CHANGED
        assert asyncio.run(_fetch_with_httpx(httpx)) == CHANGED
    assert [(each.response.body, each.live) for each in tapped.heard] == [(b"mocked", False)] * 2
    assert route.call_count == 2


@pytest.mark.parametrize("using", ["httpcore", "httpx"])
def test_a_route_of_respx_that_passes_through_is_live(ear, server, using):
    listener = ear(server.host)
    with tap(listener), respx.mock(using=using) as router:
        router.get(f"{server.url}/banks").pass_through()
        httpx.get(f"{server.url}/banks", trust_env=False)
    assert [each.live for each in listener.heard] == [True]


def test_a_mock_of_respx_that_was_there_before_the_tap_is_not_live(listener):
    with respx.mock as router:
        router.get(BANKS).respond(text="mocked")
        with tap(listener):
            assert httpx.get(BANKS).content == CHANGED
    assert_heard(listener, b"mocked")


@pytest.mark.usefixtures("tapped")
def test_pytest_httpx(tapped, httpx_mock):
    httpx_mock.add_response(url=BANKS, text="mocked", is_reusable=True)
    assert httpx.get(BANKS).content == CHANGED
    assert asyncio.run(_fetch_with_httpx(httpx)) == CHANGED
    assert [(each.response.body, each.live) for each in tapped.heard] == [(b"mocked", False)] * 2


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda each: each.__name__)
def test_a_transport_that_the_user_gives(tapped, library):
    kept = library.Response(200, text="mocked")
    with library.Client(transport=library.MockTransport(lambda _: kept)) as client:
        assert [client.get(BANKS).content for _ in range(2)] == [CHANGED] * 2
    assert [(each.response.body, each.live) for each in tapped.heard] == [(b"mocked", False)] * 2
    assert kept.text == "mocked"


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda each: each.__name__)
def test_a_transport_that_is_mounted(tapped, library):
    mounts = {"https://api.portone.io": library.MockTransport(lambda _: library.Response(200, text="mocked"))}
    with library.Client(mounts=mounts) as client:
        assert client.get(BANKS).content == CHANGED
    assert_heard(tapped, b"mocked")


def test_responses(tapped):
    with responses.RequestsMock() as mock:
        mock.get(BANKS, body="mocked")
        assert requests.get(BANKS, timeout=5).content == CHANGED
        assert mock.calls[0].response.content == b"mocked"
    assert_heard(tapped, b"mocked")


def test_requests_mock(tapped):
    with requests_mock.Mocker() as mock:
        mock.get(BANKS, text="mocked", cookies={"a": "1"})
        reply = requests.get(BANKS, timeout=5)
        assert (reply.content, dict(reply.cookies)) == (CHANGED, {"a": "1"})
        assert mock.call_count == 1
    assert_heard(tapped, b"mocked")


def test_requests_mock_of_one_session(tapped):
    with requests.Session() as session, requests_mock.Mocker(session=session) as mock:
        mock.get(BANKS, text="mocked")
        assert session.get(BANKS).content == CHANGED
    assert_heard(tapped, b"mocked")


def test_requests_mock_that_lets_a_call_through_is_live_and_heard_once(ear, server):
    listener = ear(server.host)
    with tap(listener), requests_mock.Mocker(real_http=True) as mock:
        mock.get(BANKS, text="mocked")
        requests.get(f"{server.url}/banks", timeout=5)
    assert [each.live for each in listener.heard] == [True]
    assert len(listener.asked) == 1


def test_requests_mock_is_not_asked_where_an_answer_is_replayed(ear):
    with tap(ear(replays=lambda _: Response(200, {}, b"kept"))), requests_mock.Mocker() as mock:
        mock.get(BANKS, text="mocked")
        assert requests.get(BANKS, timeout=5).content == b"kept"
        assert mock.call_count == 0


def test_aioresponses(tapped):
    with aioresponses() as mock:
        mock.get(BANKS, body="mocked", response_class=MockedAnswer)
        assert fetch() == CHANGED
        mock.assert_called_once_with(BANKS)
    assert_heard(tapped, b"mocked")


def test_aioresponses_raises_for_the_status_after_the_listener(ear):
    async def call():
        async with aiohttp.ClientSession(raise_for_status=True) as session:
            await session.get(BANKS)

    listener = ear(change=lambda came: Response(409, came.headers, came.body))
    with tap(listener), aioresponses() as mock:
        mock.get(BANKS, body="mocked", response_class=MockedAnswer)
        with pytest.raises(aiohttp.ClientResponseError, match="409"):
            asyncio.run(call())
    assert_heard(listener, b"mocked")


def test_aioresponses_is_not_asked_where_an_answer_is_replayed(ear):
    with tap(ear(replays=lambda _: Response(200, {}, b"kept"))), aioresponses() as mock:
        mock.get(BANKS, body="mocked", response_class=MockedAnswer)
        assert fetch() == b"kept"
        mock.assert_not_called()


def test_vcrpy_records_what_is_live_and_plays_what_is_not(call, ear, server, tmp_path):
    listener = ear(server.host, change=changed)
    url = f"{server.url}/gzip"
    cassette = str(tmp_path / "cassette.yaml")
    with tap(listener):
        for _ in range(2):
            with vcr.VCR().use_cassette(cassette, record_mode="once"):
                assert call("GET", url).body == CHANGED
    assert [(each.response.json(), each.live) for each in listener.heard] == [
        ({"coded": True}, True),
        ({"coded": True}, False),
    ]
    assert len(server.seen) == 1


def test_a_cassette_is_played_where_live_calls_are_forbidden(call, ear, server, tmp_path):
    cassette = str(tmp_path / "cassette.yaml")
    with vcr.VCR().use_cassette(cassette):
        call("GET", f"{server.url}/banks")
    listener = ear(server.host, forbidden=True)
    with tap(listener), vcr.VCR().use_cassette(cassette, record_mode="none"):
        assert call("GET", f"{server.url}/banks").status == 200
    assert len(listener.heard) == len(server.seen) == 1
