"""The attempts to pay at one gateway, among all payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State


def attempts(state: State, provider: str) -> Iterator[Payment]:
    """The attempts at the channels of a gateway. A channel that is made up counts as one of it.

    Args:
        state: where.
        provider: a `PgProvider`.
    """
    made_up = state.settings.channels is None
    for payment in state.payments.all():
        for attempt in (payment, *payment.earlier):
            channel = attempt.order.channel
            if made_up or (channel is not None and channel.pg_provider == provider):
                yield attempt
