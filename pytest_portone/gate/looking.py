"""What the user watches: `portone_compat.watch(...)` in a test or a fixture."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


class Compat:
    """The fixture `portone_compat`: says what a test's visible output is.

    Without the gate it keeps what it is told, and does nothing with it.
    """

    def __init__(self) -> None:
        self._looks: dict[str, Callable[[], Any]] = {}

    def watch(self, name: str, look: Callable[[], Any]) -> None:
        """Look at something at the end of the test: rows of a table, an answer of the app, what was sent.

        Where a run with a permitted change passes, and this is not what it was in the plain run, the gate reports it.

        Args:
            name: what it is called in the report; the last of the same name counts.
            look: gives what is compared, best as plain data. It is called before fixtures are torn down.
        """
        self._looks[name] = look

    def seen(self) -> dict[str, str]:
        """What there is to see now, as JSON by name."""
        return {
            name: json.dumps(look(), ensure_ascii=False, sort_keys=True, default=repr)
            for name, look in self._looks.items()
        }


COMPAT = pytest.StashKey[Compat]()
