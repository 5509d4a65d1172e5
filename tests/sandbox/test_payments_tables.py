"""The tables of transitions: closed, reachable, and drawn in the documentation as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from state_diagrams import mermaid

from pytest_portone import contracts
from pytest_portone.sandbox.payments import transitions
from pytest_portone.sandbox.payments.lifecycle import EVENTS

PAGE = Path(__file__).parents[2] / "docs" / "sandbox" / "payments.md"
TABLES = {
    "payment": (transitions.PAYMENT, ("READY",)),
    "cancellation": (transitions.CANCELLATION, ("REQUESTED", "SUCCEEDED", "FAILED")),
    "escrow": (transitions.ESCROW, ("BEFORE_REGISTERED",)),
    "dispute": (transitions.DISPUTE, ("UNRESOLVED",)),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_diagram_is_that_of_the_table(name):
    diagrams = re.findall(r"```mermaid\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    table, first = TABLES[name]
    assert mermaid(table, *first) in diagrams


@pytest.mark.parametrize("name", TABLES)
def test_every_status_is_reached_and_has_a_row(name):
    table, first = TABLES[name]
    reached, left = set(), list(first)
    while left:
        status = left.pop()
        if status not in reached:
            reached.add(status)
            left += table[status]
    assert reached == set(table)


@pytest.mark.parametrize(
    ("name", "type_name"),
    [("payment", "Payment"), ("cancellation", "PaymentCancellation"), ("escrow", "PaymentEscrow")],
)
def test_the_statuses_are_those_of_the_contract(contract, name, type_name):
    assert set(TABLES[name][0]) == set(contract.types[type_name].cases)


def test_the_statuses_of_a_dispute_are_those_of_the_contract():
    assert set(transitions.DISPUTE) == set(contracts.load().types["DisputeStatus"].values)


def test_each_status_is_told_in_its_own_way():
    assert EVENTS.keys() == transitions.PAYMENT.keys()
    assert len(set(EVENTS.values())) == len(EVENTS)


def test_a_step_that_is_not_in_a_table_is_a_fault():
    with pytest.raises(AssertionError, match="CANCELLED can't become PAID"):
        transitions.check(transitions.PAYMENT, "CANCELLED", "PAID")
