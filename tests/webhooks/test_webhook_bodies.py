"""Every type of webhook is sent as the contract has it."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from pytest_portone import contracts
from pytest_portone.contracts.model import Ref, UnionType
from pytest_portone.sandbox.events import Event, EventType

CANCELLED = {"Transaction.PartialCancelled", "Transaction.Cancelled", "Transaction.CancelPending"}
OLD = {
    "Transaction.Ready": "Ready",
    "Transaction.Paid": "Paid",
    "Transaction.VirtualAccountIssued": "VirtualAccountIssued",
    "Transaction.PartialCancelled": "PartialCancelled",
    "Transaction.Cancelled": "Cancelled",
    "Transaction.Failed": "Failed",
    "Transaction.PayPending": "PayPending",
    "Transaction.CancelPending": "CancelPending",
}


def event_of(name):
    about = (
        {"billing_key": "billing-key-1"}
        if name.startswith("BillingKey.")
        else {"payment_id": "order-1", "transaction_id": "tx-1"}
    )
    about |= {"cancellation_id": "cancellation-1"} if name in CANCELLED else {}
    return Event(type=name, at=datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC), store_id="store-1", **about)


@pytest.fixture(params=contracts.versions())
def contract(request):
    return contracts.load(request.param)


def test_the_sandbox_knows_every_type_of_the_newest_contract():
    union = contracts.load().resolve(Ref("Webhook"))
    assert isinstance(union, UnionType)
    documented = {each for each in union.cases if not each.startswith("TaxInvoice.")}
    assert set(get_args(EventType)) == documented


@pytest.mark.parametrize("name", get_args(EventType))
def test_an_event_is_told_as_the_contract_has_it(sandbox_of, merchant, contract, name):
    portone = sandbox_of(contract)
    portone.webhooks.send_to(merchant, "/new")
    portone.webhooks.post.state.emit(event_of(name))
    portone.webhooks.deliver()
    [body] = merchant.bodies
    known = name in contract.resolve(Ref("Webhook")).cases
    report = contract.validate(Ref("Webhook"), body)
    assert (report.valid, bool(report.extensions)) == (True, not known)
    assert (body["type"], body["timestamp"]) == (name, "2026-01-02T03:04:05.678Z")


@pytest.mark.parametrize("name", get_args(EventType))
def test_the_older_version_has_fewer_words(sandbox_of, merchant, contract, name):
    portone = sandbox_of(contract)
    portone.webhooks.send_to(merchant, "/old", version="2024-01-01")
    portone.webhooks.post.state.emit(event_of(name))
    portone.webhooks.deliver()
    if name == "Transaction.Confirm":
        assert merchant.bodies == [{"payment_id": "order-1", "tx_id": "tx-1", "total_amount": 0}]
        return
    if name not in OLD:
        assert merchant.heard == []
        return
    [body] = merchant.bodies
    assert contract.validate(Ref("LegacyWebhook"), body).violations == ()
    assert body == {"payment_id": "order-1", "tx_id": "tx-1", "status": OLD[name]}


def test_both_versions_at_once(portone, merchant):
    portone.webhooks.send_to(merchant, "/new")
    portone.webhooks.send_to(merchant, "/old", version="2024-01-01")
    portone.customer.pay("order-1", 39_000)
    portone.customer.issue_billing_key()
    paths = [request.url.path for request in merchant.heard]
    assert (paths.count("/new"), paths.count("/old")) == (4, 2)


def test_live_and_test_have_urls_of_their_own(portone, merchant):
    portone.webhooks.send_to(merchant, "/live", channel_type="LIVE")
    portone.webhooks.send_to(merchant, "/test", channel_type="TEST")
    portone.customer.open("order-1", 39_000)
    assert [request.url.path for request in merchant.heard] == ["/test"]


def test_two_apps_behind_one_url_each_hear_it(portone):
    import httpx

    heard = []
    for name in "ab":
        portone.webhooks.send_to(lambda _, name=name: heard.append(name) or httpx.Response(200))
    portone.customer.open("order-1", 39_000)
    assert heard == ["a", "b"]


def test_a_form_of_the_newer_version_is_refused(portone, merchant):
    with pytest.raises(ValueError, match="expected 'json'"):
        portone.webhooks.send_to(merchant, form="form")
