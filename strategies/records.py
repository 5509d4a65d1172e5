"""JSON objects, drawn fast.

`st.fixed_dictionaries` draws three choices and more for every field, for the order of the keys and for which optional
ones are there. An object of an API has its keys in the order of its definition, and here one number says which
optional fields are present, one bit each, for `_WIDTH` fields at a time. It shrinks to the required fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

_Fields: TypeAlias = "tuple[tuple[str, SearchStrategy[Any]], ...]"
_WIDTH = 8


def records(
    constant: Mapping[str, Any],
    required: Mapping[str, SearchStrategy[Any]],
    optional: Mapping[str, SearchStrategy[Any]],
    finish: Callable[[dict[str, Any]], None] | None = None,
) -> SearchStrategy[dict[str, Any]]:
    """Objects with the constant and the required fields, and any of the optional ones.

    Args:
        constant: fields that always have this value.
        required: fields that are always there.
        optional: fields that may be there.
        finish: called with each object; what it changes in it stays.
    """
    return _record(constant, tuple(required.items()), _chunks(tuple(optional.items())), finish)


def choices(optional: int) -> int:
    """How many draws it takes to say which of so many optional fields are there."""
    return -(-optional // _WIDTH)


def _chunks(fields: _Fields) -> tuple[tuple[SearchStrategy[int], _Fields], ...]:
    """The optional fields in groups, each with the strategy for its bits."""
    groups = [fields[start : start + _WIDTH] for start in range(0, len(fields), _WIDTH)]
    return tuple((st.integers(0, 2 ** len(each) - 1), each) for each in groups)


@st.composite
def _record(
    draw: DrawFn,
    constant: Mapping[str, Any],
    required: _Fields,
    optional: Sequence[tuple[SearchStrategy[int], _Fields]],
    finish: Callable[[dict[str, Any]], None] | None,
) -> dict[str, Any]:
    value = dict(constant)
    for name, strategy in required:
        value[name] = draw(strategy)
    for bits, fields in optional:
        present = draw(bits)
        for bit, (name, strategy) in enumerate(fields):
            if present >> bit & 1:
                value[name] = draw(strategy)
    if finish is not None:
        finish(value)
    return value
