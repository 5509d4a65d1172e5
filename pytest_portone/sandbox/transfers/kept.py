"""What transfers, partner settlements and payouts have in common: a side, an id, a place, a status that changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pytest_portone.sandbox.payments.transitions import check
from pytest_portone.sandbox.platform.models import graphql_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.platform.models import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Sided:
    """What is kept on a side.

    Attributes:
        id: unique among its kind on its side.
        side: live or test.
        place: the number of its kind that its side had before.
        number: what PortOne calls its kind, in a `graphqlId`.
    """

    number: ClassVar[int]

    id: str
    side: Side
    place: int

    @property
    def store_id(self) -> str:
        """The shelf that it is kept on: its side's."""
        return self.side

    @property
    def graphql_id(self) -> str:
        """Its other id."""
        return graphql_id(self.number, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Sided):
    """What has a status, and the time at which it came into it. `transitions` says what that can turn into."""

    transitions: ClassVar[Mapping[Any, Mapping[Any, str]]]

    status: Any
    status_updated_at: datetime


K = TypeVar("K", bound=Kept)


def moved(record: K, status: str, now: datetime, **changes: Any) -> K:
    """A record in another status.

    Raises:
        AssertionError: its table does not allow it, a fault of the sandbox.
    """
    check(record.transitions, record.status, status)
    return replace(record, status=status, status_updated_at=now, **changes)
