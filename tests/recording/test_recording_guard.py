"""Never by accident live: what leaves is counted by a socket."""

import json
from http.client import HTTPConnection, HTTPSConnection

import pytest

from pytest_portone.recording.errors import LiveStoreError
from pytest_portone.recording.live import Guard, RefusedCallError, check, guarding

CALLS = """
    async def with_aiohttp():
        async with aiohttp.ClientSession() as session, session.get(URL + "/payments/plain") as answer:
            return await answer.json()

    async def with_async(module):
        async with module.AsyncClient() as client:
            return (await client.get(URL + "/payments/plain")).json()

    def with_urllib():
        from urllib.request import urlopen
        with urlopen(URL + "/payments/plain") as answer:
            return answer.read()

    def with_urllib3():
        import urllib3
        with urllib3.PoolManager() as pool:
            return pool.request("GET", URL + "/payments/plain", retries=False).data

    ALONE = {"urllib": with_urllib, "urllib3": with_urllib3}

    CALLS = {
        "requests": lambda: requests.get(URL + "/payments/plain", timeout=5),
        "httpx": lambda: httpx.get(URL + "/payments/plain"),
        "httpx2": lambda: httpx2.get(URL + "/payments/plain"),
        "httpx-async": lambda: asyncio.run(with_async(httpx)),
        "httpx2-async": lambda: asyncio.run(with_async(httpx2)),
        "aiohttp": lambda: asyncio.run(with_aiohttp()),
    }
"""
MARKED = (
    CALLS
    + """
    @pytest.mark.portone_cassette
    @pytest.mark.parametrize("client", [*CALLS, *ALONE])
    def test_marked(client):
        (CALLS | ALONE)[client]()
"""
)
UNMARKED = (
    CALLS
    + """
    @pytest.mark.parametrize("client", [*CALLS, *ALONE])
    def test_unmarked(client):
        (CALLS | ALONE)[client]()
"""
)
SWALLOWED = """
    @pytest.mark.portone_cassette
    def test_swallowed():
        try:
            httpx.get(URL + "/payments/plain")
        except Exception:
            pass
"""


def test_without_a_mode_nothing_leaves(run, hostile):
    result = run(MARKED)
    result.assert_outcomes(failed=8)
    assert hostile.connections == 0
    result.stdout.fnmatch_lines(
        ['*GET /payments/plain was called, and there is no cassette*: pytest "test_shop.py::test_marked?requests?"*']
    )


def test_a_test_that_swallows_the_error_fails_all_the_same(run, hostile):
    result = run(SWALLOWED)
    result.assert_outcomes(failed=1)
    assert hostile.connections == 0
    result.stdout.fnmatch_lines(["*there is no cassette to answer it*"])


@pytest.mark.parametrize("mode", ["none", "once", "all"])
def test_of_a_run_with_a_mode_no_other_call_leaves(run, hostile, mode):
    result = run(UNMARKED, f"--portone-record={mode}")
    result.assert_outcomes(failed=8)
    assert hostile.connections == 0
    result.stdout.fnmatch_lines(["*GET /payments/plain would go over the network to PortOne, and nothing is being*"])


def test_beside_a_test_with_a_cassette_no_other_call_leaves(run, hostile):
    result = run(UNMARKED + "    @pytest.mark.portone_cassette\n    def test_nothing():\n        pass\n")
    result.assert_outcomes(failed=8, passed=1)
    assert hostile.connections == 0


def test_what_is_permitted_leaves(run, hostile):
    run(UNMARKED, "--portone-record=none", ini="portone_live_calls = pass").assert_outcomes(passed=8)
    assert hostile.connections == 8


def test_a_run_that_has_nothing_to_do_with_cassettes_is_let_be(run, hostile):
    run(UNMARKED).assert_outcomes(passed=8)
    assert hostile.connections == 8


def test_other_hosts_are_called_and_not_recorded(run, hostile, cassette, tmp_path):
    source = """
    @pytest.mark.portone_cassette("other.yaml")
    def test_other():
        assert httpx.get(OTHER + "/payments/plain").status_code == 200
        assert httpx.get(URL + "/payments/plain").status_code == 200
    """
    text = source.replace("OTHER", repr(hostile.url.replace("127.0.0.1", "localhost")))
    run(text, "--portone-record=all").assert_outcomes(passed=1)
    assert cassette("other.yaml").count("uri:") == 1
    assert hostile.connections == 2
    run(text).assert_outcomes(passed=1)
    assert hostile.connections == 3


def proxied():
    connection = HTTPConnection("127.0.0.1", 9)
    connection.request("GET", "http://api.portone.io/payments/x?a=b")


def tunnelled():
    connection = HTTPSConnection("127.0.0.1", 9)
    connection.set_tunnel("api.portone.io")
    connection.request("GET", "/payments/x")


@pytest.mark.parametrize(
    "call", [lambda: HTTPSConnection("api.portone.io").request("GET", "/payments/x"), proxied, tunnelled]
)
def test_the_standard_library_reaches_portone_on_no_way(call):
    with guarding(Guard((), lambda: False)), pytest.raises(RefusedCallError, match="GET /payments/x would go over"):
        call()


def test_the_standard_library_reaches_others_and_everybody_once_the_guard_has_gone(hostile):
    def status(path):
        connection = HTTPConnection(hostile.url.removeprefix("http://"))
        connection.request("GET", path)
        with connection.getresponse() as answer:
            return answer.status

    with guarding(Guard((), lambda: False)):
        assert status("/payments/plain?to=https://api.portone.io") == 200
    with guarding(Guard((hostile.url,), lambda: False)), pytest.raises(RefusedCallError):
        status("/payments/plain")
    with guarding(Guard((hostile.url,), lambda: True)):
        assert status("/payments/plain") == 200
    assert status("/payments/plain") == 200


@pytest.mark.parametrize("client", ["requests", "httpx", "httpx2", "aiohttp", "httpx-async"])
def test_a_live_store_stops_the_recording_at_once(run, hostile, cassette, client):
    source = (
        CALLS.replace("/payments/plain", "/payments/live")
        + f"""
    @pytest.mark.portone_cassette("live.yaml")
    def test_live():
        CALLS[{client!r}]()
        raise AssertionError("the test goes on")
    """
    )
    result = run(source, "--portone-record=all")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*LiveStoreError: the answer to GET /payments/live comes from a store that is live: $.channel.type is*",
            "not recorded: cassettes/live.yaml is as it was: test_shop.py::test_live did not pass",
        ]
    )
    result.stdout.no_fnmatch_line("*the test goes on*")
    assert cassette("live.yaml") is None


def test_a_live_store_that_the_code_under_test_swallows_fails_the_test(run, cassette):
    source = SWALLOWED.replace("plain", "live").replace("_cassette", "_cassette('x.yaml')")
    result = run(source, "--portone-record=all")
    result.assert_outcomes(failed=1)
    assert cassette("x.yaml") is None


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        ({"channel": {"type": "LIVE"}}, "$.channel.type is LIVE"),
        ({"items": [{"channels": [{"type": "LIVE"}]}]}, "$.items[0].channels[0].type is LIVE"),
        ({"isForTest": False}, "$.isForTest is false"),
        ([{"identity": {"isTest": False}}], "$[0].identity.isTest is false"),
    ],
)
def test_what_shows_a_live_store(value, sign):
    with pytest.raises(LiveStoreError, match="comes from a store that is live") as caught:
        check(json.dumps(value).encode(), "it")
    assert sign in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 10_000, b'{"type": "LIVE"}', b'{"channel": {"type": "TEST"}, "isForTest": true}'],
)
def test_what_does_not(body):
    check(body, "it")
