"""An event loop of its own, in a thread: the merchant's asynchronous code runs there whatever loop a test is in."""

from __future__ import annotations

import asyncio
import weakref
from concurrent.futures import TimeoutError as TooLate
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

T = TypeVar("T")


class Loop:
    """A loop that starts with its first work, and ends when nobody has it any more, or when it is closed."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: Callable[[], object] | None = None

    def run(self, work: Coroutine[Any, Any, T], timeout: float) -> T:
        """Do asynchronous work to its end, from a thread that is not the loop's own.

        Args:
            work: what is to be done.
            timeout: the longest that it may take, in seconds.

        Raises:
            TimeoutError: it took longer, and was cancelled.
        """
        doing = asyncio.run_coroutine_threadsafe(work, self._running())
        try:
            return doing.result(timeout)
        except TooLate:
            if doing.done():
                raise
            doing.cancel()
            raise TimeoutError from None

    def close(self) -> None:
        """End the loop, and cancel what still runs in it. The next work starts another one."""
        if self._stop is not None:
            self._stop()
        self._loop = self._stop = None

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            there = _There()
            Thread(target=_live, args=(there,), name="portone-webhooks", daemon=True).start()
            there.started.wait()
            self._loop = there.loop
            self._stop = weakref.finalize(self, there.end)
        return self._loop  # type: ignore[return-value]


class _There:
    """What the two threads know of each other."""

    def __init__(self) -> None:
        self.started = Event()
        self.ended = Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.stop: asyncio.Event | None = None

    def end(self) -> None:
        assert self.loop is not None  # noqa: S101 - it has started
        assert self.stop is not None  # noqa: S101
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.stop.set)
        self.ended.wait(1)


def _live(there: _There) -> None:
    async def until_stopped() -> None:
        there.loop, there.stop = asyncio.get_running_loop(), asyncio.Event()
        there.started.set()
        await there.stop.wait()

    try:
        asyncio.run(until_stopped())
    finally:
        there.ended.set()
