"""A run that was stopped while it read PortOne's API goes on where it stood, and as of when it began.

What the ledger has booked since then is later than that moment, so it is in flight, and not missing at PortOne.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pytest_portone.contracts.errors import ContractError
from pytest_portone.recording import writing

if TYPE_CHECKING:
    from pathlib import Path

_RUN, _PAYMENTS = "run.json", "payments"


class SpoolFolderError(ContractError):
    """A folder that holds something else than a stopped run."""


def payments(folder: Path) -> Path:
    """Where the folder keeps what was read."""
    return folder / _PAYMENTS


def begun(folder: Path, now: datetime) -> datetime:
    """When the run began that the folder holds; of a new one, now.

    Raises:
        SpoolFolderError: what it holds can't be gone on with.
        OSError: it can't be read or written.
    """
    kept = folder / _RUN
    if not kept.exists():
        writing.replace(kept, json.dumps({"begun": now.astimezone(UTC).isoformat()}).encode())
        return now
    try:
        return datetime.fromisoformat(json.loads(kept.read_text(encoding="utf-8"))["begun"])
    except (ValueError, KeyError, TypeError) as error:
        raise SpoolFolderError(
            f"--spool: {kept} tells of no run ({type(error).__name__}: {error}); name another folder"
        ) from error


def ended(folder: Path) -> None:
    """Take away what was kept of a run that is over, so that the next one reads anew."""
    (folder / _RUN).unlink(missing_ok=True)
    if payments(folder).is_dir():
        shutil.rmtree(payments(folder))
