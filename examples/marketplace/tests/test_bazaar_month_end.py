"""The end of the month: PortOne's settlements, the bazaar's books, and the payout."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from bazaar.ledger import Ledger
    from fastapi.testclient import TestClient

    from pytest_portone.types import Sandbox

MONTH_END = "2026-01-30"


def month_end(portone: Sandbox) -> None:
    """Go to the evening of the last business day of January."""
    portone.clock.advance_to(datetime(2026, 1, 30, 12, tzinfo=UTC))


def test_at_the_end_of_the_month_portone_settles_what_is_booked(
    portone: Sandbox, browser: TestClient, bought: Callable[..., str], cancel: Callable[..., Any]
) -> None:
    bought(honey=1, bowl=1)
    portone.clock.advance(days=3)
    second = bought(honey=2, apples=1)
    portone.clock.advance(days=1)
    cancel(second, honey=1)
    month_end(portone)
    assert browser.get(f"/settlements/{MONTH_END}").json()["sellers"] == [
        {"seller": "beekeeper", "booked": 17_800, "settled": 17_800},
        {"seller": "orchard", "booked": 26_700, "settled": 26_700},
        {"seller": "potter", "booked": 40_050, "settled": 40_050},
    ]


def test_sellers_are_paid_once(portone: Sandbox, browser: TestClient, bought: Callable[..., str]) -> None:
    bought(honey=1, bowl=1)
    month_end(portone)
    assert browser.post(f"/settlements/{MONTH_END}/payout").json()["sellers"] == 2
    assert browser.post(f"/settlements/{MONTH_END}/payout").json()["sellers"] == 0


def test_nobody_is_paid_where_the_books_do_not_agree(
    portone: Sandbox, browser: TestClient, ledger: Ledger, bought: Callable[..., str]
) -> None:
    bought(honey=1)
    ledger.owe("made up", "order-1", "potter", 1_000, MONTH_END)
    month_end(portone)
    refused = browser.post(f"/settlements/{MONTH_END}/payout")
    assert (refused.status_code, refused.json()["detail"]) == (409, "potter: booked 1000, settled 0")


def test_what_is_sold_late_in_the_month_is_settled_in_the_next(
    portone: Sandbox, ledger: Ledger, bought: Callable[..., str]
) -> None:
    portone.clock.advance_to(datetime(2026, 1, 30, 1, tzinfo=UTC))
    bought(honey=1)
    assert ledger.due(MONTH_END) == {}
    assert ledger.due("2026-02-27") == {"beekeeper": 8_900}
