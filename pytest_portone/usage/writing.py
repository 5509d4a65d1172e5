"""Usage files, written whole or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pytest_portone import whole_file
from pytest_portone.usage.errors import UsageFileError
from pytest_portone.usage.form import text
from pytest_portone.usage.reading import is_usage

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_portone.usage.model import Usage


def check(path: Path) -> None:
    """Make sure, before a long run, that its file can be put here.

    Raises:
        UsageFileError: there is no folder for it, or what is there already is no usage file.
    """
    if path.is_dir():
        raise UsageFileError(f"received the folder {path}, expected a file; name one in it")
    if not path.parent.is_dir():
        raise UsageFileError(f"received {path}, whose folder does not exist; make it, or name another")
    if path.exists() and not _is_ours(path):
        raise UsageFileError(f"received {path}, which is no usage file, and is left as it is; name another")


def _is_ours(path: Path) -> bool:
    """Whether a file is empty, or a usage file of whichever version."""
    try:
        content = path.read_bytes()
        return not content.strip() or is_usage(json.loads(content))
    except (OSError, ValueError, RecursionError):
        return False


def write(usage: Usage, path: Path) -> None:
    """Put a usage file in place at once: whoever reads sees the old one or the new one.

    Raises:
        UsageFileError: it can't be written.
    """
    try:
        whole_file.write(path, text(usage.facts))
    except OSError as error:
        raise UsageFileError(f"no usage file at {path}: {error.strerror or error}") from error
