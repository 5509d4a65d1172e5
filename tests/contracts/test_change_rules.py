"""The rules and their pages, audited: each is documented, shown by its examples, mirrored, and rests on a clause."""

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from pytest_portone import contracts
from pytest_portone.contracts import notation
from pytest_portone.contracts.changes import RULES, compare
from pytest_portone.contracts.changes import rules as package
from pytest_portone.contracts.changes.model import OPPOSITE
from pytest_portone.contracts.policy import CLAUSES

FOLDER = Path(__file__).parents[2] / "docs" / "rules"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)
HEADINGS = ["## Told", "## Not told", "## What to do"]
BY_ID = {each.id: each for each in RULES}
WITHOUT_RULES = {"0": "the older wording of clause 2.4: the rules rest on that"}
"""Clauses that no rule rests on, with the reason."""

WEBHOOK = """\
webhooks:
  2024-04-25: Webhook
types:
  Webhook: {{ union: type, Paid: Paid{} }}
  Paid: {{ id: string{} }}
"""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda each: each.id)


class Page(NamedTuple):
    """What the page of a rule says: its row, the examples, the differences told, and its headings."""

    text: str
    row: list[str]
    examples: list[tuple[str, str]]
    told: list[str]
    headings: list[str]


def page(rule):
    text = (FOLDER / f"{rule.id}.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    examples = [body.split("\n", 1) for language, body in blocks if language == "yaml"]
    (told,) = (body for language, body in blocks if language == "text")
    _, _, row = (each.split(" | ") for each in ROW.findall(text))
    return Page(text, row, examples, told.splitlines(), re.findall(r"^## .*$", text, re.MULTILINE))


def contract(text):
    return notation.read({"contract.yaml": "format: 1\ncontract: example\n", "api.yaml": text})


def pairs(rule):
    """The contracts of a page: the two that differ by the rule, and the two that only look like it."""
    texts = [body for _, body in page(rule).examples]
    old, new, similar, other = (contract(each) for each in texts)
    return (old, new), (similar, other)


def found(rule, old, new):
    return [each for each in compare(old, new) if each.rule == rule.id]


def shown(found):
    return (
        f"{found.verdict}: {found.operation} {found.path}: {found.before or 'nothing'} -> {found.after or 'nothing'}"
    )


def linked(name):
    return f"[{name}]({name}.md)"


def mirrored(rule):
    if not rule.mirror:
        return "none"
    return "itself" if rule.mirror == rule.id else linked(rule.mirror)


@every_rule
def test_the_page_has_its_parts_and_says_what_the_rule_says(rule):
    said = page(rule)
    assert said.text.startswith(f"# {rule.id}\n\n")
    assert said.headings == HEADINGS
    assert [head for head, _ in said.examples] == ["# old", "# new"] * 2
    assert said.row == [rule.clause, rule.direction, rule.kind, rule.verdict, mirrored(rule)]
    assert re.search(rf"\b[Cc]lauses? {re.escape(rule.clause)}\b", said.text)


@every_rule
def test_the_rule_tells_its_example_apart(rule):
    told, _ = pairs(rule)
    assert found(rule, *told)
    assert [shown(each) for each in found(rule, *told)] == page(rule).told
    assert {(each.verdict, each.clause, each.direction) for each in found(rule, *told)} == {
        (rule.verdict, rule.clause, rule.direction)
    }


@every_rule
def test_the_rule_is_silent_about_what_looks_like_it(rule):
    _, _, (_, old), (_, new) = page(rule).examples
    assert old != new
    assert found(rule, contract(old), contract(new)) == []


@every_rule
def test_rules_that_the_look_alike_is_told_by_are_named_on_the_page(rule):
    _, similar = pairs(rule)
    assert {each.rule for each in compare(*similar)} <= set(re.findall(r"\]\(([\w-]+)\.md\)", page(rule).text))


@every_rule
def test_the_rule_has_a_mirror_or_says_why_not(rule):
    assert bool(rule.mirror) != bool(rule.unmirrored)
    if rule.mirror:
        mirror = BY_ID[rule.mirror]
        assert mirror.mirror == rule.id
        assert mirror.kind == OPPOSITE[rule.kind]
        assert (mirror.subject, mirror.direction) == (rule.subject, rule.direction)


@every_rule
def test_the_other_way_round_the_mirror_tells_the_example(rule):
    (old, new), _ = pairs(rule)
    back = BY_ID.get(rule.mirror)
    forwards = [(each.path, each.field, each.before, each.after) for each in found(rule, old, new)]
    if back:
        backwards = [(each.path, each.field, each.after, each.before) for each in found(back, new, old)]
        assert backwards == forwards
    else:
        others = {each.rule for each in compare(new, old)}
        assert others
        assert all(each in rule.unmirrored for each in others)
    again = [(each.path, each.field, each.before, each.after) for each in found(rule, new, old)]
    assert not set(again) & set(forwards)


def test_every_clause_has_its_rules():
    resting = {each.clause for each in RULES}
    grown = contract(WEBHOOK.format(", Failed: Paid", ", later: string"))
    in_webhooks = {each.clause for each in compare(contract(WEBHOOK.format("", "")), grown)}
    assert in_webhooks == {"W1"}
    assert resting | in_webhooks | WITHOUT_RULES.keys() == CLAUSES.keys()
    assert not (resting | in_webhooks) & WITHOUT_RULES.keys()


def test_what_shrinks_in_a_webhook_is_judged_too():
    old, new = (contract(WEBHOOK.format(*each)) for each in ((", Failed: Paid", ", gone: string"), ("", "")))
    assert {(each.rule, each.verdict, each.operation) for each in compare(old, new)} == {
        ("output-case-removed", "review", "webhook 2024-04-25"),
        ("output-field-removed", "breaking", "webhook 2024-04-25"),
    }


def test_every_file_is_a_rule_of_its_own():
    files = {each.stem for each in Path(package.__file__).parent.glob("*.py")} - {"__init__"}
    assert sorted(each.id.replace("-", "_") for each in RULES) == sorted(files)
    assert all(each.find.__module__.endswith(f".{each.id.replace('-', '_')}") for each in RULES)


def test_every_page_is_of_a_rule():
    assert {each.stem for each in FOLDER.glob("*.md")} == {*BY_ID, "README"}


def test_the_index_lists_every_rule_in_order():
    rows = [each.split(" | ") for each in ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))][2:]
    assert rows == [
        [linked(each.id), each.text, each.clause, each.direction, each.verdict, mirrored(each)] for each in RULES
    ]


@pytest.mark.parametrize("verdict", ["breaking", "review"])
def test_an_unstable_operation_is_exempt_from_what_is_forbidden(verdict):
    """On every example that is about an operation: marked UNSTABLE, nothing in it is forbidden."""
    rules = [each for each in RULES if each.verdict == verdict and each.id != "operation-made-unstable"]
    for rule in rules:
        (old, new), _ = pairs(rule)
        if not old.webhooks:
            verdicts = {each.verdict for each in compare(unstable(old), unstable(new))}
            assert verdicts <= {"exempt", "allowed"}, rule.id
            assert "exempt" in verdicts, rule.id


def unstable(contract_):
    operations = {name: replace(each, unstable=True) for name, each in contract_.operations.items()}
    return replace(contract_, operations=operations)


def test_every_rule_that_real_contracts_break_has_a_page():
    """What the bundled contracts differ by is found by rules of the list, and by no other."""
    old, _, new = (contracts.load(each) for each in contracts.versions())
    assert {each.rule for each in compare(old, new)} <= BY_ID.keys()
