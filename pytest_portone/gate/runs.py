"""One run of a test: the plain one, which is noted, or one with changes."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.contracts.evolution import apply_all
from pytest_portone.gate.changes import Change, Subject, compatible
from pytest_portone.sandbox.messages import Response
from pytest_portone.sandbox.webhooks.signing import SIGNATURE
from pytest_portone.tap import Delivery

if TYPE_CHECKING:
    from pytest_portone.gate.readings import Reading, Readings
    from pytest_portone.gate.signature import Keys
    from pytest_portone.gate.spots import Spot
    from pytest_portone.sandbox.messages import Request
    from pytest_portone.tap import Received

NO_KEY = "the webhook is signed with a key that is not known; name its secret in `portone_webhook_secrets`"
_Key: TypeAlias = tuple[str, str, str, bytes]


@dataclass(slots=True)
class Plain:
    """What a test sent and received, nothing of it changed.

    Attributes:
        readings: tells what comes, and what may change in it.
        keys: signs webhooks again.
        changes: the first change that was seen at each spot, in the order of their coming.
        requests: everything that was sent to PortOne.
        values: everything that came and is known to the contract.
    """

    readings: Readings
    keys: Keys
    changes: dict[Spot, Change] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    values: list[tuple[Subject, Any]] = field(default_factory=list)
    live: dict[_Key, list[Response]] = field(default_factory=dict)

    def replay(self, _request: Request) -> Response | None:
        """Nothing: every call is made."""
        return None

    def received(self, exchange: Received) -> Response:
        """The answer, noted."""
        self.requests.append(exchange.request)
        if exchange.live:
            self.live.setdefault(_key(exchange.request), []).append(exchange.response)
        self._note(self.readings.answer(exchange.request, exchange.response))
        return exchange.response

    def delivered(self, delivery: Delivery) -> Delivery:
        """The webhook, noted."""
        webhook = self.readings.webhook(delivery)
        if webhook:
            self.keys.expect(delivery.headers, delivery.body)
        self._note(webhook)
        return delivery

    def _note(self, reading: Reading | None) -> None:
        if reading:
            self.values.append((reading.subject, reading.value))
            for each in reading.changes:
                self.changes.setdefault(each.spot, each)


@dataclass(slots=True)
class Changed:
    """A run like `plain`, with changes at some spots.

    Attributes:
        spots: where.
        applied: where something was really changed.
        untried: where nothing could be, and why.
    """

    plain: Plain
    spots: frozenset[Spot]
    applied: set[Spot] = field(default_factory=set)
    untried: dict[Spot, str] = field(default_factory=dict)
    _live: dict[_Key, deque[Response]] = field(init=False)

    def __post_init__(self) -> None:
        self._live = {key: deque(answers) for key, answers in self.plain.live.items()}

    def replay(self, request: Request) -> Response | None:
        """What the plain run got over the network, changed; the last answer stays where the test asks more often."""
        answers = self._live.get(_key(request))
        if not answers:
            return None
        return self.answer(request, answers.popleft() if len(answers) > 1 else answers[0])

    def received(self, exchange: Received) -> Response:
        """The answer, changed."""
        return self.answer(exchange.request, exchange.response)

    def delivered(self, delivery: Delivery) -> Delivery:
        """The webhook, changed and signed again."""
        webhook = self.plain.readings.webhook(delivery)
        changes = self._changes(webhook)
        if not webhook or not changes:
            return delivery
        body, headers = _with(changes, webhook.value), dict(delivery.headers)
        if SIGNATURE in headers:
            signed = self.plain.keys.again(headers, delivery.body, body)
            if signed is None:
                self.untried.update(dict.fromkeys((each.spot for each in changes), NO_KEY))
                return delivery
            headers[SIGNATURE] = signed
        self.applied |= {each.spot for each in changes}
        return Delivery(headers, body)

    def answer(self, request: Request, response: Response) -> Response:
        """An answer, changed."""
        answer = self.plain.readings.answer(request, response)
        changes = self._changes(answer)
        if not answer or not changes:
            return response
        self.applied |= {each.spot for each in changes}
        return Response(response.status, response.headers, _with(changes, answer.value))

    def _changes(self, reading: Reading | None) -> list[Change]:
        return compatible(reading.at(self.spots)) if reading else []


def _key(request: Request) -> _Key:
    """What is the same in the same request of another run."""
    return request.method, request.path, request.query, request.body


def _with(changes: list[Change], value: Any) -> bytes:
    changed = apply_all((each.evolution for each in changes), value)
    return json.dumps(changed, ensure_ascii=False).encode()
