"""Every order in which webhooks and the steps of a test can meet: a search for the shortest one that does harm."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from pytest_portone.sandbox.webhooks import telling, troubles
from pytest_portone.sandbox.webhooks.troubles import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from pytest_portone.sandbox.engine import Sandbox

    Act: TypeAlias = Callable[[], object]
    Choose: TypeAlias = Callable[[Sequence["Move"]], "Move"]


class Move(NamedTuple):
    """One thing that can happen next.

    Attributes:
        kind: a step of the test; a webhook that arrives, arrives once more, or is lost.
        name: the step, or what the webhook tells of what.
        number: the delivery's; 0 for a step.
    """

    kind: Literal["step", "deliver", "duplicate", "lose"]
    name: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Exploration:
    """What was tried.

    Attributes:
        orders: how many orders.
        complete: whether these are all that there are, with so many duplicates and losses.
    """

    orders: int
    complete: bool


class ExplorationError(AssertionError):
    """An order breaks the invariant. Its cause is what the invariant or a step raised.

    Attributes:
        order: what happened, one line each.
        exploration: what was tried until then.
        timeline: the webhooks of that order, with their attempts.
    """

    def __init__(self, broken: _Broken, exploration: Exploration) -> None:
        which = f"this order, the shortest of {exploration.orders} tried" if exploration.orders > 1 else "this order"
        lines = [f"  {number}. {each}" for number, each in enumerate(broken.order, 1)]
        what = f"{type(broken.error).__name__}: {broken.error}".rstrip(": ")
        super().__init__("\n".join([f"{broken.what} {which}:", *lines, what, broken.timeline]))
        self.order, self.exploration, self.timeline = broken.order, exploration, broken.timeline


@dataclass(frozen=True, slots=True)
class _Broken:
    order: tuple[str, ...]
    what: str
    error: Exception
    timeline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is explored: see `Sandbox.explore`."""

    scenario: Act
    invariant: Act
    steps: Mapping[str, Act | Sequence[Act]] = field(default_factory=dict)
    always: Act | None = None
    reset: Act | None = None
    duplicates: int = 1
    losses: int = 0
    most: int = 1000


def explore(sandbox: Sandbox, plan: Plan, draw: Callable[[Any], Any] | None = None) -> Exploration:
    """See `Sandbox.explore`.

    Raises:
        ExplorationError: an order breaks the invariant.
    """
    start = sandbox.snapshot()
    try:
        broken, exploration = _drawn(sandbox, plan, draw) if draw else _searched(sandbox, plan)
    finally:
        sandbox.restore(start)
        if plan.reset:
            plan.reset()
    if broken:
        raise ExplorationError(broken, exploration) from broken.error
    return exploration


def _drawn(sandbox: Sandbox, plan: Plan, draw: Callable[[Any], Any]) -> tuple[_Broken | None, Exploration]:
    """One order, as Hypothesis has it; it shrinks to fewer extras, and to webhooks that arrive at once."""
    from hypothesis import strategies as st

    extras = draw(st.integers(0, plan.duplicates + plan.losses))
    broken = _Run(sandbox, plan, extras).run(lambda moves: draw(st.sampled_from(moves)), None)
    return broken, Exploration(1, complete=False)


def _searched(sandbox: Sandbox, plan: Plan) -> tuple[_Broken | None, Exploration]:
    """Every order, those with fewer extras first; once one is broken, only shorter ones of its kind."""
    start, count = sandbox.snapshot(), 0
    best: _Broken | None = None
    for extras in range(plan.duplicates + plan.losses + 1):
        for choose in _choices():
            if count == plan.most:
                return best, Exploration(count, complete=False)
            sandbox.restore(start)
            if plan.reset:
                plan.reset()
            best = _Run(sandbox, plan, extras).run(choose, best) or best
            count += 1
        if best:
            break
    return best, Exploration(count, complete=best is None)


def _choices() -> Iterator[Choose]:
    """Ways to choose, one for each path through a tree, depth first. Each is used up before the next is asked for."""
    path: list[tuple[int, int]] = []
    while True:
        taken: list[tuple[int, int]] = []

        def choose(
            moves: Sequence[Move], path: list[tuple[int, int]] = path, taken: list[tuple[int, int]] = taken
        ) -> Move:
            index, count = path[len(taken)] if len(taken) < len(path) else (0, len(moves))
            if count != len(moves):
                raise RuntimeError("the same steps led elsewhere: explore needs code that does the same each time")
            taken.append((index, count))
            return moves[index]

        yield choose
        while taken and taken[-1][0] + 1 == taken[-1][1]:
            taken.pop()
        if not taken:
            return
        index, count = taken.pop()
        path = [*taken, (index + 1, count)]


class _Run:
    """One order, from a fresh world on.

    Args:
        sandbox: in the state in which it begins.
        plan: what is explored.
        extras: how many duplicates and losses there are to be, together.
    """

    def __init__(self, sandbox: Sandbox, plan: Plan, extras: int) -> None:
        self._sandbox, self._plan, self._extras = sandbox, plan, extras
        self._left = {name: _acts(acts) for name, acts in plan.steps.items()}
        self._can = {"duplicate": plan.duplicates, "lose": plan.losses}
        self._order: list[str] = []

    def run(self, choose: Choose, best: _Broken | None) -> _Broken | None:
        """Go one way to its end, or until it is no shorter than the best; says what breaks."""
        troubles.add(self._sandbox.webhooks.post.state, Trouble(kind="hold", times=None))
        self._plan.scenario()
        while moves := self._moves():
            if best and len(self._order) + 1 >= len(best.order):
                return None
            done = partial(self._do, choose(moves))
            broken = self._tried(done, "an exception is raised in") or self._checked(self._plan.always)
            if broken:
                return broken
        return self._checked(self._plan.invariant)

    def _moves(self) -> list[Move]:
        """What can happen next, the most ordinary first; nothing where all has come to rest."""
        webhooks = self._sandbox.webhooks
        pending = sorted(webhooks.pending, key=lambda each: (each.due, each.number))
        arrived = [each for each in webhooks.deliveries if each.due is None and each.attempts and not each.asks]
        moves = [Move("deliver", telling.titled(each), each.number) for each in pending]
        moves += [Move("step", name) for name, acts in self._left.items() if acts]
        if self._extras and self._can["duplicate"]:
            moves += [Move("duplicate", f"{telling.titled(each)} again", each.number) for each in arrived]
        if self._extras and self._can["lose"]:
            moves += [Move("lose", f"{telling.titled(each)} lost", each.number) for each in pending]
        return moves

    def _do(self, move: Move) -> None:
        self._order.append(move.name)
        if move.kind == "step":
            self._left[move.name].pop(0)()
            return
        if move.kind in self._can:
            self._extras -= 1
            self._can[move.kind] -= 1
        delivery = self._sandbox.webhooks.deliveries[move.number]
        if delivery.due and delivery.due > self._sandbox.clock.now:
            self._sandbox.clock.advance_to(delivery.due)
        if move.kind == "lose":
            troubles.add(self._sandbox.webhooks.post.state, Trouble(kind="drop"))
        self._sandbox.webhooks.deliver(delivery)
        said = telling.said(self._sandbox.webhooks.deliveries[move.number].attempts[-1])
        self._order[-1] = f"{move.name}: {said}"

    def _checked(self, invariant: Act | None) -> _Broken | None:
        """What the invariant says: it raises, or gives False, where it does not hold."""

        def check() -> None:
            if invariant and invariant() is False:
                raise AssertionError("it gave False")

        return self._tried(check, "the invariant is broken by")

    def _tried(self, act: Act, what: str) -> _Broken | None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever the merchant's code raises is what is looked for
            return _Broken(tuple(self._order), what, error, self._sandbox.webhooks.timeline())
        return None


def _acts(acts: Act | Sequence[Act]) -> list[Act]:
    return [acts] if callable(acts) else list(acts)
