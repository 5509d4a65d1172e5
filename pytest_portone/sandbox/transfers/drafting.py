"""What every transfer that is made has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.platform.partners.drafts import CURRENCIES
from pytest_portone.sandbox.platform.preferences import setting_of
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.dates import settlement_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pytest_portone.sandbox.platform.models import Contract, Side
    from pytest_portone.sandbox.state import State


def properties_of(state: State, body: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that a body gives, by key.

    Raises:
        Refusal: `PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND`, where the merchant has not defined one.
    """
    sent = {each["key"]: each["value"] for each in body.get("userDefinedProperties", ())}
    finding.check_properties(state, sent)
    return sent


def refuse_currency(currency: str) -> None:
    """Refuse a currency that partners are not settled in.

    Raises:
        Refusal: `PLATFORM_CURRENCY_NOT_SUPPORTED`.
    """
    if currency not in CURRENCIES:
        message = f"Partners are not settled in {currency}, but in {', '.join(sorted(CURRENCIES))}"
        raise Refusal("PLATFORM_CURRENCY_NOT_SUPPORTED", message)


def due_on(state: State, side: Side, contract: Contract, start: date, wanted: date | None) -> date:
    """When a settlement is due: on the day that is wanted, else by the contract.

    Raises:
        Refusal: `PLATFORM_SETTLEMENT_DATE_EARLIER_THAN_SETTLEMENT_START_DATE`.
    """
    if wanted is None:
        adjusted = setting_of(state, side).adjust_settlement_date_after_holiday_if_earlier
        return settlement_date(start, contract.settlement_cycle, adjusted=adjusted)
    if wanted < start:
        details = {"settlementStartDate": str(start), "settlementDate": str(wanted)}
        message = f"The settlement date {wanted} is before the settlement's start, {start}"
        raise Refusal("PLATFORM_SETTLEMENT_DATE_EARLIER_THAN_SETTLEMENT_START_DATE", message, details)
    return wanted
