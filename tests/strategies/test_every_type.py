"""Every type of every contract: valid values validate, evolved ones but for that, broken ones at one place alone.

A few types share a test of Hypothesis, for what such a test costs by itself.
"""

import pytest

from pytest_portone import contracts, strategies
from pytest_portone.contracts.model import Ref
from pytest_portone.strategies.broken import can_break
from pytest_portone.strategies.evolved import can_evolve

PARTS = 6
TOGETHER = 4
EXAMPLES = 2
"""The simplest value, and another one: there are thousands of types."""
ALL = [
    pytest.param(version, part, id=f"{version}, part {part + 1}")
    for version in contracts.versions()
    for part in range(PARTS)
]


def batches(names):
    """Names, a few at a time."""
    names = list(names)
    return [names[start : start + TOGETHER] for start in range(0, len(names), TOGETHER)]


def names_of(contract, part):
    return list(contract.types)[part::PARTS]


@pytest.mark.parametrize(("version", "part"), ALL)
@pytest.mark.parametrize("coherent", [True, False], ids=["coherent", "whole range"])
def test_valid_values_validate(version, part, coherent, for_all):
    contract = contracts.load(version)
    for names in batches(names_of(contract, part)):

        def test(values, names=names):
            for name, value in zip(names, values, strict=True):
                assert contract.is_valid(name, value), contract.validate(name, value)

        for_all(
            test, *(strategies.types(name, contract=contract, coherent=coherent) for name in names), examples=EXAMPLES
        )


@pytest.mark.parametrize(("version", "part"), ALL)
def test_evolved_values_validate_but_for_their_evolutions(version, part, for_all, check, where):
    contract = contracts.load(version)
    evolving = [name for name in names_of(contract, part) if can_evolve(contract, Ref(name))]
    for names in batches(evolving):

        def test(values, names=names):
            for name, value in zip(names, values, strict=True):
                assert value.evolutions
                assert check(contract, name, value) == ([], where(value.evolutions)), (name, value)

        for_all(test, *(strategies.types(name, contract=contract, evolved=True) for name in names), examples=EXAMPLES)


@pytest.mark.parametrize(("version", "part"), ALL)
@pytest.mark.parametrize("direction", ["input", "output"])
def test_broken_values_fail_at_exactly_one_place(version, part, direction, for_all, check):
    contract = contracts.load(version)
    for names in batches(names_of(contract, part)):

        def test(values, names=names):
            for name, value in zip(names, values, strict=True):
                place = tuple(map(str, value.breakage.path))
                assert check(contract, name, value, direction) == ([place], []), (name, value.breakage)

        broken = [strategies.types(name, contract=contract, broken=True, direction=direction) for name in names]
        for_all(test, *broken, examples=EXAMPLES)


@pytest.mark.parametrize("version", contracts.versions())
def test_every_type_can_break_and_all_but_maps_of_numbers_can_evolve(version):
    contract = contracts.load(version)
    assert all(can_break(contract, Ref(name)) for name in contract.types)
    still = [name for name in contract.types if not can_evolve(contract, Ref(name))]
    assert still == [name for name in contract.types if name == "PlatformUserDefinedFormulaResults"]
