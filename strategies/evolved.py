"""Values as the policy lets them become: some of what `contracts.evolution` finds in a valid value, applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import note
from hypothesis import strategies as st

from pytest_portone.contracts.evolution import apply_all, evolutions, root_type
from pytest_portone.contracts.model import Contract, ListOf, MapOf, Scalar, Side, TypeExpr
from pytest_portone.strategies.chosen import RANKING, first, place
from pytest_portone.strategies.marked import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from pytest_portone.contracts.evolution import Evolution

_RANKINGS = st.lists(RANKING, min_size=1, max_size=4)


def _name(evolution: Evolution) -> str:
    return place(evolution.path)


def can_evolve(contract: Contract, target: TypeExpr | Side) -> bool:
    """Whether every value of `target` that isn't empty has a place where the policy permits a change."""
    match root_type(contract, target):
        case None | Scalar():
            return False
        case ListOf(item) | MapOf(item):
            return can_evolve(contract, item)
    return True


def evolve(draw: DrawFn, contract: Contract, target: TypeExpr | Side, valid: SearchStrategy[Any]) -> Any:
    """A valid value with one evolution or a few, which it carries and which a failing example tells.

    Args:
        draw: the draw function of a composite strategy.
        contract: where names are looked up.
        target: what the value is.
        valid: valid values of it, with a place for an evolution in each.
    """
    value = draw(valid)
    possible = evolutions(contract, target, value)
    wanted = {first(ranking, possible, _name) for ranking in draw(_RANKINGS)}
    chosen = readable([each for each in possible if each in wanted])
    for each in chosen:
        note(f"evolved: {each}")
    return marked(apply_all(chosen, value), evolutions=chosen)


def readable(chosen: Sequence[Evolution]) -> tuple[Evolution, ...]:
    """Without those inside an object whose case becomes unknown: nobody reads the fields of such an object."""
    cases = [each for each in chosen if each.kind not in ("unknown field", "unknown enum value")]
    return tuple(each for each in chosen if not any(_inside(case, each) for case in cases))


def _inside(case: Evolution, other: Evolution) -> bool:
    """Whether `other` changes something of the object that `case` gives an unknown tag, besides that tag."""
    around = case.path[:-1]
    return other is not case and other.path[: len(around)] == around
