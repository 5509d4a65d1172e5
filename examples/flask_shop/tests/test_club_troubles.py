"""What is hard to bring about: answers of PortOne that the tests write down themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from responses.matchers import json_params_matcher

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from responses import RequestsMock

API = "https://api.portone.io"
CARD = {
    "publisher": "SHINHAN_CARD",
    "issuer": "SHINHAN_CARD",
    "brand": "LOCAL",
    "type": "DEBIT",
    "ownerType": "PERSONAL",
    "bin": "510737",
    "name": "Shinhan Check",
    "number": "510737******4321",
}
REGISTERED = {
    "status": "ISSUED",
    "billingKey": "billing-key-1",
    "merchantId": "merchant-1",
    "storeId": "store-1",
    "methods": [{"type": "BillingKeyPaymentMethodCard", "card": CARD}],
    "channels": [{"type": "LIVE", "pgProvider": "TOSSPAYMENTS", "pgMerchantId": "club"}],
    "customer": {"id": "jun"},
    "issuedAt": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def jun(app: Flask) -> str:
    """The path of a member whose card is registered."""
    app.extensions["members"].add("jun", "billing-key-1")
    return "/members/jun"


def test_a_declined_card_lets_nobody_drink(club: FlaskClient, mocked: RequestsMock) -> None:
    mocked.get(f"{API}/billing-keys/billing-key-1", json=REGISTERED)
    mocked.post(
        f"{API}/payments/jun-1/billing-key",
        status=502,
        json={"type": "PG_PROVIDER", "pgCode": "51", "pgMessage": "not enough money"},
    )
    answer = club.post("/members", json={"id": "jun", "billing_key": "billing-key-1"})
    assert (answer.status_code, answer.json) == (402, {"error": "not enough money"})
    assert club.get("/members/jun").json["state"] == "past due"


def test_the_charge_is_what_a_month_costs(club: FlaskClient, mocked: RequestsMock, jun: str) -> None:
    order = {"billingKey": "billing-key-1", "orderName": "coffee for a month", "currency": "KRW"}
    mocked.post(
        f"{API}/payments/jun-1/billing-key",
        match=[json_params_matcher({**order, "amount": {"total": 24_000}})],
        json={"payment": {"pgTxId": "pg-1", "paidAt": "2026-02-01T00:00:00Z"}},
    )
    assert club.post(f"{jun}/charges").json["months"] == 1


def test_the_card_is_shown_as_it_is_registered(club: FlaskClient, mocked: RequestsMock, jun: str) -> None:
    mocked.get(f"{API}/billing-keys/billing-key-1", json=REGISTERED)
    assert club.get(f"{jun}/card").json == {"card": CARD}


def test_a_payment_that_the_bank_still_looks_at(club: FlaskClient, mocked: RequestsMock) -> None:
    mocked.get(f"{API}/payments/jun-1", json={"id": "jun-1", "status": "PAY_PENDING"})
    assert club.get("/charges/jun-1").json["status"] == "waiting for the bank"


def test_a_secret_that_has_expired(club: FlaskClient, mocked: RequestsMock, jun: str) -> None:
    mocked.post(f"{API}/payments/jun-1/billing-key", status=401, json={"type": "UNAUTHORIZED"})
    assert club.post(f"{jun}/charges").status_code == 502


def test_nobody_is_charged_while_the_network_is_down(club: FlaskClient, mocked: RequestsMock, jun: str) -> None:
    mocked.post(f"{API}/payments/jun-1/billing-key", body=requests.ConnectionError())
    assert club.post(f"{jun}/charges").status_code == 503
    assert club.get(jun).json["months"] == 0
