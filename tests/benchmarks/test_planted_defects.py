"""What the benchmark plants is found, all of it, and nothing else; with fewer payments than it has itself."""

import sys
from pathlib import Path

import pytest

from pytest_portone.reconciliation.discrepancies import DISCREPANCIES

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def defects(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import defects

    yield defects
    for each in ("defects", "figures"):
        sys.modules.pop(each, None)


def test_every_kind_is_planted_and_found(defects):
    planted, found, right = defects.judged(6_000, seed=1)
    assert set(planted) == set(DISCREPANCIES)
    assert planted == found == right


def test_every_mixture_is_planted_on_a_payment_that_is_right_without_it(defects):
    for base, wrong in defects.DEFECTS:
        case = defects.Case(1, defects.Random(1))
        base(case)
        assert defects.reconcile(case.ledger, case.portone, defects.TERMS).clean, (base, wrong)
