"""Webhooks on the timeline: kept as they arrive, and delivered again at their places, freshly signed."""

import pytest

from pytest_portone.sandbox.webhooks import signing

SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0"
APPS = """
    import base64, hashlib, hmac, json, threading
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    KEY = "c2VjcmV0LW9mLXRoZS10ZXN0"
    seen = []

    def verified(headers, body):
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        wanted = base64.b64encode(hmac.digest(base64.b64decode(KEY), content, "sha256")).decode()
        return headers["webhook-signature"] == f"v1,{wanted}"

    def app(environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        headers = {name[5:].lower().replace("_", "-"): each for name, each in environ.items() if name[:5] == "HTTP_"}
        seen.append((json.loads(body)["data"]["paymentId"], verified(headers, body), environ["PATH_INFO"]))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"taken"]

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass

    def signed(body, number):
        content = f"msg-{number}.1767225600.".encode() + body
        wanted = base64.b64encode(hmac.digest(base64.b64decode(KEY), content, "sha256")).decode()
        return {"webhook-id": f"msg-{number}", "webhook-timestamp": "1767225600", "webhook-signature": f"v1,{wanted}",
                "content-type": "application/json"}

    def portone_sends(url, payment, number):
        data = {"storeId": "store-1", "paymentId": payment, "transactionId": f"tx-{number}"}
        event = {"type": "Transaction.Paid", "timestamp": "2026-01-01T00:00:00Z", "data": data}
        body = json.dumps(event).encode()
        assert requests.post(f"{url}/hooks", body, headers=signed(body, number), timeout=5).text == "taken"
"""
FLOW = (
    APPS
    + """
    @pytest.mark.portone_cassette("hooks.yaml")
    def test_hooks(portone_recording):
        seen.clear()
        received = portone_recording.receiving(app)
        with make_server("127.0.0.1", 0, received, handler_class=Quiet) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            url = f"http://127.0.0.1:{server.server_port}"
            assert portone_recording.deliver(app, secret=KEY) == ()
            httpx.get(URL + "/payments/plain")
            if portone_recording.recording:
                portone_sends(url, "order-1", 1)
            else:
                (answer,) = portone_recording.deliver(app, secret=KEY)
                assert (answer.code, answer.body) == (200, b"taken")
                assert portone_recording.deliver(app, secret=KEY) == ()
            httpx.get(URL + "/payments/gzip")
            if portone_recording.recording:
                portone_sends(url, "order-2", 2)
            else:
                portone_recording.deliver(url, secret=KEY)
            server.shutdown()
            thread.join()
        assert seen == [("order-1", True, "/hooks"), ("order-2", True, "/hooks")]
        assert len(portone_recording.exchanges) == len(portone_recording.webhooks) == 2
        kinds = [each.webhook for each in portone_recording.timeline]
        assert kinds == [False, True, False, True]
"""
)


def test_webhooks_are_kept_and_delivered_at_their_places(run, hostile, cassette):
    run(FLOW, "--portone-record=all").assert_outcomes(passed=1)
    text = cassette("hooks.yaml")
    assert "order-2" in text
    assert text.count("v1,") == text.count("v1,[secret]") == 2
    hostile.close()
    result = run(FLOW)
    result.assert_outcomes(passed=1)
    assert "unused: " not in result.stdout.str()


ASGI = (
    APPS.replace("def app(environ", "def unused(environ")
    + """
    async def app(scope, receive, send):
        message = await receive()
        seen.append(json.loads(message["body"])["data"]["paymentId"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"taken"})

    @pytest.mark.portone_cassette("asgi.yaml")
    def test_asgi(portone_recording):
        seen.clear()
        httpx.get(URL + "/payments/plain")
        if portone_recording.recording:
            async def main():
                transport = httpx.ASGITransport(portone_recording.receiving(app))
                async with httpx.AsyncClient(transport=transport, base_url="http://merchant.example") as client:
                    data = {"storeId": "s", "paymentId": "order-1", "transactionId": "t"}
                    body = json.dumps({"type": "Transaction.Paid", "timestamp": "2026-01-01T00:00:00Z", "data": data})
                    await client.post("/hooks", content=body, headers=signed(body.encode(), 1))
                    await client.post("/other", content=body)
            asyncio.run(main())
            assert seen == ["order-1", "order-1"]
        else:
            portone_recording.deliver(app)
            assert seen == ["order-1"]
        (webhook,) = portone_recording.webhooks
        assert (webhook.request.path, webhook.response.status, webhook.response.body) == ("/hooks", 200, b"taken")
"""
)


def test_an_asgi_app_is_heard_too(run, hostile):
    run(ASGI, "--portone-record=all").assert_outcomes(passed=1)
    hostile.close()
    run(ASGI).assert_outcomes(passed=1)


def test_a_secret_that_is_none_is_told():
    with pytest.raises(ValueError, match="not Base64"):
        signing.headers_of(("???",), "1", 1, b"")
