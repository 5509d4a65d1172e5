"""Types walked side by side: each pair once, whatever uses it, and to an end, however they hold themselves."""

from dataclasses import replace

import pytest
from disguised_contracts import disguised

from pytest_portone import contracts
from pytest_portone.contracts.changes import RULES, compare, comparing
from pytest_portone.contracts.model import (
    AliasType,
    Answer,
    Contract,
    Field,
    ListOf,
    ObjectType,
    Operation,
    Ref,
    Scalar,
)

OLD, NEW = (contracts.load(each) for each in contracts.versions()[-2:])


@pytest.fixture
def looked_at(monkeypatch):
    """Counts the pairs of types that rules are asked about."""
    seen = []
    rule = replace(RULES[0], subject="type", direction=None, find=lambda pair: seen.append(pair) or ())
    monkeypatch.setattr(comparing, "RULES", (rule,))

    def count(old, new):
        seen.clear()
        compare(old, new)
        return len(seen)

    return count


def answering(expr, **types):
    operation = Operation("get", "GET", "/", answers=(Answer(200, expr),))
    return Contract("v1", {"get": operation}, {each.name: each for each in types.values()})


def twice(contract):
    """The same contract, and all of it once more under other names and paths."""
    other = disguised(contract)
    operations = {each.id: replace(each, path=f"/twin{each.path}") for each in other.operations.values()}
    return replace(contract, types=contract.types | other.types, operations=contract.operations | operations)


def test_twice_as_many_types_are_looked_at_no_more_than_twice_as_often(looked_at):
    old, new = replace(OLD, webhooks={}), replace(NEW, webhooks={})
    once = looked_at(old, new)
    assert 1.9 * once < looked_at(twice(old), twice(new)) <= 2 * once  # both have the same pairs of single values


def test_more_operations_that_use_the_same_types_are_free(looked_at):
    def again(contract):
        others = {f"{each.id}Again": replace(each, id=f"{each.id}Again") for each in contract.operations.values()}
        others = {name: replace(each, path=f"/again{each.path}") for name, each in others.items()}
        return replace(contract, operations=contract.operations | others)

    assert looked_at(again(OLD), again(NEW)) == looked_at(OLD, NEW) > 500


@pytest.mark.parametrize("lists", [1, 2, 3])
def test_lists_of_themselves_come_to_an_end(lists):
    """Where the names of both are never met at the same time."""

    def listed(expr, times):
        return ListOf(listed(expr, times - 1)) if times else expr

    old = answering(Ref("Old"), Old=AliasType("Old", listed(Ref("Old"), 2)))
    new = answering(listed(Ref("New"), 1), New=AliasType("New", listed(Ref("New"), lists)))
    assert compare(old, new) == ()


def test_what_stands_in_an_alias_belongs_to_it_wherever_it_is_used():
    def using(scalar):
        fields = {name: Field(name, Ref("Many")) for name in ("first", "second")}
        thing = ObjectType("Thing", fields)
        return answering(Ref("Thing"), Thing=thing, Many=AliasType("Many", ListOf(Scalar(scalar))))

    (told,) = compare(using("int32"), using("int64"))
    assert (told.type, told.field, told.path) == ("Many", "", "$.first[*]")


def test_the_same_change_of_two_fields_is_told_of_both():
    def using(scalar):
        fields = {name: Field(name, ListOf(Scalar(scalar))) for name in ("first", "second")}
        return answering(Ref("Thing"), Thing=ObjectType("Thing", fields))

    assert [each.path for each in compare(using("int32"), using("int64"))] == ["$.first[*]", "$.second[*]"]
