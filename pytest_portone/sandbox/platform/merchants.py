"""The platform as older contracts have it: rounding, formulas and rules in one. It has no test side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.platform.finding import side_of
from pytest_portone.sandbox.platform.formulas import FormulaError, parse
from pytest_portone.sandbox.platform.models import graphql_id
from pytest_portone.sandbox.platform.preferences import setting_of
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.settings import Rounding
    from pytest_portone.sandbox.state import State

NUMBER = 1
"""What the sandbox calls the kind, in a `graphqlId`; PortOne's own number is not known."""

ROUNDINGS: Mapping[str, Rounding] = {"DOWN": "down", "UP": "up", "OFF": "half-up"}
"""What each `PlatformRoundType` is; OFF rounds off."""

RULES: Mapping[str, str] = {
    "supportsMultipleOrderTransfersPerPartner": "supports_multiple_order_transfers_per_partner",
    "adjustSettlementDateAfterHolidayIfEarlier": "adjust_settlement_date_after_holiday_if_earlier",
    "subtractWhtInPayoutAmount": "deduct_wht",
}
"""The setting's field for each of a rule's."""


def _platform_json(state: State) -> dict[str, Any]:
    setting, merchant = setting_of(state, "live"), state.settings.merchant_id
    return {
        "merchantId": merchant,
        "graphqlId": graphql_id(NUMBER, merchant),
        "roundType": next(name for name, each in ROUNDINGS.items() if each == setting.rounding),
        "settlementFormula": dict(setting.formulas),
        "settlementRule": {name: getattr(setting, field) for name, field in RULES.items()},
    }


def _get(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side_of(state, inquiry)
    return _platform_json(state)


def _update(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side, body = side_of(state, inquiry), inquiry.body
    before, formulas = setting_of(state, side), body.get("settlementFormula", {})
    _check(formulas)
    rule = body.get("settlementRule", {})
    changes: dict[str, Any] = {field: rule[name] for name, field in RULES.items() if name in rule}
    if "roundType" in body:
        changes["rounding"] = ROUNDINGS[body["roundType"]]
    state.platform_settings[side] = replace(before, formulas={**before.formulas, **formulas}, **changes)
    return {"platform": _platform_json(state)}


def _check(formulas: Mapping[str, str]) -> None:
    """Refuse formulas that are none.

    Raises:
        Refusal: `PLATFORM_INVALID_SETTLEMENT_FORMULA`, with what is wrong with each.
    """
    wrong = {name: found for name, text in formulas.items() if (found := _fault(name, text))}
    if wrong:
        told = "; ".join(f"{name}: received {formulas[name]!r}: {each['type']}" for name, each in wrong.items())
        raise Refusal("PLATFORM_INVALID_SETTLEMENT_FORMULA", told, wrong)


def _fault(name: str, text: str) -> Mapping[str, Any] | None:
    try:
        parse(name, text)
    except FormulaError as error:
        return error.details
    return None


ROUTES = (
    Route("GET", "/platform", "Platform", _get),
    Route("PATCH", "/platform", "UpdatePlatformResponse", _update),
)
