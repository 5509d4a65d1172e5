"""One writer at a time for each cassette, among threads and processes of this machine."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone.recording.errors import CassetteError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60.0
"""Seconds to wait for another writer."""


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Keep other writers of a cassette away.

    The lock is a file in the system's temporary folder, where no version control sees it. The system lets go of it
    when its process ends, in whatever way.

    Args:
        path: of the cassette, which need not exist.
        patience: seconds to wait for another writer.

    Raises:
        CassetteError: another process keeps it for too long, or `filelock` is not installed.
        OSError: there is no place for the lock.
    """
    try:
        from filelock import FileLock, Timeout
    except ImportError:
        raise CassetteError(
            "recording needs the package filelock; install it with: pip install 'pytest-portone[recording]'"
        ) from None
    try:
        with FileLock(_place(path), timeout=patience):
            yield
    except Timeout:
        raise CassetteError(
            f"{path} can't be written: another process has been writing it for {patience:g} seconds; "
            "wait for it to end, and run this again"
        ) from None


def _place(path: Path) -> Path:
    user = os.geteuid() if hasattr(os, "geteuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"pytest-portone-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = sha256(os.path.normcase(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return folder / f"{name[:32]}.lock"
