"""A recording brings the sandbox to where PortOne was; the far side is another sandbox with another seed."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.recording.scrubbing.scrub import scrub
from pytest_portone.recording.tape import Tape
from pytest_portone.recording.world import load
from pytest_portone.sandbox import Channel, Request, Response, Sandbox, Settings
from pytest_portone.traffic.model import Exchange

CARD = {"card": {"credential": {"number": "4111110000001111", "expiryYear": "30", "expiryMonth": "01"}}}


class Store:
    """A merchant with a test store: calls are made, and written down."""

    def __init__(self, **changes):
        self.far = Sandbox(settings=Settings(seed=7, **changes))
        self.exchanges = []

    def send(self, method, path, body=None):
        headers = {"authorization": f"PortOne {self.far.secret}", "content-type": "application/json"}
        request = Request(method, path, "", headers, b"" if body is None else json.dumps(body).encode())
        response = self.far.handle(request)
        number = len(self.exchanges) + 1
        self.exchanges.append(
            Exchange(request, response, "api.portone.io", f"t.yaml, exchange {number}", self.far.clock.now)
        )
        self.far.clock.advance(seconds=1)
        return response

    def pay(self, name="order-1", **changes):
        order = {"channelKey": "channel-key-1", "orderName": "shoes", "currency": "KRW", "amount": {"total": 39000}}
        return self.send("POST", f"/payments/{name}/instant", order | {"method": CARD} | changes)

    def cancel(self, name="order-1", **changes):
        return self.send("POST", f"/payments/{name}/cancel", {"reason": "returned"} | changes)

    def look(self, name="order-1"):
        return self.send("GET", f"/payments/{name}")

    @property
    def tape(self):
        return Tape(None, tuple(self.exchanges))


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def sandbox():
    return Sandbox()


def shown(sandbox, name="order-1"):
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    return sandbox.handle(Request("GET", f"/payments/{name}", "", headers)).json()


def bare(payment):
    """What the sandbox can take over of a payment."""
    return {name: value for name, value in payment.items() if name not in ("webhooks", "receiptUrl")}


LISTS = {
    "by page": ("/payments", {"page": {"size": 10}}),
    "by cursor": ("/payments-by-cursor", {"size": 10}),
}


@pytest.mark.parametrize("how", LISTS)
def test_payments_in_a_list_are_there_as_portone_showed_them(how, store, sandbox):
    for number in (1, 2):
        store.far.customer.pay(f"order-{number}", total=39_000)
    path, body = LISTS[how]
    listed = store.send("GET", path, body).json()["items"]
    loaded = load(sandbox, store.tape)
    assert sorted(loaded.payments) == ["order-1", "order-2"]
    for each in (item.get("payment", item) for item in listed):
        assert bare(shown(sandbox, each["id"])) == bare(each)


def test_a_payment_in_the_browser_is_there_as_portone_showed_it(store, sandbox):
    store.far.customer.pay("order-1", total=39_000)
    seen = store.look().json()
    loaded = load(sandbox, store.tape)
    assert (loaded.payments, loaded.compared, loaded.disagreements) == (("order-1",), 1, ())
    assert bare(shown(sandbox)) == bare(seen)


def test_the_test_goes_on_from_there(store, sandbox):
    store.far.customer.pay("order-1", total=39_000)
    store.look()
    store.cancel(amount=9000)
    load(sandbox, store.tape)
    assert shown(sandbox)["amount"]["cancelled"] == 9000
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    rest = Request("POST", "/payments/order-1/cancel", "", headers, b'{"reason": "all of it"}')
    assert sandbox.handle(rest).json()["cancellation"]["totalAmount"] == 30_000
    assert shown(sandbox)["status"] == "CANCELLED"


def test_a_cancellation_has_the_id_that_portone_gave_it(store, sandbox):
    store.pay()
    cancelled = store.cancel().json()["cancellation"]
    loaded = load(sandbox, store.tape)
    assert loaded.disagreements == ()
    assert shown(sandbox)["cancellations"][0]["id"] == cancelled["id"]


def test_a_payment_that_is_seen_only_after_its_cancellation_was_there_before_it(store, sandbox):
    store.far.customer.pay("order-1", total=39_000)
    store.cancel(amount=9000)
    seen = store.look().json()
    loaded = load(sandbox, store.tape)
    assert (loaded.compared, loaded.disagreements) == (2, ())
    assert bare(shown(sandbox)) == bare(seen)


def test_what_changes_outside_of_the_recording_is_taken_over(store, sandbox):
    virtual = {"virtualAccount": {"bank": "SHINHAN", "expiry": {"validHours": 24}, "option": {"type": "NORMAL"}}}
    store.pay(method=virtual)
    store.look()
    store.far.customer.deposit("order-1")
    seen = store.look().json()
    loaded = load(sandbox, store.tape)
    assert loaded.disagreements == ()
    assert (seen["status"], bare(shown(sandbox))) == ("PAID", bare(seen))


def test_an_account_that_waits_goes_on_to_expire(store):
    sandbox = Sandbox(settings=Settings(account_expiry="fails"))
    virtual = {"virtualAccount": {"bank": "SHINHAN", "expiry": {"validHours": 24}, "option": {"type": "NORMAL"}}}
    store.pay(method=virtual)
    store.look()
    load(sandbox, store.tape)
    assert shown(sandbox)["status"] == "VIRTUAL_ACCOUNT_ISSUED"
    sandbox.clock.advance(hours=25)
    assert shown(sandbox)["status"] == "FAILED"


def test_a_billing_key_pays_on(store, sandbox):
    key = store.send("POST", "/billing-keys", {"channelKey": "channel-key-1", "method": CARD}).json()
    name = key["billingKeyInfo"]["billingKey"]
    store.send("GET", f"/billing-keys/{name}")
    order = {"billingKey": name, "orderName": "month 1", "currency": "KRW", "amount": {"total": 9900}}
    store.send("POST", "/payments/month-1/billing-key", order)
    loaded = load(sandbox, store.tape)
    assert (loaded.billing_keys, loaded.disagreements) == ((name,), ())
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    again = Request("POST", "/payments/month-2/billing-key", "", headers, json.dumps(order).encode())
    assert sandbox.handle(again).status == 200
    assert sandbox.payments.keys() >= {"month-1", "month-2"}


def test_where_they_answer_otherwise_both_answers_are_listed(store, sandbox):
    store.pay(amount={"total": 39_000})
    store.look()
    wrong = json.loads(store.exchanges[1].response.body)
    wrong["amount"]["vat"] += 1
    response = replace(store.exchanges[1].response, body=json.dumps(wrong).encode())
    store.exchanges[1] = replace(store.exchanges[1], response=response)
    loaded = load(sandbox, store.tape)
    (found,) = loaded.disagreements
    assert (found.source, found.operation) == ("t.yaml, exchange 2", "getPayment")
    assert [(each.path, each.recorded, each.given) for each in found.differences] == [
        ("$.amount.vat", "3546", "3545")
    ]
    assert "$.amount.vat" in str(loaded)
    assert shown(sandbox)["amount"]["vat"] == 3546  # PortOne's word counts


def test_a_status_that_the_sandbox_does_not_know_is_named(store, sandbox):
    store.far.customer.pay("order-1", total=39_000)
    store.look()
    later = store.exchanges[0].response.body.replace(b'"PAID"', b'"FROZEN"')
    store.exchanges[0] = replace(store.exchanges[0], response=Response(200, {}, later))
    loaded = load(sandbox, store.tape)
    assert loaded.payments == ()
    assert loaded.passed_over == ("payment order-1: the sandbox knows no status 'FROZEN'",)


def test_an_answer_that_breaks_the_contract_is_named(store, sandbox):
    store.far.customer.pay("order-1", total=39_000)
    store.look()
    broken = store.exchanges[0].response.body.replace(b'"orderName"', b'"renamed"')
    store.exchanges[0] = replace(store.exchanges[0], response=Response(200, {}, broken))
    loaded = load(sandbox, store.tape)
    (problem,) = loaded.passed_over
    assert problem.startswith("t.yaml, exchange 1: Payment $")
    assert "orderName" in problem


@pytest.mark.parametrize("owner", ["900101", "1234567890"])
def test_a_recording_without_personal_data_is_as_good(store, sandbox, owner):
    secret = {"birthOrBusinessRegistrationNumber": owner, "passwordTwoDigits": "12"}
    card = {"card": {"credential": CARD["card"]["credential"] | secret}}
    customer = {"name": {"full": "홍길동"}, "email": "hong@shop.kr", "phoneNumber": "010-1234-5678"}
    store.pay(method=card, customer=customer)
    store.look()
    scrubbed = scrub(store.tape, b"k" * 32).tape
    assert "홍길동" not in scrubbed.exchanges[1].response.body.decode()
    loaded = load(sandbox, scrubbed)
    assert (loaded.compared, loaded.disagreements) == (2, ())


def test_nobody_is_told_and_no_call_is_counted(store, sandbox):
    sent = []
    sandbox.webhooks.send_to(sent.append)
    store.pay()
    store.cancel()
    load(sandbox, store.tape)
    sandbox.webhooks.deliver()
    assert (sent, len(sandbox.calls)) == ([], 0)


def test_what_was_there_stays(store, sandbox):
    sandbox.customer.pay("mine", total=100)
    store.pay()
    load(sandbox, store.tape)
    assert list(sandbox.payments) == ["mine", "order-1"]


def test_time_begins_with_the_recording(store, sandbox):
    store.far.clock.advance(days=400)
    store.pay()
    begun = store.exchanges[0].started
    load(sandbox, store.tape)
    assert begun <= sandbox.clock.now < begun + timedelta(minutes=1)


def test_a_channel_is_shown_with_the_id_that_portone_showed(sandbox):
    store = Store(channels=(Channel("channel-key-1", id="store-channel-id"),))
    store.pay()
    store.look()
    load(sandbox, store.tape)
    assert shown(sandbox)["channel"]["id"] == "store-channel-id"


ACTS = ("pay", "browser", "account", "deposit", "cancel some", "cancel all", "look")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(["a", "b"])), max_size=12))
def test_another_sandbox_always_answers_the_same(acts):
    """The far side is our own: whatever is done there, there is nothing to disagree on, and the worlds are equal.

    After a deposit the merchant looks, as webhooks have them do: what nothing shows can't be known.
    """
    store, sandbox = Store(), Sandbox()
    virtual = {"virtualAccount": {"bank": "SHINHAN", "expiry": {"validHours": 24}, "option": {"type": "NORMAL"}}}
    for act, name in acts:
        payment = store.far.payments.get(name)
        status = payment and payment.status
        if act == "pay":
            store.pay(name)
        elif act == "browser" and status is None:
            store.far.customer.pay(name, total=1000)
        elif act == "account":
            store.pay(name, method=virtual)
        elif act == "deposit" and status == "VIRTUAL_ACCOUNT_ISSUED":
            store.far.customer.deposit(name)
            store.look(name)
        elif act.startswith("cancel"):
            store.cancel(name, **({"amount": 100} if act == "cancel some" else {}))
        elif act == "look":
            store.look(name)
    for name in ("a", "b"):
        store.look(name)
    loaded = load(sandbox, store.tape)
    assert loaded.disagreements == ()
    for name in store.far.payments:
        assert bare(shown(sandbox, name)) == bare(shown(store.far, name))


@pytest.mark.parametrize("version", contracts.versions())
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_the_contract_permits_can_be_taken_over(version, data):
    contract = contracts.load(version)
    sandbox = Sandbox(contract)
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    told = {
        "/payments/order-1": data.draw(strategies.types("Payment", contract=contract)),
        "/billing-keys/key-1": data.draw(strategies.types("BillingKeyInfo", contract=contract)),
    }
    exchanges = [
        Exchange(Request("GET", path, "", headers), Response(200, {}, json.dumps(value).encode()), "h", path)
        for path, value in told.items()
    ]
    loaded = load(sandbox, Tape(None, tuple(exchanges)))
    assert len(loaded.payments) + len(loaded.billing_keys) + len(loaded.passed_over) == 2
    for path, names in (("/payments", loaded.payments), ("/billing-keys", loaded.billing_keys)):
        for name in names:
            answer = sandbox.handle(Request("GET", f"{path}/{quote(name, safe='')}", "", headers))
            assert answer.status == 200
            shown_as = told[f"{path}/{'order' if path == '/payments' else 'key'}-1"]
            assert answer.json().get("status") == shown_as.get("status")
