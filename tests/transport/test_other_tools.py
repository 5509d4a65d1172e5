"""Our patches beside those of other tools."""

from __future__ import annotations

import aiohttp
import httpx
import pytest
import requests
import responses
import respx

from pytest_portone.sandbox.messages import Response
from pytest_portone.transport import intercept

BANKS = "https://api.portone.io/banks"
OTHER = "https://bank.test/balance"


def ours(_request):
    return Response(200, {}, b"ours")


def test_respx_patches_below_us_so_portone_is_ours_and_the_rest_is_respx_s():
    with respx.mock(assert_all_called=False) as router:
        router.get(BANKS).respond(text="respx")
        router.get(OTHER).respond(text="respx")
        with intercept(ours):
            assert (httpx.get(BANKS).text, httpx.get(OTHER).text) == ("ours", "respx")
        assert httpx.get(BANKS).text == "respx"


def test_respx_started_later_still_leaves_portone_to_us():
    with intercept(ours), respx.mock(assert_all_called=False) as router:
        router.get(OTHER).respond(text="respx")
        assert (httpx.get(BANKS).text, httpx.get(OTHER).text) == ("ours", "respx")


def test_pytest_httpx_before_us_keeps_the_other_hosts(httpx_mock):
    httpx_mock.add_response(url=OTHER, text="theirs")
    with intercept(ours):
        assert (httpx.get(BANKS).text, httpx.get(OTHER).text) == ("ours", "theirs")


@pytest.fixture
def intercepted_before():
    with intercept(ours):
        yield


@pytest.mark.httpx_mock(should_mock=lambda request: request.url.host != "api.portone.io")
@pytest.mark.usefixtures("intercepted_before")
def test_pytest_httpx_after_us_takes_what_it_is_told_to(httpx_mock):
    httpx_mock.add_response(url=OTHER, text="theirs")
    assert (httpx.get(BANKS).text, httpx.get(OTHER).text) == ("ours", "theirs")


def test_responses_before_us_keeps_the_other_hosts():
    with responses.RequestsMock() as mock:
        mock.get(OTHER, body="theirs")
        with intercept(ours):
            assert (requests.get(BANKS, timeout=5).text, requests.get(OTHER, timeout=5).text) == ("ours", "theirs")


PATCHED = [
    (httpx.HTTPTransport, "handle_request"),
    (httpx.AsyncHTTPTransport, "handle_async_request"),
    (requests.adapters.HTTPAdapter, "send"),
    (aiohttp.BaseConnector, "connect"),
]


@pytest.mark.parametrize(("owner", "name"), PATCHED)
def test_every_method_is_put_back(owner, name):
    before = getattr(owner, name)
    with intercept(ours):
        assert getattr(owner, name) is not before
    assert getattr(owner, name) is before


def test_a_patch_that_is_taken_off_after_ours_leaves_nothing_that_acts(monkeypatch):
    owner, name = httpx.HTTPTransport, "handle_request"
    original = owner.handle_request
    interception = intercept(ours)
    interception.__enter__()
    under_theirs = owner.handle_request
    monkeypatch.setattr(owner, name, lambda *arguments: under_theirs(*arguments))  # noqa: PLW0108 - a patch on a patch
    assert httpx.get(BANKS).text == "ours"
    interception.__exit__(None, None, None)
    monkeypatch.undo()
    assert owner.handle_request is under_theirs, "the other tool puts back what it found"
    with respx.mock() as router:
        router.get(BANKS).respond(text="the network")
        assert httpx.get(BANKS).text == "the network"
    with intercept(ours):
        assert httpx.get(BANKS).text == "ours"
    assert owner.handle_request is original, "the next interception clears the remnant away"
