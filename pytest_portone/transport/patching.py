"""Methods of a client's classes replaced for a while, and put back whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeAlias

Method: TypeAlias = Callable[..., Any]

_MARK = "__portone_interception__"


class Closing(Protocol):
    """What a patch is made for: once it is closed, the patch does nothing."""

    @property
    def closed(self) -> bool:
        """Whether every call passes."""


@contextmanager
def replaced(owner: Any, name: str, interception: Closing, around: Callable[[Method], Method]) -> Iterator[None]:
    """Replace the method `name` of `owner`, a class or a module, by what `around` makes of the original.

    Another tool may patch the same method on top and take its patch off only after ours is gone: it then puts ours
    back. A closed interception lets every call pass, so such a remnant does nothing, and the next patch skips it.
    """
    original = _without_remnants(getattr(owner, name))
    replacement = around(original)
    setattr(replacement, _MARK, (interception, original))
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        if getattr(owner, name) is replacement:
            setattr(owner, name, original)


def _without_remnants(method: Method) -> Method:
    while mark := getattr(method, _MARK, None):
        interception, original = mark
        if not interception.closed:
            break
        method = original
    return method
