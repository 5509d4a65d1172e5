"""What comes from PortOne, read: what it is, and what may change in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.model import Ref, UnionType
from pytest_portone.gate.changes import Subject
from pytest_portone.sandbox.desks import desks_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pytest_portone.contracts import Contract
    from pytest_portone.gate.changes import Change, Source
    from pytest_portone.gate.spots import Spot
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.tap import Delivery


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer or webhook.

    Attributes:
        subject: what it is.
        value: its body, decoded; None where it is no JSON.
        changes: all that may change in it, from the outside in.
        spots: where.
    """

    subject: Subject
    value: Any
    changes: tuple[Change, ...]
    spots: frozenset[Spot]

    def at(self, spots: frozenset[Spot]) -> list[Change]:
        """The changes at some of the spots, from the outside in."""
        here = self.spots & spots  # of two sets, which hash nothing again: most answers have none of the spots
        return [each for each in self.changes if each.spot in here] if here else []


@dataclass(slots=True)
class Readings:
    """Reads what a test receives. The runs of a test receive nearly the same, so what was read is kept."""

    contract: Contract
    source: Source
    _kept: dict[Hashable, Reading | None] = field(default_factory=dict)

    def answer(self, request: Request, response: Response) -> Reading | None:
        """An answer; None where the contract does not know what it is."""
        key = request.method, request.path, response.status, response.body
        if key not in self._kept:
            self._kept[key] = self._read(answer_of(self.contract, request, response), decoded(response.body))
        return self._kept[key]

    def webhook(self, delivery: Delivery) -> Reading | None:
        """A webhook; None for what is none that the contract knows."""
        if delivery.body not in self._kept:
            value = decoded(delivery.body)
            self._kept[delivery.body] = self._read(webhook_of(self.contract, value), value)
        return self._kept[delivery.body]

    def _read(self, subject: Subject | None, value: Any) -> Reading | None:
        if subject is None:
            return None
        changes = tuple(self.source.changes(subject, value))
        return Reading(subject, value, changes, frozenset(each.spot for each in changes))


def decoded(body: bytes) -> Any:
    """A body as JSON; None where it is none."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def answer_of(contract: Contract, request: Request, response: Response) -> Subject | None:
    """What an answer is; None where the contract does not know."""
    operation = desks_of(contract).router.operation(request.method, request.path)
    if operation is None or response.status not in contract.statuses(operation):
        return None
    return Subject(operation.id, response.status, contract.answer(operation, response.status), operation)


def webhook_of(contract: Contract, value: Any) -> Subject | None:
    """What webhook a body is; None where it is none that the contract knows."""
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
