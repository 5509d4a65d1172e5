"""From an event to what the merchant's server says: deliveries are made, attempted, and attempted again."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event as Signal
from typing import TYPE_CHECKING

from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.webhooks import troubles
from pytest_portone.sandbox.webhooks.bodies import body_of
from pytest_portone.sandbox.webhooks.endpoints import MisuseError, Timeouts, UnreachableError
from pytest_portone.sandbox.webhooks.letters import written
from pytest_portone.sandbox.webhooks.models import Attempt, Delivery
from pytest_portone.sandbox.webhooks.network import Elsewhere, Lossy
from pytest_portone.sandbox.webhooks.retries import wait_after
from pytest_portone.sandbox.webhooks.troubles import PUT_OFF, SENDING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from threading import RLock

    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.webhooks.endpoints import Endpoint
    from pytest_portone.sandbox.webhooks.models import Cause, Outcome
    from pytest_portone.sandbox.webhooks.troubles import Trouble

JOB = "webhook"
"""What the timer of an attempt is called. It is run without the sandbox's lock: the merchant's code calls back."""
DUPLICATE = "duplicate"
_OK = range(200, 300)
_CRASHED = 500
"""What a server answers whose code raised."""


def resend(state: State, number: int) -> Delivery:
    """Send a webhook once more, by hand, and wait for what the merchant's server says.

    It is called with the sandbox's lock held once, as a handler is, and lets go of it meanwhile.

    Args:
        state: what the sandbox remembers.
        number: the delivery's number.

    Returns:
        The delivery with the new attempt, which is its last.

    Raises:
        Refusal: `MAX_WEBHOOK_RETRY_COUNT_REACHED`, after `Settings.max_webhook_resends`.
    """
    delivery, most = state.deliveries[number], state.settings.max_webhook_resends
    if delivery.resent >= most:
        raise Refusal("MAX_WEBHOOK_RETRY_COUNT_REACHED", f"The webhook was sent again {most} times already")
    state.deliveries.replace(number, replace(delivery, trigger="MANUAL", resent=delivery.resent + 1))
    assert state.post is not None  # noqa: S101 - there is a delivery
    with let_go(state.post.lock):
        return state.post.send(number, "manual")


@contextmanager
def let_go(lock: RLock) -> Iterator[None]:
    """Let go of a lock that is held once, for as long as the merchant's code runs: it calls back."""
    lock.release()
    try:
        yield
    finally:
        lock.acquire()


@dataclass(slots=True)
class Post:
    """The post of one sandbox.

    Attributes:
        state: what the sandbox remembers.
        lock: held while it is read or changed, never while a webhook is handed over.
        endpoints: where the merchant receives.
        arrived: set whenever there is something new to send.
    """

    state: State
    lock: RLock
    endpoints: list[Endpoint] = field(default_factory=list)
    arrived: Signal = field(default_factory=Signal)

    @property
    def timeouts(self) -> Timeouts:
        """How long an answer is waited for."""
        settings = self.state.settings
        return Timeouts(
            settings.webhook_connect_timeout.total_seconds(), settings.webhook_read_timeout.total_seconds()
        )

    def take(self, event: Event) -> None:
        """Make a delivery of an event for each URL that is told of it."""
        if event.told:
            for url, endpoint in self._addresses(event):
                self._make(event, url, endpoint)

    def ask(self, event: Event, url: str) -> Delivery:
        """Ask the merchant's server something, now and once; what it answers stands in the only attempt.

        Raises:
            MisuseError, Exception: as `send`.
        """
        with self.lock:
            delivery = self._added(event, url, self._known(event, url), None)
        assert delivery is not None  # noqa: S101 - both versions can ask
        return self.send(delivery.number, "ordinary")

    def _make(self, event: Event, url: str, endpoint: int | None) -> None:
        """Make a delivery that is due now, unless the endpoint's version has no word for the event."""
        state = self.state
        delivery = self._added(event, url, endpoint, state.clock.now)
        if delivery is None:
            return
        if event.payment_id is not None:
            key = state.store(event.store_id), event.payment_id
            state.told[key] = (*state.told.get(key, ()), delivery.number)
        state.timers.set(state.clock.now, JOB, str(delivery.number))
        self.arrived.set()

    def _added(self, event: Event, url: str, endpoint: int | None, due: datetime | None) -> Delivery | None:
        """A new delivery; None where the endpoint's version has no word for the event."""
        version = "2024-04-25" if endpoint is None else self.endpoints[endpoint].version
        body, state = body_of(event, version), self.state
        if body is None:
            return None
        delivery = Delivery(
            number=len(state.deliveries),
            id=state.identifiers.uuid(),
            event=event,
            url=url,
            version=version,
            body=body,
            trigger=event.trigger,
            due=due,
            endpoint=endpoint,
        )
        return state.deliveries.append(delivery)

    def _addresses(self, event: Event) -> Iterator[tuple[str, int | None]]:
        """The event's own URLs, or the store's: each with the number of the endpoint that knows it, or its origin."""
        if not event.urls:
            yield from ((each.url, number) for number, each in self._fitting(event).items())
        for url in event.urls:
            yield url, self._known(event, url)

    def _fitting(self, event: Event) -> dict[int, Endpoint]:
        """The endpoints that are for the event's product and type of channel, by their numbers."""
        product, types = event.product, (None, event.channel_type)
        fitting = ((number, each) for number, each in enumerate(self.endpoints) if each.product == product)
        return {number: each for number, each in fitting if each.channel_type in types}

    def _known(self, event: Event, url: str) -> int | None:
        """The number of the endpoint that knows a URL, or its origin."""
        fitting = self._fitting(event)
        exact = (number for number, each in fitting.items() if each.url == url)
        near = (number for number, each in fitting.items() if url.startswith(f"{each.origin}/"))
        return next(exact, next(near, None))

    def attempt(self, subject: str, past: str = "") -> None:
        """Do what a timer says: send a webhook, first or again, unless something puts it off.

        Args:
            subject: the delivery's number.
            past: what the webhook has been put off by already; or `duplicate`, for one too many.
        """
        number = int(subject)
        if past == DUPLICATE:
            self.send(number, "duplicate")
            return
        with self.lock:
            delivery, now = self.state.deliveries[number], self.state.clock.now
            wanted = delivery.due is not None and delivery.due <= now and number not in self.state.aside
            if not wanted or self._put_off(delivery, past):
                return
        self.send(number, "ordinary")

    def _put_off(self, delivery: Delivery, past: str) -> bool:
        """Whether it is not sent now."""
        state, left = self.state, PUT_OFF[PUT_OFF.index(past) + 1 :] if past else PUT_OFF
        trouble = next(troubles.met(state, delivery, left), None)
        if trouble is None:
            return False
        if trouble.kind == "delay":
            due = state.clock.now + trouble.duration
            state.deliveries.replace(delivery.number, replace(delivery, due=due))
            state.timers.set(due, JOB, str(delivery.number), "delay")
        else:
            state.aside[delivery.number] = trouble.kind
        return True

    def release(self, kind: str) -> None:
        """Let go what was put aside by a trouble of this kind: it is due now."""
        with self.lock:
            for number in sorted(each for each, reason in self.state.aside.items() if reason == kind):
                del self.state.aside[number]
                self.state.timers.set(self.state.clock.now, JOB, str(number), kind)
            self.arrived.set()

    def send(self, number: int, cause: Cause) -> Delivery:
        """Hand a webhook over now, and note what was said; one that failed is due again after a while.

        Raises:
            MisuseError: the target is not what it was taken for.
            Exception: what the merchant's code raised, if `Settings.webhook_exceptions` is `raise`.
        """
        with self.lock:
            self.state.aside.pop(number, None)
            delivery = self.state.deliveries[number]
            kinds = SENDING - {DUPLICATE} if cause == "duplicate" else SENDING
            found = list(troubles.met(self.state, delivery, kinds))
        for each in found:
            if each.kind == "unknown_type":
                self._send_strange(delivery, each)
        attempt, crash = self._attempted(delivery, cause, found)
        with self.lock:
            delivery = self._noted(number, attempt)
        if crash is not None and self.state.settings.webhook_exceptions == "raise":
            raise crash
        self.release("reorder")
        for each in found:
            if each.kind == "duplicate":
                self._duplicate(number, each)
        return delivery

    def _send_strange(self, delivery: Delivery, trouble: Trouble) -> None:
        """Send one more before it, of a type that PortOne does not have. The payment does not show it."""
        with self.lock:
            state, body = self.state, troubles.strange(delivery.body, trouble)
            number = len(state.deliveries)
            more = replace(delivery, number=number, id=state.identifiers.uuid(), body=body, attempts=(), resent=0)
            state.deliveries.append(more)
        attempt, _ = self._attempted(more, "ordinary", [trouble])
        with self.lock:
            self._noted(number, attempt)

    def _duplicate(self, number: int, trouble: Trouble) -> None:
        if not trouble.seconds:
            self.send(number, "duplicate")
            return
        with self.lock:
            self.state.timers.set(self.state.clock.now + trouble.duration, JOB, str(number), DUPLICATE)

    def _endpoint(self, delivery: Delivery) -> Endpoint | None:
        """Where it goes; a world that was saved may have had endpoints that are not set now."""
        known = delivery.endpoint is not None and delivery.endpoint < len(self.endpoints)
        return self.endpoints[delivery.endpoint] if known and delivery.endpoint is not None else None

    def _attempted(self, delivery: Delivery, cause: Cause, found: list[Trouble]) -> tuple[Attempt, Exception | None]:
        """An attempt, and what the merchant's code raised."""
        endpoint = self._endpoint(delivery)
        secrets = endpoint.secrets if endpoint else self._secrets()
        headers, body = written(delivery, endpoint.form if endpoint else "json", secrets, found)
        kinds = tuple(each.kind for each in found)
        made = partial(Attempt, self.state.clock.now, headers, body, cause=cause, troubles=kinds)
        target = Lossy(endpoint.target if endpoint else Elsewhere(self.timeouts), kinds)
        try:
            answer = target.post(delivery.url, headers, body)
        except UnreachableError as error:
            return made("FAILED_UNEXPECTED_ERROR", error=str(error)), None
        except MisuseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the merchant's
            text = f"{type(error).__name__}: {error}"
            return made("FAILED_NOT_OK_RESPONSE", _CRASHED, error=text), error
        text = answer.body.decode("utf-8", "replace")
        outcome: Outcome = "SUCCEEDED" if answer.code in _OK else "FAILED_NOT_OK_RESPONSE"
        return made(outcome, answer.code, answer.headers, text, answer.error), None

    def _secrets(self) -> tuple[str, ...]:
        """The store's own secrets, for URLs that only a payment names."""
        return next((each.secrets for each in self.endpoints), ())

    def _noted(self, number: int, attempt: Attempt) -> Delivery:
        state = self.state
        before = state.deliveries[number]
        delivery = replace(before, attempts=(*before.attempts, attempt))
        if attempt.cause != "duplicate":
            delivery = replace(delivery, due=self._next(delivery, attempt))
        if attempt.cause == "ordinary" and delivery.due is not None:
            state.timers.set(delivery.due, JOB, str(number))
        state.deliveries.replace(number, delivery)
        self._show(delivery)
        return delivery

    def _next(self, delivery: Delivery, attempt: Attempt) -> datetime | None:
        """When it is tried again: never once it succeeded, nor what asks; a resend that failed changes nothing."""
        state = self.state
        if attempt.outcome == "SUCCEEDED" or delivery.asks:
            return None
        if attempt.cause == "manual":
            return delivery.due
        jitter, product = state.settings.webhook_jitter, delivery.event.product
        wait = wait_after(delivery.executions, state.identifiers, jitter=jitter, product=product)
        return None if wait is None else state.clock.now + wait

    def _show(self, delivery: Delivery) -> None:
        """A payment shows its webhooks: what was rendered of it is out of date."""
        shelf = self.state.payments_of(delivery.event.store_id)
        payment = shelf.get(delivery.event.payment_id or "")
        if payment:
            shelf.put(replace(payment))
