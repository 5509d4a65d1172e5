"""JSON arrays, drawn with their length first.

`st.lists` asks after each item whether there is another. One draw for the length is faster, and lets Hypothesis take
any item out of a failing example, however many draws an item takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy


def arrays(item: SearchStrategy[Any], least: int, most: int) -> SearchStrategy[list[Any]]:
    """Arrays of `least` to `most` items."""
    return _array(item, st.integers(least, most))


@st.composite
def _array(draw: DrawFn, item: SearchStrategy[Any], length: SearchStrategy[int]) -> list[Any]:
    return [draw(item) for _ in range(draw(length))]
