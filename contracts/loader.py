"""Where contracts come from: the dated ones that are bundled, a folder of notation, or an OpenAPI file."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone.contracts.errors import BrokenContractError, Problem, UnknownNameError
from pytest_portone.contracts.notation.reader import read_again, read_with_data

if TYPE_CHECKING:
    from pytest_portone.contracts.model import Contract

BUNDLED = Path(__file__).parent
_CACHE = 1
"""Raised when what a cached file holds, or what was checked before it was written, changes."""


def versions() -> tuple[str, ...]:
    """The dates of the bundled contracts, oldest first."""
    return tuple(sorted(each.parent.name for each in BUNDLED.glob("*/contract.yaml")))


def load(version: str | Path | None = None) -> Contract:
    """The contract of a bundled date, of a folder in the notation, or of an OpenAPI file (JSON or YAML).

    Args:
        version: a date out of `versions()`, or a path; None for the newest date.

    Raises:
        UnknownNameError: neither a bundled date nor an existing path.
        BrokenContractError: the notation has problems; all are listed, with file and line.
        UnsupportedError: the OpenAPI document says what a contract can't; every place is listed.
    """
    known = versions()
    if version is None:
        return _bundled(known[-1])
    if str(version) in known:
        return _bundled(str(version))
    path = Path(version)
    if path.is_dir():
        return load_folder(path)
    if path.is_file():
        from pytest_portone.contracts import openapi

        return openapi.read_file(path)
    raise UnknownNameError("contract, folder or OpenAPI file", str(version), known)


@cache
def _bundled(version: str) -> Contract:
    return load_folder(BUNDLED / version)


def load_folder(folder: Path) -> Contract:
    """Read a folder in the notation.

    Raises:
        BrokenContractError: there is no notation in it, or it has problems; all are listed, with file and line.
    """
    texts = {each.name: each.read_text(encoding="utf-8") for each in sorted(folder.glob("*.yaml"))}
    if not texts:
        raise BrokenContractError([Problem(str(folder), 1, "the folder holds no .yaml file")])
    path = _cache_path(texts)
    try:
        return read_again(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        contract, data = read_with_data(texts)
    _keep(path, json.dumps(data, separators=(",", ":")))
    return contract


def _cache_path(texts: dict[str, str]) -> Path:
    """Where the data of these texts is kept as JSON: parsing YAML and checking names take most of a load."""
    whole = "\0".join(part for item in texts.items() for part in item)
    digest = hashlib.sha256(whole.encode()).hexdigest()[:32]
    return _cache_folder() / f"contract-{_CACHE}-{digest}.json"


def _cache_folder() -> Path:
    """The user's cache folder, as the platform has it."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(base) / "pytest-portone"


def _keep(path: Path, text: str) -> None:
    """Write whole or not at all; a folder that can't be written only costs the next load its time."""
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
