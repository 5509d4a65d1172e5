"""The page lists every rule, as the table in the code does."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_portone.conformance import RULES

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<says>.+?) \| (?P<example>.+) \|$", re.MULTILINE)


def test_the_page_lists_every_rule_in_order():
    judged = PAGE.read_text(encoding="utf-8").partition("## What is judged")[2].partition("\n## ")[0]
    rows = [(each["name"], each["says"]) for each in ROW.finditer(judged)]
    assert rows == [(each.name, each.says) for each in RULES]


def test_the_names_of_rules_differ():
    assert len({each.name for each in RULES}) == len(RULES)
