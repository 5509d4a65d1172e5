"""What a test run uses of PortOne's API, as facts: two runs together are the union of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.changes import Difference
    from pytest_portone.usage.sides import Used

Kind: TypeAlias = Literal["contract", "id", "side", "place", "type", "value"]
"""A contract that was read by, an operation's id; a side that was met, a place there, and what stood at the place."""
SENT, DELIVERED = "sent", "delivered"
UNKNOWN = "*"
"""Instead of whatever the contract has no name for: a key, a field, a value."""


class Fact(NamedTuple):
    """One thing that was met.

    Attributes:
        kind: what it is.
        subject: `GET /payments/{paymentId}`, or `webhook 2024-04-25`; empty for a contract.
        side: `sent`, an answer's status, or `delivered`; empty for a contract or an id.
        path: JSON path of the place, with `[*]` for an item and `*` for what the contract has no name for.
        name: of the contract, operation, type, enum value or case.
    """

    kind: Kind
    subject: str = ""
    side: str = ""
    path: str = ""
    name: str = ""


def webhook(version: str) -> str:
    """The subject of the webhooks of a version."""
    return f"webhook {version}"


@dataclass(frozen=True)
class Usage:
    """What was used. It holds names of the contract alone, and nothing of what was said."""

    facts: frozenset[Fact] = frozenset()

    @classmethod
    def merged(cls, usages: Iterable[Usage]) -> Usage:
        """What was used in any of several runs."""
        return cls(frozenset(fact for each in usages for fact in each.facts))

    def between(self, old: Contract, new: Contract) -> Usage:
        """The same, under the names that the differences of two contracts have.

        A run is read by one contract, while ids, types and parameters of a path may have other names in another: on
        the wire nothing is seen of that.

        Args:
            old: the older of the contracts that are compared.
            new: the newer.
        """
        from pytest_portone.usage.renaming import renamed

        return Usage(frozenset(renamed(self.facts, old, new)))

    def touches(self, difference: Difference) -> bool:
        """Whether a difference reaches what was used; where that is not certain, it does.

        Names are those of the contract that the run was read by, until `between` has told the others.
        """
        from pytest_portone.usage.touching import touches

        used = self._by_operation.get(difference.operation)
        return used is not None and touches(used, difference)

    @cached_property
    def _by_operation(self) -> Mapping[str, Used]:
        from pytest_portone.usage.sides import by_operation

        return by_operation(self.facts)
