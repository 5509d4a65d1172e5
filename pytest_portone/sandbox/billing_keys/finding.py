"""Billing keys found: the one that a request names, and the channel that pays with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.channels import routed
from pytest_portone.sandbox.declines import decline_at
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.cards import Decline, Step
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.state import State


def usable_key(state: State, billing_key: str, store_id: str | None) -> BillingKey:
    """A key that is issued.

    Raises:
        Refusal: `FORBIDDEN`, `BILLING_KEY_NOT_FOUND`, `BILLING_KEY_ALREADY_DELETED`.
    """
    key = state.billing_keys_of(store_id).get(billing_key)
    if key is not None and key.status == "ISSUED":
        return key
    if key is not None and key.status == "DELETED":
        raise Refusal("BILLING_KEY_ALREADY_DELETED", f"The billing key {billing_key!r} is DELETED, expected ISSUED")
    raise Refusal("BILLING_KEY_NOT_FOUND", f"There is no billing key {billing_key!r} that was issued")


def paying_channel(state: State, key: BillingKey, channel_key: str | None) -> Channel:
    """The channel that pays with a key: the one that is named, or one by the shares of its group as they are now.

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`, where the key is not issued at the one that is named, or none is enabled.
    """
    usable = tuple(state.channels.current(key.usable(channel_key)))
    return usable[0] if channel_key is not None else routed(usable, state.identifiers)


def decline_of(key: BillingKey, channel: Channel, step: Step) -> Decline | None:
    """The no of a channel's gateway at a step, to the key's card or to every card; None where it has none."""
    return decline_at(step, channel, key.decline)
