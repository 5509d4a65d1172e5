"""The benchmark of the gate, over a suite of two tests: what it lists, and that it measures what it says."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MODULES = ("gate", "figures", "processes")
SUITE = """
import httpx

LABELS = {"PAID": "paid"}

def payment():
    return httpx.get("https://api.portone.io/payments/order-1", headers={"Authorization": "PortOne secret"}).json()

def test_a_label(portone):
    portone.customer.pay("order-1", total=39_000)
    assert LABELS[payment()["status"]] == "paid"

def test_a_total(portone):
    portone.customer.pay("order-1", total=39_000)
    assert payment()["amount"]["total"] == 39_000
"""


@pytest.fixture
def gate(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = import_module("gate")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (tmp_path / "test_shop.py").write_text(SUITE, encoding="utf-8")
    monkeypatch.setitem(module.SUITES, module.SHOP, tmp_path)
    monkeypatch.setitem(module.TOLERANT, module.SHOP, "test_shop.py")
    yield module
    for name in MODULES:
        sys.modules.pop(name)


@pytest.fixture
def fresh(gate):
    with gate.python() as made:
        yield made


def test_each_test_is_run_again_with_what_it_survives(gate, fresh):
    fields, values = gate.one_test_again(fresh, gate.SHOP, 2)
    assert fields.what == "2 tests of the FastAPI shop again, all unknown fields"
    assert values.what == "2 tests of the FastAPI shop again, one unknown value"
    for each in (fields, values):
        assert (len(each.ours), len(each.theirs), each.peer) == (2, 2, "runtestprotocol")
        assert min(each.ours + each.theirs) > 0
        assert str(each.budget) == "at most 1.1x"


def test_a_suite_is_compared_with_itself_without_the_gate_and_with_one_change_at_a_time(gate, fresh):
    plain, once, each = gate.suites(fresh, gate.SHOP, 1, "", "crash", "each")
    nothing, some, more = (run.reruns for (run,) in (plain, once, each))
    assert nothing == 0 < some < more
    assert [figure.ratio for figure in gate.multiples(gate.SHOP, plain, once)] == [
        once[0].seconds / plain[0].seconds,
        once[0].tests / plain[0].tests,
    ]
    reruns, _ = gate.searches(gate.SHOP, once, each)
    assert (reruns.what, reruns.peer, reruns.ratio) == (
        "all at once over the FastAPI shop: re-runs",
        "one by one",
        some / more,
    )
