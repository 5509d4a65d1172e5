"""What the tests of strategies share: the contracts, and examples drawn the same way each time."""

import json
from typing import NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts

VERSIONS = contracts.versions()


@pytest.fixture(scope="session", params=VERSIONS)
def contract(request):
    return contracts.load(request.param)


@pytest.fixture(scope="session")
def newest():
    return contracts.load()


def _for_all(check, *strategies, examples=4):
    """Check tuples of values of these strategies, the same in each run; Hypothesis's own health checks are on."""

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate]
    )
    @given(st.tuples(*strategies))
    def test(values):
        check(values)

    test()


def _examples(strategy, *, examples=30):
    found = []
    _for_all(found.extend, strategy, examples=examples)
    return found


class Found(NamedTuple):
    """Where a check finds something. Paths are texts: a report has the keys of a map that are digits as numbers."""

    violations: list[tuple[str, ...]]
    extensions: list[tuple[str, ...]]


def _where(things):
    return sorted(tuple(map(str, each.path)) for each in things)


def _check(contract, target, value, direction="output"):
    """What is found in a value as a receiver decodes it."""
    report = contract.validate(target, json.loads(json.dumps(value)), direction=direction)
    return Found(_where(report.violations), _where(report.extensions))


@pytest.fixture(scope="session")
def for_all():
    return _for_all


@pytest.fixture(scope="session")
def examples():
    return _examples


@pytest.fixture(scope="session")
def check():
    return _check


@pytest.fixture(scope="session")
def where():
    return _where
