"""What is said of two contracts: rules, and the findings that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_portone.contracts.model import Contract, Direction, Operation, Resolved

Verdict: TypeAlias = Literal["breaking", "review", "allowed", "exempt"]
"""Forbidden; to be looked at by a person; permitted; of UNSTABLE operations alone, which are bound by nothing."""
VERDICTS: tuple[Verdict, ...] = ("breaking", "review", "exempt", "allowed")
"""The worst first."""
Kind: TypeAlias = Literal["added", "removed", "loosened", "tightened", "changed"]
"""What happens to what is promised. Loosened: less is asked for, or more may come; tightened is the reverse."""
OPPOSITE: Mapping[Kind, Kind] = {
    "added": "removed",
    "removed": "added",
    "loosened": "tightened",
    "tightened": "loosened",
    "changed": "changed",
}
"""What a difference is when the two contracts change places."""
Subject: TypeAlias = Literal["api", "operation", "type"]
"""What a rule looks at: the operations of both contracts, one operation in both, one type where it is used."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, where it stands.

    Attributes:
        field: the field, parameter, value or case that it is about; empty where it is about the whole.
        before: what stood there, as text; empty where there was nothing.
        after: what stands there now, as text; empty where there is nothing.
        place: steps from the place that was looked at to the place of the difference, as in `$.a[*]`.
    """

    field: str
    before: str
    after: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class TypePair:
    """One place of a request or an answer, in both contracts.

    Attributes:
        old_contract, new_contract: where names are looked up.
        direction: how the value travels.
        old, new: what stands there, with references followed.
    """

    old_contract: Contract
    new_contract: Contract
    direction: Direction
    old: Resolved
    new: Resolved


@dataclass(frozen=True, slots=True)
class OperationPair:
    """One operation in both contracts: the same method, and the same path but for the names of its parameters."""

    old_contract: Contract
    new_contract: Contract
    old: Operation
    new: Operation


@dataclass(frozen=True, slots=True)
class ApiPair:
    """Both contracts as a whole."""

    old: Contract
    new: Contract


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of difference, and what the policy says of it.

    Attributes:
        id: its name, as reports and configuration have it.
        clause: a key of `pytest_portone.contracts.policy.CLAUSES`.
        direction: which way the values travel that it looks at; None for both.
        kind: what happens there.
        verdict: what the clause makes of it.
        subject: what it looks at.
        text: what has happened, in a few words.
        find: the differences in one subject.
        mirror: the id of the rule that finds the same when the two contracts change places.
        unmirrored: why it has none.
    """

    id: str
    clause: str
    direction: Direction | None
    kind: Kind
    verdict: Verdict
    subject: Subject
    text: str
    find: Callable[[Any], Iterable[Change]]
    mirror: str = ""
    unmirrored: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One difference at one place of one operation.

    Attributes:
        rule: the rule's id.
        clause: the clause that it rests on.
        verdict: what comes of it.
        operation: the operation's id in the newer contract, or in the older where it is gone; `webhook VERSION`.
        direction: which way the value travels.
        path: JSON path of the place: `$` is the body, `$.path.x` and `$.query.x` are parameters.
        type: the named type that the difference stands in; empty where there is none.
        field: the field, parameter, value or case; empty where it is about the whole.
        before: what stood there.
        after: what stands there now.
    """

    rule: str
    clause: str
    verdict: Verdict
    operation: str
    direction: Direction
    path: str
    type: str
    field: str
    before: str
    after: str

    @property
    def cause(self) -> tuple[str, ...]:
        """The same for the same difference of the same type or name, in whichever operation it is met."""
        place = self.type if self.type or self.field else self.operation
        return (self.rule, self.direction, place, self.field, self.before, self.after)
