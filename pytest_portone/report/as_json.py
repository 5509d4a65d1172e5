"""The whole model as JSON, for machines; `schema.json` describes it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_portone.report.errors import ReportError
from pytest_portone.report.model import Attempted, Break, Coverage, Finding, Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

VERSION = 1
"""Of the format. It rises when something is taken away or means something else, and old readers must notice."""


def render(report: Report) -> str:
    """The report as JSON."""
    numbers = {"tried": report.tried, "survived": report.survived, "fails": report.fails}
    told = {"version": VERSION, **numbers, **asdict(report)}
    return dumped(told)


def dumped(value: Any) -> str:
    """A value as JSON; a lone surrogate, which strict readers refuse, is written as Python shows it."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    return _SURROGATE.sub(lambda found: f"\\\\u{ord(found[0]):x}", text)


_SURROGATE = re.compile("[\ud800-\udfff]")


def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the format."""
    text = resources.files("pytest_portone.report").joinpath("schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def read(path: str | PathLike[str]) -> Report:
    """The report that a file holds.

    Raises:
        ReportError: there is no such file, or it is no report of this version; every fault is named.
    """
    told = _parsed(Path(path))
    if not isinstance(told, dict) or told.get("version") != VERSION:
        version = told.get("version") if isinstance(told, dict) else None
        raise ReportError(
            f"{path}: received version {version!r}, expected a report of version {VERSION}; write it again with "
            "--portone-report=FILE.json and this version of pytest-portone"
        )
    faults = list(_faults(told))
    if faults:
        raise ReportError("\n".join([f"{path} is no report:", *faults]))
    return _report(told)


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{path}: can't be read as JSON ({error}); give a file that --portone-report=FILE.json wrote"
        ) from error


def _faults(told: dict[str, Any]) -> Iterable[str]:
    import jsonschema_rs

    for error in jsonschema_rs.validator_for(schema()).iter_errors(told):
        path = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in error.instance_path)
        yield f"  ${path}: {error.message}"


def _report(told: dict[str, Any]) -> Report:
    return Report(
        contract=told["contract"],
        mode=told["mode"],
        tests=tuple(told["tests"]),
        attempted=tuple(Attempted(**each) for each in told["attempted"]),
        breaks=tuple(Break(**{**each, "others": tuple(each["others"])}) for each in told["breaks"]),
        flaky=told["flaky"],
        stale=told["stale"],
        unnoticed=tuple(Attempted(**each) for each in told["unnoticed"]),
        requests=tuple(Finding(**{**each, "tests": tuple(each["tests"])}) for each in told["requests"]),
        coverage=_coverage(told["coverage"]),
        reruns=told["reruns"],
        seconds=float(told["seconds"]),
    )


def _coverage(told: dict[str, Any]) -> Coverage:
    met: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in told.items()}
    return Coverage(**met)
