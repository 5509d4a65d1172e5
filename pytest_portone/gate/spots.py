"""Where something may change, in words that hold from one run of a test to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from pytest_portone.contracts.schema import json_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.schema import Path
    from pytest_portone.report.model import Kind

KINDS: Mapping[str, Kind] = {
    "unknown field": "new-field",
    "unknown enum value": "new-enum-value",
    "unknown case": "new-case",
    "unknown error type": "new-type",
    "unknown webhook type": "new-type",
    "field gone": "field-gone",
    "amount changed": "amount-changed",
    "state changed": "state-changed",
}
"""What reports call the kinds of `contracts.evolution`."""
_PLAIN = "$.[]*_-"


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """One change at one place of the answers of an operation, whichever item of a list it stands in.

    Attributes:
        operation: the operation's id, or `webhook VERSION`.
        status: the answer's HTTP status; 0 for a webhook.
        path: JSON path, `[*]` for an item of a list.
        kind: what changes.
        to: which of several values it becomes, where there is a choice.
    """

    operation: str
    status: int
    path: str
    kind: Kind
    to: str = ""

    def __str__(self) -> str:
        """As `--portone-compat=only:...` takes it."""
        parts = (self.operation, str(self.status), self.kind, self.path, *([self.to] if self.to else []))
        return "/".join(quote(each, safe=_PLAIN) for each in parts)

    @classmethod
    def parse(cls, text: str) -> Spot:
        """Read what `str` has written.

        Raises:
            ValueError: it is no such text.
        """
        operation, status, kind, path, to = ([unquote(each) for each in text.split("/")] + [""] * 4)[:5]
        known = dict.fromkeys(KINDS.values())
        named = next((each for each in known if each == kind), None)
        if named is None or not status.isdecimal() or not path.startswith("$"):
            expected = f"OPERATION/STATUS/KIND/PATH, KIND one of {', '.join(known)}"
            raise ValueError(f"received {text!r}, expected {expected}")
        return cls(operation, int(status), path, named, to)


def anywhere(path: Path) -> str:
    """A JSON path with `[*]` for any item of a list."""
    return "$" + "".join("[*]" if isinstance(step, int) else json_path((step,))[1:] for step in path)
