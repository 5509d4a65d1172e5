"""Companies of payment gateways, and the modules that PortOne has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def is_of(provider: str, companies: Iterable[str]) -> bool:
    """Whether a `PgProvider` is of one of these `PgCompany`s: modules are named after them, with a suffix."""
    return any(provider == each or provider.startswith(f"{each}_") for each in companies)
