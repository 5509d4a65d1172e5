"""Laws of a history: what its steps are, and that its numbers are those of its findings."""

import weakref
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from drafted_contracts import small_contracts
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.contracts.changes import RULES, compare
from pytest_portone.findings.folding import fold
from pytest_portone.findings.model import Seen
from pytest_portone.history.building import Version, build
from pytest_portone.history.errors import HistoryError
from pytest_portone.history.sources import named
from pytest_portone.history.statistics import KINDS, by_year, count, kind_of, yearly
from pytest_portone.history.weights import weigh
from pytest_portone.report.tally import FORBIDDEN
from pytest_portone.report.tally import KINDS as TRIED

BUNDLED = build(*named([]))


def compared(old, new):
    return fold(map(Seen, compare(old, new)), {each.id: each.text for each in RULES})


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_each_step_is_the_comparison_of_its_two_contracts(versions, data):
    drawn = data.draw(st.lists(small_contracts(), min_size=2, max_size=4))
    history = build("drawn", versions(drawn))
    assert [each.findings for each in history.steps] == [
        compared(*drawn[at : at + 2]) for at in range(len(drawn) - 1)
    ]
    assert [each.new for each in history.steps[:-1]] == [each.old for each in history.steps[1:]]


def test_without_names_it_is_the_history_of_all_bundled_dates():
    known = contracts.versions()
    assert [label for label, _ in BUNDLED.versions] == list(known)
    assert [day for _, day in BUNDLED.versions] == [date.fromisoformat(each) for each in known]
    loaded = [contracts.load(each) for each in known]
    assert [each.findings for each in BUNDLED.steps] == [
        compared(*loaded[at : at + 2]) for at in range(len(known) - 1)
    ]


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_numbers_are_those_of_the_findings(histories, data):
    history = data.draw(histories)
    every = count(history, history.findings)
    steps = [count(history, each.findings) for each in history.steps]
    years = by_year(history)
    assert every.total == len(history.findings) == sum(every.rules.values()) == sum(each.total for each in steps)
    assert Counter(every.verdicts) == sum_of(each.verdicts for each in steps)
    assert Counter(every.rules) == sum_of(each.rules for each in steps)
    assert Counter(every.kinds) == sum_of(each.kinds for each in steps)
    assert {name: sum(each.values()) for name, each in every.areas.items()} == Counter(
        area for each in history.findings for area in history.areas_of(each)
    )
    assert 0 <= every.share <= 1
    if history.dated:
        assert sum(each.total for each in years.values()) == every.total
    else:
        assert (years, history.months) == ({}, None)


def sum_of(numbers):
    return sum(map(Counter, numbers), Counter())


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_weights_are_counts_of_the_findings(histories, data):
    history = data.draw(histories)
    weights = weigh(history)
    assert sum(each.times for each in weights.kinds.values()) == sum(
        kind_of(each) is not None for each in history.findings
    )
    for kind, each in weights.kinds.items():
        of_kind = [found for found in history.findings if kind_of(found) == kind]
        assert each.times == len(of_kind) >= max(each.subjects.values())
        assert sum(each.subjects.values()) >= each.times
        assert each.per_year == yearly(each.times, history.months)


def test_each_kind_of_the_gate_has_a_rule_and_each_rule_is_there():
    assert set(KINDS) <= {each.id for each in RULES}
    assert set(TRIED) - FORBIDDEN <= set(KINDS.values())
    permitted = {each.id for each in RULES if each.verdict == "allowed"}
    assert {rule for rule, kind in KINDS.items() if kind not in FORBIDDEN} <= permitted


def test_what_happened_to_a_type_is_known(grown, versions):
    steps = [grown(), grown("LATE"), grown("LATE", "LOST", fields=["note"]), grown("LATE", "LOST", without=["state"])]
    weights = weigh(build("drawn", versions(steps)))
    assert weights.versions == ("v0", "v1", "v2", "v3")
    assert {kind: (each.times, each.subjects, each.areas) for kind, each in weights.kinds.items()} == {
        "new-enum-value": (2, {"State": 2}, {"things": 2}),
        "new-field": (1, {"Thing": 1}, {"things": 1}),
        "field-gone": (2, {"Thing": 2}, {"things": 2}),
    }
    assert weights.months == 3.0
    assert weights.kinds["new-field"].per_year == yearly(1, 91 / 30.436875)


def test_a_new_webhook_is_a_new_type_and_a_case_further_in_is_none():
    case = next(each for each in BUNDLED.findings if each.rule == "output-case-added")
    root = replace(case.places[0], operation="webhook 2024-04-25", path="$")
    assert kind_of(replace(case, places=(root,))) == "new-type"
    assert kind_of(replace(case, places=(replace(root, path="$.data"),))) == "new-case"
    assert kind_of(replace(case, places=(root, replace(root, operation="getPayment")))) == "new-case"


def test_two_contracts_are_in_memory_at_a_time(grown):
    alive = weakref.WeakValueDictionary()
    most = []

    def load(number):
        most.append(len(alive))
        alive[number] = contract = grown(f"VALUE{number}")
        return contract

    build("drawn", [Version(str(each), None, lambda each=each: load(each)) for each in range(9)])
    assert max(most) == 1  # and the one that is read


def broken(reason):
    def load():
        raise contracts.ContractError(reason)

    return load


def test_all_that_can_not_be_read_are_told(grown, versions):
    some = [*versions([grown(), grown("LATE")])]
    bad = [Version("b1", None, broken("no paths\nno types")), Version("b2\x1b[31m", None, broken("x"))]
    with pytest.raises(HistoryError) as caught:
        build("drawn", [some[0], *bad, some[1]])
    told = str(caught.value)
    assert told.startswith("2 versions can't be read; pass over with --skip-unreadable")
    assert "b1: no paths\n  no types" in told
    assert "b2\\x1b[31m: x" in told


def test_what_is_passed_over_is_told_and_its_neighbours_are_compared(grown, versions):
    some = [*versions([grown(), grown("LATE")])]
    bad = Version("bad", None, broken("x"))
    history = build("drawn", [bad, some[0], bad, some[1]], skip_unreadable=True)
    assert [(each.label, each.reason) for each in history.skipped] == [("bad", "x"), ("bad", "x")]
    assert [(each.old, each.new, len(each.findings)) for each in history.steps] == [("v0", "v1", 1)]


@pytest.mark.parametrize("number", [0, 1])
def test_a_history_needs_two_versions(grown, versions, number):
    with pytest.raises(HistoryError, match="needs two versions that can be read, received "):
        build("drawn", versions([grown()] * number))


def test_days_that_go_backwards_are_no_time(grown):
    days = [date(2025, 1, 1), date(2024, 1, 1)]
    history = build("drawn", [Version(str(each), each, grown) for each in days])
    assert not history.dated
    assert (history.months, by_year(history)) == (None, {})
