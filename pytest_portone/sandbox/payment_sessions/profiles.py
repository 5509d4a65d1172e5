"""Checkout profiles: which methods the payment page offers, by country, currency and amount, and at which channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.state import State


@dataclass(frozen=True, slots=True)
class CheckoutMethod:
    """A method that a profile offers, and when.

    Attributes:
        method: a value of the contract's `CheckoutPaymentMethod`.
        channel: the key of the channel that pays.
        countries: ISO 3166 codes of the countries that it is offered in; None for all.
        currencies: ISO 4217 codes, likewise.
        minimum: the total from which on it is offered, in minor units; None for no bound.
        maximum: the total up to which it is offered, likewise.
    """

    method: str
    channel: str
    countries: frozenset[str] | None = None
    currencies: frozenset[str] | None = None
    minimum: int | None = None
    maximum: int | None = None

    def fits(self, country: str, currency: str, amount: int) -> bool:
        """Whether it is offered to somebody in a country, for an amount in minor units."""
        return (
            (self.countries is None or country in self.countries)
            and (self.currencies is None or currency in self.currencies)
            and (self.minimum is None or self.minimum <= amount)
            and (self.maximum is None or amount <= self.maximum)
        )

    def json(self) -> dict[str, Any]:
        """The method as `EvaluatedCheckoutMethod`."""
        return {"paymentMethod": self.method, "channelKey": self.channel}


@dataclass(frozen=True, slots=True)
class CheckoutProfile:
    """What the payment page offers: methods, in the order in which it shows them."""

    key: str
    methods: tuple[CheckoutMethod, ...]

    def offers(self, country: str, currency: str, amount: int) -> tuple[CheckoutMethod, ...]:
        """The methods that it offers to somebody in a country, for an amount in minor units."""
        return tuple(each for each in self.methods if each.fits(country, currency, amount))


MADE_UP = ("CARD_INTERNATIONAL", "PAY_PAL")
"""What a profile that is made up offers, at the default channel."""


def profile(state: State, key: str) -> CheckoutProfile:
    """The profile with a key; where the settings list none, one that is made up for it.

    Raises:
        Refusal: `PROFILE_SETTINGS_NOT_FOUND`.
    """
    listed = state.settings.checkout_profiles
    if listed is None:
        channel = state.channels.default().key
        return CheckoutProfile(key, tuple(CheckoutMethod(each, channel) for each in MADE_UP))
    found = next((each for each in listed if each.key == key), None)
    if found is not None:
        return found
    known = ", ".join(repr(each.key) for each in listed) or "none"
    message = f"No checkout profile has the profileKey {key!r}; the sandbox's settings list {known}"
    raise Refusal("PROFILE_SETTINGS_NOT_FOUND", message)


def wrong_profiles(profiles: Iterable[CheckoutProfile], channels: Iterable[Channel] | None) -> list[str]:
    """What is wrong with profiles, in words: keys that stand twice, channels that do not exist or do not mix."""
    listed = list(profiles)
    keys = [each.key for each in listed]
    wrong = [f"{key} twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
    if channels is None:
        return wrong
    types: Mapping[str, str] = {each.key: each.type for each in channels}
    for each in listed:
        named = {method.channel for method in each.methods}
        wrong += [f"{each.key} with the channel {name}" for name in sorted(named - types.keys())]
        if len({types[name] for name in named & types.keys()}) > 1:
            wrong.append(f"{each.key} with channels of both types")
    return wrong
