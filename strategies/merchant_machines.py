"""A merchant's code and a customer, driven at random; in the end the merchant's ledger and PortOne must agree."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.stateful import RuleBasedStateMachine, rule

from pytest_portone.contracts.errors import nearest
from pytest_portone.strategies.happenings import KINDS, Kind, Scene, Step
from pytest_portone.strategies.merchants import CatchesUp, Merchant, PortOne

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

W = TypeVar("W", bound=PortOne)
M = TypeVar("M", bound=Merchant)

_TOTALS = st.integers(1, 50).map(lambda thousands: thousands * 1000)
SETTINGS = settings(
    deadline=None,
    stateful_step_count=10,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    phases=[each for each in Phase if each is not Phase.explain],
)
"""What a machine's test case has if nobody says otherwise. An explanation would cost more than the rest, and name
lines of the sandbox."""
_ROUNDS = 100
_TITLES = frozenset(each for kind in KINDS for each in kind.titles)


class DisagreementError(AssertionError):
    """The merchant's ledger and PortOne do not tell the same story.

    Attributes:
        reconciliation: what was found.
        timeline: the webhooks with their attempts, as text.
    """

    def __init__(self, reconciliation: Any, timeline: str) -> None:
        super().__init__(f"the merchant's ledger and PortOne disagree:\n{reconciliation}\n{timeline}")
        self.reconciliation, self.timeline = reconciliation, timeline


def agree(portone: Any, merchant: Merchant) -> None:
    """Demand that the merchant's ledger and PortOne agree, by `portone.reconcile`.

    Raises:
        DisagreementError: they do not.
    """
    found = portone.reconcile(merchant.ledger())
    if not found.clean:
        raise DisagreementError(found, portone.webhooks.timeline())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a machine drives; see `merchant_machine`."""

    world: Callable[[], Any]
    merchant: Callable[[Any], Any]
    totals: st.SearchStrategy[int]
    currency: str
    orders: int
    refuses: tuple[type[Exception], ...]
    without: frozenset[str]
    agree: Callable[[Any, Any], object]

    def permits(self, step: str) -> bool:
        """Whether a step of this title may happen."""
        return step not in self.without and step.partition(".")[0] not in self.without


_NOTHING = Step("nothing.happens", "", "", lambda: None)
"""What is left where all else is left out, or done."""
_CHOICES: tuple[Kind | None, ...] = (*(each for each in KINDS for _ in range(each.weight)), None, None)
"""What may happen next, as often as its weight; None for another order."""


@st.composite
def _steps(draw: st.DrawFn, machine: MerchantMachine) -> Step:
    """A step that is possible now. Each choice is among the same things all along, so that a story shrinks well."""
    scene = machine.scene
    if scene.orders and not any(machine.possible(each) for each in (*KINDS, None)):
        return _NOTHING
    kind = draw(st.sampled_from(_CHOICES).filter(machine.possible)) if scene.orders else None
    if kind is None:
        total = draw(machine.plan.totals)
        return Step("merchant.takes", "", f"{total:,}", lambda: scene.take(total))
    found = machine.steps(kind)
    titles, orders = {each.title for each in found}, {(each.title, each.order) for each in found}
    title = draw(st.sampled_from(kind.titles).filter(lambda each: each in titles))
    order = draw(st.sampled_from(["", *scene.orders]).filter(lambda each: (title, each) in orders))
    return draw(st.sampled_from([each for each in found if (each.title, each.order) == (title, order)]))


class MerchantMachine(RuleBasedStateMachine):
    """One merchant, one customer, and what happens to them. Made by `merchant_machine`."""

    plan: ClassVar[Plan]

    def __init__(self) -> None:
        super().__init__()
        self.story: list[str] = []
        with ExitStack() as opened:
            portone = _entered(opened, self.plan.world())
            merchant = _entered(opened, self.plan.merchant(portone))
            self.scene = Scene(portone, merchant, self.plan.currency)
            self._opened = opened.pop_all()

    @rule(step=st.runner().flatmap(_steps))
    def then(self, step: Step) -> None:
        """Something happens."""
        self.story.append(repr(step))
        calls = self.scene.portone.calls
        last = calls[-1] if calls else None
        try:
            told = step.do()
        except Exception as error:
            if not self._is_fair(error, last):
                raise
            told = f"{type(error).__name__}: {error}".rstrip(": ")
        if isinstance(told, str):
            self.story[-1] += f" -> {told}"

    def possible(self, kind: Kind | None) -> bool:
        """Whether there is a step of a kind now; without a kind, whether there may be another order."""
        return len(self.scene.orders) < self.plan.orders if kind is None else bool(self.steps(kind))

    def steps(self, kind: Kind) -> list[Step]:
        """The steps of a kind that can happen now."""
        return [each for each in kind.steps(self.scene) if self.plan.permits(each.title)]

    def _is_fair(self, error: Exception, last: Any) -> bool:
        """Whether somebody may raise this: a customer who is refused; a merchant who refuses, or is not answered.

        Args:
            error: what was raised.
            last: the last call before that.
        """
        refused = any(each.__name__ == "CheckoutError" for each in type(error).__mro__)
        calls = takewhile(lambda each: each is not last, reversed(self.scene.portone.calls))
        return refused or isinstance(error, self.plan.refuses) or any(each.provenance == "fault" for each in calls)

    def teardown(self) -> None:
        """Let all come to rest, and demand that the ledger and PortOne agree."""
        with self._opened:
            if sys.exception() is None and self.scene.orders:
                self._rest()
                self.plan.agree(self.scene.portone, self.scene.merchant)

    def _rest(self) -> None:
        """No more faults; every webhook is tried until it is given up; the merchant catches up."""
        portone, merchant = self.scene.portone, self.scene.merchant
        portone.faults.clear()
        self.scene.let_go()
        portone.clock.advance(days=1)
        portone.webhooks.calm()
        self._run_out()
        if isinstance(merchant, CatchesUp):
            merchant.catch_up()
        self._run_out()

    def _run_out(self) -> None:
        """Let every webhook arrive, or be given up; and a day pass, after which nothing is under way."""
        portone = self.scene.portone
        for _ in range(_ROUNDS):
            portone.webhooks.deliver()
            pending: list[datetime] = [each.due for each in portone.webhooks.pending]
            if not pending:
                break
            portone.clock.advance_to(max(*pending, portone.clock.now))
        else:
            raise AssertionError(f"there are still webhooks to be sent:\n{portone.webhooks.timeline()}")
        portone.clock.advance(days=1)

    def _repr_step(self, rule: Any, data: Any, result: Any) -> str:
        """The step as a sentence; Hypothesis prints it. Where that changes, it prints the step's own text."""
        return self.story[-1] if self.story else super()._repr_step(rule, data, result)


def _entered(opened: ExitStack, made: Any) -> Any:
    """What a function gave; what is behind it, where that is a context manager."""
    return opened.enter_context(made) if isinstance(made, AbstractContextManager) else made


def merchant_machine(  # noqa: PLR0913 - keyword arguments, each with a default
    world: Callable[[], W | AbstractContextManager[W]],
    merchant: Callable[[W], M | AbstractContextManager[M]],
    *,
    totals: st.SearchStrategy[int] = _TOTALS,
    currency: str = "KRW",
    orders: int = 3,
    refuses: type[Exception] | tuple[type[Exception], ...] = (),
    without: Collection[str] = (),
    agree: Callable[[W, M], object] = agree,
) -> type[MerchantMachine]:
    """A state machine that drives a merchant's code and a customer; its `TestCase` is a test.

    Args:
        world: gives a sandbox, or a context manager that gives one and ends what belongs to it.
        merchant: gives the merchant's code for a sandbox, or a context manager of it: it has its webhooks sent to
            itself, and starts with empty books.
        totals: what orders are over, in minor units.
        currency: what is paid in, ISO 4217.
        orders: how many orders there are at most.
        refuses: what the merchant raises in order to say no.
        without: what is not to happen: a step such as `customer.pays_twice`, or all of somebody's, such as `forger`.
        agree: what is demanded in the end: it raises where the ledger and PortOne disagree.

    Raises:
        InvalidArgument: `without` names no step.
    """
    known = _TITLES | {each.partition(".")[0] for each in _TITLES}
    for each in sorted(set(without) - known):
        near = nearest(each, sorted(known))
        hint = f"the nearest is {near!r}" if near else f"known: {', '.join(sorted(known))}"
        raise InvalidArgument(f"merchant_machine(): without={each!r} is no step; {hint}")
    plan = Plan(
        world=world,
        merchant=merchant,
        totals=totals,
        currency=currency,
        orders=orders,
        refuses=refuses if isinstance(refuses, tuple) else (refuses,),
        without=frozenset(without),
        agree=agree,
    )
    name = f"{getattr(merchant, '__name__', 'Merchant')}Machine"
    made = type(name, (MerchantMachine,), {"plan": plan, "__doc__": MerchantMachine.__doc__})
    machine = cast("type[MerchantMachine]", made)
    machine.TestCase.settings = SETTINGS
    return machine
