"""Discount-share policies on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.platform.finding import DISCOUNT_SHARE_POLICIES, side_of
from pytest_portone.sandbox.platform.resources import Draft, Resource
from pytest_portone.sandbox.platform.terms import check_rate
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.listing import Filters
    from pytest_portone.sandbox.platform.models import DiscountSharePolicy
    from pytest_portone.sandbox.state import State


def _fields(draft: Draft[DiscountSharePolicy]) -> dict[str, Any]:
    sent, at = draft.sent, draft.at
    checks, rate = Checks(), sent.get("partnerShareRate")
    check_rate(checks, (*at, "partnerShareRate"), rate)
    checks.done()
    return {} if rate is None else {"partner_share_rate": rate}


def _view(policy: DiscountSharePolicy) -> dict[str, Any]:
    return {"partnerShareRate": policy.partner_share_rate}


FILTERS: Filters[DiscountSharePolicy] = {
    "partnerShareRates": lambda each, wanted: each.partner_share_rate in wanted,
}

RESOURCE = Resource(
    DISCOUNT_SHARE_POLICIES,
    "/platform/discount-share-policies",
    "DiscountSharePolicy",
    "discountSharePolicy",
    _fields,
    _view,
    FILTERS,
    {"id": lambda each: each.id, "name": lambda each: each.name},
)


def _options(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """The rates that there are to filter by, ascending."""
    wanted = {"isArchived": inquiry.parameters.get("isArchived", False)}
    found = RESOURCE.chosen(state, side_of(state, inquiry), wanted)
    return {"partnerShareRates": sorted({each.partner_share_rate for each in found})}


ROUTES = (
    *RESOURCE.routes(),
    Route(
        "GET",
        "/platform/discount-share-policy-filter-options",
        "PlatformDiscountSharePolicyFilterOptions",
        _options,
    ),
)
