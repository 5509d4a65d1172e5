"""Examples of request bodies a second, as a test with `@given` gets them."""

from __future__ import annotations

from functools import partial
from itertools import count
from statistics import geometric_mean, median
from time import process_time
from typing import TYPE_CHECKING, Any, NamedTuple

from figures import Budget, Figure, interleaved, need
from handwritten import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

    from pytest_portone.contracts import Contract

ROUNDS = 3
UNIT = "examples/s"
EXAMPLES = 100
"""What Hypothesis takes by default; the time to set a test up is shared out among them."""
WARMING = 10
"""Examples that are not timed."""
ROUNDS_BY_HAND = 5
"""So many for each of the others: they are short."""
LISTED = 3
"""So many operations with the worst ratios are listed, and as many with the best."""


class Rates(NamedTuple):
    """Examples a second of processor time: as the whole test gets them, and in the draw alone."""

    test: float
    draw: float


class Compared(NamedTuple):
    """One body's examples a second, of both sides, in each round."""

    name: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median over the rounds."""
        return median(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))


def measure(rounds: int) -> Iterator[Figure]:
    """All operations with a body against Schemathesis, and three bodies against strategies written by hand."""
    from pytest_portone import contracts

    need("schemathesis")
    contract = contracts.load()
    yield from against_schemathesis(contract, rounds)
    yield from against_hand(contract, rounds)


def against_schemathesis(contract: Contract, rounds: int) -> Iterator[Figure]:
    """The geometric means over the operations; then the ends of the list, by the whole test."""
    whole, drawn, sensible = [], [], []
    for name, *strategies in by_schemathesis(contract):
        ours, coherent, theirs = interleaved(rounds, *map(rates, strategies))
        whole.append(Compared(name, in_test(ours), in_test(theirs)))
        drawn.append(Compared(name, in_draw(ours), in_draw(theirs)))
        sensible.append(Compared(name, in_test(coherent), in_test(theirs)))
    yield overall("whole range", whole, Budget("at least", 10))
    yield overall("whole range, the draw alone", drawn, Budget("at least", 10))
    yield overall("values that make sense", sensible, None)
    whole.sort(key=lambda each: each.ratio)
    for end, some in (("worst", whole[:LISTED]), ("best", whole[-LISTED:])):
        for each in some:
            yield Figure(f"{each.name}, among the {end}", UNIT, each.ours, "Schemathesis", each.theirs)


def overall(what: str, subjects: list[Compared], budget: Budget | None) -> Figure:
    """The geometric mean over the subjects, round by round."""
    ours, theirs = (
        tuple(geometric_mean(each) for each in zip(*sides, strict=True))
        for sides in ([each.ours for each in subjects], [each.theirs for each in subjects])
    )
    title = f"geometric mean of {len(subjects)} operations, {what}"
    return Figure(title, UNIT, ours, "Schemathesis", theirs, budget)


def in_test(measured: Iterable[Rates]) -> tuple[float, ...]:
    """The rates of whole tests."""
    return tuple(each.test for each in measured)


def in_draw(measured: Iterable[Rates]) -> tuple[float, ...]:
    """The rates of the draws alone."""
    return tuple(each.draw for each in measured)


def against_hand(contract: Contract, rounds: int) -> Iterator[Figure]:
    """A body each."""
    from pytest_portone import strategies

    for name, by_hand in BY_HAND.items():
        strategy = strategies.types(name, contract=contract, direction="input", coherent=False)
        ours, theirs = map(in_test, interleaved(ROUNDS_BY_HAND * rounds, rates(strategy), rates(by_hand)))
        yield Figure(name, UNIT, ours, "fixed_dictionaries by hand", theirs, Budget("at least", 0.9))


def by_schemathesis(contract: Contract) -> Iterator[tuple[Any, ...]]:
    """For each operation's body: its id, our strategies for the whole range and for sense, and Schemathesis's own."""
    from schemathesis.generation import GenerationMode
    from schemathesis.openapi import from_dict

    from pytest_portone import strategies
    from pytest_portone.contracts import openapi

    schema = from_dict(openapi.write(contract))
    for operation in contract.operations.values():
        if operation.body:
            described = schema.find_operation_by_id(operation.id)
            configured = schema.config.generation_for(operation=described, phase="fuzzing")
            theirs = described.body[0].get_strategy(described, configured, GenerationMode.POSITIVE)
            ours = partial(strategies.types, operation.body.type.name, contract=contract, direction="input")
            yield operation.id, ours(coherent=False), ours(), theirs


def rates(strategy: SearchStrategy[Any]) -> Callable[[], Rates]:
    """Measures the examples that one test gets, with another seed each time."""
    run(strategy, 0, WARMING)  # builds what the strategy keeps
    seeds = count(1)
    return lambda: run(strategy, next(seeds), EXAMPLES)


def run(strategy: SearchStrategy[Any], number: int, examples: int) -> Rates:
    """The rates of one test; small types have fewer examples than asked for."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    spent: list[float] = []
    taken: list[None] = []

    @st.composite
    def timed(draw: DrawFn) -> object:
        began = process_time()
        try:
            return draw(strategy)
        finally:  # a draw that Hypothesis gives up has cost its time, too
            spent.append(process_time() - began)

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(timed())
    def test(_value: object) -> None:
        taken.append(None)

    started = process_time()
    test()
    return Rates(len(taken) / (process_time() - started), len(taken) / sum(spent))
