"""The benchmark of comparisons: what it lists, and that what it makes larger is so."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from pytest_portone import contracts

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MODULES = ("changes", "figures", "processes")


@pytest.fixture
def changes(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    yield import_module("changes")
    for name in MODULES:
        sys.modules.pop(name)


def test_a_larger_contract_differs_from_another_so_many_times_as_often(changes):
    old, new = contracts.load(changes.OLD), contracts.load(changes.NEW)
    larger = changes.many(old, 3)
    assert (len(larger.operations), len(larger.types)) == (3 * len(old.operations), 3 * len(old.types))
    of_webhooks = sum(each.operation.startswith("webhook") for each in changes.comparing.compare(old, new))
    once = changes.compare(old, new) - of_webhooks
    assert changes.compare(larger, changes.many(new, 3)) == 3 * once + of_webhooks
    assert changes.compare(larger, larger) == 0


def test_the_command_is_measured_in_processes_of_its_own(changes):
    with changes.python() as fresh:
        cached, cold = changes.commands(fresh, 1)
    assert [each.what.rpartition(", ")[2] for each in (cached, cold)] == ["cached", "cold"]
    assert min(cached.ours + cold.ours) > 0
    assert {str(each.budget) for each in (cached, cold)} == {"at most 1000"}


def test_what_clause_2_4_permits_and_the_peer_forbids_is_counted(changes):
    answer, body = (["paths", "/x", "post", where, "schema", "enum", 2] for where in ("responses", "requestBody"))
    told = {"type": "breaking", "action": "add", "path": answer}
    assert changes.permitted(told)
    others = ({"path": body}, {"action": "remove"}, {"type": "non-breaking"})
    assert [changes.permitted(told | other) for other in others] == [False] * 3
