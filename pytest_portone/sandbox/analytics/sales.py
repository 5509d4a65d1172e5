"""What is counted: the payments that a request is about, and what each of them brought in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.analytics import buckets
from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Sale:
    """A payment that counts.

    Attributes:
        payment: which.
        at: when it counts.
        amount: what it counts as, in the currency's minor unit.
    """

    payment: Payment
    at: datetime
    amount: int


def check(body: Mapping[str, Any]) -> None:
    """What the schema does not say of a request for a chart.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    checks = Checks()
    start, end = read(body["from"]), read(body["until"])
    checks.require(("until",), body["until"], f"{body['from']} (from) or later", met=start <= end)
    buckets.check(body, checks)
    checks.done()


def paid(state: State, body: Mapping[str, Any]) -> list[Sale]:
    """The payments that were paid from `from` on and before `until`, at the time when they were.

    They count as what the customer paid. With `excludeCancelled` what went back is taken off, and a payment that is
    cancelled altogether does not count.
    """
    net = body.get("excludeCancelled", False)
    times = ((each, each.paid_at) for each in _payments(state, body["currency"]))
    return [
        Sale(each, at, each.paid - refunded(each) if net else each.paid)
        for each, at in times
        if at is not None and _within(at, body) and not (net and each.status == "CANCELLED")
    ]


def begun(state: State, body: Mapping[str, Any]) -> list[Sale]:
    """The payments, whatever became of them, whose latest attempt began in that time. They count as their orders."""
    found = _payments(state, body["currency"])
    return [Sale(each, each.requested_at, each.amount.total) for each in found if _within(each.requested_at, body)]


def refunded(payment: Payment) -> int:
    """What went back to the customer."""
    return sum(each.refund for each in payment.succeeded)


def abroad(state: State) -> bool:
    """Whether the merchant was ever paid in a foreign currency."""
    return any(each.paid_at is not None and each.currency != "KRW" for each in _counted(state))


def _payments(state: State, currency: str) -> Iterator[Payment]:
    return (each for each in _counted(state) if each.currency == currency)


def _counted(state: State) -> Iterator[Payment]:
    """The payments of every store; of live channels only, where the settings say so."""
    wanted = state.settings.analytics_channels
    return (each for each in state.payments.all() if wanted == "all" or _is_live(each))


def _is_live(payment: Payment) -> bool:
    return payment.order.channel is not None and payment.order.channel.type == "LIVE"


def _within(moment: datetime, body: Mapping[str, Any]) -> bool:
    return read(body["from"]) <= moment < read(body["until"])
