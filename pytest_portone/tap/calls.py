"""The calls that are under way: what tells one layer of a call that it belongs to what a higher layer began."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.sandbox.messages import Request
    from pytest_portone.tap.listener import Listener

Key: TypeAlias = tuple[str, str, str]
"""Method, host and path: the same at each layer that a call passes."""

_innermost: ContextVar[Call | None] = ContextVar("portone_tap_call", default=None)


@dataclass(slots=True, eq=False)
class Call:
    """A call from when it leaves the code under test until its answer is there.

    Attributes:
        tap: whose call it is.
        key: what it has in common with itself at another layer.
        request: as PortOne is asked; None where the call is not PortOne's, or is answered without being made.
        outer: the call within which it is made.
        live: whether it went over the network.
        answered: whether it is over, though the frame that began it still runs.
        hooked: whether its answer is heard in a hook of the client, and not where the call was begun.
    """

    tap: Tap
    key: Key
    request: Request | None
    outer: Call | None
    live: bool = False
    answered: bool = False
    hooked: bool = False


class Tap:
    """A listener, for as long as it listens. Once closed it hears nothing, even where a patch was left standing."""

    __slots__ = ("closed", "listener")

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.closed = False

    def close(self) -> None:
        """Let everything pass from now on."""
        self.closed = True

    def inside(self, key: Key) -> bool:
        """Whether this is a call that a higher layer has begun, and the listener has heard of."""
        return any(each.tap is self and each.key == key and not each.answered for each in under_way())

    @contextmanager
    def call(self, key: Key, request: Request | None = None) -> Iterator[Call]:
        """A call that begins here, and is the innermost one until the block is left."""
        outer = _innermost.get()
        call = Call(self, key, request, outer)
        _innermost.set(call)
        try:
            yield call
        finally:
            call.answered = True
            _innermost.set(outer)  # not by a token: a coroutine may be closed in another context than it ran in


def under_way() -> Iterator[Call]:
    """The calls that are under way, from the innermost to the outermost."""
    call = _innermost.get()
    while call is not None:
        yield call
        call = call.outer
