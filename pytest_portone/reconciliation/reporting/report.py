"""What the formats are made from: a reconciliation, and what is known of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation


class Key(NamedTuple):
    """What makes a discrepancy the same in two runs."""

    name: str
    payment_id: str | None
    entry_id: str | None
    kind: str
    currency: str


def key(each: Discrepancy) -> Key:
    """What a discrepancy is known by from run to run."""
    return Key(each.name, each.payment_id, each.entry_id, each.kind, each.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A reconciliation, and what is known of earlier ones.

    Attributes:
        result: what was found.
        ledger: what was read as the ledger, as people may see it: without passwords.
        portone: what was read as PortOne's record.
        solved: what an earlier run found and this one does not.
        unsure: what an earlier run found and this one does not, while rows could not be read: it stays open.
        last: as of when the last run was; None where there was none, or no state is kept.
        first_seen: when a discrepancy was found first; empty where no state is kept.
    """

    result: Reconciliation
    ledger: str = "the ledger"
    portone: str = "PortOne"
    solved: tuple[Discrepancy, ...] = ()
    unsure: tuple[Discrepancy, ...] = ()
    last: datetime | None = None
    first_seen: Mapping[Key, datetime] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong, was wrong and may still be, or could not be read."""
        return self.result.clean and not self.unsure
