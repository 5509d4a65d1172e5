"""The comparison of a report with the table, and what the script says and exits with."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

GRADED = Path(__file__).parents[2] / "benchmarks" / "graded"
PLACE = {"operation": "getPayment", "status": 200, "path": "$.status", "kind": "new-case"}
OUTCOME = {"verdict": "crash", "blame": "merchant", "exception": "pydantic_core.ValidationError: 1 error: status"}
TABLE = """
fragile:
  labels:
    why: a table has no default
    breaks:
      - [getPayment, 200, "$.status", new-case, crash, merchant, ValidationError]
  rare:
    needs: [there_is_no_such_module]
    breaks:
      - [getPayment, 200, "$.status", new-case, crash, merchant, KeyError]
tolerant:
  labels: {}
"""


@pytest.fixture
def labels(grading, tmp_path):
    file = tmp_path / "expected.yaml"
    file.write_text(TABLE, encoding="utf-8")
    return grading.load(file)


def a_break(test="fragile/test_labels.py::test_it", **other):
    return {"test": test, **PLACE, **OUTCOME, "clause": "2.4", "where": "shop.py:1", "fingerprint": "f", **other}


def test_all_found(grading, labels):
    grade = grading.grade(labels, [a_break(), a_break("fragile/test_labels.py::test_again[1]")])
    assert grade.perfect
    assert (grade.detection, grade.exactness, grade.false_alarm_rate) == (1, 1, 0)
    assert len(grade.found) == 1
    assert grade.handlers == {"fragile": 1, "tolerant": 1}, "one needs what is not installed"


def test_a_miss(grading, labels):
    grade = grading.grade(labels, [])
    assert not grade.perfect
    assert grade.detection == 0
    assert [str(each) for each in grade.missed] == [
        "fragile/labels: getPayment 200 $.status new-case: expected crash, ValidationError in merchant, reported None"
    ]


@pytest.mark.parametrize("other", [{"verdict": "change"}, {"blame": "sdk"}, {"exception": "KeyError: 'x'"}])
def test_another_outcome_is_found_but_not_exact(grading, labels, other):
    grade = grading.grade(labels, [a_break(**other)])
    assert (grade.detection, grade.exactness, grade.perfect) == (1, 0, False)
    assert len(grade.inexact) == 1


@pytest.mark.parametrize(
    "other",
    [{"path": "$.version"}, {"status": 404}, {"kind": "new-enum-value"}, {"operation": "getPayments"}],
)
def test_a_break_at_another_place_is_a_miss_and_a_false_alarm(grading, labels, other):
    grade = grading.grade(labels, [a_break(**other)])
    assert (len(grade.missed), len(grade.false_alarms)) == (1, 1)
    assert grade.false_alarm_rate == 0, "no tolerant handler is said to crash"


@pytest.mark.parametrize(("verdict", "rate"), [("crash", 1), ("change", 0)])
def test_a_break_of_a_tolerant_handler(grading, labels, verdict, rate):
    tolerant = a_break("tolerant/test_labels.py::TestIt::test_it", verdict=verdict)
    grade = grading.grade(labels, [a_break(), tolerant])
    assert (grade.false_alarm_rate, grade.perfect) == (rate, False)
    assert [each.handler for each in grade.false_alarms] == ["tolerant/labels"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KeyError: 'UNKNOWN_CASE'", "KeyError"),
        ("pydantic_core._pydantic_core.ValidationError: 1 validation error", "ValidationError"),
        ("NotImplementedError", "NotImplementedError"),
        ("AssertionError: assert a.b == 1.0: no", "AssertionError"),
    ],
)
def test_the_type_of_an_exception(grading, text, name):
    assert grading.exception_type(text) == name


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('[getPayment, 200, "$.status", new-case]', "fragile/labels: received"),
        (f"[a, 200, b, c, d, e, f]{chr(10)}      - [a, 200, b, c, d, e, g]", "a spot twice"),
    ],
)
def test_a_table_that_is_not_one(grading, tmp_path, row, message):
    file = tmp_path / "expected.yaml"
    file.write_text(f"fragile:\n  labels:\n    breaks:\n      - {row}\ntolerant: {{}}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        grading.load(file)


def perfect(table):
    """The report of a gate that finds everything, exactly."""
    return [
        {"test": f"{each.section}/test_{each.name}.py::test_it", **spot._asdict(), **outcome._asdict()}
        for each in table
        for spot, outcome in each.breaks.items()
        if not each.missing
    ]


def rate(tmp_path, text):
    file = tmp_path / "report.json"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, str(GRADED / "rate.py"), "--report", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_script_is_content_with_everything(table, tmp_path):
    ran = rate(tmp_path, json.dumps({"breaks": perfect(table)}))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("100.0%") == 2
    assert "0.0%" in ran.stdout
    assert "missed" not in ran.stdout


def test_the_script_lists_what_is_wrong(table, tmp_path):
    first, second, *others = perfect(table)
    alarm = {**second, "test": "tolerant/test_error_map.py::test_it"}
    ran = rate(tmp_path, json.dumps({"breaks": [*others, {**second, "blame": "nobody"}, alarm]}))
    assert ran.returncode == 1
    lines = [each.strip() for each in ran.stdout.partition("missed\n")[2].splitlines()]
    assert [each.partition(":")[0] for each in lines] == [
        named(first),
        "found, but not exactly",
        named(second),
        "false alarms",
        "tolerant/error_map",
    ]
    assert first["path"] in lines[0]
    assert lines[2].endswith(f"{second['exception']} in nobody")


def named(each):
    return each["test"].partition(".py")[0].replace("test_", "")


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_the_script_refuses_what_is_no_report(tmp_path, text):
    ran = rate(tmp_path, text)
    assert ran.returncode == 2
    assert "expected a JSON report of the gate" in ran.stderr


def test_the_script_says_why_the_gate_did_not_run(own, monkeypatch, capsys):
    script = own("rate")
    failed = subprocess.CompletedProcess([], 4, "", "error: unrecognized arguments: --portone-compat")
    monkeypatch.setattr(script.subprocess, "run", lambda *_, **__: failed)
    assert script.main([]) == 2
    assert "pytest ended with 4" in capsys.readouterr().err
