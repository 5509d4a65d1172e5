"""What was deleted through operations that are not modelled: it stays away until it is made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.contracts.model import Operation
    from pytest_portone.sandbox.tables import Table


class Absent:
    """The paths of what was deleted."""

    def __init__(self, paths: Table[str, bool]) -> None:
        self._paths = paths

    def above(self, operation: Operation, path: str) -> str | None:
        """What was deleted at a path, or above it; None where nothing was. A PUT or a POST to it makes it anew."""
        if operation.method in ("PUT", "POST") and path in self._paths:
            return None
        return next((each for each in _upward(path) if each in self._paths), None)

    def note(self, operation: Operation, path: str) -> None:
        """Take note of a success: a DELETE of one thing, or a POST or PUT that makes what is at or below its path."""
        if operation.method == "DELETE" and "{" in operation.path:
            self._paths[path] = True
        elif operation.method in ("POST", "PUT"):
            for each in [each for each in self._paths if each == path or each.startswith(f"{path}/")]:
                del self._paths[each]


def _upward(path: str) -> Iterable[str]:
    """The path, and the paths of all that it lies in."""
    while path:
        yield path
        path = path.rpartition("/")[0]
