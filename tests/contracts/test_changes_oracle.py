"""Two contracts compared, beside an oracle that knows the edits between them and writes out every path."""

from functools import cache
from random import Random

import pytest
from changes_oracle import (
    INPUT,
    OUTPUT,
    common_roots,
    expected,
    finding,
    of_operations,
    of_types,
    roots,
    stands_at,
    tells,
    told,
)
from disguised_contracts import AFTER, disguised
from drafted_contracts import EDITS, MANY, SWAPS, Draft, apply, drafts, small_contracts
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.contracts.changes import compare
from pytest_portone.contracts.model import Answer, Body, Contract, Field, ObjectType, Operation, Ref, Scalar

VERSIONS = contracts.versions()


@settings(deadline=None, max_examples=120)
@given(drafts(), st.booleans())
def test_every_edit_is_told_where_it_is_used_and_nothing_else_is(draft, hidden):
    due = expected(draft)
    new = disguised(draft.new, inline=draft.free(MANY, "")) if hidden else draft.new
    found = told(compare(draft.old, new), AFTER if hidden else "")
    assert found.keys() == due.keys()
    for each, paths in found.items():
        assert paths <= set().union(*due[each])
        assert all(paths & one for one in due[each])


@pytest.mark.parametrize(
    ("kind", "before", "after"), [(kind, *names) for kind, swaps in SWAPS.items() for names in swaps.items()]
)
def test_every_swap_of_single_values_is_judged_by_its_direction(kind, before, after):
    def using(name):
        thing = ObjectType("Thing", {"value": Field("value", Scalar(name))})
        echo = Operation("echo", "POST", "/", body=Body(Ref("Thing")), answers=(Answer(200, Ref("Thing")),))
        return Contract("v1", {"echo": echo}, {"Thing": thing})

    found = {each.direction: each.verdict for each in compare(using(before), using(after))}
    assert found == {"input": INPUT[kind][0], "output": OUTPUT[kind][0]}


@settings(deadline=None, max_examples=30)
@given(small_contracts())
def test_what_is_not_seen_on_the_wire_is_no_difference(contract):
    assert compare(contract, contract) == ()
    assert compare(contract, disguised(contract)) == ()
    assert compare(disguised(contract), contract) == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_real_contract_in_other_words_is_the_same(version):
    assert compare(contracts.load(version), disguised(contracts.load(version))) == ()


@cache
def reached(version):
    """By root of a real contract, the names of the types that can be met there."""
    contract = contracts.load(version)
    return {root: frozenset(contract.reachable(root.type)) for root in roots(contract)}


def drafted(version, edit, seed):
    """A real contract with one edit at a random place that is in use."""
    contract = contracts.load(version)
    used = frozenset().union(*reached(version).values())
    draft = Draft.of(contract, [each for each in contract.types if each in used])
    chance = Random(seed)  # noqa: S311 - any edit will do
    return draft if apply(chance, draft, edit) else None


def leads(contract, root, edited, path):
    """Whether a path leads from a root to the place of an edit."""
    start, steps = root.path, "".join(edited.steps)
    if not path.startswith(start) or not path.endswith(steps):
        return False
    return edited.names[0] in stands_at(contract, root.type, path[len(start) : len(path) - len(steps)])


@pytest.mark.parametrize("edit", dict.fromkeys(EDITS), ids=lambda each: each.__name__)
@settings(deadline=None, max_examples=5)
@given(version=st.sampled_from(VERSIONS), seed=st.integers(0, 2**32))
def test_an_edit_of_a_real_contract_is_found_in_whatever_uses_it(edit, version, seed):
    draft = drafted(version, edit, seed)
    if draft is None:
        return
    found = told(compare(draft.old, draft.new))
    operations = of_operations(draft)
    due = {each: [] for each in operations}
    for root, _ in common_roots(draft):
        for each in of_types(draft):
            if each.names[0] in reached(version)[root] and tells(root, each):
                due.setdefault(finding(draft, root, each), []).append((root, each))
    assert found.keys() == due.keys()
    for each, paths in found.items():
        for path in paths:
            known = {one for paths in operations.get(each, ()) for one in paths}
            assert path in known or any(leads(draft.old, root, one, path) for root, one in due[each])
