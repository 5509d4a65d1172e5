"""The parts of a SARIF 2.1.0 log, for code scanning and editors."""

from __future__ import annotations

import json
import os
from importlib import metadata
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "portone/v1"


def log(
    rules: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]], properties: Mapping[str, Any], root: str
) -> str:
    """The text of a log with one run.

    Args:
        rules: what the results' `ruleIndex` counts.
        results: what was found.
        properties: of the run.
        root: what relative files are relative to, in words.
    """
    driver = {"name": "pytest-portone", "version": metadata.version("pytest-portone"), "rules": rules}
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {ROOT: {"description": {"text": root}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": properties,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def suppressed(reason: str) -> list[dict[str, str]]:
    """Why a result counts no more; empty without a reason."""
    return [{"kind": "external", "status": "accepted", "justification": reason}] if reason else []


def given(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told, without what is empty."""
    return {name: value for name, value in told.items() if value not in ([], "")}


def message(text: str) -> dict[str, str]:
    """A message as SARIF has it (3.11.5, 3.11.6): braces would be placeholders, `[text](target)` a link."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}


def locations(file: str, line: int, text: str = "") -> list[dict[str, Any]]:
    """A line of a file, with what is said of it; none without a file."""
    if not file:
        return []
    region = {"region": {"startLine": line}} if line > 0 else {}
    told: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(file), **region}}
    return [{**told, "message": message(text)} if text else told]


def _artifact(file: str) -> dict[str, str]:
    """Relative to the root, or absolute where it lies outside."""
    path = PurePath(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(file.replace(os.sep, "/")), "uriBaseId": ROOT}
