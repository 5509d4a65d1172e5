"""Payment sessions, the customer on the payment page, and the profiles that say what it offers."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from documented_errors import POOR
from documented_errors.payment_sessions import close, create, created, evaluate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from state_diagrams import mermaid

from pytest_portone import contracts
from pytest_portone.sandbox import Channel, CheckoutError, CheckoutMethod, CheckoutProfile, Settings
from pytest_portone.sandbox.customer.hosted import CARDS, STORES, WALLETS
from pytest_portone.sandbox.payment_sessions.models import TRANSITIONS

PAGE = Path(__file__).parents[2] / "docs" / "sandbox" / "payment-sessions.md"
CHANNELS = (Channel("paypal", pg_provider="PAYPAL_V2"), Channel("kicc", pg_provider="KICC_V2"))
WORLD = CheckoutProfile(
    "profile-1",
    (
        CheckoutMethod("CARD_INTERNATIONAL", "kicc", currencies=frozenset({"USD", "JPY"})),
        CheckoutMethod("PAY_PAL", "paypal", minimum=1000, maximum=2000),
        CheckoutMethod("CONVENIENCE_STORE_JP", "kicc", countries=frozenset({"JP"})),
    ),
)


@pytest.fixture
def shop(merchant_of):
    return merchant_of(channels=CHANNELS, checkout_profiles=(WORLD,))


def read(merchant, session_id):
    """Read a session as a browser does: without a credential."""
    return merchant.get(f"/payment-sessions/{session_id}", headers={"authorization": None})


def offered(merchant, **query):
    """The methods that a profile offers, with their channels."""
    return [(each["paymentMethod"], each["channelKey"]) for each in evaluate(merchant, **query).json()["methods"]]


ALL = {
    "paymentMethod": "PAY_PAL",
    "redirectUrl": "https://shop.example/done",
    "products": [{"id": "shoe-1", "name": "shoe", "unitPrice": 550, "quantity": 2, "url": "https://shop.example/1"}],
    "customerName": "Kim",
    "customerEmail": "kim@example.com",
    "storeName": "Shoes",
    "agreements": [{"name": "terms", "url": "https://shop.example/terms"}],
    "orderImageUrl": "https://shop.example/1.png",
    "customData": '{"basket": 1}',
    "colors": {"primary": "#112233"},
}


def test_a_session_is_read_as_it_was_created(shop):
    answer = create(shop, **ALL, ttlSeconds=60).json()
    assert answer["url"] == f"https://checkout.portone.io/sessions/{answer['sessionId']}"
    assert answer["expiresAt"] == "2026-01-01T00:01:00.000Z"
    assert read(shop, answer["sessionId"]).json() == {
        "id": answer["sessionId"],
        "storeId": "store-1",
        "paymentId": "p-1",
        "profileKey": "profile-1",
        "country": "US",
        "currency": "USD",
        "totalAmount": 1100,
        "orderName": "shoes",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "expiresAt": "2026-01-01T00:01:00.000Z",
        **ALL,
    }


def test_a_gift_costs_nothing(shop):
    gift = {"name": "laces", "unitPrice": 0, "quantity": 1}
    shop.sandbox.customer.pay_session(created(shop, products=[gift]))
    assert shop.payment("p-1")["products"] == [{"id": "laces", "name": "laces", "amount": 0, "quantity": 1}]


def test_a_session_expires_by_the_clock(merchant_of):
    merchant = merchant_of(session_life=timedelta(minutes=5))
    session_id = created(merchant)
    merchant.sandbox.clock.advance(minutes=5, seconds=-1)
    assert read(merchant, session_id).status == 200
    merchant.sandbox.clock.advance(seconds=1)
    gone = read(merchant, session_id)
    assert (gone.status, gone.json()["type"]) == (410, "SESSION_EXPIRED")
    assert "is EXPIRED since 2026-01-01T00:05:00.000Z" in gone.json()["message"]


def test_a_session_that_is_closed_is_gone(merchant):
    session_id = created(merchant)
    merchant.sandbox.clock.advance(minutes=1)
    assert close(merchant, session_id).json() == {"closedAt": "2026-01-01T00:01:00.000Z"}
    gone = read(merchant, session_id)
    assert (gone.status, "is CLOSED since" in gone.json()["message"]) == (410, True)
    merchant.sandbox.clock.advance(minutes=1)
    assert close(merchant, session_id).json() == {"closedAt": "2026-01-01T00:01:00.000Z"}


def test_closing_again_can_be_refused(merchant_of):
    merchant = merchant_of(closing_again="refused")
    session_id = created(merchant)
    assert [close(merchant, session_id).status for _ in range(2)] == [200, 404]


def test_closing_what_has_expired_tells_since_when(merchant):
    session_id = created(merchant)
    merchant.sandbox.clock.advance(hours=1)
    assert close(merchant, session_id).json() == {"closedAt": "2026-01-01T00:30:00.000Z"}
    assert merchant.sandbox.payment_sessions[session_id].status(merchant.sandbox.clock.now) == "EXPIRED"


def test_how_long_a_session_can_be_has_a_bound(merchant_of):
    merchant = merchant_of(max_session_life=timedelta(hours=1))
    assert create(merchant, ttlSeconds=3600).status == 200
    refused = create(merchant, ttlSeconds=3601)
    assert (refused.status, refused.json()["type"]) == (400, "MAX_TTL_EXCEEDED")


def test_all_that_is_wrong_with_a_session_is_listed(shop):
    shop.sandbox.customer.pay("p-1", 100)
    wrong = create(shop, profileKey="profile-9")
    assert (wrong.status, wrong.json()["type"]) == (400, "INVALID_REQUEST")
    message = wrong.json()["message"]
    assert "profileKey: received 'profile-9', expected a known one" in message
    assert "the sandbox's settings list 'profile-1'" in message
    assert "paymentId: received 'p-1', which is PAID, expected the id of a payment that is not paid" in message
    blank = create(
        shop, orderName=" ", totalAmount=0, ttlSeconds=0, products=[{"name": "", "unitPrice": -1, "quantity": 0}]
    )
    assert "The request is wrong in 5 places" in blank.json()["message"]


def test_a_customer_pays_on_the_page(shop):
    session_id = created(shop, **ALL)
    paid = shop.sandbox.customer.pay_session(session_id)
    assert (paid.id, paid.status) == ("p-1", "PAID")
    payment = shop.payment("p-1")
    assert payment["amount"]["total"] == 1100
    assert (payment["currency"], payment["country"], payment["orderName"]) == ("USD", "US", "shoes")
    assert (payment["customData"], payment["customer"]) == (
        '{"basket": 1}',
        {"name": "Kim", "email": "kim@example.com"},
    )
    assert payment["method"] == {"type": "PaymentMethodEasyPay", "provider": "PAYPAL"}
    assert payment["channel"]["key"] == "paypal"
    assert payment["products"] == [
        {"id": "shoe-1", "name": "shoe", "amount": 550, "quantity": 2, "link": "https://shop.example/1"}
    ]
    told = [each.type for each in shop.sandbox._state.events]
    assert told == ["Transaction.Ready", "Transaction.Paid"]


def test_a_customer_chooses_and_is_declined_and_pays_with_something_else(shop):
    session_id, customer = created(shop), shop.sandbox.customer
    with pytest.raises(CheckoutError, match="PGProviderError"):
        customer.pay_session(session_id, "CARD_INTERNATIONAL", card_number=POOR)
    assert shop.payment("p-1")["status"] == "FAILED"
    customer.open_session(session_id)
    assert shop.payment("p-1")["method"]["type"] == "PaymentMethodCard"
    assert customer.pay_session(session_id, "PAY_PAL").status == "PAID"
    with pytest.raises(CheckoutError, match="PaymentAlreadyPaid"):
        customer.pay_session(session_id)


def test_a_method_that_is_not_offered_can_not_be_chosen(shop):
    session_id = created(shop, totalAmount=999)
    with pytest.raises(CheckoutError, match="received 'PAY_PAL', expected one that is offered: CARD_INTERNATIONAL"):
        shop.sandbox.customer.pay_session(session_id, "PAY_PAL")
    nothing = created(shop, currency="KRW", totalAmount=1)
    with pytest.raises(CheckoutError, match="expected one that is offered: none"):
        shop.sandbox.customer.pay_session(nothing)


@pytest.mark.parametrize("end", ["close", "wait"])
def test_a_session_that_is_over_can_not_be_paid(merchant, end):
    session_id = created(merchant)
    close(merchant, session_id) if end == "close" else merchant.sandbox.clock.advance(days=1)
    with pytest.raises(CheckoutError, match=r"InvalidEntityState: .* since"):
        merchant.sandbox.customer.pay_session(session_id)
    with pytest.raises(CheckoutError, match="InvalidEntityState: There is no payment session 'session-9'"):
        merchant.sandbox.customer.pay_session("session-9")
    assert not merchant.sandbox.payments


def test_every_method_of_the_page_can_pay(merchant_of):
    names = contracts.load().types["CheckoutPaymentMethod"].values
    assert CARDS | WALLETS.keys() | STORES.keys() == set(names)
    profile = CheckoutProfile("profile-1", tuple(CheckoutMethod(each, "kicc") for each in names))
    merchant = merchant_of(channels=CHANNELS, checkout_profiles=(profile,))
    for name in names:
        merchant.sandbox.customer.pay_session(created(merchant, paymentId=name, paymentMethod=name))
        assert merchant.payment(name)["status"] == "PAID"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [("CARD_INTERNATIONAL", "kicc"), ("PAY_PAL", "paypal")]),
        ({"amount": 999}, [("CARD_INTERNATIONAL", "kicc")]),
        ({"amount": 1000}, [("CARD_INTERNATIONAL", "kicc"), ("PAY_PAL", "paypal")]),
        ({"amount": 2000}, [("CARD_INTERNATIONAL", "kicc"), ("PAY_PAL", "paypal")]),
        ({"amount": 2001}, [("CARD_INTERNATIONAL", "kicc")]),
        ({"currency": "EUR"}, [("PAY_PAL", "paypal")]),
        ({"country": "JP", "currency": "EUR", "amount": 0}, [("CONVENIENCE_STORE_JP", "kicc")]),
        ({"currency": "EUR", "amount": 0}, []),
    ],
    ids=str,
)
def test_a_profile_offers_by_country_currency_and_amount(shop, query, found):
    assert offered(shop, **query) == found


def test_a_profile_that_is_made_up_offers_a_card_and_a_wallet(merchant):
    key = merchant.sandbox._state.channels.default().key
    assert offered(merchant, profile="any") == [("CARD_INTERNATIONAL", key), ("PAY_PAL", key)]
    merchant.sandbox.customer.pay_session(created(merchant))
    assert merchant.payment("p-1")["channel"]["key"] == key


@pytest.mark.parametrize(
    ("profiles", "message"),
    [
        ((WORLD, CheckoutProfile("profile-1", ())), "profile-1 twice"),
        ((CheckoutProfile("a", (CheckoutMethod("PAY_PAL", "nowhere"),)),), "a with the channel nowhere"),
        (
            (CheckoutProfile("b", (CheckoutMethod("PAY_PAL", "paypal"), CheckoutMethod("D_BARAI", "live"))),),
            "b with channels of both types",
        ),
    ],
    ids=["key", "channel", "type"],
)
def test_profiles_that_can_not_be(profiles, message):
    with pytest.raises(ValueError, match=f"checkout_profiles: received the profile .*{message}"):
        Settings(channels=(*CHANNELS, Channel("live", "LIVE")), checkout_profiles=profiles)


STEPS = st.lists(st.sampled_from(["create", "close", "wait", "pay"]), max_size=10)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_session_keeps_to_the_table_and_never_comes_back(merchant_of, steps):
    merchant = merchant_of()
    sandbox, before = merchant.sandbox, {}
    for number, step in enumerate(steps):
        if step == "create":
            before[created(merchant, paymentId=f"p-{number}")] = "OPEN"
        if step == "wait":
            sandbox.clock.advance(minutes=20)
        for session_id in before if step == "close" else ():
            assert close(merchant, session_id).status == 200
        for session_id, was in before.items():
            now = sandbox.payment_sessions[session_id].status(sandbox.clock.now)
            assert now == was or now in TRANSITIONS[was]
            assert read(merchant, session_id).status == (200 if now == "OPEN" else 410)
            if step == "pay":
                assert _pays(merchant, session_id) == (now == "OPEN" or _is_paid(merchant, session_id))
            before[session_id] = now


def _is_paid(merchant, session_id):
    payment_id = merchant.sandbox.payment_sessions[session_id].payment_id
    return payment_id in merchant.sandbox.payments


def _pays(merchant, session_id):
    with suppress(CheckoutError):
        merchant.sandbox.customer.pay_session(session_id)
    return _is_paid(merchant, session_id)


def test_the_diagram_is_that_of_the_table():
    diagrams = re.findall(r"```mermaid\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert diagrams == [mermaid(TRANSITIONS)]
