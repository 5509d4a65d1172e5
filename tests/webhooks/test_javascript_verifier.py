"""PortOne's own JavaScript SDK, in Node, as the server that webhooks are sent to."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVER = Path(__file__).parent / "hear.cjs"


@pytest.fixture
def listening(javascript):
    """Gives, while it is open, the URL of a server that verifies with a secret."""
    environment = os.environ | {"NODE_PATH": str(javascript / "node_modules")}

    @contextmanager
    def open_server(secret):
        command = ["node", str(SERVER), secret]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                yield f"http://127.0.0.1:{int(server.stdout.readline())}/hooks"
            finally:
                server.terminate()

    return open_server


def answers(portone):
    return [(each.code, each.answer) for delivery in portone.webhooks.deliveries for each in delivery.attempts]


def test_the_sdk_accepts_what_is_signed_with_its_secret(portone, secret, listening):
    with listening(secret) as url:
        portone.webhooks.send_to(url, secret=secret)
        portone.customer.pay("주문/1", 39_000, order_name="주문")
        portone.customer.issue_billing_key()
    told = ["Transaction.Ready", "Transaction.Paid", "BillingKey.Ready", "BillingKey.Issued"]
    assert answers(portone) == [(200, each) for each in told]


def test_the_sdk_accepts_both_secrets_while_one_replaces_the_other(portone, secret, other_secret, listening):
    with listening(secret) as url, listening(other_secret) as other:
        portone.webhooks.send_to(url, secret=[secret, other_secret])
        portone.webhooks.send_to(other, secret=[secret, other_secret])
        portone.customer.open("order-1", 39_000)
    assert answers(portone) == [(200, "Transaction.Ready")] * 2


FORGED = {
    "tamper": "NO_MATCHING_SIGNATURE",
    "wrong_secret": "NO_MATCHING_SIGNATURE",
    "unsigned": "MISSING_REQUIRED_HEADERS",
    "stale_timestamp": "TIMESTAMP_TOO_OLD",
}


def test_the_sdk_refuses_trouble(portone, secret, listening):
    with listening(secret) as url:
        portone.webhooks.send_to(url, secret=secret)
        for number, name in enumerate(FORGED):
            getattr(portone.webhooks, name)()
            portone.customer.open(f"order-{number}", 39_000)
    assert answers(portone) == [(400, each) for each in FORGED.values()]
