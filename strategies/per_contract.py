"""What is compiled of a contract, kept with the contract itself: it lives as long, and nothing is compiled twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from pytest_portone.contracts.model import Contract, Ref, Side, TypeExpr
from pytest_portone.strategies.coherent import Coherent
from pytest_portone.strategies.compile import Compiler
from pytest_portone.strategies.sense import Sense

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def compiler(contract: Contract, *, coherent: bool) -> Compiler:
    """The compiler for one contract and one kind of sense."""
    kept: dict[bool, Compiler] = vars(contract).setdefault("_strategies", {})
    if coherent not in kept:
        kept[coherent] = Compiler(contract, Coherent() if coherent else Sense())
    return kept[coherent]


def valid(
    contract: Contract, target: TypeExpr | Side, *, coherent: bool, filled: bool = False
) -> SearchStrategy[Any]:
    """Valid values of a type, or of a side of an operation; None where there is no content.

    Raises:
        InvalidArgument: there is no such value.
    """
    types = compiler(contract, coherent=coherent)
    if not isinstance(target, Side):
        return types.strategy(target, filled=filled)
    if target.errors:
        return _errors(contract, target, types)
    return st.none() if target.type is None else types.strategy(target.type, place=target.name, filled=filled)


def _errors(contract: Contract, side: Side, types: Compiler) -> SearchStrategy[Any]:
    marks = {name: contract.error(name).error for name in side.errors}
    known = [name for name, mark in marks.items() if mark and mark.type]
    if not known:
        raise InvalidArgument(f"{side.name}: the contract does not tell the `type` of {', '.join(side.errors)}")
    return st.one_of([types.strategy(Ref(name)) for name in known])
