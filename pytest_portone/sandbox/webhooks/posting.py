"""From an event to what the merchant's server says: deliveries are made, attempted, and attempted again."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pytest_portone.sandbox.webhooks.bodies import body_of
from pytest_portone.sandbox.webhooks.endpoints import UnreachableError
from pytest_portone.sandbox.webhooks.models import Attempt, Delivery
from pytest_portone.sandbox.webhooks.retries import wait_after
from pytest_portone.sandbox.webhooks.signing import headers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from threading import RLock

    from pytest_portone.sandbox.events import Event, Trigger
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.webhooks.endpoints import Endpoint, Form, Target
    from pytest_portone.sandbox.webhooks.models import Outcome

JOB = "webhook"
"""What the timer of an attempt is called. It is run without the sandbox's lock: the merchant's code calls back."""
_OK = range(200, 300)
_CRASHED = 500
"""What a server answers whose code raised."""
_TYPES: Mapping[Form, str] = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class Post:
    """The post of one sandbox.

    Attributes:
        state: what the sandbox remembers.
        lock: held while it is read or changed, never while a webhook is handed over.
        elsewhere: takes what is for a URL of which no endpoint knows.
        endpoints: where the merchant receives.
    """

    state: State
    lock: RLock
    elsewhere: Target
    endpoints: list[Endpoint] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Make a delivery of an event for each URL that is told of it."""
        if event.told:
            for url, endpoint in self._addresses(event):
                self.make(event, url, endpoint, event.trigger)

    def make(self, event: Event, url: str, endpoint: Endpoint | None, trigger: Trigger | None) -> Delivery | None:
        """Make a delivery that is due now; None where the endpoint's version has no word for the event."""
        version = endpoint.version if endpoint else "2024-04-25"
        body = body_of(event, version)
        if body is None:
            return None
        state = self.state
        delivery = Delivery(
            number=len(state.deliveries),
            id=state.identifiers.uuid(),
            event=event,
            url=url,
            version=version,
            body=body,
            trigger=trigger,
            due=state.clock.now,
        )
        state.deliveries.append(delivery)
        if event.payment_id is not None:
            key = state.store(event.store_id), event.payment_id
            state.told[key] = (*state.told.get(key, ()), delivery.number)
        state.timers.set(state.clock.now, JOB, str(delivery.number))
        return delivery

    def _addresses(self, event: Event) -> Iterator[tuple[str, Endpoint | None]]:
        """The event's own URLs, or the store's: each with the endpoint that knows it, or its neighbour."""
        fitting = [each for each in self.endpoints if each.channel_type in (None, event.channel_type)]
        if not event.urls:
            yield from ((each.url, each) for each in fitting)
        for url in event.urls:
            exact = (each for each in fitting if each.url == url)
            near = (each for each in fitting if url.startswith(f"{each.origin}/"))
            yield url, next(exact, None) or next(near, None)

    def attempt(self, number: int) -> Delivery:
        """Hand a webhook over, and note what was said; one that failed is due again after a while."""
        with self.lock:
            delivery = self.state.deliveries[number]
            endpoint = self._endpoint(delivery)
        body = _encoded(delivery.body, endpoint.form if endpoint else "json")
        headers = {"content-type": _TYPES[endpoint.form if endpoint else "json"]}
        secrets = endpoint.secrets if endpoint else self._secrets()
        headers |= headers_of(secrets, delivery.id, int(time.time()), body)
        try:
            attempt = self._handed(delivery, endpoint, headers, body)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            attempt = Attempt(self.state.clock.now, headers, body, "FAILED_NOT_OK_RESPONSE", _CRASHED, error=text)
            if self.state.settings.webhook_exceptions == "raise":
                with self.lock:
                    self._noted(number, attempt)
                raise
        with self.lock:
            return self._noted(number, attempt)

    def _endpoint(self, delivery: Delivery) -> Endpoint | None:
        return next((each for url, each in self._addresses(delivery.event) if url == delivery.url), None)

    def _secrets(self) -> tuple[str, ...]:
        """The store's own secrets, for URLs that only a payment names."""
        return next((each.secrets for each in self.endpoints), ())

    def _handed(
        self, delivery: Delivery, endpoint: Endpoint | None, headers: Mapping[str, str], body: bytes
    ) -> Attempt:
        at, target = self.state.clock.now, endpoint.target if endpoint else self.elsewhere
        try:
            answer = target.post(delivery.url, headers, body)
        except UnreachableError as error:
            return Attempt(at, headers, body, "FAILED_UNEXPECTED_ERROR", error=str(error))
        outcome: Outcome = "SUCCEEDED" if answer.code in _OK else "FAILED_NOT_OK_RESPONSE"
        text = answer.body.decode("utf-8", "replace")
        return Attempt(at, headers, body, outcome, answer.code, answer.headers, text, answer.error)

    def _noted(self, number: int, attempt: Attempt) -> Delivery:
        state = self.state
        before = state.deliveries[number]
        attempts, due = (*before.attempts, attempt), None
        if attempt.outcome != "SUCCEEDED" and not before.resent:
            wait = wait_after(len(attempts), state.identifiers, jitter=state.settings.webhook_jitter)
            due = None if wait is None else state.clock.now + wait
        if due is not None:
            state.timers.set(due, JOB, str(number))
        delivery = replace(before, attempts=attempts, due=due)
        state.deliveries.replace(number, delivery)
        self._show(delivery)
        return delivery

    def _show(self, delivery: Delivery) -> None:
        """A payment shows its webhooks: what was rendered of it is out of date."""
        shelf = self.state.payments_of(delivery.event.store_id)
        payment = shelf.get(delivery.event.payment_id or "")
        if payment:
            shelf.put(replace(payment))


def _encoded(body: Mapping[str, object], form: Form) -> bytes:
    if form == "form":
        return urlencode({name: str(value) for name, value in body.items()}).encode()
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
