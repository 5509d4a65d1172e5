"""Features that PortOne switches on for a merchant: those of the settings, and what the console changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.state import State

Feature: TypeAlias = Literal["PLATFORM", "PLATFORM_BTX", "B2B"]
"""Partner settlement; the connection of its partners to counterparties; tax invoices."""

FEATURES: frozenset[str] = frozenset(get_args(Feature))


def require(state: State, feature: Feature) -> None:
    """Go on only where a feature is switched on.

    Raises:
        Refusal: `..._NOT_ENABLED`, by the feature's name.
    """
    if not state.switched.get(feature, feature in state.settings.features):
        raise Refusal(f"{feature}_NOT_ENABLED", f"{feature} is not switched on for the merchant")
