"""When a payment gateway says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_portone.sandbox.cards import Decline, Step
    from pytest_portone.sandbox.channels import Channel


def decline_at(step: Step, channel: Channel | None, own: Decline | None) -> Decline | None:
    """A gateway's no at a step; None where it has none.

    Args:
        step: when.
        channel: whose gateway; it can have a no to everything. None for none.
        own: its no to the card or the number that it is about, which comes first.
    """
    if own and step in own.at:
        return own
    return channel.declines(step) if channel else None
