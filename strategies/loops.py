"""Types that contain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.model import Ref, names_in

if TYPE_CHECKING:
    from pytest_portone.contracts.model import Contract


def loops(contract: Contract) -> dict[str, frozenset[str]]:
    """For each type that contains itself, the types on its way back to itself."""
    inner = _unfounded(contract)
    reached = {name: frozenset(contract.reachable(*map(Ref, inner[name]))) for name in inner}
    return {
        name: frozenset(each for each in reached[name] if name in reached.get(each, ()))
        for name in inner
        if name in reached[name]
    }


def _unfounded(contract: Contract) -> dict[str, set[str]]:
    """The types that lead into a loop, and those of their inner types that do; all others come to an end."""
    inner = {name: set(names_in(named)) for name, named in contract.types.items()}
    while leaves := [name for name, names in inner.items() if not names]:
        for name in leaves:
            del inner[name]
        for names in inner.values():
            names.difference_update(leaves)
    return inner
