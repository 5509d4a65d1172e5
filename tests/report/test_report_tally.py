from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.report import tally, wording
from pytest_portone.report.model import Coverage, Report
from pytest_portone.report.tally import Cell


def test_operations_stand_down_and_only_kinds_that_occur_across(rich):
    table = tally.matrix(rich)
    assert table.kinds == ("new-field", "new-enum-value", "new-case", "new-type")
    assert list(table.rows) == ["cancelPayment", "getPayment", "webhook 2024-04-25"]
    assert [each.counts for each in table.rows["getPayment"]] == [(6, 0, 0), (0, 2, 0), (0, 0, 2), (2, 0, 0)]
    assert table.rows["getPayment"][0].not_tried == 2


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        (Cell("new-field"), "none"),
        (Cell("new-field", not_tried=3), "none"),
        (Cell("new-field", survived=2, not_received=1), "good"),
        (Cell("new-field", survived=2, broke=1), "bad"),
        (Cell("new-field", not_received=1), "open"),
        (Cell("field-gone", broke=2), "good"),
        (Cell("field-gone", broke=2, survived=1), "open"),
    ],
)
def test_a_cell_is_coloured_by_what_is_wanted_there(cell, state):
    assert cell.state == state


def test_breaks_of_one_fingerprint_are_one_with_all_its_tests(rich):
    found = tally.distinct(rich)
    assert [(each.example.fingerprint, each.level, len(each.tests)) for each in found] == [
        ("3f2a9c1d", "fails", 4),
        ("77aa0b21", "warns", 1),
        ("5e5e5e5e", "warns", 1),
        ("00112233", "known", 1),
    ]


def test_a_distinct_break_fails_where_one_of_its_tests_does(rich):
    first, *others = (each for each in rich.breaks if each.fingerprint == "3f2a9c1d")
    mixed = replace(rich, breaks=(replace(first, fails=False), *others))
    (found,) = tally.distinct(mixed)
    assert (found.level, found.example) == ("fails", others[0])


def test_a_forbidden_change_that_several_tests_overlook_is_one(rich):
    (change,) = rich.unnoticed
    (found,) = tally.unnoticed(replace(rich, unnoticed=(change, replace(change, test="other"))))
    assert found.tests == (change.test, "other")


def test_the_headline_says_what_was_tried_and_what_broke(rich):
    assert wording.headline(rich) == (
        "9 of 12 changes survived in 6 tests: 4 distinct breaks (1 failing, 2 warning, 1 known)"
    )
    calm = replace(rich, breaks=(), tests=rich.tests[:1], attempted=rich.attempted[:1])
    assert wording.headline(calm) == "1 of 1 change survived in 1 test: no break"


def test_under_forbidden_changes_the_headline_says_what_was_noticed(rich):
    (change,) = rich.unnoticed
    forbidden = (change, replace(change, kind="field-gone", result="broke"))
    assert wording.headline(replace(rich, attempted=forbidden, breaks=())) == (
        "1 of 2 forbidden changes noticed in 6 tests: 1 noticed by no test"
    )


def test_a_report_is_empty_until_something_happened():
    nothing = Report("2026-07-03", "crash", tests=("test_a",))
    assert tally.empty(nothing)
    assert not tally.empty(replace(nothing, coverage=Coverage(("getPayment",), 147)))
    assert not tally.empty(replace(nothing, stale={"a": "b"}))


@given(data=st.data())
def test_what_is_counted_adds_up(reports, data):
    report = data.draw(reports)
    cells = [cell for row in tally.matrix(report).rows.values() for cell in row]
    assert sum(each.survived for each in cells) == report.survived
    assert sum(each.survived + each.broke for each in cells) == report.tried
    assert sum(each.not_tried for each in cells) == sum(tally.untried(report.attempted).values())
    found = tally.distinct(report)
    assert {each.example.fingerprint for each in found} == {each.fingerprint for each in report.breaks}
    assert len({each.example.fingerprint for each in found}) == len(found)
    assert any(each.level == "fails" for each in found) == report.fails
    hit = {(each.example.fingerprint, test) for each in found for test in each.tests}
    assert hit == {(each.fingerprint, each.test) for each in report.breaks}
