"""What a merchant was told of a payment: its webhooks, as the API shows them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.webhooks.retries import WAITS

if TYPE_CHECKING:
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.webhooks.models import Attempt, Delivery


def webhooks_of(state: State, payment: Payment) -> list[Delivery]:
    """The webhooks that tell of a payment, oldest first."""
    numbers = state.told.get((state.store(payment.store_id), payment.id), ())
    return [state.deliveries[each] for each in numbers]


def webhook_json(delivery: Delivery) -> dict[str, Any]:
    """A webhook as `PaymentWebhook`: the latest of its attempts, if there was one."""
    last = delivery.attempts[-1] if delivery.attempts else None
    return {
        "paymentStatus": delivery.event.status,
        "id": delivery.id,
        "status": last and last.outcome,
        "url": delivery.url,
        "isAsync": True,
        "currentExecutionCount": len(delivery.attempts),
        "maxExecutionCount": len(WAITS) + 1,
        "trigger": delivery.trigger,
        "request": last and _request_json(last),
        "response": _response_json(last) if last and last.code is not None else None,
        "triggeredAt": written(delivery.event.at),
    }


def _request_json(attempt: Attempt) -> dict[str, str]:
    return {
        "header": json.dumps(dict(attempt.headers)),
        "body": attempt.body.decode(),
        "requestedAt": written(attempt.at),
    }


def _response_json(attempt: Attempt) -> dict[str, str]:
    return {
        "code": str(attempt.code),
        "header": json.dumps(dict(attempt.answer_headers)),
        "body": attempt.answer,
        "respondedAt": written(attempt.at),
    }
