"""Types that contain themselves, and other types that no document of PortOne has so far."""

import pytest
from hypothesis.errors import InvalidArgument

from pytest_portone import strategies
from pytest_portone.contracts.model import (
    Answer,
    Contract,
    EnumType,
    Field,
    ListOf,
    MapOf,
    ObjectType,
    Operation,
    Ref,
    Scalar,
    UnionType,
)
from pytest_portone.contracts.scalars import SCALARS as IN_CONTRACTS
from pytest_portone.strategies.loops import loops
from pytest_portone.strategies.scalars import SCALARS

TEXT = Scalar("string")


def contract_of(*types, operations=()):
    return Contract("made up", {each.id: each for each in operations}, {each.name: each for each in types})


def an_object(name, **fields):
    """An object; a field whose name ends with `_` is optional."""
    named = {key.removesuffix("_"): (each, not key.endswith("_")) for key, each in fields.items()}
    return ObjectType(name, {key: Field(key, each, required) for key, (each, required) in named.items()})


TREE = contract_of(
    an_object("Tree", value=Scalar("int32"), children=ListOf(Ref("Tree"))),
    an_object("Chain", next_=Ref("Chain")),
    an_object("Ping", pong=Ref("Pong")),
    an_object("Pong", ping_=Ref("Ping"), stop=Scalar("boolean")),
    UnionType("Expression", "kind", {"SUM": "Sum", "NUMBER": "Number"}),
    an_object("Sum", left=Ref("Expression"), right=Ref("Expression")),
    an_object("Number", value=Scalar("int64")),
    an_object("Folder", entries=MapOf(Ref("Folder"))),
    an_object("Around", inner=Ref("Tree"), other=Ref("Chain")),
)


def depth(value):
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return max(map(depth, value), default=0) if isinstance(value, list) else 0


@pytest.mark.parametrize("name", ["Tree", "Chain", "Ping", "Pong", "Expression", "Sum", "Folder", "Around"])
def test_recursive_types_have_values_of_every_kind(name, for_all, examples, check, where):
    def test(values):
        valid, evolved, broken = values
        assert TREE.is_valid(name, valid)
        assert check(TREE, name, evolved) == ([], where(evolved.evolutions))
        assert check(TREE, name, broken) == (where([broken.breakage]), [])

    kinds = ({}, {"evolved": True}, {"broken": True})
    for_all(test, *(strategies.types(name, contract=TREE, **kind) for kind in kinds), examples=30)
    depths = {depth(each) for each in examples(strategies.types(name, contract=TREE), examples=100)}
    assert len(depths) > 1


def test_loops_are_the_types_on_the_way_back():
    assert loops(TREE) == {
        "Tree": frozenset({"Tree"}),
        "Chain": frozenset({"Chain"}),
        "Ping": frozenset({"Ping", "Pong"}),
        "Pong": frozenset({"Ping", "Pong"}),
        "Expression": frozenset({"Expression", "Sum"}),
        "Sum": frozenset({"Expression", "Sum"}),
        "Folder": frozenset({"Folder"}),
    }


def test_the_real_contracts_have_no_recursive_types(contract):
    assert loops(contract) == {}


def test_a_long_loop_is_walked_as_far_as_it_needs(examples):
    steps = 12
    chain = [an_object(f"Step{index}", next=Ref(f"Step{index + 1}")) for index in range(steps)]
    contract = contract_of(*chain, an_object(f"Step{steps}", again_=Ref("Step0")))
    values = examples(strategies.types("Step0", contract=contract))
    assert {depth(each) for each in values} == {steps + 1}


def test_lists_of_lists_stay_within_the_limits_of_hypothesis(for_all):
    """Its health checks would say that values are too large."""
    leaf = an_object("Leaf", **{f"field{index}": TEXT for index in range(30)})
    levels = [an_object(f"Level{level}", items=ListOf(Ref(f"Level{level - 1}"))) for level in range(1, 7)]
    contract = contract_of(leaf, an_object("Level0", leaf=Ref("Leaf")), *levels)
    sizes = []
    for_all(
        lambda values: sizes.append(str(values).count("field29")),
        strategies.types("Level6", contract=contract),
        examples=60,
    )
    assert max(sizes) > 1


@pytest.mark.parametrize(
    "contract",
    [
        contract_of(an_object("Endless", next=Ref("Endless"))),
        contract_of(an_object("Endless", next=Ref("Other")), an_object("Other", back=Ref("Endless"))),
        contract_of(UnionType("Endless", "kind", {"A": "A"}), an_object("A", inner=Ref("Endless"))),
        contract_of(EnumType("Endless", ())),
    ],
    ids=["itself", "each other", "a union", "an empty enum"],
)
def test_a_type_without_values_is_refused(contract):
    with pytest.raises(InvalidArgument, match="no finite value is of type Endless"):
        strategies.types("Endless", contract=contract)


def test_a_case_without_values_is_left_out(examples):
    contract = contract_of(
        UnionType("Either", "kind", {"BAD": "Endless", "GOOD": "Good"}),
        an_object("Endless", next=Ref("Endless")),
        an_object("Good"),
    )
    assert examples(strategies.types("Either", contract=contract)) == [{"kind": "GOOD"}]


def test_a_list_that_is_all_there_is_has_something_to_evolve_and_to_break(for_all, check, where):
    operation = Operation("list", "GET", "/list", answers=(Answer(200, ListOf(MapOf(Ref("Item")))),))
    contract = contract_of(an_object("Item", id=TEXT), operations=[operation])
    side = contract.answer(operation, 200)

    def test(values):
        evolved, broken = values
        assert evolved.evolutions
        assert check(contract, side, evolved) == ([], where(evolved.evolutions))
        assert check(contract, side, broken) == (where([broken.breakage]), [])

    kinds = ({"evolved": True}, {"broken": True})
    for_all(test, *(strategies.responses("list", contract=contract, **kind) for kind in kinds), examples=40)


@pytest.mark.parametrize("name", sorted(IN_CONTRACTS))
@pytest.mark.parametrize("coherent", [True, False])
def test_every_scalar_has_valid_values_and_near_misses(name, coherent, for_all, check):
    contract = contract_of(an_object("Box", value=Scalar(name)))

    def test(values):
        valid, broken = values
        assert contract.is_valid("Box", valid)
        violations, extensions = check(contract, "Box", broken)
        assert (len(violations), extensions) == (1, [])

    strategy = strategies.types("Box", contract=contract, coherent=coherent)
    for_all(test, strategy, strategies.types("Box", contract=contract, broken=True), examples=100)


def test_every_scalar_of_the_notation_has_a_strategy():
    assert SCALARS.keys() == IN_CONTRACTS.keys()


def test_the_whole_range_of_integers_and_dates_comes(examples):
    box = an_object(
        "Box", small=Scalar("int32"), large=Scalar("int64"), day=Scalar("date"), moment=Scalar("date-time")
    )
    contract = contract_of(box)
    values = examples(strategies.types("Box", contract=contract, coherent=False), examples=400)
    assert min(each["small"] for each in values) < -(2**30) < 2**30 < max(each["small"] for each in values)
    assert min(each["large"] for each in values) < -(2**40) < 2**40 < max(each["large"] for each in values)
    assert {each["moment"][-6:] for each in values if each["moment"][-1] != "Z"} == {"+09:00", "-03:30"}
    assert {"." in each["moment"] for each in values} == {True, False}
    assert len({each["day"][:4] for each in values}) > 20


def test_an_error_of_unknown_type_leaves_a_status_without_a_body():
    from pytest_portone.contracts.model import ErrorMark

    error = ObjectType("Odd", {}, ErrorMark(404))
    operation = Operation("odd", "GET", "/odd", errors=("Odd",))
    contract = contract_of(error, operations=[operation])
    with pytest.raises(InvalidArgument, match="odd 404: the contract does not tell the `type` of Odd"):
        strategies.responses("odd", 404, contract=contract)
