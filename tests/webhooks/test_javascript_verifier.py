"""PortOne's own JavaScript SDK, in Node, as the server that webhooks are sent to."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
MODULES = FOLDER.parent / "real_clients" / "javascript" / "node_modules"


@contextmanager
def listening(secret):
    """Gives the URL of a server that verifies with this secret."""
    command = ["node", str(FOLDER / "hear.cjs"), secret]
    environment = os.environ | {"NODE_PATH": str(MODULES)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}/hooks"
        finally:
            server.terminate()


@pytest.fixture(scope="module", autouse=True)
def _node():
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not (MODULES / "@portone").is_dir():
        pytest.skip(f"the SDK is not installed: run `npm ci` in {MODULES.parent}")


def answers(portone):
    return [(each.code, each.answer) for delivery in portone.webhooks.deliveries for each in delivery.attempts]


def test_the_sdk_accepts_what_is_signed_with_its_secret(portone, secret):
    with listening(secret) as url:
        portone.webhooks.send_to(url, secret=secret)
        portone.customer.pay("주문/1", 39_000, order_name="주문")
        portone.customer.issue_billing_key()
    told = ["Transaction.Ready", "Transaction.Paid", "BillingKey.Ready", "BillingKey.Issued"]
    assert answers(portone) == [(200, each) for each in told]


def test_the_sdk_accepts_both_secrets_while_one_replaces_the_other(portone, secret, other_secret):
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


def test_the_sdk_refuses_trouble(portone, secret):
    with listening(secret) as url:
        portone.webhooks.send_to(url, secret=secret)
        for number, name in enumerate(FORGED):
            getattr(portone.webhooks, name)()
            portone.customer.open(f"order-{number}", 39_000)
    assert answers(portone) == [(400, each) for each in FORGED.values()]
