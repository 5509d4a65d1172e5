"""Webhooks that a test delivers: changed on their way into the app, and signed again."""

import pytest

SIGN = """
import base64, hashlib, hmac, json, time

SECRET = "whsec_" + base64.b64encode(b"the key of the test store's webhooks").decode()
PAID = {
    "type": "Transaction.Paid",
    "timestamp": "2026-01-01T00:00:00Z",
    "data": {"storeId": "store-1", "paymentId": "order-1", "transactionId": "tx-1"},
}

def signed(webhook):
    body = json.dumps(webhook)
    stamp = str(int(time.time()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.new(key, f"msg-1.{stamp}.{body}".encode(), hashlib.sha256).digest()
    headers = {
        "content-type": "application/json",
        "webhook-id": "msg-1",
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
    return body, headers
"""

FLASK = """
from flask import Flask, request
from portone_server_sdk import webhook
from sign import SECRET

app = Flask(__name__)
HANDLERS = {"Transaction.Paid": lambda data: data["paymentId"]}

@app.post("/webhooks")
def hear():
    webhook.verify(SECRET, request.get_data(as_text=True), request.headers)
    event = request.get_json()
    return {"seen": HANDLERS[event["type"]](event["data"])}
"""

FASTAPI = """
from fastapi import FastAPI, Request
from portone_server_sdk import webhook
from sign import SECRET

app = FastAPI()

@app.post("/webhooks")
async def hear(request: Request):
    body = (await request.body()).decode()
    webhook.verify(SECRET, body, dict(request.headers))
    event = await request.json()
    if event["type"] == "Transaction.Paid":
        assert set(event["data"]) == {"storeId", "paymentId", "transactionId"}
    return {"result": "heard"}
"""


@pytest.fixture
def webhooks(pytester):
    pytester.makepyfile(sign=SIGN)


def places(breaks):
    return sorted((each["operation"], each["path"], each["kind"], each["verdict"], each["clause"]) for each in breaks)


def test_flask(gate, pytester, webhooks):
    pytester.makepyfile(
        app=FLASK,
        test_app="""
        from app import app
        from sign import PAID, signed

        def test_paid():
            body, headers = signed(PAID)
            answer = app.test_client().post("/webhooks", data=body, headers=headers)
            assert answer.status_code == 200
        """,
    )
    run = gate()
    run.result.assert_outcomes(failed=1)
    assert places(run.breaks) == [("webhook 2024-04-25", "$.type", "new-type", "crash", "W1")]
    assert run.breaks[0]["where"].startswith("app.py:")
    assert {each["result"] for each in run.report["attempted"]} == {"broke", "survived"}
    assert "the key of the test store" not in run.result.stdout.str()


def test_fastapi(gate, pytester, webhooks):
    pytester.makepyfile(
        app=FASTAPI,
        test_app="""
        from app import app
        from fastapi.testclient import TestClient
        from sign import PAID, signed

        def test_paid():
            body, headers = signed(PAID)
            answer = TestClient(app).post("/webhooks", content=body, headers=headers)
            assert answer.json() == {"result": "heard"}
        """,
    )
    run = gate(subprocess=True)
    run.result.assert_outcomes(failed=1)
    assert places(run.breaks) == [("webhook 2024-04-25", "$.data.unknownField", "new-field", "crash", "W1")]


def test_a_forged_webhook_stays_forged(gate, pytester, webhooks):
    pytester.makepyfile(
        app=FLASK,
        test_app="""
        import pytest
        from app import app
        from portone_server_sdk import webhook
        from sign import PAID, signed

        def test_forged():
            body, headers = signed(PAID)
            headers["webhook-signature"] = "v1,bm90IHRoZSBzaWduYXR1cmU="
            app.testing = True
            with pytest.raises(webhook.WebhookVerificationError):
                app.test_client().post("/webhooks", data=body, headers=headers)
        """,
    )
    run = gate()
    run.result.assert_outcomes(passed=1)
    assert {each["result"] for each in run.report["attempted"]} == {"not tried"}
    assert "portone_webhook_secrets" in run.report["attempted"][0]["note"]


def test_a_webhook_without_a_signature_of_the_older_version(gate, pytester):
    pytester.makepyfile(
        """
        from flask import Flask, request

        app = Flask(__name__)

        @app.post("/webhooks")
        def hear():
            payment_id, status, tx_id = request.get_json().values()
            return {"order": payment_id}

        def test_paid():
            webhook = {"payment_id": "order-1", "status": "Paid", "tx_id": "tx-1"}
            app.testing = True
            assert app.test_client().post("/webhooks", json=webhook).json["order"] == "order-1"
        """
    )
    run = gate()
    assert places(run.breaks) == [("webhook 2024-01-01", "$.unknownField", "new-field", "crash", "W1")]


def test_what_is_no_webhook_is_left_alone(gate, pytester):
    pytester.makepyfile(
        """
        from flask import Flask, request

        app = Flask(__name__)

        @app.post("/orders")
        def order():
            return request.get_json()

        def test_orders():
            for sent in ({"type": "book"}, {"type": "x", "data": {}}, [1], {"status": "Paid"}):
                assert app.test_client().post("/orders", json=sent).json == sent
        """
    )
    run = gate()
    run.result.assert_outcomes(passed=1)
    assert run.report["attempted"] == []


def test_a_named_secret_signs_for_code_that_checks_in_its_own_way(gate, pytester, webhooks):
    pytester.makepyfile(
        app="""
        import base64, subprocess, sys
        from flask import Flask, request
        from sign import SECRET

        CHECK = "import base64, hmac, sys; key, text = sys.argv[1:]; " \\
            "print(base64.b64encode(hmac.digest(base64.b64decode(key), text.encode(), 'sha256')).decode())"
        app = Flask(__name__)
        app.testing = True

        @app.post("/webhooks")
        def hear():
            names = ("webhook-id", "webhook-timestamp")
            parts = [*(request.headers[each] for each in names), request.get_data(as_text=True)]
            command = [sys.executable, "-c", CHECK, SECRET.removeprefix("whsec_"), ".".join(parts)]
            right = subprocess.check_output(command, text=True).strip()
            if request.headers["webhook-signature"] != f"v1,{right}":
                return {"result": "forged"}, 400
            return {"Transaction.Paid": {"result": "paid"}}[request.get_json()["type"]]
        """,
        test_app="""
        from app import app
        from sign import PAID, signed

        def test_paid():
            body, headers = signed(PAID)
            assert app.test_client().post("/webhooks", data=body, headers=headers).status_code == 200
        """,
    )
    unknown = gate("-p", "no:randomly")
    assert {each["result"] for each in unknown.report["attempted"]} == {"not tried"}
    namespace = {}
    exec(SIGN, namespace)  # noqa: S102 - the test's own text
    pytester.makeini(f"[pytest]\nportone_webhook_secrets = {namespace['SECRET']}")
    run = gate()
    assert places(run.breaks) == [("webhook 2024-04-25", "$.type", "new-type", "crash", "W1")]
    for path in pytester.path.glob("report.json"):
        assert namespace["SECRET"] not in path.read_text()
