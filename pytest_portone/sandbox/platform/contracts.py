"""Contracts with partners on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform.finding import CONTRACTS
from pytest_portone.sandbox.platform.resources import Draft, Resource
from pytest_portone.sandbox.platform.terms import (
    check_cycle,
    check_fee,
    cycle_json,
    cycle_of,
    fee_json,
    fee_of,
    method_json,
)
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.listing import Filters
    from pytest_portone.sandbox.platform.models import Contract

_READ: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "platformFee": ("platform_fee", fee_of),
    "settlementCycle": ("settlement_cycle", cycle_of),
    "platformFeeVatPayer": ("platform_fee_vat_payer", str),
    "subtractPaymentVatAmount": ("subtract_payment_vat_amount", bool),
}
"""The record's field for each of the body's, and how it is read."""


def _fields(draft: Draft[Contract]) -> dict[str, Any]:
    sent, at = draft.sent, draft.at
    checks = Checks()
    check_fee(checks, (*at, "platformFee"), sent.get("platformFee"))
    check_cycle(checks, (*at, "settlementCycle"), sent.get("settlementCycle"))
    checks.done()
    return {name: convert(sent[field]) for field, (name, convert) in _READ.items() if field in sent}


def _view(contract: Contract) -> dict[str, Any]:
    return {
        "platformFee": fee_json(contract.platform_fee),
        "settlementCycle": cycle_json(contract.settlement_cycle),
        "platformFeeVatPayer": contract.platform_fee_vat_payer,
        "subtractPaymentVatAmount": contract.subtract_payment_vat_amount,
    }


FILTERS: Filters[Contract] = {
    "platformFeePayers": lambda each, wanted: each.platform_fee_vat_payer in wanted,
    "cycleTypes": lambda each, wanted: method_json(each.settlement_cycle.method)["type"] in wanted,
    "datePolicies": lambda each, wanted: each.settlement_cycle.date_policy in wanted,
}

RESOURCE = Resource(
    CONTRACTS,
    "/platform/contracts",
    "Contract",
    "contract",
    _fields,
    _view,
    FILTERS,
    {"id": lambda each: each.id, "name": lambda each: each.name},
)

ROUTES = RESOURCE.routes()
