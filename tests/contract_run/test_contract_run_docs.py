"""The page about the contract run is complete."""

from pathlib import Path

from pytest_portone.contract_run.exceptions import EXCEPTIONS
from pytest_portone.contract_run.limits import ASKED
from pytest_portone.contract_run.plan import PROFILES

PAGE = Path(__file__).parents[2].joinpath("docs", "contract-run.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## Exceptions")[2].partition("## What")[0]


def test_every_exception_is_documented_with_its_check():
    for each in EXCEPTIONS:
        name = "limits of an operation" if each.name.startswith("limits of") else each.name
        assert any(name in row and f"`{each.check}`" in row for row in TABLE.splitlines()), each.name


def test_every_limit_is_documented_with_its_operations():
    for limits, operations in ASKED.items():
        assert f"| {limits} | {', '.join(f'`{each}`' for each in operations)} |" in TABLE


def test_every_profile_is_documented_with_its_numbers():
    for each in PROFILES.values():
        (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{each.name}` |"))
        limit = "all" if each.enumerated is None else f"{each.enumerated} valid, {each.enumerated} invalid"
        assert f"| {each.examples} | {limit} | {each.scenarios:,} of up to {each.steps} calls |" in row
