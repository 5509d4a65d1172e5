"""What PortOne promises of its API's future, clause by clause.

The numbers follow the order of PortOne's own page on backward compatibility; 0 is the older promise that it replaced,
W clauses come from the webhook guide. Rules, evolutions and findings name the clause that they rest on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

ClauseSide: TypeAlias = Literal["input", "output", "webhook", "both"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise: what it is called here, which side of the API it binds, and what it says."""

    id: str
    side: ClauseSide
    text: str

    def __str__(self) -> str:
        return f"clause {self.id} ({self.side}): {self.text}"


_CLAUSES = (
    Clause("0", "output", "Responses may gain fields unannounced; a reader skips those it doesn't know."),
    Clause("1", "input", "What is accepted as input today is accepted tomorrow."),
    Clause("1.1", "input", "A field's definition is never taken out of an input."),
    Clause("1.2", "input", "New inputs are optional, and an optional input never turns required."),
    Clause("1.3", "input", "What is nested in an input changes by the same rules as the input itself."),
    Clause("1.4", "input", "A value is never taken out of an enum that is sent."),
    Clause("2", "output", "The form of an output grows; it never shrinks."),
    Clause("2.1", "output", "A field's definition is never taken out of an output."),
    Clause("2.2", "output", "A required output in use stays present, and stays required."),
    Clause(
        "2.2x", "output", "Where a feature is new or extended, its new use may leave out an output required so far."
    ),
    Clause("2.3", "output", "What is nested in an output changes by the same rules as the output itself."),
    Clause(
        "2.4",
        "output",
        "Fields, enum values and oneOf cases may be added at any time; a reader must survive those it doesn't know.",
    ),
    Clause("3", "both", "An API marked UNSTABLE is bound by none of this: it may change, or end."),
    Clause(
        "W1",
        "webhook",
        "Webhook types and fields may be added unannounced; a receiver passes over a message of a type it doesn't "
        "know without an error, and skips fields it doesn't know.",
    ),
    Clause("W2", "webhook", "A change that breaks receivers comes as a new webhook version."),
)

CLAUSES: Mapping[str, Clause] = {each.id: each for each in _CLAUSES}
"""Every clause by its id."""
