"""Fresh Python processes as a user's are: compiled modules are kept, in a folder that goes when we do."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIMIT = 1800
"""Seconds after which a process has failed."""


@dataclass(frozen=True, slots=True)
class Python:
    """Starts Python with one environment, in one folder, which is empty at first."""

    folder: str
    environment: dict[str, str]

    def run(
        self, *arguments: str, expected: int = 0, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end, and return what it printed.

        Args:
            arguments: the words after the program's name.
            expected: the exit code that is no failure.
            environment: variables that this process gets besides.

        Raises:
            RuntimeError: it ended with another code; the message holds what it printed.
            subprocess.TimeoutExpired: it took too long.
        """
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment | (environment or {}),
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
        if done.returncode != expected:
            raise RuntimeError(f"exit code {done.returncode}, expected {expected}:\n{done.stdout}{done.stderr}")
        return done

    def figures(self, script: str, **options: dict[str, str]) -> tuple[float, ...]:
        """The numbers that a script prints last."""
        lines = self.run("-c", script, **options).stdout.splitlines()
        return tuple(float(each) for each in lines[-1].split())


@contextmanager
def python() -> Iterator[Python]:
    """Python in an empty folder, whose compiled modules and caches are its own."""
    with TemporaryDirectory() as compiled, TemporaryDirectory() as caches, TemporaryDirectory() as folder:
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        own = {"PYTHONPYCACHEPREFIX": compiled, "XDG_CACHE_HOME": caches}
        yield Python(folder, inherited | own)
