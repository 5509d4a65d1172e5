"""The page that a payment session's URL leads to: what it asks of the server, and what customers do there."""

from __future__ import annotations

import json

import pytest

from pytest_portone.sandbox import Channel, CheckoutMethod, CheckoutProfile, Request, Sandbox, Settings

MORE = {
    "redirectUrl": "https://shop.example/back?kept=1",
    "products": [{"name": "shoe", "unitPrice": 1950, "quantity": 2}],
    "agreements": [{"name": "Terms", "url": "https://shop.example/terms"}],
    "customData": "secret of the merchant's",
}


@pytest.fixture
def session_of(team, session_order):
    """Makes a session: (its id, the answer)."""

    def create(**changes):
        body = json.dumps(
            {name: each for name, each in (session_order | MORE | changes).items() if each is not None}
        ).encode()
        headers = {"authorization": "PortOne secret", "content-type": "application/json", "host": "portone:8000"}
        response = team.site.handle(Request("POST", "/payment-sessions", "", headers, body))
        assert response.status == 200, response.body
        return response.json()["sessionId"], response.json()

    return create


@pytest.fixture
def decided(team):
    def decide(session, choice, **more):
        return team.done("sessions/decide", session=session, choice=choice, **more)

    return decide


def test_the_url_of_a_session_leads_to_the_page(team, session_of):
    session, told = session_of()
    assert told["url"] == f"http://portone:8000/__portone__/sessions/{session}"
    page = team.get(f"sessions/{session}")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert team.sandbox.contract.is_valid(
        team.sandbox.contract.answer(team.sandbox.contract.operations["createPaymentSession"], 200), told
    )


def test_the_sandbox_itself_gives_portones_url(team, session_order):
    body = json.dumps(session_order).encode()
    response = team.sandbox.handle(Request("POST", "/payment-sessions", "", {"authorization": "PortOne x"}, body))
    assert response.json()["url"].startswith("https://checkout.portone.io/sessions/")


def test_a_session_that_is_refused_is_as_the_sandbox_says(team):
    response = team.site.handle(Request("POST", "/payment-sessions", "", {"authorization": "PortOne x"}, b"{}"))
    assert (response.status, response.json()["type"]) == (400, "INVALID_REQUEST")


def test_an_answer_that_is_lost_stays_lost(team, session_order):
    team.sandbox.faults.lost_answer(operation="createPaymentSession")
    headers = {"authorization": "PortOne x", "host": "portone:8000"}
    response = team.site.handle(Request("POST", "/payment-sessions", "", headers, json.dumps(session_order).encode()))
    assert response.fate == "read-timeout"


def test_what_stands_on_the_page(team, session_of):
    session, _ = session_of(customerName="Kim", storeName="The shop")
    shown = team.done("sessions/visit", session=session)
    assert shown == {
        "orderName": "Red shoes", "totalAmount": 3900, "currency": "USD", "paymentId": "order-1",
        "products": MORE["products"], "agreements": MORE["agreements"],
        "customerName": "Kim", "storeName": "The shop",
        "methods": ["CARD_INTERNATIONAL", "PAY_PAL"], "choices": ["pay", "decline", "pend", "abandon"],
    }  # fmt: skip
    assert len(team.sandbox.payments) == 0


def test_a_session_with_a_method_of_its_own(team, session_of, decided):
    session, _ = session_of(paymentMethod="PAY_PAL")
    assert team.done("sessions/visit", session=session)["methods"] == ["PAY_PAL"]
    decided(session, "pay")
    assert team.sandbox.payments["order-1"].order.method["provider"] == "PAYPAL"


def test_a_profile_that_offers_nothing(team_of, session_order):
    methods = (CheckoutMethod("PAY_PAL", "paypal", currencies=frozenset({"JPY"})),)
    profiles = (CheckoutProfile("world", methods),)
    channels = (Channel("paypal", pg_provider="PAYPAL_V2"),)
    team = team_of(Sandbox(settings=Settings(channels=channels, checkout_profiles=profiles)))
    body = json.dumps(session_order).encode()
    made = team.site.handle(Request("POST", "/payment-sessions", "", {"authorization": "PortOne x"}, body)).json()
    shown = team.done("sessions/visit", session=made["sessionId"])
    assert (shown["methods"], shown["choices"]) == ([], [])


@pytest.mark.parametrize(
    ("choice", "status", "code"),
    [
        ("pay", "PAID", None),
        ("decline", "FAILED", "PGProviderError"),
        ("pend", "PAY_PENDING", None),
        ("abandon", "READY", "PGProviderError"),
    ],
)
def test_what_a_customer_does_there(team, session_of, decided, choice, status, code):
    session, _ = session_of()
    told = decided(session, choice, method="PAY_PAL")
    payment = team.sandbox.payments["order-1"]
    assert payment.status == status
    assert payment.order.method["provider"] == "PAYPAL"
    assert told["redirectUrl"] == MORE["redirectUrl"]
    response = told["response"]
    assert (response["transactionType"], response["paymentId"], response["txId"]) == (
        "PAYMENT",
        "order-1",
        payment.transaction_id,
    )
    assert response.get("code") == code


def test_without_an_address_to_go_back_to(session_of, decided):
    session, _ = session_of(redirectUrl=None)
    assert "redirectUrl" not in decided(session, "pay")


def test_a_second_payment_and_a_method_that_is_not_offered(team, session_of, decided):
    session, _ = session_of()
    assert decided(session, "pay", method="N_PAY")["response"]["code"] == "ChannelNotFound"
    assert len(team.sandbox.payments) == 0
    assert "code" not in decided(session, "pay")["response"]
    assert decided(session, "decline")["response"]["code"] == "PaymentAlreadyPaid"
    assert team.sandbox.payments["order-1"].status == "PAID"


def test_a_session_that_is_over(team, session_of, refusal):
    session, _ = session_of(ttlSeconds=60)
    team.sandbox.clock.advance(minutes=2)
    for path, more in (("visit", {}), ("decide", {"choice": "pay"})):
        assert refusal(team.post(f"sessions/{path}", {"session": session, **more}))[:2] == (410, "SESSION_EXPIRED")
        nobody = team.post(f"sessions/{path}", {"session": "x", **more})
        assert refusal(nobody)[:2] == (404, "SESSION_NOT_FOUND")
    assert len(team.sandbox.payments) == 0


@pytest.mark.parametrize("told", [{}, {"session": "s"}, {"session": "s", "choice": "steal"}, {"session": 5}])
def test_what_is_no_decision(team, refusal, told):
    assert refusal(team.post("sessions/decide", told))[:2] == (400, "WRONG_ARGUMENTS")


def test_nothing_stands_below_a_page(team, refusal):
    assert refusal(team.get("sessions/a/b"))[:2] == (404, "NOT_FOUND")
