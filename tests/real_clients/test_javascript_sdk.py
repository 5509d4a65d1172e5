"""PortOne's own JavaScript SDK, in Node, against the sandbox behind its server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pytest_portone.sandbox import Sandbox
from pytest_portone.server import running

FOLDER = Path(__file__).parent / "javascript"


@pytest.fixture(scope="module")
def calls(javascript):
    """(outcomes by name, sandbox) of one run of `calls.mjs`."""
    sandbox = Sandbox()
    sandbox.customer.pay("주문/1", total=39_000, order_name="주문")
    with running(sandbox.handle) as url:
        outcomes = _outcomes(javascript, {"url": url, "secret": sandbox.secret})
    return {each.pop("name"): each for each in outcomes}, sandbox


def _outcomes(folder, given):
    done = subprocess.run(
        ["node", "calls.mjs"],
        cwd=folder,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_lock_file_names_no_registry():
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, each in lock["packages"].items() if "resolved" in each] == []


SUCCEEDED = {
    "login": lambda value: value["accessToken"] != value["refreshToken"],
    "paid": lambda value: (value["status"], value["amount"]["total"], value["orderName"]) == ("PAID", 39_000, "주문"),
    "cancelled in part": lambda value: value["cancellation"]["totalAmount"] == 1000,
    "after the cancellation": lambda value: (
        (value["status"], value["amount"]["cancelled"]) == ("PARTIAL_CANCELLED", 1000)
    ),
    "listed": lambda value: [each["id"] for each in value["items"]] == ["주문/1"],
    "listed by cursor": lambda value: value["items"][0]["payment"]["id"] == "주문/1",
    "pre-registered": lambda value: value == {},
    "billing key": lambda value: value["billingKeyInfo"]["billingKey"].startswith("billing-key-"),
    "billing key read": lambda value: value["status"] == "ISSUED",
    "paid by billing key": lambda value: "paidAt" in value["payment"],
    "read back": lambda value: (value["status"], value["amount"]["total"]) == ("PAID", 1000),
    "billing key deleted": lambda value: "deletedAt" in value,
    "contract made": lambda value: value["contract"]["settlementCycle"]["method"] == {"type": "DAILY"},
    "partner made": lambda value: value["partner"]["id"] == "orchard",
    "partner": lambda value: (value["name"], value["type"]["type"]) == ("과수원", "NON_WHT_PAYER"),
}

REFUSED = {
    "never begun": ("GetIdentityVerificationError", "IDENTITY_VERIFICATION_NOT_FOUND"),
    "too much": ("CancelPaymentError", "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT"),
    "unknown": ("GetPaymentError", "PAYMENT_NOT_FOUND"),
    "unknown partner": ("GetPlatformPartnerError", "PLATFORM_PARTNER_NOT_FOUND"),
    "wrong secret": ("GetPaymentError", "UNAUTHORIZED"),
}


@pytest.mark.parametrize("name", SUCCEEDED)
def test_a_call_that_succeeds(calls, name):
    outcomes, _ = calls
    assert "error" not in outcomes[name]
    assert SUCCEEDED[name](outcomes[name]["value"])


@pytest.mark.parametrize("name", REFUSED)
def test_a_call_that_is_refused_raises_the_sdk_s_error(calls, name):
    outcomes, _ = calls
    error = outcomes[name]["error"]
    assert (error["class"], error["data"]["type"]) == REFUSED[name]


def test_every_call_reached_the_sandbox(calls):
    outcomes, sandbox = calls
    assert set(outcomes) == {*SUCCEEDED, *REFUSED}
    assert len(sandbox.calls) == len(outcomes)
    assert all(each.operation for each in sandbox.calls)
    assert {each.provenance for each in sandbox.calls} == {"modelled", "refused"}
