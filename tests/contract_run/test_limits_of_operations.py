"""Each limit is needed: PortOne refuses, with an error that it documents, what the contract permits."""

from __future__ import annotations

import pytest
from calling import Merchant
from documented_errors.platform import ONE, contract, discount_policy, fee_policy, partner, schedule
from documented_errors.tax_invoices import created
from hypothesis import HealthCheck, Phase, find, settings

from pytest_portone import contracts, strategies
from pytest_portone.contract_run.limits import LIMITS
from pytest_portone.contract_run.samples import spelled_today
from pytest_portone.sandbox import Request, Sandbox

SEARCH = settings(
    max_examples=500,
    phases=[Phase.generate],
    database=None,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
OPERATIONS = {
    spelled_today(operation.id): (contract_, operation)
    for contract_ in map(contracts.load, contracts.versions())
    for operation in contract_.operations.values()
}
"""Each operation as the newest contract has it that has it at all."""


def paid(merchant):
    merchant.sandbox.customer.pay("order-1", 1_000)


def authorized(merchant):
    merchant.sandbox.customer.authorize("order-1", 1_000)


def kinds(make, path, name):
    """What is kept of a kind: what is to be there before it is changed, and how it is known."""
    known = {"id": path.rpartition("/")[2]}
    waiting = schedule(path, name="later")
    return {
        f"updatePlatform{name}": ((make,), known),
        f"schedule{name}": ((make,), known),
        f"reschedule{name}": ((make, waiting), known),
    }


EXISTING = {
    "confirmPayment": ((authorized,), {"paymentId": "order-1"}),
    "registerStoreReceipt": ((paid,), {"paymentId": "order-1"}),
    "updateB2bCounterparty": ((created,), {"counterpartyId": "paper"}),
    **kinds(contract, "/platform/contracts/c-1", "Contract"),
    **kinds(fee_policy, "/platform/additional-fee-policies/f-1", "AdditionalFeePolicy"),
    **kinds(discount_policy, "/platform/discount-share-policies/d-1", "DiscountSharePolicy"),
    **kinds(partner, ONE, "Partner"),
}
"""What has to be there before a limit is looked at: what brings it about, and the parameters of the path."""


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_met_by_a_request_that_the_contract_permits(name):
    contract_, operation = OPERATIONS[name]
    steps, known = EXISTING.get(name, ((), {}))
    merchant = Merchant(Sandbox(contract_))
    for step in steps:
        step(merchant)
    documented = {each.error.type for each in contract_.errors_of(operation)[400]}

    def refused(drawn):
        if operation.body and drawn.body is None:
            return False
        path = operation.path.format(**known) if known else drawn.path
        headers = {**merchant.headers, "content-type": "application/json"}
        answer = merchant.sandbox.handle(Request(drawn.method, path, drawn.query_string, headers, drawn.content))
        return answer.status == 400 and answer.json()["type"] in documented

    drawn = find(strategies.requests(operation.id, contract=contract_, coherent=False), refused, settings=SEARCH)
    assert operation.body is None or contract_.validate(operation.request, drawn.body).valid
