"""How far a run has come, on a terminal: a line that is written over, and wiped out at the end."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from pytest_portone.report.columns import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

_CLEAR = "\r\x1b[K"
_EVERY = 0.2
"""Seconds between two looks of the line."""
BAR = 20


def line(step: str, done: int, of: int | None, seconds: float) -> str:
    """What the line says.

    Args:
        step: what is done now.
        done: how many things were read.
        of: of how many; None where that is not known.
        seconds: since when.
    """
    told = [step]
    if of:
        filled = BAR * min(done, of) // of
        told += [f"{'█' * filled}{'░' * (BAR - filled)} {100 * min(done, of) // of} %", f"{done:,} of {of:,}"]
    elif done:
        told.append(f"{done:,}")
    return "  ".join([*told, f"{seconds:,.0f} s"])


@dataclass(slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        stream: where that is told; nothing is told where it is no terminal.
        columns: how many the terminal has.
        clock: gives seconds.
    """

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    columns: int = 80
    clock: Callable[[], float] = time.monotonic
    _step: str = ""
    _done: int = 0
    _of: int | None = None
    _began: float = 0.0
    _lock: Lock = field(default_factory=Lock, repr=False)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Tell of a step while it is done."""
        self._step, self._done, self._of, self._began = name, 0, None, self.clock()
        if not self.stream.isatty():
            yield
            return
        ended = Event()
        thread = Thread(target=self._keep_telling, args=(ended,), name="portone-progress", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self._write(_CLEAR)

    def count(self, done: int, of: int | None = None) -> None:
        """Say how many things were read, and of how many if that is known."""
        with self._lock:
            self._done, self._of = done, of

    def _keep_telling(self, ended: Event) -> None:
        while True:
            with self._lock:
                told = line(self._step, self._done, self._of, self.clock() - self._began)
            self._write(f"{_CLEAR}{cut(told, self.columns - 1)}")
            if ended.wait(_EVERY):
                return

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
