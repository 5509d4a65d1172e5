"""What sense values make beyond being valid: the points at which the compiler asks. By itself, none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.strategies.scalars import SCALARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from pytest_portone.contracts.model import Contract, EnumType, ObjectType


class Sense:
    """The contract's whole range. `place` is `Owner.field`, the empty string where there is none."""

    def scalar(self, name: str, place: str) -> SearchStrategy[Any]:
        """Values of the scalar `name` at `place`."""
        del place
        return SCALARS[name]

    def values(self, enum: EnumType, place: str) -> tuple[str, ...]:
        """The values of an enum at `place`."""
        del place
        return enum.values

    def least(self, place: str) -> int:
        """How many items a list at `place` has at least."""
        del place
        return 0

    def finish(self, contract: Contract, named: ObjectType) -> Callable[[dict[str, Any]], None] | None:
        """What makes an object of this type whole: called with each one drawn, to change it in place."""
        del contract, named
        return None
