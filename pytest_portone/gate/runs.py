"""One run of a test: the plain one, which is noted, or one with changes."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.contracts.evolution import apply_all
from pytest_portone.contracts.model import Ref, UnionType
from pytest_portone.gate.changes import Change, Subject, compatible
from pytest_portone.gate.signature import SIGNATURE
from pytest_portone.sandbox.desks import desks_of
from pytest_portone.sandbox.messages import Response
from pytest_portone.tap import Delivery

if TYPE_CHECKING:
    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import Operation
    from pytest_portone.gate.changes import Source
    from pytest_portone.gate.signature import Keys
    from pytest_portone.gate.spots import Spot
    from pytest_portone.sandbox.messages import Request
    from pytest_portone.tap import Received

NO_KEY = "the webhook is signed with a key that is not known; name its secret in `portone_webhook_secrets`"
_NOTHING = object()
_Key: TypeAlias = tuple[str, str, str, bytes]


@dataclass(slots=True)
class Plain:
    """What a test sent and received, nothing of it changed.

    Attributes:
        contract: what the answers are held against.
        source: says what may change.
        changes: the first change that was seen at each spot, in the order of their coming.
        requests: everything that was sent to PortOne.
        values: everything that came and is known to the contract.
    """

    contract: Contract
    source: Source
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
        subject = answer_of(self.contract, exchange.request, exchange.response)
        if subject:
            self._note(subject, exchange.response.body)
        return exchange.response

    def delivered(self, delivery: Delivery) -> Delivery:
        """The webhook, noted."""
        subject = webhook_of(self.contract, delivery)
        if subject:
            self.keys.expect(delivery.headers, delivery.body)
            self._note(subject, delivery.body)
        return delivery

    def _note(self, subject: Subject, body: bytes) -> None:
        value = decoded(body)
        self.values.append((subject, value))
        for each in self.source.changes(subject, value):
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
        subject = webhook_of(self.plain.contract, delivery)
        changes = self._changes(subject, delivery.body) if subject else []
        if not changes:
            return delivery
        body, headers = _with(changes, delivery.body), dict(delivery.headers)
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
        subject = answer_of(self.plain.contract, request, response)
        changes = self._changes(subject, response.body) if subject else []
        if not changes:
            return response
        self.applied |= {each.spot for each in changes}
        return Response(response.status, response.headers, _with(changes, response.body))

    def _changes(self, subject: Subject, body: bytes) -> list[Change]:
        found = self.plain.source.changes(subject, decoded(body))
        return compatible(each for each in found if each.spot in self.spots)


def _key(request: Request) -> _Key:
    """What is the same in the same request of another run."""
    return request.method, request.path, request.query, request.body


def _with(changes: list[Change], body: bytes) -> bytes:
    changed = apply_all((each.evolution for each in changes), decoded(body))
    return json.dumps(changed, ensure_ascii=False).encode()


def decoded(body: bytes) -> Any:
    """A body as JSON; an object of no type at all where it is none."""
    try:
        return json.loads(body)
    except ValueError:
        return _NOTHING


def operation_of(contract: Contract, method: str, path: str) -> Operation | None:
    """The operation that a call goes to."""
    found = desks_of(contract).router.find(path)
    return found[0].operations.get(method) if found else None


def answer_of(contract: Contract, request: Request, response: Response) -> Subject | None:
    """What an answer is; None where the contract does not know."""
    operation = operation_of(contract, request.method, request.path)
    if operation is None or response.status not in contract.statuses(operation):
        return None
    return Subject(operation.id, response.status, contract.answer(operation, response.status), operation)


def webhook_of(contract: Contract, delivery: Delivery) -> Subject | None:
    """What webhook is delivered; None where it is none that the contract knows."""
    value = decoded(delivery.body)
    if not isinstance(value, dict):
        return None
    for version, name in contract.webhooks.items():
        if _is_webhook(contract, Ref(name), value):
            return Subject(f"webhook {version}", 0, Ref(name))
    return None


def _is_webhook(contract: Contract, target: Ref, value: dict[str, Any]) -> bool:
    """Whether it has a type that the contract knows, or else all that such a webhook has."""
    named = contract.resolve(target)
    if isinstance(named, UnionType):
        tag = value.get(named.tag)
        return isinstance(tag, str) and tag in named.cases
    return contract.validate(target, value).valid
