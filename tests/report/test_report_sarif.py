"""The log against what SARIF 2.1.0 says of the objects that are used."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
import sarif_objects as sarif
from hypothesis import given
from hypothesis import strategies as st
from sarif_objects import shown

from pytest_portone.report import as_sarif, tally, wording
from pytest_portone.report.model import Report
from pytest_portone.report.printable import printable


def run(report):
    return sarif.run(as_sarif.render(report))


def test_a_result_stands_at_the_merchants_line(rich):
    first = run(rich)["results"][0]
    assert (first["ruleId"], first["level"]) == ("new-enum-value", "error")
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "shop/orders.py", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 42},
            }
        }
    ]
    (raised,) = first["relatedLocations"]
    assert raised["physicalLocation"]["artifactLocation"]["uri"] == "portone/sdk/payment.py"
    assert raised["message"]["text"] == "portone/sdk/payment.py:311 in _deserialize"
    assert first["partialFingerprints"] == {"portone/v1": "3f2a9c1d"}
    assert first["properties"]["command"] == "pytest --portone-compat=each tests/test_orders.py::test_paid"
    assert len(first["properties"]["tests"]) == 4
    assert first["message"]["text"].startswith("crash in the SDK: getPayment 200 $.method.provider.\n")


def test_the_level_is_whether_it_fails_and_known_ones_are_suppressed(rich):
    results = run(rich)["results"]
    assert [each["level"] for each in results] == ["error", "warning", "warning", "warning"]
    assert [each.get("suppressions", []) for each in results] == [
        [],
        [],
        [],
        [{"kind": "external", "status": "accepted", "justification": "the SDK's fault until 0.22"}],
    ]


def test_rules_are_the_kinds_with_the_text_of_their_clauses(rich):
    told = run(rich)
    rules = told["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == ["new-field", "new-enum-value", "new-type"]
    assert rules[0]["fullDescription"]["text"] == wording.clause("2.4")
    assert rules[2]["fullDescription"]["text"] == wording.clause("W1")
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in told["results"])


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("shop/a b#c%.py", {"uri": "shop/a%20b%23c%25.py", "uriBaseId": "%SRCROOT%"}),
        ("가게.py", {"uri": "%EA%B0%80%EA%B2%8C.py", "uriBaseId": "%SRCROOT%"}),
        ("c:x.py", {"uri": "c%3Ax.py", "uriBaseId": "%SRCROOT%"}),
        (str(Path("/usr/lib/x y.py").absolute()), {"uri": Path("/usr/lib/x y.py").absolute().as_uri()}),
    ],
)
def test_a_file_is_an_address(rich, file, expected):
    only = replace(rich, breaks=(replace(rich.breaks[0], merchant_file=file),))
    (result,) = run(only)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == expected


def test_a_break_without_a_frame_has_no_location(rich):
    lost = replace(rich.breaks[0], merchant_file="", merchant_line=0, file="", line=0)
    (result,) = run(replace(rich, breaks=(lost,)))["results"]
    assert "locations" not in result
    assert "relatedLocations" not in result


def test_a_report_without_breaks_is_a_log_without_results():
    told = run(Report("2026-07-03", "crash"))
    assert told["results"] == []
    assert told["tool"]["driver"]["rules"] == []


@given(data=st.data())
def test_every_distinct_break_is_there_and_no_text_breaks_out(reports, data):
    report = data.draw(reports)
    results = run(report)["results"]
    found = tally.distinct(printable(report))
    assert len(results) == len(found)
    for each, result in zip(found, results, strict=True):
        text = shown(result["message"]["text"])
        assert each.example.where in text.replace("\\](", "](")
        assert each.example.command in text
        assert result["partialFingerprints"] == {"portone/v1": each.example.fingerprint}
        for location in result.get("locations", []):
            assert unquote(location["physicalLocation"]["artifactLocation"]["uri"])
