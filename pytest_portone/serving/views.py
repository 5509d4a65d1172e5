"""Records as they are looked at. Payments and billing keys are as the API shows them, at any rate in part."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pytest_portone.sandbox.billing_keys.models import BillingKey
from pytest_portone.sandbox.billing_keys.views import billing_key_json
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.payments.models import Payment
from pytest_portone.sandbox.payments.views import payment_json
from pytest_portone.serving import masking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.sandbox import Call, Sandbox
    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.schedules.models import Schedule
    from pytest_portone.sandbox.tables import Log
    from pytest_portone.sandbox.webhooks.models import Attempt, Delivery

_LATEST_CALLS = 5000
"""How many calls are looked through for those about one payment."""


def record(sandbox: Sandbox, value: Any) -> Any:
    """What an act has changed: a payment or a billing key as the API shows it, any other record by its fields."""
    if isinstance(value, Payment):
        return _there(payment_json(value, sandbox.settings.merchant_id))
    if isinstance(value, BillingKey):
        return _there(billing_key_json(value, sandbox.settings.merchant_id))
    return plain(value)


def plain(value: Any) -> Any:
    """Any value as JSON can hold it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {_camel(each.name): plain(getattr(value, each.name)) for each in fields(value) if each.repr}
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _there(told: Any) -> Any:
    """Without the fields that are None."""
    if isinstance(told, dict):
        return {name: _there(each) for name, each in told.items() if each is not None}
    return [_there(each) for each in told] if isinstance(told, list) else plain(told)


def payment_line(payment: Payment) -> dict[str, Any]:
    """A payment in a list."""
    return {
        "id": payment.id,
        "storeId": payment.store_id,
        "status": payment.status,
        "orderName": payment.order.name,
        "total": payment.amount.total,
        "cancelled": payment.cancelled,
        "currency": payment.currency,
        "method": (payment.order.method or {}).get("type", "").removeprefix("PaymentMethod"),
        "channelType": payment.order.channel.type if payment.order.channel else None,
        "attempts": len(payment.earlier) + 1,
        "requestedAt": written(payment.requested_at),
        "statusChangedAt": written(payment.status_changed_at),
    }


def payment(sandbox: Sandbox, found: Payment) -> dict[str, Any]:
    """A payment with all that became of it."""
    state = sandbox.webhooks.post.state
    about = state.store(found.store_id), found.id
    told = [each for each in state.deliveries if (state.store(each.event.store_id), each.payment_id) == about]
    return {
        "line": payment_line(found),
        "payment": masking.value(record(sandbox, found)),
        "attempts": [_attempt(each) for each in (*found.earlier, found)],
        "events": [event(each) for each in state.events if each.payment_id == found.id],
        "webhooks": [delivery(each) for each in told],
        "calls": [call(number, each) for number, each in _calls_about(sandbox, found.id)],
    }


def _attempt(attempt: Payment) -> dict[str, Any]:
    return {
        "transactionId": attempt.transaction_id,
        "status": attempt.status,
        "requestedAt": written(attempt.requested_at),
        "statusChangedAt": written(attempt.status_changed_at),
        "failure": attempt.failure.reason if attempt.failure else None,
    }


def _calls_about(sandbox: Sandbox, payment_id: str) -> list[tuple[int, Call]]:
    latest = islice(newest(sandbox.webhooks.post.state.calls), _LATEST_CALLS)
    return [(number, each) for number, each in latest if _names(each.request.path, payment_id)][::-1]


def _names(path: str, payment_id: str) -> bool:
    parts = path.split("/", 3)
    return len(parts) > 2 and parts[1] == "payments" and unquote(parts[2]) == payment_id  # noqa: PLR2004 - /payments/id


def newest(log: Log[Any]) -> Iterator[tuple[int, Any]]:
    """A log from its end, each entry with its number; as it is now, whatever is added meanwhile."""
    values, first, end = log.content
    return ((number, values[number]) for number in range(end - 1, first - 1, -1))


def event(told: Event) -> dict[str, Any]:
    """Something that happened."""
    return {
        "type": told.type,
        "at": written(told.at),
        "status": told.status,
        "transactionId": told.transaction_id,
        "cancellationId": told.cancellation_id,
        "amount": told.amount,
        "trigger": told.trigger,
        "told": told.told,
    }


def billing_key(sandbox: Sandbox, found: BillingKey) -> dict[str, Any]:
    """A billing key."""
    told: dict[str, Any] = masking.value(record(sandbox, found))
    return told


def schedule(found: Schedule) -> dict[str, Any]:
    """A schedule, without what it pays with."""
    return {name: each for name, each in plain(found).items() if name not in {"payment", "place"}} | {
        "orderName": found.payment.get("orderName"),
        "total": found.payment.get("amount", {}).get("total"),
        "currency": found.payment.get("currency"),
    }


def delivery(found: Delivery) -> dict[str, Any]:
    """A webhook with its attempts; never its signatures."""
    return {
        "number": found.number,
        "id": found.id,
        "type": found.type,
        "paymentId": found.payment_id,
        "billingKey": found.event.billing_key,
        "taxInvoiceId": (found.event.tax_invoice or {}).get("taxInvoiceId"),
        "url": masking.text(found.url),
        "version": found.version,
        "trigger": found.trigger,
        "status": _outcome(found),
        "asks": found.asks,
        "due": found.due and written(found.due),
        "body": masking.value(dict(found.body)),
        "attempts": [_try(each) for each in found.attempts],
    }


def _outcome(found: Delivery) -> str:
    outcomes: Mapping[str, bool] = {"delivered": found.delivered, "given up": found.given_up}
    waiting = "refused" if found.asks and found.attempts else "failing" if found.attempts else "waiting"
    return next((name for name, is_so in outcomes.items() if is_so), waiting)


def _try(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": written(attempt.at),
        "outcome": attempt.outcome,
        "code": attempt.code,
        "answer": masking.text(attempt.answer[:2000]),
        "error": masking.text(attempt.error),
        "cause": attempt.cause,
        "troubles": list(attempt.troubles),
    }


def call(number: int, told: Call) -> dict[str, Any]:
    """A call without its headers, which hold credentials."""
    request, response = told.request, told.response
    return call_line(number, told) | {
        "query": masking.query(request.query),
        "body": masking.body(request.body),
        "delay": response.delay,
        "answer": masking.body(response.body),
        "problems": [masking.text(str(each)) for each in told.violations],
    }


def call_line(number: int, told: Call) -> dict[str, Any]:
    """A call in a list."""
    return {
        "number": number,
        "at": told.at and written(told.at),
        "operation": told.operation,
        "method": told.request.method,
        "path": masking.text(told.request.path),
        "status": told.response.status,
        "fate": told.response.fate,
        "provenance": told.provenance,
        "violations": len(told.violations),
    }
