"""The page says what the table of rules says."""

import re
from pathlib import Path

from pytest_portone import conformance
from pytest_portone.drift.options import FORMATS
from pytest_portone.drift.rules import RULES
from pytest_portone.traffic.formats import SUFFIXES

PAGE = (Path(__file__).parents[2] / "docs" / "drift.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<id>[a-z-]+)` \| (?P<clause>\S+) \| (?P<verdict>\w+) \| (?P<text>.+) \|$", re.MULTILINE)
CLAUSES = re.compile(r"^\| (?P<names>`[a-z ]+`(?:, `[a-z ]+`)*|all others) \| (?P<clause>[\d.]+) \|$", re.MULTILINE)


def test_every_rule_stands_on_the_page_as_it_is():
    told = [(each["id"], each["clause"], each["verdict"], each["text"]) for each in ROW.finditer(PAGE)]
    table = [each for each in RULES.values() if not each.id.startswith("request-")]
    assert sorted(told) == sorted((each.id, each.clause, each.verdict, each.text) for each in table)


def test_the_clauses_of_requests_are_those_of_the_table():
    told = {name: row["clause"] for row in CLAUSES.finditer(PAGE) for name in re.findall(r"`(.+?)`", row["names"])}
    assert {"all others"} <= {row["names"] for row in CLAUSES.finditer(PAGE)}
    for each in conformance.RULES:
        rule = RULES.get(f"request-{each.name.replace(' ', '-').lower()}-refused")
        assert rule is None or rule.clause == told.get(each.name, "1")
    assert set(told) <= {each.name for each in conformance.RULES}


def test_every_suffix_stands_on_the_page():
    assert [each for each in (*SUFFIXES, *FORMATS) if f"`{each}`" not in PAGE] == []
