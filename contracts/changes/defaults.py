"""What leaving an input out stands for, in both contracts: what rules about defaults share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pytest_portone.contracts.model import Field, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.contracts.changes.model import Kind

Declared = TypeVar("Declared", Field, Parameter)


def other_defaults(pairs: Iterable[tuple[Declared, Declared]], kind: Kind) -> Iterator[tuple[Declared, Declared]]:
    """The pairs whose default was added, removed or changed.

    Both have to be optional: nobody leaves out what is required, and nobody has left out what was.
    """
    for old, new in pairs:
        if not old.required and not new.required and _kind(old.default, new.default) == kind:
            yield old, new


def _kind(old: str | None, new: str | None) -> Kind | None:
    if old == new:
        return None
    if old is None:
        return "added"
    return "removed" if new is None else "changed"
