"""The machine: what can be done to a world, step by step, and the laws after each step."""

import sys

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pytest_portone.sandbox import CheckoutError
from pytest_portone.sandbox.console import Console
from pytest_portone.sandbox.customer import Customer
from pytest_portone.sandbox.refusals import Refusal
from world_machine import faults, merchant
from world_machine.acting import acts, acts_on, arguments, often
from world_machine.drawing import breakable, broken, drawn, operations
from world_machine.focus import ARGUMENTS, CONSOLE_ARGUMENTS, NOTHING, about, existing
from world_machine.known import SHELVES
from world_machine.laws import LAWS
from world_machine.seen import look, same
from world_machine.sketching import sketched
from world_machine.themes import KINDS, themes
from world_machine.world import HEADERS, World
from world_machine.worlds import is_the_same_after_a_dump

_WAITS = st.integers(0, 90) | st.integers(0, 60 * 24 * 3) | st.integers(0, 60 * 24 * 40)
_CREDENTIALS = (None, "PortOne wrong", "Basic x", f"portone {merchant.SECRET}", "Bearer unknown")
_TROUBLES = ("drop", "lose_answer", "duplicate", "reorder", "delay")


_KINDS = {
    "begin_something": 6,
    "go_on_with_something": 8,
    "act_on_something": 6,
    "call_with_a_key": 3,
    "act": 2,
    "wait": 2,
    "call": 1,
    "call_whatever_there_is": 1,
    "call_wrongly": 1,
    "call_as_somebody": 1,
    "run_the_console": 2,
    "answer_webhooks": 1,
    "make_trouble": 1,
    "keep": 1,
    "go_back": 1,
}
"""What is done in a step, and how often. One rule draws among them: of several, Hypothesis leaves some out."""


class WorldMachine(RuleBasedStateMachine):
    """Everything that can happen to one sandbox of one contract."""

    def __init__(self, contract):
        super().__init__()
        self.contract = contract
        self.world = None
        self.kept = None
        self.keys = 0

    @initialize(settings=merchant.SETTINGS, data=st.data())
    def begin(self, settings, data):
        self.world = World(self.contract, settings, data.draw(themes(self.contract)))

    @rule(data=st.data(), kind=st.sampled_from([name for name, weight in _KINDS.items() for _ in range(weight)]))
    def do(self, data, kind):
        getattr(self, f"_{kind}")(data.draw)

    # Calls

    def _one_of(self, draw, *, modelled=True):
        return draw(st.sampled_from(operations(self.contract.version, modelled=modelled)))

    def _sketched(self, draw, focus):
        """A request that changes something, about a record or about none."""
        operation = self.contract.operations[draw(st.sampled_from(about(self.world, focus)))]
        return sketched(draw, self.world, operation, focus)

    def _focus(self, draw, *kinds):
        """A record that exists, of these kinds or of any that is asked for; those that the story is about."""
        found = {}
        for each in existing(self.world):
            if each.kind in kinds if kinds else about(self.world, each):
                found.setdefault(each.kind, []).append(each)
        weights = KINDS[self.world.theme]
        chosen = [kind for kind in found for _ in range(weights.get(kind, 0))]
        return draw(st.sampled_from(found[draw(st.sampled_from(chosen))])) if chosen else NOTHING

    def _begin_something(self, draw):
        self.world.send(self._sketched(draw, NOTHING))

    def _go_on_with_something(self, draw):
        """Once or twice: what was done is not done again."""
        focus = self._focus(draw)
        sent = self._sketched(draw, focus)
        for _ in range(draw(st.integers(1, 2))):
            self.world.send(sent)

    def _call(self, draw):
        self.world.send(drawn(draw, self.world, self._one_of(draw)))

    def _call_whatever_there_is(self, draw):
        self.world.send(drawn(draw, self.world, self._one_of(draw, modelled=False)))

    def _call_wrongly(self, draw):
        sent = broken(draw, self.world, draw(st.sampled_from(breakable(self.contract.version))))
        call = self.world.send(sent)
        assert 400 <= call.response.status < 500, f"{sent} was answered: {call}"

    def _call_as_somebody(self, draw):
        tokens = [f"Bearer {each}" for each in self.world.known.of("accessToken")]
        chosen = draw(st.sampled_from([*_CREDENTIALS, *tokens]))
        focus = self._focus(draw)
        self.world.send(self._sketched(draw, focus), {} if chosen is None else {"authorization": chosen})

    def _call_with_a_key(self, draw):
        """Law 6: the same call with the same key gives the same answer, and changes nothing more."""
        focus = self._focus(draw)
        sent, fault = self._sketched(draw, focus), draw(faults.FAULTS)
        self.keys += 1
        faults.hold(self.world, sent, {**HEADERS, "idempotency-key": f'"{self.keys:016}"'}, fault)

    # People

    def _act(self, draw, name=None, focus=NOTHING):
        world, name = self.world, name or draw(st.sampled_from(acts(Customer)))
        world.sandbox.webhooks.deliver()
        given = arguments(draw, world, Customer, name, focus)
        note(f"{name}({given})")
        if "total" in given:
            world.order(given["payment_id"], given["total"], given.get("tax_free"))
        if name == "tamper":
            world.order(given["payment_id"], given.get("paid", 100), given.get("tax_free"))
        try:
            done = self._try(getattr(world.sandbox.customer, name), given, TypeError, ValueError)
            world.done.updated_keys += done and name == "update_billing_key"
        except CheckoutError as error:
            note(str(error))

    def _try(self, act, given, *refusals):
        """Whether something could be done; what is refused changes nothing."""
        before = self.world.content()
        try:
            act(**given)
        except refusals as refusal:
            note(str(refusal))
            changed = [each for each, value in self.world.content().items() if value is not before[each]]
            assert not changed, f"{act.__name__} was refused, but changed {changed}"
            return False
        return True

    def _act_on_something(self, draw):
        """What the customer does, or somebody in the console."""
        focus = self._focus(draw, *ARGUMENTS, *CONSOLE_ARGUMENTS)
        if focus.kind in CONSOLE_ARGUMENTS:
            self._run_the_console(draw, draw(st.sampled_from(acts_on(Console, CONSOLE_ARGUMENTS[focus.kind]))), focus)
        else:
            self._act(draw, focus.kind and draw(st.sampled_from(acts_on(Customer, ARGUMENTS[focus.kind]))), focus)

    def _run_the_console(self, draw, name=None, focus=NOTHING):
        name = name or draw(st.sampled_from(often(acts(Console))))
        given = arguments(draw, self.world, Console, name, focus)
        note(f"{name}({given})")
        self._try(getattr(self.world.sandbox.console, name), given, Refusal, ValueError)

    # Time and the network

    def _wait(self, draw):
        self.world.sandbox.clock.advance(minutes=draw(_WAITS))

    def _answer_webhooks(self, draw):
        self.world.receiver.status = draw(st.sampled_from([200, 500]))
        self.world.sandbox.webhooks.deliver()

    def _make_trouble(self, draw):
        name = draw(st.sampled_from(_TROUBLES))
        given = {"minutes": draw(st.integers(0, 10))} if name in {"duplicate", "delay"} else {}
        getattr(self.world.sandbox.webhooks, name)(times=draw(st.integers(1, 3)), **given)

    # Worlds

    def _keep(self, _):
        self.kept = self.world.keep()

    def _go_back(self, _):
        """Law 7, its first half: what was seen then is seen again."""
        if self.kept is not None:
            self.world.restore(self.kept)
            self.world.settle(look(self.world))
            same(self.world.seen, self.kept.seen, "after going back")

    @invariant()
    def the_laws_hold(self):
        if self.world is None:
            return
        self._learn()
        now = look(self.world, self.world.seen)
        for law in LAWS:
            law(self.world, now)
        self.world.settle(now)

    def _learn(self):
        """Learn what the browser tells the merchant's page, and what the console shows: ids and tokens."""
        world = self.world
        for payment in world.shelves.payments.all():
            if payment.token:
                world.known.add("paymentToken", payment.token)
        for key in world.shelves.billing_keys.all():
            world.known.add("billingKey", key.id)
            world.known.add("billingIssueToken", key.token)
        for each in world.shelves.identity_verifications.all():
            if each.otp:
                world.known.add("otp", each.otp)
        for number in world.shelves.deliveries:
            world.known.add("webhookId", number.id)
        for kind, name in SHELVES.items():
            for each in (*world.records(kind, "live"), *world.records(kind, "test")):
                world.known.add(name, each.id)
        for _, bulk_id in sorted(world.shelves.bulk_tax_invoices):
            world.known.add("bulkTaxInvoiceId", bulk_id)

    def teardown(self):
        if self.world is not None and sys.exception() is None:
            is_the_same_after_a_dump(self.world)
