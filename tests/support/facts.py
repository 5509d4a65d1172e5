"""The reference documents that the contracts are compared with; they are no part of the project and may be absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "facts"


def document(version: str) -> dict[str, Any]:
    """The reference document of a date; the test is skipped where there is none."""
    path = FOLDER / f"openapi-{version}.json"
    if not path.is_file():
        pytest.skip(f"the reference document {path.name} is not beside this checkout")
    return json.loads(path.read_text(encoding="utf-8"))
