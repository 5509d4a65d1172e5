"""The rules on requests that PortOne states in words only: its schema has no bounds and no alternatives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import Path, Violation, shown
from pytest_portone.sandbox.refusals import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Checks:
    """Collects what is wrong with a request body, and refuses it for all of that at once."""

    violations: list[Violation] = field(default_factory=list)

    def require(self, path: Path, received: Any, expected: str, *, met: bool, hidden: bool = False) -> None:
        """Note, unless `met`, that `received` at `path` of the body is not what is `expected`."""
        if not met:
            what = "a value that is not shown" if hidden else shown(received)
            self.violations.append(Violation(("body", *path), what, expected))

    def at_least(self, path: Path, received: int | None, least: int) -> None:
        """A number that has a lower bound, where it is given."""
        met = received is None or received >= least
        self.require(path, received, f"{least} or more", met=met)

    def at_most(self, path: Path, received: int | None, most: int) -> None:
        """A number that has an upper bound, where it is given."""
        met = received is None or received <= most
        self.require(path, received, f"{most} or less", met=met)

    def exactly_one(self, path: Path, received: Mapping[str, Any], *names: str) -> None:
        """An object of which one of these fields is given, and no more."""
        given = [name for name in names if name in received]
        if len(given) == 1:
            return
        what, expected = " and ".join(given) or "nothing", " or ".join(names)
        self.violations.append(Violation(("body", *path), what, expected + ", not both" * (len(given) > 1)))

    def at_least_one(self, received: Mapping[str, Any], *names: str) -> None:
        """A body of which one of these fields, or more, is given."""
        if not any(name in received for name in names):
            self.violations.append(Violation(("body",), "nothing", " or ".join(names)))

    def done(self) -> None:
        """Refuse the request if a rule is broken.

        Raises:
            Refusal: `INVALID_REQUEST`, with every violation.
        """
        if self.violations:
            raise invalid(self.violations)
