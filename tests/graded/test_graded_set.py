"""The set itself: its files, its answers, its table; and that the table is what really breaks."""

from pathlib import Path

import pytest

GRADED = Path(__file__).parents[2] / "benchmarks" / "graded"
SECTIONS = ("fragile", "tolerant")


def names(section, pattern, prefix=""):
    return sorted(
        each.stem.removeprefix(prefix) for each in (GRADED / section).glob(pattern) if each.stem != "__init__"
    )


@pytest.mark.parametrize("section", SECTIONS)
def test_every_handler_has_a_test_and_a_line_in_the_table(table, section):
    known = sorted(each.name for each in table if each.section == section)
    assert names(section, "handlers/*.py") == known
    assert names(section, "test_*.py", "test_") == known
    assert len(known) >= 32


@pytest.mark.parametrize("section", SECTIONS)
def test_no_handler_is_named_like_a_test(section):
    assert [
        each for each in names(section, "handlers/*.py") if each.startswith("test_") or each.endswith("_test")
    ] == []


def test_both_sections_have_the_same_handlers_and_none_needs_more_than_the_other(table):
    fragile, tolerant = ({each.name: each.needs for each in table if each.section == section} for section in SECTIONS)
    assert fragile == tolerant


def test_every_fragile_handler_breaks_and_says_why(table):
    for each in table:
        if each.section == "fragile":
            assert each.breaks, each
            source = (GRADED / "fragile" / "handlers" / f"{each.name}.py").read_text(encoding="utf-8")
            assert source.startswith(f'"""{each.why[0].upper()}{each.why[1:]}."""')


def test_no_tolerant_handler_is_expected_to_crash(table):
    outcomes = [outcome for each in table if each.section == "tolerant" for outcome in each.breaks.values()]
    assert {(each.verdict, each.blame) for each in outcomes} == {("change", "test")}


def test_every_kind_of_change_verdict_and_blame_occurs(table):
    breaks = [(spot, outcome) for each in table for spot, outcome in each.breaks.items()]
    assert {spot.kind for spot, _ in breaks} == {"new-field", "new-enum-value", "new-case", "new-type"}
    assert {outcome.verdict for _, outcome in breaks} == {"crash", "change"}
    assert {outcome.blame for _, outcome in breaks} == {"sdk", "merchant", "test"}
    assert {spot.operation for spot, _ in breaks} >= {"webhook 2024-04-25", "webhook 2024-01-01"}


def test_the_readme_counts_the_handlers(table):
    words = (GRADED / "README.md").read_text(encoding="utf-8").split()
    assert words[words.index("small") - 1] == str(sum(each.section == "fragile" for each in table))


def test_the_tests_know_nothing_of_the_gate():
    for each in [*GRADED.glob("*/*.py"), *GRADED.glob("*/handlers/*.py")]:
        assert "compat" not in each.read_text(encoding="utf-8"), each


def test_every_test_passes_plainly(run_set, table):
    ran = run_set()
    assert ran.returncode == 0, ran.stdout[-2000:]
    assert f"{sum(not each.missing for each in table)} passed" in ran.stdout


def test_every_test_receives_something_and_all_of_it_is_valid(one_by_one):
    assert [test for test, received in one_by_one["received"].items() if not received] == []
    wrong = [(test, *each) for test, received in one_by_one["received"].items() for each in received if each[2]]
    assert wrong == []


def test_the_table_names_only_what_the_policy_permits_there(grading, table, one_by_one):
    permitted = {}
    for test, spots in one_by_one["spots"].items():
        permitted.setdefault(grading.handler_of(test), set()).update(grading.Spot(*each) for each in spots)
    for each in table:
        if not each.missing:
            assert set(each.breaks) <= permitted[str(each)]


def test_the_table_is_what_breaks_when_each_change_is_tried_alone(grading, table, one_by_one):
    grade = grading.grade(table, one_by_one["breaks"])
    assert [*map(str, grade.missed + grade.inexact + grade.false_alarms)] == []
    assert (grade.detection, grade.exactness, grade.false_alarm_rate) == (1, 1, 0)
