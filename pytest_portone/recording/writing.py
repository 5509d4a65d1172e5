"""A file put in place at once, and safely on the disk: whoever reads sees the old one or the new one, whole."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Write the file beside its place, wait until the disk has it, and move it there. Folders are made.

    What a process that was killed has left of its draft is removed, so whoever calls must be the only writer.

    Raises:
        OSError: it can't be written; what was there is still there.
    """
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not _is_writable(target):
        raise PermissionError(13, "It is read-only", str(path))
    for stale in _drafts(target):
        stale.unlink(missing_ok=True)
    draft = target.with_name(f"{_stem(target)}{secrets.token_hex(4)}.draft")
    try:
        _write(draft, data)
        with suppress(FileNotFoundError):
            draft.chmod(target.stat().st_mode)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    _settle(target.parent)


def _is_writable(target: Path) -> bool:
    """Whether the file itself may be written: moving another one over it asks the folder only."""
    return os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _stem(target: Path) -> str:
    """How the drafts of a file begin: hidden, and short however long its own name is."""
    return f".portone-{sha256(target.name.encode()).hexdigest()[:16]}-"


def _drafts(target: Path) -> Iterator[Path]:
    return target.parent.glob(f"{_stem(target)}*.draft")


def _write(draft: Path, data: bytes) -> None:
    with draft.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Wait until the disk knows the new name as well. Windows has no such thing for folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
