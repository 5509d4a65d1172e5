"""The page about fidelity names every setting."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from pytest_portone.sandbox import Settings

PAGE = Path(__file__).parents[2] / "docs" / "sandbox" / "fidelity.md"


def test_every_setting_is_on_the_page_and_no_other():
    table = PAGE.read_text(encoding="utf-8").partition("## A setting")[2].partition("##")[0]
    rows = re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE)
    named = [each for row in rows for each in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(each.name for each in fields(Settings))
