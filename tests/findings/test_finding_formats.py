"""Every format tells the same findings, and no text of theirs breaks out of it."""

import json
import re
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest
import sarif_objects as sarif
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import LOADING, Seen

from pytest_portone.findings import as_github, as_html, as_json, as_junit, as_markdown, as_sarif, as_text, wording
from pytest_portone.findings.colour import plain
from pytest_portone.findings.formats import FORMATS, render
from pytest_portone.findings.model import Report
from pytest_portone.report.printable import visible

MARKDOWN = pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"linkify": False, "html": True})


@pytest.mark.parametrize("name", [each for each in FORMATS if each not in ("json", "github")])
def test_every_format_has_the_numbers(rich, name):
    text = render(rich, name)
    for each in ("3 breaking", "1 review", "1 exempt", "1 allowed", "1 touch what you use", "1 accepted"):
        assert each in text


def test_a_tree_with_the_worst_first_and_what_touches_before_the_rest(rich):
    assert plain(as_text.render(rich)) == (
        """\
2024-10-24 -> 2026-07-03: 3 breaking, 1 review, 1 exempt, 1 allowed; 1 touch what you use, as usage.json tells; 1 accepted
exchanges: 12 read

breaking: the policy forbids it
└─ output-field-removed: an output lost a field
   clause 2.1 (output): A field's definition is never taken out of an output.
   ├─ PaymentAmount.total: int64 -> nothing aaaaaaaaaaaa touches what you use
   │    payInstantly $.total
   ├─ PaymentAmount.discount: int64 -> nothing 0123456789ab
   │    getPayment0 $.amount.discount
   │    getPayment1 $.amount.discount
   │    getPayment2 $.amount.discount
   │    and 2 more
   └─ Card.issuer: int64 -> nothing ba9876543210 accepted: we never read it
        getPayment0 $.amount.discount
        getPayment1 $.amount.discount
        getPayment2 $.amount.discount
        and 2 more

review: a person has to look at it
└─ output-value-removed: an enum of an output lost a value
   clause 2 (output): The form of an output grows; it never shrinks.
   └─ Status.OLD: OLD -> nothing bbbbbbbbbbbb
        getPayment0 $.amount.discount
        getPayment1 $.amount.discount
        getPayment2 $.amount.discount
        and 2 more

exempt: of an UNSTABLE operation, which nothing binds
└─ operation-removed: an enum of an output lost a value
   clause 1 (input): What is accepted as input today is accepted tomorrow.
   └─ getPayment0: OLD -> nothing cccccccccccc
        getPayment0 $.amount.discount
        getPayment1 $.amount.discount
        getPayment2 $.amount.discount
        and 2 more

Accepted in vain: take it off the list, or look again
└─ eeeeeeeeeeee: not found any more: mended

1 allowed not listed; --all lists them
"""  # noqa: E501 - as it is printed
    )


def test_verdicts_have_colours_of_their_own(rich):
    text = as_text.render(rich)
    for verdict, colour in as_text.COLOURS.items():
        assert (f"\x1b[{colour};1m{verdict}: " in text) is (verdict != "allowed")


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_no_text_steers_the_terminal(reports, data):
    report = data.draw(reports)
    text = as_text.render(report)
    assert all(each.isprintable() or each == "\n" for each in plain(text))
    assert set(re.findall("\x1b[^m]*m", text)) <= {
        f"\x1b[{code}m" for code in ("0", "1", "2", "31", "32", "33", "35", "36", "31;1", "32;1", "33;1", "36;1")
    }


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_json_has_an_object_for_each_place_and_fits_its_schema(reports, data):
    report = data.draw(reports)
    told = json.loads(as_json.render(report))
    jsonschema_rs.validate(as_json.schema(), told)
    assert [each["fingerprint"] for each in told] == [
        finding.fingerprint for finding in report.findings for _ in finding.places
    ]


def test_json_for_machines_has_all_that_a_finding_says(rich):
    told = json.loads(as_json.render(rich))
    (grown,) = [each for each in told if each["verdict"] == "allowed"]
    assert grown == {
        "rule": "output-field-added",
        "clause": "2.4",
        "verdict": "allowed",
        "operation": "getPayment",
        "direction": "output",
        "path": "$.later",
        "type": "PaymentAmount",
        "field": "later",
        "before": "",
        "after": "string",
        "text": "an output has a new field",
        "fingerprint": "dddddddddddd",
        "sources": ["a.yaml, exchange 1", "b.yaml, exchange 2"],
        "touches": False,
        "accepted": "",
        "fails": False,
    }
    assert [each["touches"] for each in told].count(True) == 1
    assert {each["accepted"] for each in told} == {"", "we never read it"}


def table_rows(html):
    return [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)]


def test_markdown_is_a_table_for_each_rule(rich):
    rows = [each for each in table_rows(MARKDOWN.render(as_markdown.render(rich))) if each]
    assert len(rows) == 5
    assert rows[0][0].startswith("<code>PaymentAmount.total</code><br>touches what you use")
    assert rows[1][1:3] == ["<code>int64</code>", ""]
    assert rows[1][3].count("<br>") == 4


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_no_text_breaks_a_markdown_table(reports, data):
    report = data.draw(reports)
    html = MARKDOWN.render(as_markdown.render(report))
    rows = [each for each in table_rows(html) if each]
    assert len(rows) == len(report.visible)
    assert {len(each) for each in rows} <= {5}
    assert not re.search(r"<(script|img|a)\b", html)


def test_the_page_shows_all_and_filters(rich):
    seen = Seen(as_html.render(rich))
    assert [each["data-verdict"] for each in seen.cards] == [each.verdict for each in rich.findings]
    assert [each["data-touches"] for each in seen.cards].count("yes") == 1
    assert ("select", "name", "touches") in seen.attributes
    assert ("form", "hidden", None) in seen.attributes
    for told in ("clause 2.4 (output): ", "getPayment4 $.amount.discount", "not found any more: mended"):
        assert told in seen.texts["page"]


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_no_text_breaks_out_of_the_page_and_nothing_is_loaded(reports, data):
    report = data.draw(reports)
    seen = Seen(as_html.render(report))
    assert (seen.tags.count("script"), seen.tags.count("style"), seen.tags.count("comment")) == (1, 1, 0)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(seen.tags)
    for tag, name, value in seen.attributes:
        assert not name.startswith("on")
        assert name not in LOADING or (tag, name, value) == ("meta", "http-equiv", "Content-Security-Policy")
        assert name != "href" or value.startswith("#")
    assert len(seen.cards) == len(report.findings)


def test_sarif_has_a_result_for_each_finding_that_is_listed(rich):
    run = sarif.run(as_sarif.render(rich))
    assert [each["level"] for each in run["results"]] == ["error", "error", "error", "warning", "note"]
    first, accepted = run["results"][:2]
    assert first["partialFingerprints"] == {"portone/v1": "0123456789ab"}
    (location,) = first["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "api/openapi.json", "uriBaseId": "%SRCROOT%"}
    assert location["logicalLocations"][0] == {"fullyQualifiedName": "getPayment0 $.amount.discount"}
    assert [each["justification"] for each in accepted["suppressions"]] == ["we never read it"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_sarif_is_valid_whatever_the_texts(reports, data):
    report = data.draw(reports)
    run = sarif.run(as_sarif.render(report))
    assert len(run["results"]) == len(report.visible)
    for finding, result in zip(report.visible, run["results"], strict=True):
        assert visible(finding.text) in sarif.shown(result["message"]["text"])


def test_annotations_errors_first_and_the_accepted_left_out(rich):
    lines = as_github.render(rich).splitlines()
    assert [each.split(" ")[0] for each in lines] == [
        "::error",
        "::error",
        "::warning",
        "::notice",
        "::warning",
        "::notice",
    ]
    assert lines[0].startswith(
        "::error file=api/openapi.json,title=breaking%3A an output lost a field::PaymentAmount.total: "
    )
    assert "touches what you use%0A" in lines[0]
    assert "ba9876543210" not in "\n".join(lines)
    assert lines[-1].endswith(wording.headline(rich).replace("%", "%25"))


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_no_text_makes_an_annotation_of_its_own(reports, data):
    report = data.draw(reports)
    lines = as_github.render(report).splitlines()
    assert (
        len(lines)
        == sum(not each.accepted for each in report.visible) + len({visible(each) for each in report.stale}) + 1
    )
    assert all(re.match(r"::(error|warning|notice) (file=[^:,]*,)?title=[^:,]*::", each) for each in lines)


def test_junit_has_a_case_for_each_finding(rich):
    (suite,) = ET.fromstring(as_junit.render(rich))  # noqa: S314 - our own text
    assert {name: suite.get(name) for name in ("tests", "failures", "skipped", "errors")} == {
        "tests": "6",
        "failures": "2",
        "skipped": "1",
        "errors": "0",
    }
    cases = suite.findall("testcase")
    assert [each[0].tag for each in cases] == [
        "failure",
        "skipped",
        "failure",
        "system-out",
        "system-out",
        "system-out",
    ]
    assert cases[0].get("classname") == "breaking.output-field-removed"
    assert "getPayment4 $.amount.discount" in cases[0][0].text


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_junit_is_xml_whatever_the_texts(reports, data):
    report = data.draw(reports)
    (suite,) = ET.fromstring(as_junit.render(report))  # noqa: S314 - our own text
    assert len(suite.findall("testcase")) == len(report.findings)
    for finding, case in zip(report.findings, suite.findall("testcase"), strict=True):
        assert finding.fingerprint in case.get("name")


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found_is_told_as_well(name):
    text = render(Report("Contract changes", "a -> b", ()), name)
    assert "0 breaking" in text or json.loads(text) == []
