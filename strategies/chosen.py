"""Some of many, chosen so that a failing example still shrinks.

What there is to choose from depends on the value: an index would mean another choice as soon as the value loses a
field. So each draw gives all candidates a rank by their name, and takes the first: it stays the first, whatever else
goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_portone.contracts.schema import Path

T = TypeVar("T")

RANKING = st.integers(0, 2**16 - 1)
"""Which ranking; 0 is the order that the candidates are in."""


def first(ranking: int, candidates: Sequence[T], name: Callable[[T], str]) -> T:
    """The first of the candidates in one of their rankings; of those with the same name the one that stands first."""
    if not ranking:
        return candidates[0]
    return min(candidates, key=lambda each: crc32(name(each).encode(), ranking))


def place(path: Path) -> str:
    """A path as a name, the same for all items of a list."""
    return "/".join("*" if isinstance(step, int) else step for step in path)
