"""Files that are written whole or not at all."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, text: str) -> None:
    """Put a text in place at once: whoever reads sees the old file or the new one.

    A lone surrogate, which UTF-8 has no bytes for, is written as Python shows it.

    Raises:
        OSError: the file can't be written; what was there is still there.
    """
    target = path.resolve()
    draft = target.with_name(f".portone-{secrets.token_hex(8)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
