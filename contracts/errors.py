"""What goes wrong with contracts.

ContractError
├── UnknownNameError      a name that the contract does not have
├── BrokenContractError   a contract file that can't be read: every problem, with file and line
└── UnsupportedError      an OpenAPI document that says what the model can't: every place
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class ContractError(Exception):
    """The base of what `pytest_portone.contracts` raises."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, letter case aside; None if none is alike."""
    by_lower = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


class UnknownNameError(ContractError, LookupError):
    """A name was asked for that isn't there."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.nearest = kind, name, nearest(name, known)
        hint = f"; the nearest is {self.nearest!r}" if self.nearest else ""
        super().__init__(f"no {kind} {name!r}{hint}")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with a file: where, and what."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BrokenContractError(ContractError, ValueError):
    """A contract's files can't be read. `problems` lists every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        lines = "\n".join(f"  {each}" for each in self.problems)
        super().__init__(f"the contract has {count} problem{'s'[: count != 1]}:\n{lines}")


@dataclass(frozen=True, slots=True, order=True)
class Unsupported:
    """One place of an OpenAPI document, as a JSON pointer, and what stands there that can't be imported."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}"


class UnsupportedError(ContractError, ValueError):
    """An OpenAPI document can't be imported. `places` lists every reason."""

    def __init__(self, source: str, places: Sequence[Unsupported]) -> None:
        self.source, self.places = source, tuple(sorted(set(places)))
        count = len(self.places)
        lines = "\n".join(f"  {each}" for each in self.places)
        super().__init__(f"{source} can't be imported, for {count} reason{'s'[: count != 1]}:\n{lines}")
