"""Whatever a marketplace does, amounts add up from lines to payouts, nothing is paid twice, sides never mix."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import reduce
from typing import Any

from documented_errors.platform import PARTNER
from documented_errors.transfers import HALF, LINE, call, complete, made, market, withdraw
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pytest_portone.sandbox import Channel, Sandbox, Settings
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.arithmetic import total
from pytest_portone.sandbox.transfers.contents import Money, everything

ROUNDINGS = st.sampled_from(["down", "half-up", "up"])
FEES = st.sampled_from([[], [{"policyId": "five"}], [{"policyId": "five"}, {"policyId": "fixed"}]])
DISCOUNTS = st.sampled_from([[], [HALF | {"amount": 333}]])
OPEN = {"CONFIRMED", "SCHEDULED", "PROCESSING", "SUCCEEDED"}
OTHER = {"live": "test", "test": "live"}
SIDES = st.sampled_from(sorted(OTHER))
CHANNELS = (Channel("live", type="LIVE"), Channel("test"))
"""A channel of each side, named as the side is."""
FAILURES = st.sampled_from([{}, {PARTNER["account"]["number"]: "closed"}])
SIDED = (
    "transfers",
    "partner_settlements",
    "payouts",
    "bulk_payouts",
    "account_transfers",
    "bulk_account_transfers",
    "platform_partners",
    "platform_contracts",
)


@dataclass(frozen=True)
class OnSide:
    """A merchant who asks of one side what others would ask of the test data."""

    merchant: Any
    side: str

    def send(self, method, path, body=None, *, query=None, wanted=None):
        named = {**(query or {}), "test": str(self.side == "test").lower()}
        return self.merchant.send(method, path, body, query=named, wanted=wanted)


class Marketplace(RuleBasedStateMachine):
    """A merchant with live data and with test data, on which much has the same name."""

    merchant_class = None

    @initialize(rounding=ROUNDINGS, vat=st.booleans(), failures=FAILURES)
    def open(self, rounding, vat, failures):
        settings = Settings(settlement_rounding=rounding, payout_failures=failures, channels=CHANNELS)
        self.merchant = self.merchant_class(Sandbox(settings=settings))
        self.state = self.merchant.sandbox._state
        self.console = self.merchant.sandbox.console
        for side in sorted(OTHER):
            market(OnSide(self.merchant, side), subtractPaymentVatAmount=vat if side == "test" else not vat)

    @contextmanager
    def on(self, side):
        """What is asked of one side leaves the other one alone."""
        before = self.content(OTHER[side])
        yield OnSide(self.merchant, side)
        assert self.content(OTHER[side]) == before

    def content(self, side):
        return {name: dict(getattr(self.state, name).of(side)) for name in SIDED}

    def kept(self, name, side):
        return [each for each in getattr(self.state, name).of(side).values() if not getattr(each, "deleted", False)]

    def chosen(self, data, side, name, *statuses):
        found = [each for each in self.kept(name, side) if each.status in statuses]
        return data.draw(st.sampled_from(found)) if found else None

    def orders(self):
        return [each for side in sorted(OTHER) for each in self.kept("transfers", side) if each.type == "ORDER"]

    def cancels(self, order):
        others = self.kept("transfers", order.side)
        return [each for each in others if each.type == "ORDER_CANCEL" and each.order_id == order.id]

    def left(self, order):
        found = everything(order.contents)
        for each in self.cancels(order):
            found = found.minus(each.taken)
        return found

    @rule(side=SIDES, amount=st.integers(1_000, 99_999), fees=FEES, discounts=DISCOUNTS)
    def order(self, side, amount, fees, discounts):
        self.sell(side, {"orderAmount": amount}, amount, fees, discounts)

    @rule(
        side=SIDES,
        prices=st.lists(st.integers(101, 9_999), min_size=1, max_size=3),
        quantity=st.integers(1, 4),
        fees=FEES,
    )
    def order_lines(self, side, prices, quantity, fees):
        lines = [
            LINE | {"product": {"id": f"s-{place}", "name": "shoe", "amount": price}, "quantity": quantity}
            for place, price in enumerate(prices)
        ]
        lines = [each | {"additionalFees": fees} for each in lines]
        self.sell(side, {"orderLines": lines}, sum(prices) * quantity, [], [])

    def sell(self, side, detail, amount, fees, discounts):
        """Only the side of the payment's channel knows the payment."""
        payment = f"pay-{len(self.state.payments_of(None))}"
        made(self.merchant.instant(payment, amount={"total": amount}, channelKey=side))
        body = {"partnerId": "p-1", "paymentId": payment, "orderDetail": detail, "settlementStartDate": "2026-01-02"}
        rest = {"discounts": discounts, "additionalFees": fees}
        path = "/platform/transfers/order"
        refused = call(OnSide(self.merchant, OTHER[side]), "POST", path, body | rest)
        assert refused.json()["type"] == "PLATFORM_PAYMENT_NOT_FOUND"
        with self.on(side) as merchant:
            made(call(merchant, "POST", path, body | rest | self.named(side)))

    def named(self, side):
        """The id of a new transfer, which may be another's on the other side."""
        return {"id": f"t-{len(self.state.transfers.of(side))}"}

    @precondition(lambda self: self.orders())
    @rule(data=st.data(), whole=st.booleans())
    def cancel(self, data, whole):
        order = data.draw(st.sampled_from(self.orders()))
        left, payment = self.left(order), self.state.payments_of(None)[order.payment.id]
        if not order.contents.ordered(left).amount:
            return
        detail = {"all": {}} if whole else self.part(data, order, left)
        worth = self.worth(order, left, detail)
        if worth > payment.left:  # What was cancelled of it before was deleted, and the payment's money is gone.
            return
        cancellation = made(self.merchant.cancel(payment.id, amount=worth))
        body = {"cancellation": cancellation["cancellation"]["id"], "transferId": order.id}
        with self.on(order.side) as merchant:
            made(withdraw(merchant, detail, **body, **self.named(order.side)))

    def part(self, data, order, left):
        """Something that is left of an order; what is discounted goes with the last of it."""
        if order.contents.amount:
            most = left.amount - sum(each.amount for each in left.discounts.values())
            return {"orderAmount": data.draw(st.integers(1, most))} if most > 0 else {"all": {}}
        product = data.draw(st.sampled_from([each for each, quantity in left.quantities.items() if quantity]))
        quantity = data.draw(st.integers(1, left.quantities[product]))
        return {"orderLines": [{"productId": product, "quantity": quantity, "discounts": []}]}

    def worth(self, order, left, detail):
        if "all" in detail:
            return order.contents.ordered(left).amount
        if "orderAmount" in detail:
            return detail["orderAmount"]
        (line,) = detail["orderLines"]
        prices = {each.product.id: each.product.price.amount for each in order.contents.lines}
        return prices[line["productId"]] * line["quantity"]

    @rule(side=SIDES, amount=st.integers(-5_000, 50_000))
    def credit(self, side, amount):
        body = {"partnerId": "p-1", "settlementAmount": amount, "settlementDate": "2026-01-01"}
        with self.on(side) as merchant:
            made(call(merchant, "POST", "/platform/transfers/manual", body | self.named(side)))

    @rule(hours=st.integers(1, 120))
    def wait(self, hours):
        self.merchant.sandbox.clock.advance(hours=hours)

    @rule(data=st.data(), side=SIDES, act=st.sampled_from(["withhold", "exclude"]))
    def keep_back(self, data, side, act):
        found = self.chosen(data, side, "partner_settlements", "PAYOUT_PREPARED")
        if found:
            with self.on(side):
                getattr(self.console, act)(found.id, test=side == "test")

    @rule(data=st.data(), side=SIDES)
    def release(self, data, side):
        again = ("PAYOUT_WITHHELD", "PAYOUT_EXCLUDED", "PAYOUT_FAILED", "CANCELLED")
        found = self.chosen(data, side, "partner_settlements", *again)
        if found:
            with self.on(side):
                self.console.release(found.id, test=side == "test")

    @rule(side=SIDES, way=st.sampled_from(["outside", "confirmed", "paid out", "paid out"]))
    def pay(self, side, way):
        found = [each for each in self.kept("partner_settlements", side) if each.status == "PAYOUT_PREPARED"]
        ids, owed = [each.id for each in found], sum(each.owed.amount for each in found)
        if not ids or owed < 0:
            return
        with self.on(side) as merchant:
            if way == "outside":
                made(complete(merchant, *ids, bulk=f"b-{len(self.state.bulk_payouts.of(side))}"))
                return
            bulk = self.console.confirm_payout(ids, test=side == "test")
            if way == "paid out":
                self.console.pay_out(bulk.id, test=side == "test")
        if way == "paid out":
            self.merchant.sandbox.clock.advance(minutes=1)

    @rule(data=st.data(), side=SIDES, later=st.booleans(), act=st.sampled_from(["pay_out", "cancel_payout"]))
    def run(self, data, side, later, act):
        bulk = self.chosen(data, side, "bulk_payouts", "PREPARED")
        if not bulk:
            return
        waits = [each.bulk_payout_id for each in self.kept("bulk_account_transfers", side)]
        with self.on(side):
            if act == "cancel_payout":
                self.console.cancel_payout(bulk.id, test=side == "test")
            elif bulk.id not in waits:
                at = self.merchant.sandbox.clock.now.replace(year=2027) if later else None
                self.console.pay_out(bulk.id, at=at, test=side == "test")

    @rule(data=st.data(), side=SIDES)
    def delete(self, data, side):
        found = self.chosen(data, side, "transfers", "SCHEDULED", "IN_PROCESS", "SETTLED")
        if found:
            settlement = self.state.partner_settlements.of(side).get(found.settlement_id or "")
            failed = settlement is not None and settlement.status == "PAYOUT_FAILED"
            with self.on(side) as merchant:
                answer = call(merchant, "DELETE", f"/platform/transfers/{found.id}")
            referenced = found.type == "ORDER" and self.cancels(found)
            assert (answer.status == 200) is not bool(failed or referenced)

    @rule(data=st.data(), side=SIDES)
    def reach_across(self, data, side):
        """One side can't name what is on the other: nothing comes of it."""
        before, test = self.content(side), side == "test"
        with self.on(side) as merchant:
            for each in self.strangers(data, side, "transfers"):
                assert call(merchant, "GET", f"/platform/transfers/{each}").status == 404
                assert call(merchant, "DELETE", f"/platform/transfers/{each}").status == 404
            for each in self.strangers(data, side, "partner_settlements"):
                assert complete(merchant, each, bulk="strange").status == 404
                for act in (self.console.withhold, self.console.release, self.console.confirm_payout):
                    refused(act, each, test=test)
            for each in self.strangers(data, side, "bulk_payouts"):
                for act in (self.console.pay_out, self.console.cancel_payout):
                    refused(act, each, test=test)
        assert self.content(side) == before

    def strangers(self, data, side, name):
        """The id of something that is on the other side alone; none, where there is none."""
        own = getattr(self.state, name).of(side)
        found = [each.id for each in self.kept(name, OTHER[side]) if each.id not in own]
        return [data.draw(st.sampled_from(found))] if found else []

    @invariant()
    def lines_add_up_to_orders(self):
        for each in (each for side in OTHER for each in self.kept("transfers", side)):
            if each.type != "MANUAL":
                parts = [*each.settlement.lines, each.settlement.rest]
                assert total(part.amounts for part in parts) == each.settlement.amounts

    @invariant()
    def transfers_add_up_to_partner_settlements(self):
        for side in OTHER:
            self.check_settlements(side)

    def check_settlements(self, side):
        places = Counter()
        transfers = {each.id: each for each in self.kept("transfers", side)}
        for settlement in self.kept("partner_settlements", side):
            places.update(settlement.transfer_ids)
            inside = [transfers[each] for each in settlement.transfer_ids]
            assert settlement.owed == reduce(Money.plus, (each.owed for each in inside))
            assert settlement.type == "MANUAL" or settlement.amounts == total(
                each.settlement.amounts for each in inside
            )
        assert all(number == 1 for number in places.values())
        assert set(places) == {each.id for each in transfers.values() if each.settlement_id}

    @invariant()
    def partner_settlements_add_up_to_payouts_and_nothing_is_paid_twice(self):
        for side in OTHER:
            self.check_payouts(side)

    def check_payouts(self, side):
        settlements = {each.id: each for each in self.kept("partner_settlements", side)}
        paid = Counter()
        for payout in self.kept("payouts", side):
            if payout.status in OPEN:
                paid.update(payout.settlement_ids)
                owed = sum(settlements[each].owed.amount for each in payout.settlement_ids)
                assert payout.pay.settlement.amount == owed
        assert all(number == 1 for number in paid.values())

    @invariant()
    def a_cancellation_never_exceeds_its_order(self):
        for order in self.orders():
            left, cancels = self.left(order), self.cancels(order)
            assert min(left.amount, *left.quantities.values(), 0) == 0
            assert (
                not cancels
                or not left.is_nothing
                or total(each.settlement.amounts for each in cancels) == order.settlement.amounts
            )

    @invariant()
    def live_and_test_never_mix(self):
        for side in OTHER:
            for name in SIDED:
                assert all(each.side == side for each in getattr(self.state, name).of(side).values())
            payments = (each.payment.id for each in self.orders() if each.side == side)
            assert all(self.state.payments_of(None)[each].order.channel.key == side for each in payments)

    @invariant()
    def only_live_payouts_fail(self):
        assert all(each.status != "FAILED" for each in self.kept("payouts", "test"))
        failures = self.merchant.sandbox.settings.payout_failures
        assert failures or all(each.status != "FAILED" for each in self.kept("payouts", "live"))


def refused(act, *args, **given):
    """Nobody can do that.

    Raises:
        AssertionError: it was done.
    """
    with suppress(Refusal, ValueError):
        act(*args, **given)
        raise AssertionError(f"{act.__name__} was done to {args}")


def test_the_laws_of_settlement(merchant):
    class Kept(Marketplace):
        merchant_class = type(merchant)

    run_state_machine_as_test(Kept, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))
