"""Webhooks in the test suites of merchants, in runs of their own: Django, Flask, FastAPI, and the gate."""

import json

import pytest

SECRET = "whsec_dGhlIHNlY3JldCBvZiBhIG1lcmNoYW50"
VERIFY = f"""
from portone_server_sdk import webhook

SECRET = {SECRET!r}

def paid_id(body, headers):
    event = webhook.verify(SECRET, body, headers)
    return event.data.payment_id if isinstance(event, webhook.WebhookTransactionPaid) else None
"""

DJANGO = {
    "verify": VERIFY,
    "project": """
        SECRET_KEY = "x"
        ROOT_URLCONF = "urls"
        ALLOWED_HOSTS = []
        INSTALLED_APPS = ["shop"]
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
        USE_TZ = True
        """,
    "shop/__init__": "",
    "shop/models": """
        from django.db import models

        class Order(models.Model):
            id = models.CharField(primary_key=True, max_length=40)
            paid = models.BooleanField(default=False)
        """,
    "urls": """
        import httpx
        from django.http import HttpResponse
        from django.urls import path
        from django.views.decorators.csrf import csrf_exempt
        from shop.models import Order
        from verify import paid_id

        @csrf_exempt
        def hear(request):
            headers = {name.lower(): value for name, value in request.headers.items()}
            order_id = paid_id(request.body.decode(), headers)
            if order_id:
                headers = {"Authorization": "PortOne my-secret"}
                payment = httpx.get(f"https://api.portone.io/payments/{order_id}", headers=headers).json()
                Order.objects.filter(id=order_id).update(paid=payment["status"] == "PAID")
            return HttpResponse(status=200)

        @csrf_exempt
        def crash(request):
            raise LookupError("no such order")

        urlpatterns = [path("hooks", hear), path("crash", crash)]
        """,
    "test_django": """
        import asyncio

        import pytest
        from django.core.asgi import get_asgi_application
        from django.core.wsgi import get_wsgi_application
        from django.test import Client
        from shop.models import Order
        from verify import SECRET

        TARGETS = {"wsgi": get_wsgi_application, "asgi": get_asgi_application, "client": Client}

        @pytest.mark.parametrize("name", TARGETS)
        def test_the_app_is_in_the_transaction_of_the_test(portone, db, name):
            Order.objects.create(id="order-1")
            portone.webhooks.send_to(TARGETS[name](), "/hooks", secret=SECRET)
            portone.customer.pay("order-1", 39_000)
            assert Order.objects.get().paid, portone.webhooks.timeline()
            assert portone.webhooks.pending == []

        @pytest.mark.parametrize("name", ["wsgi", "asgi"])
        def test_what_it_raises(portone, name):
            portone.webhooks.send_to(TARGETS[name](), "/crash", secret=SECRET)
            portone.customer.open("order-1", 39_000)
            [attempt] = portone.webhooks.deliveries[0].attempts
            assert (attempt.code, attempt.error) == (500, "LookupError: no such order")

        def test_a_test_that_is_in_a_loop(portone):
            async def run():
                portone.webhooks.send_to(get_asgi_application(), "/hooks", secret=SECRET)
                portone.customer.open("order-1", 39_000)

            asyncio.run(run())
            assert portone.webhooks.pending == []
        """,
}

FASTAPI = {
    "verify": VERIFY,
    "shop": """
        import httpx
        from fastapi import FastAPI, Request
        from verify import paid_id

        app = FastAPI()
        paid = {}

        @app.post("/hooks")
        async def hear(request: Request):
            order_id = paid_id((await request.body()).decode(), request.headers)
            if order_id:
                async with httpx.AsyncClient() as client:
                    headers = {"Authorization": "PortOne my-secret"}
                    answer = await client.get(f"https://api.portone.io/payments/{order_id}", headers=headers)
                paid[order_id] = answer.json()["amount"]["total"]
            return {}

        @app.post("/orders/{order_id}/cancel")
        def cancel(order_id: str):
            headers = {"Authorization": "PortOne my-secret"}
            url = f"https://api.portone.io/payments/{order_id}/cancel"
            return httpx.post(url, headers=headers, json={"reason": "returned"}).status_code
        """,
    "test_fastapi": """
        import shop
        from fastapi.testclient import TestClient
        from verify import SECRET

        def test_paid_and_cancelled(portone):
            portone.webhooks.send_to(shop.app, "/hooks", secret=SECRET)
            portone.customer.pay("order-1", 39_000)
            assert shop.paid == {"order-1": 39_000}
            assert TestClient(shop.app).post("/orders/order-1/cancel").json() == 200
            assert [each.type for each in portone.webhooks.pending] == ["Transaction.Cancelled"]
            portone.webhooks.deliver()
            assert portone.webhooks.pending == []
        """,
}

FLASK = {
    "verify": VERIFY,
    "shop": """
        from flask import Flask, request
        import requests
        from verify import paid_id

        app = Flask(__name__)
        paid = {}

        @app.post("/hooks")
        def hear():
            order_id = paid_id(request.get_data(as_text=True), request.headers)
            if order_id:
                headers = {"Authorization": "PortOne my-secret"}
                payment = requests.get(f"https://api.portone.io/payments/{order_id}", headers=headers).json()
                paid[order_id] = payment["amount"]["total"]
            return ""
        """,
    "test_flask": """
        import shop
        from verify import SECRET

        def test_paid_in_spite_of_a_lost_webhook(portone):
            portone.webhooks.send_to(shop.app, "/hooks", secret=SECRET)
            portone.webhooks.drop("Transaction.Paid")
            portone.customer.pay("order-1", 39_000)
            assert shop.paid == {}
            portone.clock.advance(minutes=1)
            assert shop.paid == {"order-1": 39_000}
        """,
}


@pytest.fixture
def project(pytester):
    """Writes the modules of a project."""

    def write(modules):
        for name, text in modules.items():
            path = pytester.path / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            lines = text.splitlines()
            indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
            path.write_text("\n".join(line[indent:] for line in lines), encoding="utf-8")
        return pytester

    return write


def test_django(project):
    pytester = project(DJANGO)
    result = pytester.runpytest_subprocess("-W", "error", "--ds=project", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=6)


@pytest.mark.parametrize("modules", [FASTAPI, FLASK], ids=["fastapi", "flask"])
def test_other_frameworks(project, modules):
    result = project(modules).runpytest_subprocess("-W", "error", "-p", "no:cacheprovider", "-p", "no:django")
    result.assert_outcomes(passed=1)


FRAGILE = {
    "verify": VERIFY,
    "test_fragile": """
        import json
        import httpx
        from verify import SECRET, paid_id

        def hear(request):
            paid_id(request.content.decode(), request.headers)
            kind = json.loads(request.content)["type"]
            return httpx.Response({"Transaction.Ready": 200, "Transaction.Paid": 200}[kind])

        def test_paid(portone):
            portone.webhooks.send_to(hear, secret=SECRET)
            portone.customer.pay("order-1", 39_000)
            assert portone.webhooks.pending == []
        """,
}


def test_the_gate_changes_what_the_sandbox_sends(project):
    pytester = project(FRAGILE)
    path = pytester.path / "report.json"
    words = ["--portone-compat=crash", f"--portone-report={path}", "-p", "no:cacheprovider", "-p", "no:django"]
    pytester.runpytest_subprocess(*words)
    breaks = json.loads(path.read_text())["breaks"]
    found = {(each["operation"], each["path"], each["kind"]) for each in breaks}
    assert ("webhook 2024-04-25", "$.type", "new-type") in found
