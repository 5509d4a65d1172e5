"""The sandbox's time going on by itself, as the machine's does."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_portone.sandbox import Sandbox

_log = logging.getLogger("pytest_portone.server")
TICK = 0.25
"""Seconds between two looks at the machine's clock."""


class Ticking:
    """Moves a sandbox's clock on by as much as the machine's has gone on.

    Whoever moves the sandbox's clock besides is not undone: time goes on from there.

    Args:
        sandbox: whose clock it is.
        since: the moment, in the machine's seconds, from which on time is to be caught up with; None for now.
        seconds: the machine's clock.
    """

    def __init__(
        self, sandbox: Sandbox, since: float | None = None, seconds: Callable[[], float] = time.time
    ) -> None:
        self._sandbox, self._seconds = sandbox, seconds
        self._last = seconds() if since is None else since

    def tick(self) -> None:
        """Catch up. A machine's clock that was put back is waited for."""
        now = self._seconds()
        passed, self._last = now - self._last, now
        if passed > 0:
            self._sandbox.clock.advance(seconds=passed)

    @contextmanager
    def going(self) -> Iterator[None]:
        """Tick in the background."""
        stop = Event()

        def work() -> None:
            while not stop.wait(TICK):
                try:
                    self.tick()
                except Exception:  # noqa: BLE001 - the log hears of it, and time goes on
                    _log.exception("what was due could not be done")

        thread = Thread(target=work, name="portone-clock", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(_PATIENCE)


_PATIENCE = 5
"""Seconds that a webhook which is on its way is waited for at the end."""
