"""Strategies that show themselves as the call that made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy


def called(name: str, value: Callable[[DrawFn], Any], *arguments: object, **options: object) -> SearchStrategy[Any]:
    """What `value` draws, as a strategy whose `repr` is the call `name(*arguments, **options)`.

    Arguments that are None were not given, and don't show.
    """

    def definition(draw: DrawFn, /, *_arguments: object, **_options: object) -> Any:
        return value(draw)

    definition.__name__ = definition.__qualname__ = name
    given = [each for each in arguments if each is not None]
    return st.composite(definition)(*given, **{key: each for key, each in options.items() if each is not None})
