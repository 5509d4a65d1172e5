"""Additional-fee policies on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform.finding import ADDITIONAL_FEE_POLICIES
from pytest_portone.sandbox.platform.resources import Draft, Resource
from pytest_portone.sandbox.platform.terms import check_fee, fee_json, fee_of
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from pytest_portone.sandbox.listing import Filters
    from pytest_portone.sandbox.platform.models import AdditionalFeePolicy


def _fields(draft: Draft[AdditionalFeePolicy]) -> dict[str, Any]:
    sent, at = draft.sent, draft.at
    checks = Checks()
    check_fee(checks, (*at, "fee"), sent.get("fee"))
    checks.done()
    fee = {"fee": fee_of(sent["fee"])} if "fee" in sent else {}
    return fee | ({"vat_payer": sent["vatPayer"]} if "vatPayer" in sent else {})


def _view(policy: AdditionalFeePolicy) -> dict[str, Any]:
    return {"fee": fee_json(policy.fee), "vatPayer": policy.vat_payer}


def _fee_text(policy: AdditionalFeePolicy) -> str:
    """The number of its fee, as a keyword is looked for in it."""
    shown = fee_json(policy.fee)
    return str(shown.get("rate", shown.get("amount")))


FILTERS: Filters[AdditionalFeePolicy] = {"vatPayers": lambda each, wanted: each.vat_payer in wanted}

RESOURCE = Resource(
    ADDITIONAL_FEE_POLICIES,
    "/platform/additional-fee-policies",
    "AdditionalFeePolicy",
    "additionalFeePolicy",
    _fields,
    _view,
    FILTERS,
    {"id": lambda each: each.id, "name": lambda each: each.name, "fee": _fee_text},
)

ROUTES = RESOURCE.routes()
