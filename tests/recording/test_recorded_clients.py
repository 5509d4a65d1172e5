"""Whichever client calls, and however the far side answers: what is recorded is played, with nobody there."""

import json

CLIENTS = """
    def sync(module):
        def get(path):
            answer = module.get(URL + path, timeout=10, **({} if module is requests else {"follow_redirects": True}))
            return answer.status_code, answer.content, dict(answer.headers)
        return get

    def asynchronous(module):
        def get(path):
            async def main():
                async with module.AsyncClient(follow_redirects=True, timeout=10) as client:
                    answer = await client.get(URL + path)
                    return answer.status_code, answer.content, dict(answer.headers)
            return asyncio.run(main())
        return get

    def with_aiohttp(path):
        async def main():
            async with aiohttp.ClientSession() as session, session.get(URL + path) as answer:
                headers = answer.headers
                return answer.status, await answer.read(), {each: ", ".join(headers.getall(each)) for each in headers}
        return asyncio.run(main())

    CLIENTS = {
        "requests": sync(requests), "httpx": sync(httpx), "httpx2": sync(httpx2),
        "httpx-async": asynchronous(httpx), "httpx2-async": asynchronous(httpx2), "aiohttp": with_aiohttp,
    }
    CARRIAGE = {"content-length", "content-encoding", "transfer-encoding", "connection"}
"""
PATHS = [
    "plain", "slow", "chunked", "gzip", "deflate", "gzip-chunked", "moved", "kept", "as-html", "no-type", "broken",
    "page", "old", "twice", "nothing", "bytes", "late",
]  # fmt: skip
SEEN = (
    CLIENTS
    + f"PATHS = {PATHS!r}\n"
    + """
    import json, pathlib

    @pytest.mark.portone_cassette
    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("client", CLIENTS)
    def test_get(client, path, portone_recording):
        status, content, headers = CLIENTS[client]("/payments/" + path)
        kept = {name.lower(): value for name, value in headers.items() if name.lower() not in CARRIAGE}
        kept["set-cookie"] = "set-cookie" in kept  # its value is scrubbed
        seen = pathlib.Path("seen") / ("recorded" if portone_recording.recording else "played")
        seen.mkdir(parents=True, exist_ok=True)
        (seen / f"{client}-{path}.json").write_text(json.dumps([status, content.hex(), kept]))
"""
).replace("PATHS =", "    PATHS =")


def test_what_was_recorded_is_seen_again_with_the_server_gone(run, hostile, pytester):
    count = 6 * len(PATHS)
    run(SEEN, "--portone-record=all").assert_outcomes(passed=count)
    made = hostile.connections
    assert made >= count
    hostile.close()
    run(SEEN).assert_outcomes(passed=count)
    assert hostile.connections == made

    def seen(time):
        return {each.name: json.loads(each.read_text()) for each in (pytester.path / "seen" / time).iterdir()}

    recorded, played = seen("recorded"), seen("played")
    assert len(recorded) == count
    assert {name: (recorded[name], played[name]) for name in recorded if recorded[name] != played[name]} == {}


COOKIES = """
    @pytest.mark.portone_cassette("cookies.yaml")
    @pytest.mark.parametrize("client", ["requests", "httpx", "httpx2", "aiohttp"])
    def test_two_calls(client, caplog):
        if client == "aiohttp":
            async def main():
                async with aiohttp.ClientSession() as session:
                    for _ in range(2):
                        async with session.get(URL + "/payments/twice") as answer:
                            assert answer.status == 200
            asyncio.run(main())
        else:
            module = globals()[client]
            with (module.Session() if client == "requests" else module.Client()) as session:
                for _ in range(2):
                    assert session.get(URL + "/payments/twice").status_code == 200
        assert [each for each in caplog.messages if "cookie" in each.lower()] == []
"""


def test_a_scrubbed_cookie_is_no_trouble_to_a_session(run, hostile, cassette):
    run(COOKIES, "--portone-record=all").assert_outcomes(passed=4)
    hostile.close()
    assert "set-cookie:\n      - '[secret]'" in cassette("cookies.yaml")
    run(COOKIES).assert_outcomes(passed=4)


def test_a_post_that_is_redirected_as_a_post_is_played(run, hostile):
    source = """
    @pytest.mark.portone_cassette
    @pytest.mark.parametrize("client", ["requests", "httpx", "aiohttp"])
    def test_post(client):
        if client == "aiohttp":
            async def main():
                async with aiohttp.ClientSession() as session:
                    async with session.post(URL + "/payments/kept", json={"a": 1}) as answer:
                        return answer.status, len(answer.history)
            assert asyncio.run(main()) == (200, 1)
        elif client == "requests":
            answer = requests.post(URL + "/payments/kept", json={"a": 1}, timeout=5)
            assert (answer.status_code, len(answer.history)) == (200, 1)
        else:
            answer = httpx.post(URL + "/payments/kept", json={"a": 1}, follow_redirects=True)
            assert (answer.status_code, len(answer.history)) == (200, 1)
    """
    run(source, "--portone-record=all").assert_outcomes(passed=3)
    hostile.close()
    run(source).assert_outcomes(passed=3)


def test_an_answer_that_breaks_off_is_not_recorded(run, cassette):
    source = """
    @pytest.mark.portone_cassette("cut.yaml")
    def test_cut():
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(URL + "/payments/cut")
        assert httpx.get(URL + "/payments/plain").json()["status"] == "PAID"
    """
    run(source, "--portone-record=all").assert_outcomes(passed=1)
    assert "/payments/cut" not in cassette("cut.yaml")
    assert "/payments/plain" in cassette("cut.yaml")


STORE = """
    @pytest.mark.portone_cassette
    def test_pay(portone_client):
        body = {"billingKey": "none", "orderName": "커피", "amount": {"total": 100}, "currency": "KRW"}
        refused = portone_client.post("/payments/order-9/billing-key", json=body)
        assert refused.status_code == 404
        assert refused.json()["type"] == "BILLING_KEY_NOT_FOUND"
        made = portone_client.post("/payments/order-9/pre-register", json={"totalAmount": 100, "currency": "KRW"})
        assert made.status_code == 200

    @pytest.mark.portone_cassette
    def test_asynchronous(portone_async_client):
        async def main():
            async with portone_async_client as client:
                return await client.get("/payments/order-8")
        assert asyncio.run(main()).json()["type"] == "PAYMENT_NOT_FOUND"
"""


def test_a_store_in_another_process_is_recorded_by_the_fixtures_clients(run, far_store, monkeypatch, cassette):
    monkeypatch.setenv("PORTONE_API_SECRET", "the-secret-of-the-test-store")
    run(STORE, "--portone-record=once", url=far_store).assert_outcomes(passed=2)
    text = cassette("test_shop/test_pay.yaml")
    assert "the-secret-of-the-test-store" not in text
    assert "https://api.portone.io/payments/order-9/billing-key" in text
    assert "127.0.0.1" not in text
    monkeypatch.delenv("PORTONE_API_SECRET")
    result = run(STORE, url="http://127.0.0.1:9")
    result.assert_outcomes(passed=2)
    result.stdout.no_fnmatch_line("*PortOne recordings*")


def test_recording_takes_a_secret_and_playing_none(run, far_store):
    result = run(STORE, "--portone-record=all", url=far_store)
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*no API secret is set to call PortOne with*PORTONE_API_SECRET*portone_secret*"])


SDK = """
    import portone_server_sdk
    from portone_server_sdk.payment import GetPaymentError

    def client():
        return portone_server_sdk.PortOneClient(secret="the-secret-of-the-store", base_url=URL)

    @pytest.mark.portone_cassette
    def test_sdk():
        with pytest.raises(GetPaymentError) as caught:
            client().payment.get_payment(payment_id="never-made")
        assert "PaymentNotFoundError" in repr(caught.value)

    @pytest.mark.portone_cassette
    def test_sdk_async():
        with pytest.raises(GetPaymentError):
            asyncio.run(client().payment.get_payment_async(payment_id="never-made"))
"""


def test_the_official_sdk_is_recorded_and_played(run, far_store, cassette):
    ignored = "-W", "ignore::ResourceWarning", "-W", "ignore::pytest.PytestUnraisableExceptionWarning"
    # The SDK never closes its asynchronous client. Whenever that is collected, it is in a process that ignores it.
    run(SDK, "--portone-record=all", *ignored, url=far_store, subprocess=True).assert_outcomes(passed=2)
    assert "the-secret-of-the-store" not in cassette("test_shop/test_sdk.yaml")
    run(SDK, url="http://127.0.0.1:9").assert_outcomes(passed=2)
