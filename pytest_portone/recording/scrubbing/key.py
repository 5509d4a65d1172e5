"""The key that pseudonyms are derived with.

It stays on the machine: without it, nobody can try out whom a pseudonym stands for.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone.recording.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "PORTONE_RECORDING_KEY_FILE"
_BYTES = 32
_WAY_OUT = f"name a file that can be, in the ini option portone_recording_key or the variable {VARIABLE}"


def default_path(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where the key lies if nobody says otherwise: in the user's configuration, outside of any project.

    Args:
        environment: the variable PORTONE_RECORDING_KEY_FILE goes before everything else.
        platform: as `sys.platform` has it.
    """
    if named := environment.get(VARIABLE):
        return Path(named).expanduser()
    if platform == "win32":
        folder = Path(environment.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif platform == "darwin":
        folder = Path.home() / "Library" / "Application Support"
    else:
        folder = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return folder / "pytest-portone" / "recording.key"


def load(path: Path | None = None) -> bytes:
    """The key, 32 bytes; made at first need, readable by its owner alone.

    Args:
        path: the key's file; None for `default_path`.

    Raises:
        RecordingError: the file can't be read or made, or holds something else.
    """
    path = path or default_path()
    try:
        key = path.read_bytes() if path.exists() else _made(path)
    except OSError as error:
        raise RecordingError(
            f"received {error.strerror or type(error).__name__}, expected a file for the key of recordings that can "
            f"be read and made, at {path}; {_WAY_OUT}"
        ) from None
    if len(key) != _BYTES:
        raise RecordingError(
            f"received {len(key)} bytes, expected the {_BYTES} bytes of a key of recordings, in {path}; "
            f"remove the file, and a new key is made: pseudonyms are then others than in older cassettes"
        )
    return key


def _made(path: Path) -> bytes:
    """A new key, put in place whole; that of another process, if it was faster."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        _put(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return path.read_bytes()


def _put(draft: Path, path: Path) -> None:
    """Give the draft its name, unless the name is taken. A hard link does it at once; not every volume has them."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        if not path.exists():
            draft.replace(path)
