"""One side of a reconciliation, read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_portone.reconciliation.reconciliation import Aside


@dataclass(frozen=True, slots=True)
class Side:
    """What was read of a side.

    Attributes:
        frame: any native frame that Narwhals knows, with the columns of `entries.COLUMNS`.
        aside: the first rows that could not be read, each with its reason.
        unread: how many could not be read.
    """

    frame: Any
    aside: tuple[Aside, ...] = ()
    unread: int = 0
