"""Banks on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.banks.names import NAMES
from pytest_portone.sandbox.domain import Route

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State


def _get(_: State, __: Inquiry) -> dict[str, Any]:
    return {"items": [{"bank": bank, "name": {"ko": name}} for bank, name in NAMES.items()]}


ROUTES = (Route("GET", "/banks", "GetBankInfosResponse", _get),)
