"""Values in messages: no secret, no line longer than a screen, nothing that steers a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.schema import shown
from pytest_portone.recording.matching.leaves import Other, names
from pytest_portone.recording.scrubbing.fields import kind_of
from pytest_portone.report.printable import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.recording.matching.leaves import Leaf, Path

_HIDDEN = frozenset({"secret", "card", "account", "identity", "short"})
"""Kinds of fields whose values are not shown."""


def show(leaf: Leaf | None, path: Path, redact: Callable[[str], str]) -> str:
    """A leaf that stands at a path, as a message has it.

    Args:
        leaf: the value; None for nothing there.
        path: where it stands.
        redact: takes secrets out of a text, before it is cut.
    """
    if leaf is None:
        return "nothing"
    if kind_of(names(path)) in _HIDDEN:
        return "a value that is not shown"
    return visible(leaf.json if isinstance(leaf, Other) else shown(redact(leaf)))
