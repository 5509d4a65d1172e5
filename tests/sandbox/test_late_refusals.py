"""A gateway's no comes after something was done: it is never told as a request that was wrong."""

from dataclasses import replace

from pytest_portone import contracts
from pytest_portone.sandbox import Channel, Decline

NO = Decline(frozenset({"issue"}), "NO", "this gateway declines")
CHANNELS = (
    Channel("one", group="group", decline=NO),
    Channel("two", group="group", decline=replace(NO, pg_code="N2")),
)


def test_a_contract_without_a_word_for_several_gateways_tells_of_the_first(merchant_of):
    merchant = merchant_of(contracts.load("2024-04-18"), channels=CHANNELS)
    response = merchant.issue(channelKey="one")
    assert response.status == 502
    assert response.json() == {
        "type": "PG_PROVIDER",
        "message": "The payment gateway refused: this gateway declines",
        "pgCode": "NO",
        "pgMessage": "this gateway declines",
    }
    assert [each.status for each in merchant.sandbox.billing_keys.values()] == ["FAILED"]


def test_an_operation_without_a_word_for_several_gateways_tells_of_the_first(merchant_of):
    merchant = merchant_of(channels=CHANNELS)
    key = merchant.sandbox.customer.issue_billing_key(channel="one", confirm=True)
    response = merchant.post("/billing-keys/confirm", {"billingIssueToken": key.token})
    assert (response.status, response.json()["type"], response.json()["pgCode"]) == (502, "PG_PROVIDER", "NO")
