"""The platform's setting: how each side is settled, read and changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.platform.finding import side_of
from pytest_portone.sandbox.platform.models import PlatformSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State

FIELDS: Mapping[str, str] = {
    "defaultWithdrawalMemo": "default_withdrawal_memo",
    "defaultDepositMemo": "default_deposit_memo",
    "supportsMultipleOrderTransfersPerPartner": "supports_multiple_order_transfers_per_partner",
    "adjustSettlementDateAfterHolidayIfEarlier": "adjust_settlement_date_after_holiday_if_earlier",
    "deductWht": "deduct_wht",
    "settlementAmountType": "settlement_amount_type",
    "manualSettlementPerTransfer": "manual_settlement_per_transfer",
}
"""The setting's field for each of PortOne's."""


def setting_of(state: State, side: Side) -> PlatformSetting:
    """How a side is settled."""
    return state.platform_settings.get(side) or PlatformSetting(rounding=state.settings.settlement_rounding)


def setting_json(setting: PlatformSetting, side: Side) -> dict[str, Any]:
    """A setting as `PlatformSetting`; a field that is None is not there."""
    shown = {name: getattr(setting, field) for name, field in FIELDS.items()}
    return shown | {"isForTest": side == "test"}


def _get(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side = side_of(state, inquiry)
    return setting_json(setting_of(state, side), side)


def _update(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side = side_of(state, inquiry)
    changes = {field: inquiry.body[name] for name, field in FIELDS.items() if name in inquiry.body}
    setting = state.platform_settings[side] = replace(setting_of(state, side), **changes)
    return {"setting": setting_json(setting, side)}


ROUTES = (
    Route("GET", "/platform/setting", "PlatformSetting", _get),
    Route("PATCH", "/platform/setting", "UpdatePlatformSettingResponse", _update),
)
