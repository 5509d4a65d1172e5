"""Pages of lists, and ranges of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pytest_portone.sandbox.clock import earlier, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from pytest_portone.sandbox.rules import Checks

T = TypeVar("T")

RANGE_DAYS = 90
"""How far a range reaches back, if the request does not say."""
SIZE = 10
"""How many items a page has, if the request does not say."""


def check_page(body: Mapping[str, Any], checks: Checks, most: int | None = None) -> None:
    """What the schema does not say of a `PageInput`; `most` bounds (number + 1) * size."""
    page = body.get("page", {})
    checks.at_least(("page", "number"), page.get("number"), 0)
    checks.at_least(("page", "size"), page.get("size"), 0)
    reach = (page.get("number", 0) + 1) * page.get("size", SIZE)
    if most is not None:
        checks.require(("page",), page, f"(number + 1) * size of {most} or less", met=reach <= most)


def paged(found: Sequence[T], body: Mapping[str, Any], view: Callable[[T], Any]) -> dict[str, Any]:
    """The page of `found` that a body asks for, with its `PageInfo`; past the end it is empty."""
    page = body.get("page", {})
    number, size = page.get("number", 0), page.get("size", SIZE)
    items = [view(each) for each in found[number * size : (number + 1) * size]]
    return {"items": items, "page": {"number": number, "size": size, "totalCount": len(found)}}


def time_range(sent: Mapping[str, Any], now: datetime) -> tuple[datetime, datetime]:
    """The range that `from` and `until` give, both included: up to now, from 90 days before its end."""
    until = read(sent["until"]) if "until" in sent else now
    return read(sent["from"]) if "from" in sent else earlier(until, days=RANGE_DAYS), until
