import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.report import github, tally
from pytest_portone.report.model import Report
from pytest_portone.report.printable import printable

COMMAND = re.compile(r"::(?P<name>[a-z-]+) (?P<properties>.*?)::(?P<message>.*)")


def decoded(text, *signs):
    for sign in (*signs, "\r", "\n", "%"):
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def read(line):
    """A line as the runner of GitHub's workflows reads it: (command, properties, message)."""
    assert len(line.splitlines()) == 1
    found = COMMAND.fullmatch(line)
    pairs = (each.partition("=") for each in found["properties"].split(","))
    properties = {name: decoded(value, ":", ",") for name, _, value in pairs}
    return found["name"], properties, decoded(found["message"])


def test_a_break_is_shown_at_the_merchants_line(rich):
    command, properties, message = read(next(github.lines(rich)))
    assert command == "error"
    assert properties == {
        "title": "crash in the SDK: getPayment 200 $.method.provider",
        "file": "shop/orders.py",
        "line": "42",
    }
    lines = message.split("\n")
    assert lines[0] == "change: new-enum-value: an enum value that the reader doesn't know"
    assert "fingerprint: 3f2a9c1d" in lines
    assert lines[-1] == "repeat: pytest --portone-compat=each tests/test_orders.py::test_paid"


def test_what_fails_is_an_error_the_rest_a_warning_and_known_breaks_are_left_out(rich):
    told = [read(line) for line in github.lines(rich)]
    assert [command for command, _, _ in told] == ["error", "warning", "warning", "warning", "warning"]
    assert [properties["title"].split(":")[0] for _, properties, _ in told[3:]] == ["Flaky", "Stale"]
    assert not any("00112233" in message for _, _, message in told)


def test_signs_that_mean_something_are_escaped(rich):
    line = next(github.lines(rich))
    assert line.startswith("::error title=crash in the SDK%3A getPayment 200 $.method.provider,file=shop/orders.py,")
    assert "%0Apolicy: clause 2.4" in line


@pytest.mark.parametrize("folder", ["backend", "backend/", "/backend/"])
def test_the_root_of_the_run_may_be_a_folder_of_the_repository(rich, folder):
    _, properties, _ = read(next(github.lines(rich, folder)))
    assert properties["file"] == "backend/shop/orders.py"


def test_an_empty_report_has_no_annotation():
    assert list(github.lines(Report("2026-07-03", "crash"))) == []


@given(data=st.data())
def test_every_distinct_break_is_there_and_no_text_breaks_out(reports, data):
    report = data.draw(reports)
    shown = printable(report)
    lines = list(github.lines(report))
    found = [each for each in tally.distinct(shown) if each.level != "known"]
    assert len(lines) == len(found) + len(shown.flaky) + len(shown.stale)
    for line in lines:
        command, properties, _ = read(line)
        assert command in {"error", "warning"}
        assert set(properties) <= {"title", "file", "line"}
    for each, line in zip(found, lines, strict=False):
        _, properties, message = read(line)
        for told in (each.example.fingerprint, each.example.where, each.example.command):
            assert told in message
        assert properties.get("file", "") == (each.example.merchant_file or each.example.file)
