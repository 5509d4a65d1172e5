"""What the benchmarks report: medians, ratios, budgets; and a run of two of them, as a user starts it."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def figures(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    yield import_module("figures")
    sys.modules.pop("figures")


def run(*words):
    command = [sys.executable, str(BENCHMARKS / "run.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def test_a_ratio_is_the_median_of_the_rounds_ratios(figures):
    figure = figures.Figure("calls", "us", (10, 40, 90), "peer", (10, 20, 30))
    assert figure.ratio == 2


@pytest.mark.parametrize(
    ("sense", "limit", "of", "met"),
    [
        ("at most", 2, "ratio", True),
        ("at most", 1.9, "ratio", False),
        ("at least", 2, "ratio", True),
        ("at least", 2.1, "ratio", False),
        ("at most", 40, "ours", True),
        ("at most", 39, "ours", False),
    ],
)
def test_a_budget_is_kept_up_to_its_limit(figures, sense, limit, of, met):
    budget = figures.Budget(sense, limit, of=of)
    assert figures.Figure("calls", "us", (10, 40, 90), "peer", (10, 20, 30), budget).met is met


def test_a_figure_without_a_budget_keeps_none(figures):
    assert figures.Figure("calls", "us", (1,)).met is None
    assert figures.Figure("calls", "us", (1,)).ratio is None


def test_the_sides_take_turns_and_each_round_begins_with_another(figures):
    asked = []
    first, second = figures.interleaved(3, lambda: asked.append("a") or 1, lambda: asked.append("b") or 2)
    assert "".join(asked) == "abbaab"
    assert (first, second) == ((1, 1, 1), (2, 2, 2))


def test_two_benchmarks_print_their_tables_and_write_their_figures(tmp_path):
    outcome = run("contract", "call", "--rounds", "1", "--json", str(tmp_path / "figures.json"))
    assert outcome.returncode == 0, outcome.stderr
    assert "load, cached" in outcome.stdout
    assert "pytest-httpx" in outcome.stdout
    assert "missed budgets: " in outcome.stdout
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))["figures"]
    assert [each["what"] for each in written["contract"]] == [
        "load, cold",
        "load, cold, and the imports before it",
        "load, cached",
        "load, cached, and the imports before it",
    ]
    (call,) = written["call"]
    assert call["ratio"] == call["ours"][0] / call["theirs"][0]
    assert call["budget"] == "at most 1.3x"


def test_an_unknown_name_is_refused_with_the_known_ones():
    outcome = run("contracts")
    assert outcome.returncode == 2
    known = (
        "start, contract, bodies, call, server, memory, gate, changes, replay, scale, defects, reconciliation, spark"
    )
    assert f"received contracts, expected some of {known}" in outcome.stderr


def test_the_peers_lock_names_no_registry():
    packages = json.loads((BENCHMARKS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, each in packages.items() if "resolved" in each] == []
    assert all("integrity" in each for name, each in packages.items() if name)
