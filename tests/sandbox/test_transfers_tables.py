"""The tables of transitions of transfers and payouts: closed, and drawn in the documentation as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from state_diagrams import mermaid

from pytest_portone.sandbox.partner_settlements import models as settlements
from pytest_portone.sandbox.payouts import models as payouts
from pytest_portone.sandbox.transfers import models as transfers

PAGE = Path(__file__).parents[2] / "docs" / "sandbox" / "transfers.md"
TABLES = {
    "transfer": (transfers.TRANSITIONS, ("SCHEDULED",)),
    "partner settlement": (settlements.TRANSITIONS, ("PAYOUT_PREPARED",)),
    "payout": (payouts.PAYOUT, ("CONFIRMED", "SUCCEEDED")),
    "bulk payout": (payouts.BULK_PAYOUT, ("PREPARED",)),
    "account transfer": (payouts.ACCOUNT_TRANSFER, ("SCHEDULED", "SUCCEEDED")),
    "bulk account transfer": (payouts.BULK_ACCOUNT_TRANSFER, ("SCHEDULED",)),
}


def test_the_diagrams_are_those_of_the_tables():
    diagrams = re.findall(r"```mermaid\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert diagrams == [mermaid(table, *first) for table, first in TABLES.values()]


@pytest.mark.parametrize("name", TABLES)
def test_every_status_can_be_come_to_and_has_a_row(name):
    table, first = TABLES[name]
    assert {*first, *(each for following in table.values() for each in following)} == set(table)
