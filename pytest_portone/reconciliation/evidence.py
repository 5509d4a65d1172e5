"""What is known of one payment besides its rows: what PortOne told of it, what it was asked, and what went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_portone.sandbox import Call, Sandbox
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.webhooks.models import Attempt, Delivery

ACCEPTED = range(200, 300)
FORGED = frozenset({"tamper", "wrong_secret", "unsigned", "stale_timestamp"})
"""What happens to a webhook that nobody may believe, by the sandbox's words for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt to deliver a webhook.

    Attributes:
        at: when.
        code: what the merchant's server answered; None where no answer came.
        error: why none came, or the exception behind it.
        troubles: what was done to it on its way.
        payment_id: the payment that it names, as it was sent.
    """

    at: datetime
    code: int | None
    error: str = ""
    troubles: tuple[str, ...] = ()
    payment_id: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the merchant's server said that it has taken it."""
        return self.code in ACCEPTED

    @property
    def handled(self) -> bool:
        """Whether the merchant's server has seen it and not complained, whether or not its answer arrived."""
        return self.accepted or "lose_answer" in self.troubles

    @property
    def forged(self) -> tuple[str, ...]:
        """What makes it one that nobody may believe."""
        return tuple(each for each in self.troubles if each in FORGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook, with what came of it.

    Attributes:
        type: what it tells of, such as `Transaction.Paid`.
        at: when that happened.
        tries: the attempts to deliver it.
        due: when the next one is; None where there is none.
    """

    type: str
    at: datetime
    tries: tuple[Try, ...] = ()
    due: datetime | None = None

    @property
    def taken(self) -> Try | None:
        """The first attempt that the merchant's server took; None where it took none."""
        return next((each for each in self.tries if each.handled), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A call of the merchant's code.

    Attributes:
        operation: the operation's id.
        at: when.
        status: the answer's status.
        said: the payment's status, or the error's type, in the answer.
        trouble: what kept the answer from the merchant's code; empty where it arrived.
        done: whether PortOne did what was asked.
    """

    operation: str
    at: datetime
    status: int
    said: str = ""
    trouble: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """A cancellation of PortOne's: its amount, its status, who made it (`API`, `CONSOLE`, ...), and when."""

    amount: int
    status: str
    trigger: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something of which PortOne tells: its type, when, and whether a webhook was to tell it."""

    type: str
    at: datetime
    told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that is known of one payment. Each tuple is in the order of time.

    Attributes:
        status: PortOne's status of the payment; None where it has no such payment.
        webhooks: what was told of it, or pretended to be.
        happened: of what PortOne tells; empty where only webhooks are known.
        asked: the calls about it; None where calls are not known.
        cancelled: its cancellations.
        channel: the key of its channel, where that is a TEST one.
        discount: how much of the total the customer did not pay.
        earlier: the totals of the attempts before the one that counts, each with when it began.
        registered: the total and the currency that the merchant pre-registered; None for what was left open.
    """

    status: str | None = None
    webhooks: tuple[Webhook, ...] = ()
    happened: tuple[Happened, ...] = ()
    asked: tuple[Asked, ...] | None = None
    cancelled: tuple[Cancelled, ...] = ()
    channel: str = ""
    discount: int = 0
    earlier: tuple[tuple[int, datetime], ...] = ()
    registered: tuple[int | None, str | None] = (None, None)

    def calls(self, *operations: str) -> list[Asked]:
        """The calls of these operations."""
        return [each for each in self.asked or () if each.operation in operations]


def moment(at: datetime) -> str:
    """A time, for people."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def in_sandbox(sandbox: Sandbox, payment_id: str) -> Story:
    """What a sandbox knows of a payment, in whichever of its stores it is."""
    state = sandbox.webhooks.post.state
    stores = [state.settings.store_id, *sorted(state.settings.stores or ())]
    payment = next((found for each in stores if (found := state.payments.of(each).get(payment_id))), None)
    registered = (state.predefined.get((each, payment_id)) for each in stores)
    predefined = next((each for each in registered if each), None)
    story = Story(
        webhooks=tuple(_told(sandbox.webhooks.deliveries, payment_id)),
        happened=tuple(
            Happened(type=each.type, at=each.at, told=each.told)
            for each in sandbox.events
            if each.payment_id == payment_id
        ),
        asked=tuple(_asked(sandbox.calls, payment_id, payment)),
        registered=(predefined.total, predefined.currency) if predefined else (None, None),
    )
    return _recorded(story, payment) if payment else story


def _recorded(story: Story, payment: Payment) -> Story:
    """The story with what PortOne's record has."""
    channel = payment.order.channel
    return replace(
        story,
        status=payment.status,
        cancelled=tuple(
            Cancelled(amount=each.total, status=each.status, trigger=each.trigger, at=each.requested_at)
            for each in payment.cancellations
        ),
        channel=channel.key if channel and channel.type == "TEST" else "",
        discount=payment.amount.discount,
        earlier=tuple((each.amount.total, each.requested_at) for each in payment.earlier),
    )


def _told(deliveries: Sequence[Delivery], payment_id: str) -> Iterator[Webhook]:
    for each in deliveries:
        tries = tuple(map(_tried, each.attempts))
        if payment_id in {each.payment_id, *(one.payment_id for one in tries)} and not each.asks:
            yield Webhook(type=each.type, at=each.event.at, tries=tries, due=each.due)


def _tried(attempt: Attempt) -> Try:
    return Try(
        at=attempt.at,
        code=attempt.code,
        error=attempt.error,
        troubles=attempt.troubles,
        payment_id=_named(attempt.body),
    )


def _named(body: bytes) -> str | None:
    """The payment that a webhook's body names."""
    decoded = _json(body)
    if not isinstance(decoded, Mapping):
        from urllib.parse import parse_qs

        return next(iter(parse_qs(body.decode("utf-8", "replace")).get("payment_id", [])), None)
    data = decoded.get("data", decoded)
    found = data.get("paymentId", data.get("payment_id")) if isinstance(data, Mapping) else None
    return str(found) if found is not None else None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _asked(calls: Sequence[Call], payment_id: str, payment: Payment | None) -> Iterator[Asked]:
    """The calls whose path names the payment."""
    about = [each for each in calls if each.operation and _subject(each.request.path) == payment_id]
    surplus = _undone_by_answers(about, payment)
    for each in about:
        body = _json(each.response.body)
        said = body.get("status", body.get("type", "")) if isinstance(body, Mapping) else ""
        trouble, done = _trouble(each), each.response.status < 400  # noqa: PLR2004 - RFC 9110, section 15
        if trouble and not done and each.operation == "cancelPayment" and surplus:
            done, surplus = True, surplus - 1
        assert each.operation is not None  # noqa: S101 - those without were left out
        assert each.at is not None  # noqa: S101 - the sandbox has taken note of it
        yield Asked(
            operation=each.operation,
            at=each.at,
            status=each.response.status,
            said="" if trouble else str(said),
            trouble=trouble,
            done=done,
        )


def _undone_by_answers(calls: Sequence[Call], payment: Payment | None) -> int:
    """How many cancellations there are beyond the calls whose answers say so: a 5xx hides that it was done."""
    made = sum(each.trigger == "API" for each in payment.live) if payment else 0
    return max(
        0, made - sum(each.operation == "cancelPayment" and each.response.status in ACCEPTED for each in calls)
    )


def _subject(path: str) -> str | None:
    """The payment that a path names, such as `/payments/order-1/cancel`."""
    parts = path.split("/")
    return unquote(parts[2]) if len(parts) > 2 and parts[1] == "payments" else None  # noqa: PLR2004 - its place


def _trouble(call: Call) -> str:
    """What kept an answer from its reader."""
    response = call.response
    if call.provenance != "fault":
        return ""
    if response.fate:
        return response.fate.replace("-", " ")
    if response.delay:
        return f"{response.delay:g} s late"
    return str(response.status) if response.status not in ACCEPTED else "no JSON"


def in_payment(payment: Mapping[str, Any]) -> Story:
    """What PortOne's own record of a payment tells, as its API shows it (`Payment`).

    It has the last attempt of each webhook. Calls are not known by it, nor what happened to a webhook on its way.
    """
    cancellations, channel = payment.get("cancellations") or (), payment.get("channel") or {}
    return Story(
        status=payment.get("status"),
        webhooks=tuple(map(_shown, payment.get("webhooks") or ())),
        cancelled=tuple(
            Cancelled(
                amount=each["totalAmount"],
                status=each["status"],
                trigger=each.get("trigger", "API"),
                at=_time(each["requestedAt"]),
            )
            for each in cancellations
        ),
        channel=channel.get("key", "") if channel.get("type") == "TEST" else "",
        discount=payment.get("amount", {}).get("discount", 0),
    )


def _shown(webhook: Mapping[str, Any]) -> Webhook:
    """A webhook as `PaymentWebhook`; the older version tells no type, but the payment's status."""
    from pytest_portone.sandbox.payments.lifecycle import EVENTS

    request, response = webhook.get("request") or {}, webhook.get("response") or {}
    at = _time(webhook.get("triggeredAt") or request.get("requestedAt") or "1970-01-01T00:00:00Z")
    body = request.get("body", "").encode()
    told, code = _json(body), response.get("code")
    kind = told.get("type") if isinstance(told, Mapping) else None
    last = Try(
        at=_time(request["requestedAt"]) if request.get("requestedAt") else at,
        code=int(code) if code else None,
        error="" if code else "no answer",
        payment_id=_named(body),
    )
    return Webhook(
        type=str(kind or EVENTS.get(webhook.get("paymentStatus", ""), "")),
        at=at,
        tries=(last,) * bool(request),
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
