"""Webhooks as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.clock import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.webhooks.models import Attempt, Delivery

_WAITS = {"hold": "is held", "reorder": "waits to be overtaken"}


def summary(deliveries: Sequence[Delivery], state: State) -> str:
    """How many there are, in one line."""
    counts = {
        "delivered": sum(each.delivered for each in deliveries),
        "pending": sum(each.due is not None for each in deliveries),
        "given up": sum(each.given_up for each in deliveries),
    }
    counted = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"webhooks at {written(state.clock.now)}: {counted}"


def timeline(deliveries: Sequence[Delivery], state: State) -> str:
    """Each delivery with its attempts, by the sandbox's clock."""
    return "\n".join((summary(deliveries, state), *(line for each in deliveries for line in _lines(each, state))))


def line(delivery: Delivery) -> str:
    """A delivery with what came of it, in one line."""
    came = [said(each) for each in delivery.attempts]
    came += [] if delivery.due is None else [f"due {written(delivery.due)}"]
    return f"{_head(delivery)}: {'; '.join(came)}"


def _head(delivery: Delivery) -> str:
    return f"#{delivery.number} {titled(delivery)} -> {delivery.url}"


def _lines(delivery: Delivery, state: State) -> Iterator[str]:
    yield f"  {_head(delivery)}"
    for each in delivery.attempts:
        yield f"     {written(each.at)}  {said(each)}"
    if delivery.number in state.aside:
        yield f"     {_WAITS[state.aside[delivery.number]]}"
    elif delivery.due is not None:
        yield f"     {written(delivery.due)}  due"
    elif delivery.given_up:
        yield "     given up"


def titled(delivery: Delivery) -> str:
    """What it tells of what."""
    event = delivery.event
    about = event.tax_invoice["taxInvoiceId"] if event.tax_invoice else delivery.payment_id or event.billing_key
    return f"{delivery.type} {about}"


def said(attempt: Attempt) -> str:
    """What came of an attempt."""
    parts = [
        "no answer" if attempt.code is None else str(attempt.code),
        attempt.error,
        "" if attempt.cause == "ordinary" else f"({attempt.cause})",
        f"[{', '.join(attempt.troubles)}]" if attempt.troubles else "",
    ]
    return " ".join(each for each in parts if each)
