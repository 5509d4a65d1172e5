"""Members join, pay by the month, and leave. PortOne is stood in for by `portone`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from conftest import Notify
    from pytest_portone.types import Client, Sandbox


def test_who_joins_pays_the_first_month(portone: Sandbox, club: FlaskClient, mina: str, key: str) -> None:
    assert club.get(mina).json == {"id": "mina", "billing_key": key, "state": "active", "months": 1}
    assert portone.payments["mina-1"].amount.total == 24_000


def test_nobody_joins_with_a_card_that_is_not_registered(portone: Sandbox, club: FlaskClient) -> None:
    answer = club.post("/members", json={"id": "mina", "billing_key": "billing-key-1"})
    assert (answer.status_code, answer.json) == (400, {"error": "no such card"})
    assert [call.operation for call in portone.calls] == ["getBillingKeyInfo"]


def test_nobody_joins_with_a_card_that_was_deleted(portone_client: Client, club: FlaskClient, key: str) -> None:
    portone_client.delete(f"/billing-keys/{key}")
    assert club.post("/members", json={"id": "mina", "billing_key": key}).status_code == 400
    assert club.get("/members/mina").status_code == 404


def test_every_month_is_charged_once(portone: Sandbox, club: FlaskClient, mina: str) -> None:
    assert club.post(f"{mina}/charges").json["months"] == 2
    portone.customer.pay("mina-3", total=24_000)  # by hand, as the office asked her to
    assert club.post(f"{mina}/charges").json["months"] == 3
    assert sorted(portone.payments) == ["mina-1", "mina-2", "mina-3"]


def test_a_charge_is_shown_in_words(portone: Sandbox, club: FlaskClient) -> None:
    portone.customer.fail("mina-1", total=24_000)
    assert club.get("/charges/mina-1").json["status"] == "declined"
    portone.customer.pay("mina-1", total=24_000)
    assert club.get("/charges/mina-1").json["status"] == "paid"


def test_who_leaves_is_forgotten(portone: Sandbox, club: FlaskClient, mina: str, key: str) -> None:
    for _ in range(2):
        assert club.delete(mina).json["state"] == "gone"
    assert portone.billing_keys[key].status == "DELETED"


def test_a_late_payment_makes_a_member_active_again(
    portone: Sandbox, club: FlaskClient, app: Flask, mina: str, notify: Notify
) -> None:
    app.extensions["members"].note_charge("mina-2", "mina", None)
    portone.customer.fail("mina-2", total=24_000)
    notify("Transaction.Failed", paymentId="mina-2", transactionId="tx-1")
    assert club.get(mina).json["state"] == "past due"

    portone.customer.pay("mina-2", total=24_000)
    notify("Transaction.Paid", paymentId="mina-2", transactionId="tx-2")
    assert (club.get(mina).json["state"], club.get(mina).json["months"]) == ("active", 2)


def test_a_card_that_is_deleted_elsewhere_ends_the_membership(
    club: FlaskClient, mina: str, key: str, notify: Notify
) -> None:
    assert notify("BillingKey.Deleted", billingKey=key) == 204
    assert club.get(mina).json["state"] == "gone"


def test_a_forged_webhook_changes_nothing(club: FlaskClient, mina: str, key: str, notify: Notify) -> None:
    assert notify("BillingKey.Deleted", billingKey=key, key=b"not the key") == 401
    assert club.get(mina).json["state"] == "active"
