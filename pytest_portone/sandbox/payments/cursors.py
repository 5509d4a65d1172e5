"""Lists by cursor: so many items after the one that a cursor names."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.paging import SIZE
from pytest_portone.sandbox.refusals import invalid
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 1000


class Cursor:
    """Where a request wants a list to go on.

    Args:
        kind: what is listed; a cursor of another list is refused.
        body: the request's, with `size` and `cursor`.

    Attributes:
        size: how many items are wanted.
        place: the place of the item before them; None for a list from its beginning.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """

    def __init__(self, kind: str, body: Mapping[str, Any]) -> None:
        self._kind = kind
        self.size: int = body.get("size", SIZE)
        checks = Checks()
        checks.at_least(("size",), self.size, 1)
        checks.at_most(("size",), self.size, _LONGEST)
        checks.done()
        self.place = self._read(body["cursor"]) if "cursor" in body else None

    def at(self, place: int) -> str:
        """The cursor of the item at a place."""
        return base64.urlsafe_b64encode(f"{self._kind}:{place}".encode()).decode()

    def _read(self, cursor: str) -> int:
        try:
            word, _, place = base64.urlsafe_b64decode(cursor).decode("ascii").partition(":")
            if word == self._kind and place.isdigit():
                return int(place)
        except (ValueError, binascii.Error):
            pass
        raise invalid([Violation(("body", "cursor"), f"{cursor!r}", "the cursor of an item of this list")])
