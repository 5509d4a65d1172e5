"""The channel at one gateway that a request names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.refusals import invalid

if TYPE_CHECKING:
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.state import State


def channel_at(state: State, provider: str, key: str) -> Channel:
    """The channel with a key, if it is one of a gateway. A channel that is made up counts as one of it.

    Args:
        state: where.
        provider: a `PgProvider`.
        key: the query's `channelKey`.

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`, `INVALID_REQUEST`.
    """
    channel = state.channels.chosen(key)[0]
    if state.channels.listed is not None and channel.pg_provider != provider:
        received = f"{key!r}, a channel of {channel.pg_provider}"
        raise invalid([Violation(("query", "channelKey"), received, f"a channel of {provider}")])
    return channel
