"""Answers of the control API, and its errors: each with a name, and what is wrong where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.messages import Response

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        at: where: a JSON pointer into the body, or a parameter's name.
        message: what was received, and what was expected.
    """

    at: str
    message: str


class ControlError(Exception):
    """What was asked for can't be done.

    Attributes:
        status: of the answer.
        name: of the error.
        problems: every one of them, where there are several.
    """

    def __init__(self, status: int, name: str, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.status, self.name, self.problems = status, name, tuple(problems)


def answered(value: Any, status: int = 200, **headers: str) -> Response:
    """A JSON value as an answer."""
    named = {name.replace("_", "-"): each for name, each in headers.items()}
    content = json.dumps(value, separators=(",", ":")).encode()
    return Response(status, {"content-type": "application/json", **_HEADERS, **named}, content)


def refused(error: ControlError) -> Response:
    """An error as an answer."""
    problems = [{"at": each.at, "message": each.message} for each in error.problems]
    return answered({"error": {"name": error.name, "message": str(error), "problems": problems}}, error.status)


def file(content: str, kind: str, **headers: str) -> Response:
    """A text as an answer."""
    named = {name.replace("_", "-"): each for name, each in headers.items()}
    return Response(200, {"content-type": f"{kind}; charset=utf-8", **_HEADERS, **named}, content.encode())
