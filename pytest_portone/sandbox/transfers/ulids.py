"""ULIDs: identifiers that sort by the time at which they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from pytest_portone.sandbox.state import State

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_CHANCE = 80


def ulid(state: State) -> str:
    """A ULID: 48 bits of the sandbox's time in milliseconds, and 80 that are drawn."""
    time = int(state.clock.now.timestamp() * 1000)
    bits = time << _CHANCE | UUID(state.identifiers.uuid()).int % (1 << _CHANCE)
    return "".join(_DIGITS[bits >> 5 * place & 31] for place in reversed(range(_LENGTH)))
