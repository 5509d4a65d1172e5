"""Usage files, read and checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_portone.usage.errors import UsageFileError
from pytest_portone.usage.form import VERSION, flat, schema
from pytest_portone.usage.model import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from os import PathLike

_WAY_OUT = "write it again with pytest --portone-usage=FILE and this version of pytest-portone"


def read(paths: Sequence[str | PathLike[str]]) -> Usage:
    """What was used in the runs that wrote these files.

    Raises:
        UsageFileError: some are no usage files of this version; every fault of each is named.
    """
    usages, faults = [], []
    for path in paths:
        try:
            usages.append(_read(Path(path)))
        except UsageFileError as error:
            faults.append(str(error))
    if faults:
        raise UsageFileError("\n".join(faults))
    return Usage.merged(usages)


def _read(path: Path) -> Usage:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageFileError(f"{path}: can't be read ({error.strerror}); {_WAY_OUT}") from error
    except (ValueError, RecursionError) as error:
        raise UsageFileError(f"{path}: received no JSON ({error}), expected a usage file; {_WAY_OUT}") from error
    if not is_usage(told) or told["version"] != VERSION:
        version = f"version {told['version']!r}" if is_usage(told) else "something else"
        raise UsageFileError(f"{path}: received {version}, expected a usage file of version {VERSION}; {_WAY_OUT}")
    faults = list(_faults(told))
    if faults:
        raise UsageFileError("\n".join([f"{path} is no usage file; {_WAY_OUT}:", *faults]))
    return Usage(frozenset(flat(told)))


def is_usage(told: Any) -> bool:
    """Whether decoded JSON looks like a usage file, of whichever version."""
    return isinstance(told, dict) and {"version", "contracts", "operations"} <= told.keys()


def _faults(told: dict[str, Any]) -> Iterator[str]:
    import jsonschema_rs

    for error in jsonschema_rs.validator_for(schema()).iter_errors(told):
        yield f"  {_place(told, error.instance_path)}: {error.message}"


def _place(told: Any, path: Sequence[str | int]) -> str:
    """Where something is, as a JSON path. The validator takes a key that is made of digits for an index."""
    place = "$"
    for each in path:
        step = str(each) if isinstance(told, dict) else each
        place, told = f"{place}[{json.dumps(step)}]", told[step]
    return place
