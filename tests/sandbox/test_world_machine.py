"""All areas at once, driven at random: laws that hold whatever anybody does.

A long run, of some minutes: WORLD_MACHINE_EXAMPLES=500 python -m pytest tests/sandbox/test_world_machine.py
"""

import os
import pkgutil
from importlib import import_module

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from world_machine.acting import unknown_parameters
from world_machine.areas import AREAS, FIRST, TABLES
from world_machine.machine import WorldMachine

import pytest_portone.sandbox
from pytest_portone import contracts
from pytest_portone.sandbox.console import Console
from pytest_portone.sandbox.customer import Customer

EXAMPLES = int(os.environ.get("WORLD_MACHINE_EXAMPLES", "15"))
LONG = "WORLD_MACHINE_EXAMPLES" in os.environ and os.name != "nt"
BACKEND = "hypothesis-urandom" if LONG else "hypothesis"
"""In a long run every story is a new one: Hypothesis' own way makes five of six by changing one a little. A short run
is the same each time where Hypothesis derandomizes, as it does in CI."""
STEPS = 40


@pytest.mark.parametrize("version", contracts.versions())
def test_the_laws_hold_whatever_anybody_does(version):
    contract = contracts.load(version)
    wanted = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        backend=BACKEND,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(lambda: WorldMachine(contract), settings=wanted)


def tables():
    """Every table of transitions in the sandbox: mappings from statuses to those that follow."""
    found = pkgutil.walk_packages(pytest_portone.sandbox.__path__, "pytest_portone.sandbox.")
    values = [value for each in found for value in vars(import_module(each.name)).values()]
    return [each for each in values if is_table(each)]


def is_table(value):
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(each, dict) and each.keys() <= value.keys() for each in value.values())
        and any(value.values())
    )


def test_every_table_is_watched():
    assert {id(each) for each in tables()} == {id(each) for each in TABLES.values()}
    assert AREAS.keys() == TABLES.keys() == FIRST.keys()


@pytest.mark.parametrize("kind", [Customer, Console])
def test_every_act_has_its_arguments(kind):
    assert unknown_parameters(kind) == set()
