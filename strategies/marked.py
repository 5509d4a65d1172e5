"""Values that know what was done to them: equal to the plain ones, as good for `json.dumps`, with two attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.evolution import Evolution
    from pytest_portone.strategies.broken import Breakage


class Marked:
    """What was done to a value: `evolutions` lists what evolved, `breakage` is what broke."""

    evolutions: tuple[Evolution, ...] = ()
    breakage: Breakage | None = None


class _Object(Marked, dict[str, Any]):
    pass


class _Array(Marked, list[Any]):
    pass


class _Text(Marked, str):  # noqa: SLOT000 - it is there for its attributes
    pass


class _Whole(Marked, int):
    pass


class _Real(Marked, float):
    pass


_CLASSES: Mapping[type, type[Marked]] = {dict: _Object, list: _Array, str: _Text, int: _Whole, float: _Real}


def marked(value: Any, *, evolutions: tuple[Evolution, ...] = (), breakage: Breakage | None = None) -> Any:
    """`value` with the attributes of `Marked`.

    Args:
        value: an object, an array, a text or a number.
        evolutions: what evolved in it.
        breakage: what is broken in it.
    """
    copy: Any = _CLASSES[type(value)](value)  # type: ignore[call-arg] # each takes the plain value
    copy.evolutions, copy.breakage = evolutions, breakage
    return copy
