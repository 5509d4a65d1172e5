"""Strategies that show themselves as the call that made them.

Hypothesis shows a composite strategy as the name of its function with the `repr` of its arguments. So there is one
such function for each public name, made once, with one argument: what to draw, which shows itself as the arguments
that were given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy


class _Call(NamedTuple):
    value: Callable[[DrawFn], Any]
    shown: str

    def __repr__(self) -> str:
        return self.shown


def _named(name: str) -> Callable[[_Call], SearchStrategy[Any]]:
    def definition(draw: DrawFn, call: _Call) -> Any:
        return call.value(draw)

    definition.__name__ = definition.__qualname__ = name
    return st.composite(definition)


_CALLS = {name: _named(name) for name in ("payments", "requests", "responses", "types", "webhooks")}


def called(name: str, value: Callable[[DrawFn], Any], *arguments: object, **options: object) -> SearchStrategy[Any]:
    """What `value` draws, as a strategy whose `repr` is the call `name(*arguments, **options)`.

    Arguments that are None were not given, and don't show.
    """
    shown = [repr(each) for each in arguments if each is not None]
    shown += [f"{key}={each!r}" for key, each in options.items() if each is not None]
    return _CALLS[name](_Call(value, ", ".join(shown)))
