"""What can happen between a merchant, a customer and PortOne: every step that is possible now, each as a sentence.

What a step is drawn from keeps its order while a story shrinks: who does what, with which order, and the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_portone.strategies import forging
from pytest_portone.strategies.merchants import CatchesUp, GivesBack, HasPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_portone.strategies.merchants import Merchant, PortOne


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """One thing that may happen.

    Attributes:
        title: who does what, such as `customer.pays`.
        order: the payment id of the order that it is about; empty for none.
        rest: what else there is to say.
        do: does it; a text that it returns says what came of it.
    """

    title: str
    order: str
    rest: str
    do: Callable[[], object] = field(compare=False)

    def __repr__(self) -> str:
        return f"{self.title}({', '.join(each for each in (self.order, self.rest) if each)})"


@dataclass(slots=True)
class Scene:
    """Who takes part, and what has been ordered.

    Attributes:
        portone: the sandbox.
        merchant: the merchant's code.
        currency: what is paid in.
        orders: payment id -> total, in minor units.
        holds: takes back that webhooks are held.
    """

    portone: PortOne
    merchant: Merchant
    currency: str
    orders: dict[str, int] = field(default_factory=dict)
    holds: list[Any] = field(default_factory=list)

    def status(self, payment_id: str) -> str | None:
        """A payment's status; None where PortOne has not heard of it."""
        payment = self.portone.payments.get(payment_id)
        return None if payment is None else payment.status

    def take(self, total: int) -> str:
        """Have the merchant take an order. Returns its payment id."""
        payment_id = self.merchant.order(total)
        self.orders[payment_id] = total
        return payment_id

    def hold(self) -> None:
        """Hold all webhooks from now on."""
        self.holds.append(self.portone.webhooks.hold())
        self.holds[-1].__enter__()

    def let_go(self) -> None:
        """Send all that is held."""
        while self.holds:
            self.holds.pop().__exit__(None, None, None)


# The customer


class Act(NamedTuple):
    """Something that a customer does with an order, while its payment has one of these statuses."""

    statuses: frozenset[str | None]
    do: Callable[[Any, str, int, str], object]
    pays: Callable[[int], int] | None = None


_UNPAID: frozenset[str | None] = frozenset({None, "READY", "FAILED"})
_AWAITED: frozenset[str | None] = frozenset({"VIRTUAL_ACCOUNT_ISSUED"})


def _other(total: int) -> int:
    """What is paid where the page was tampered with."""
    return total // 10 or total + 1


_ACTS: Mapping[str, Act] = {
    "pays": Act(_UNPAID, lambda who, name, total, currency: who.pay(name, total, currency=currency), lambda it: it),
    "abandons": Act(_UNPAID, lambda who, name, total, currency: who.abandon(name, total, currency=currency)),
    "fails": Act(_UNPAID, lambda who, name, total, currency: who.fail(name, total, currency=currency)),
    "pays_another_amount": Act(
        _UNPAID,
        lambda who, name, total, currency: who.tamper(name, total, paid=_other(total), currency=currency),
        _other,
    ),
    "pays_twice": Act(
        _UNPAID, lambda who, name, total, currency: who.pay_twice(name, total, currency=currency), lambda it: it
    ),
    "gets_an_account": Act(
        _UNPAID, lambda who, name, total, currency: who.issue_virtual_account(name, total, currency=currency)
    ),
    "deposits": Act(_AWAITED, lambda who, name, *_: who.deposit(name), lambda it: it),
    "deposits_at_the_last_moment": Act(_AWAITED, lambda who, name, *_: who.deposit_late(name), lambda it: it),
    "deposits_too_late": Act(_AWAITED, lambda who, name, *_: who.deposit_too_late(name), lambda it: it),
}


def _customer(scene: Scene) -> Iterator[Step]:
    for payment_id, total in scene.orders.items():
        status = scene.status(payment_id)
        for name, act in _ACTS.items():
            if status in act.statuses:
                paid = f"{act.pays(total):,}" if act.pays else ""
                do = partial(act.do, scene.portone.customer, payment_id, total, scene.currency)
                yield Step(f"customer.{name}", payment_id, paid, do)


def _browser(scene: Scene) -> Iterator[Step]:
    if isinstance(scene.merchant, HasPage):
        for each in scene.orders:
            yield Step("browser.comes_back", each, "", partial(scene.merchant.redirected, each))


# Money back


def _parts(scene: Scene) -> Iterator[tuple[str, int | None, str]]:
    """Payments with what can go back of them: all, or some tenths of the total; and that as text."""
    for payment_id, total in scene.orders.items():
        if scene.status(payment_id) in {"PAID", "PARTIAL_CANCELLED"}:
            left, unit = scene.portone.payments[payment_id].left, max(total // 10, 1)
            for amount in (each for each in (unit, 3 * unit, 5 * unit) if each < left):
                yield payment_id, amount, f"{amount:,}"
            if left:
                yield payment_id, None, f"all of {left:,}"


def _refund(scene: Scene) -> Iterator[Step]:
    if isinstance(scene.merchant, GivesBack):
        for payment_id, amount, text in _parts(scene):
            yield Step("merchant.refunds", payment_id, text, partial(scene.merchant.refund, payment_id, amount))


def _console(scene: Scene) -> Iterator[Step]:
    for payment_id, amount, text in _parts(scene):
        yield Step(
            "console.cancels", payment_id, text, partial(scene.portone.customer.cancel_in_console, payment_id, amount)
        )


# Webhooks

_TYPES = (None, "Transaction.Paid", "Transaction.PartialCancelled", "Transaction.Cancelled")
"""Webhooks that trouble is for."""
_BY_NEWS = {name: place for place, name in enumerate(each for each in _TYPES if each)}
"""Those that tell most come first."""
_MINUTES = 90
_TROUBLES: Mapping[str, Callable[[Any, str | None], object]] = {
    "drops": lambda webhooks, kind: webhooks.drop(kind),
    "loses_the_reply_to": lambda webhooks, kind: webhooks.lose_answer(kind),
    "doubles": lambda webhooks, kind: webhooks.duplicate(kind),
    "doubles_after_a_while": lambda webhooks, kind: webhooks.duplicate(kind, minutes=_MINUTES),
    "delays": lambda webhooks, kind: webhooks.delay(kind, minutes=_MINUTES),
    "swaps_with_the_next": lambda webhooks, kind: webhooks.reorder(kind),
}
_FOR_GOOD = "drops_for_good"


def _webhooks(scene: Scene) -> Iterator[Step]:
    """What was sent arrives once more, what waits arrives now, in any order: of each type the latest."""
    webhooks = scene.portone.webhooks
    latest = {(each.type, each.payment_id): each for each in webhooks.deliveries if not each.asks}
    for kind, payment_id in sorted(latest, key=lambda each: _BY_NEWS.get(each[0], len(_BY_NEWS))):
        webhook = latest[kind, payment_id]
        do = partial(_deliver, webhooks, webhook)
        if webhook.due is not None:
            yield Step("webhook.arrives", payment_id or "", kind, do)
        elif webhook.attempts:
            yield Step("webhook.arrives_again", payment_id or "", kind, do)
    if scene.holds:
        yield Step("network.lets_webhooks_go", "", "", scene.let_go)


def _deliver(webhooks: Any, webhook: Any) -> None:
    webhooks.deliver(webhook)


def _trouble(scene: Scene) -> Iterator[Step]:
    webhooks = scene.portone.webhooks
    for name, act in _TROUBLES.items():
        for kind in _TYPES:
            yield Step(f"network.{name}", "", f"next {kind or 'webhook'}", partial(act, webhooks, kind))
    if isinstance(scene.merchant, CatchesUp):
        for kind in _TYPES:
            lose = partial(webhooks.drop, kind, times=None)
            yield Step(f"network.{_FOR_GOOD}", "", f"every {kind or 'webhook'}", lose)
    if not scene.holds:
        yield Step("network.holds_webhooks", "", "", scene.hold)


def _forger(scene: Scene) -> Iterator[Step]:
    for endpoint in scene.portone.webhooks.post.endpoints:
        for payment_id in scene.orders:
            for claim in forging.WORDS:
                for signature in forging.SIGNATURES:
                    do = partial(forging.forge, endpoint, claim, payment_id, signature)
                    yield Step("forger.claims", payment_id, f"{claim}, {signature}", do)


# The merchant's calls, and time

_CALLS: Mapping[str, Mapping[str, Any]] = {
    "next call": {},
    "next cancelPayment": {"operation": "cancelPayment"},
    "call after the next": {"after": 1},
    "next 4 calls": {"times": 4},
}
_FAULTS: Mapping[str, Callable[..., object]] = {
    "loses_the_answer_to": lambda faults, **aim: faults.lost_answer(**aim),
    "loses": lambda faults, **aim: faults.connect_timeout(**aim),
    "garbles_the_answer_to": lambda faults, **aim: faults.malformed(**aim),
}
_REFUSALS: Mapping[str, Callable[..., object]] = {
    "answers_500_to": lambda faults, **aim: faults.server_error(500, **aim),
    "does_and_answers_500_to": lambda faults, **aim: faults.server_error(500, committed=True, **aim),
    "answers_429_to": lambda faults, **aim: faults.too_many_requests(**aim),
}


def _fault(scene: Scene) -> Iterator[Step]:
    for who, acts in (("network", _FAULTS), ("portone", _REFUSALS)):
        for name, act in acts.items():
            for calls, aim in _CALLS.items():
                yield Step(f"{who}.{name}", "", calls, partial(act, scene.portone.faults, **aim))


_SPANS: Mapping[str, Mapping[str, int]] = {
    "1 hour": {"hours": 1},
    "1 minute": {"minutes": 1},
    "1 day": {"days": 1},
    "4 days": {"days": 4},
}


def _time(scene: Scene) -> Iterator[Step]:
    for name, span in _SPANS.items():
        yield Step("time.passes", "", name, partial(scene.portone.clock.advance, **span))


def _catching_up(scene: Scene) -> Iterator[Step]:
    if isinstance(scene.merchant, CatchesUp):
        yield Step("merchant.catches_up", "", "", scene.merchant.catch_up)


class Kind(NamedTuple):
    """Steps that are alike.

    Attributes:
        steps: those that are possible now.
        titles: all that they can have; a story shrinks to the first.
        weight: how often they happen.
    """

    steps: Callable[[Scene], Iterator[Step]]
    titles: tuple[str, ...]
    weight: int


KINDS = (
    Kind(_customer, tuple(f"customer.{each}" for each in _ACTS), 6),
    Kind(_browser, ("browser.comes_back",), 2),
    Kind(_refund, ("merchant.refunds",), 3),
    Kind(_console, ("console.cancels",), 2),
    Kind(_webhooks, ("webhook.arrives", "webhook.arrives_again", "network.lets_webhooks_go"), 3),
    Kind(
        _trouble,
        (
            *(f"network.{each}" for each in (*_TROUBLES, _FOR_GOOD)),
            "network.holds_webhooks",
        ),
        2,
    ),
    Kind(_fault, (*(f"network.{each}" for each in _FAULTS), *(f"portone.{each}" for each in _REFUSALS)), 3),
    Kind(_forger, ("forger.claims",), 1),
    Kind(_time, ("time.passes",), 2),
    Kind(_catching_up, ("merchant.catches_up",), 1),
)
"""All that may happen once there is an order, what is simple first."""
