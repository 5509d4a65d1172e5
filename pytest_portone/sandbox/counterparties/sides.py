"""Live and test data of tax invoices, which know nothing of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox import features

if TYPE_CHECKING:
    from pytest_portone.sandbox.channels import ChannelType
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State


def side_of(state: State, inquiry: Inquiry) -> Side:
    """The side that a request is about: by `test` in its query, else in its body, else live.

    Raises:
        Refusal: `B2B_NOT_ENABLED`, where PortOne has not switched tax invoices on for the merchant.
    """
    features.require(state, "B2B")
    return named(test=inquiry.parameters.get("test", inquiry.body.get("test", False)))


def named(*, test: bool) -> Side:
    """A side by whether its data is test data."""
    return "test" if test else "live"


def channel_type(side: Side) -> ChannelType:
    """A side as channels are called."""
    return "TEST" if side == "test" else "LIVE"
