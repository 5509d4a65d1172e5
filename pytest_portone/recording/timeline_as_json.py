"""A timeline for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_portone.recording.timeline import Timeline

FORMAT = 1


def render(timeline: Timeline) -> str:
    """The timeline as JSON; the fields are those of `Timeline` and `Row`."""
    told = {"format": FORMAT, **asdict(timeline)}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
