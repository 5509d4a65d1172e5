"""Whatever a marketplace does, amounts add up from lines to payouts, nothing is paid twice, sides never mix."""

from __future__ import annotations

from collections import Counter
from functools import reduce

from documented_errors.transfers import HALF, LINE, call, made, market, withdraw
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

from pytest_portone.sandbox import Sandbox, Settings
from pytest_portone.sandbox.transfers.arithmetic import total
from pytest_portone.sandbox.transfers.contents import Money, everything

ROUNDINGS = st.sampled_from(["down", "half-up", "up"])
FEES = st.sampled_from([[], [{"policyId": "five"}], [{"policyId": "five"}, {"policyId": "fixed"}]])
DISCOUNTS = st.sampled_from([[], [HALF | {"amount": 333}]])
OPEN = {"CONFIRMED", "SCHEDULED", "PROCESSING", "SUCCEEDED"}


class Marketplace(RuleBasedStateMachine):
    """A merchant with test data, and live data that nobody touches."""

    merchant_class = None

    @initialize(rounding=ROUNDINGS, vat=st.booleans())
    def open(self, rounding, vat):
        self.merchant = self.merchant_class(Sandbox(settings=Settings(settlement_rounding=rounding)))
        self.state = self.merchant.sandbox._state
        market(self.merchant, subtractPaymentVatAmount=vat)

    def kept(self, name, side="test"):
        return [each for each in getattr(self.state, name).of(side).values() if not getattr(each, "deleted", False)]

    def chosen(self, data, name, *statuses):
        found = [each for each in self.kept(name) if each.status in statuses]
        return data.draw(st.sampled_from(found)) if found else None

    def orders(self):
        return [each for each in self.kept("transfers") if each.type == "ORDER"]

    def cancels(self, order):
        return [each for each in self.kept("transfers") if each.type == "ORDER_CANCEL" and each.order_id == order.id]

    def left(self, order):
        found = everything(order.contents)
        for each in self.cancels(order):
            found = found.minus(each.taken)
        return found

    @rule(amount=st.integers(1_000, 99_999), fees=FEES, discounts=DISCOUNTS)
    def order(self, amount, fees, discounts):
        self.sell({"orderAmount": amount}, amount, fees, discounts)

    @rule(prices=st.lists(st.integers(101, 9_999), min_size=1, max_size=3), quantity=st.integers(1, 4), fees=FEES)
    def order_lines(self, prices, quantity, fees):
        lines = [
            LINE | {"product": {"id": f"s-{place}", "name": "shoe", "amount": price}, "quantity": quantity}
            for place, price in enumerate(prices)
        ]
        self.sell({"orderLines": [each | {"additionalFees": fees} for each in lines]}, sum(prices) * quantity, [], [])

    def sell(self, detail, amount, fees, discounts):
        payment = f"pay-{len(self.state.payments_of(None))}"
        made(self.merchant.instant(payment, amount={"total": amount}))
        body = {"partnerId": "p-1", "paymentId": payment, "orderDetail": detail, "settlementStartDate": "2026-01-02"}
        rest = {"discounts": discounts, "additionalFees": fees}
        made(call(self.merchant, "POST", "/platform/transfers/order", body | rest))

    @precondition(lambda self: self.orders())
    @rule(data=st.data(), whole=st.booleans())
    def cancel(self, data, whole):
        order = data.draw(st.sampled_from(self.orders()))
        left, payment = self.left(order), self.state.payments_of(None)[order.payment.id]
        if not order.contents.ordered(left).amount:
            return
        detail = {"all": {}} if whole else self.part(data, order, left)
        worth = order.contents.ordered(left).amount if whole else self.worth(order, detail)
        if worth > payment.left:  # What was cancelled of it before was deleted, and the payment's money is gone.
            return
        cancellation = made(self.merchant.cancel(payment.id, amount=worth))
        body = {"cancellation": cancellation["cancellation"]["id"], "transferId": order.id}
        made(withdraw(self.merchant, detail, **body))

    def part(self, data, order, left):
        """Something that is left of an order."""
        if order.contents.amount:
            return {"orderAmount": data.draw(st.integers(1, left.amount))}
        product = data.draw(st.sampled_from([each for each, quantity in left.quantities.items() if quantity]))
        quantity = data.draw(st.integers(1, left.quantities[product]))
        return {"orderLines": [{"productId": product, "quantity": quantity, "discounts": []}]}

    def worth(self, order, detail):
        if "orderAmount" in detail:
            return detail["orderAmount"]
        (line,) = detail["orderLines"]
        prices = {each.product.id: each.product.price.amount for each in order.contents.lines}
        return prices[line["productId"]] * line["quantity"]

    @rule(amount=st.integers(-5_000, 50_000))
    def credit(self, amount):
        body = {"partnerId": "p-1", "settlementAmount": amount, "settlementDate": "2026-01-01"}
        made(call(self.merchant, "POST", "/platform/transfers/manual", body))

    @rule(hours=st.integers(1, 60))
    def wait(self, hours):
        self.merchant.sandbox.clock.advance(hours=hours)

    @rule(data=st.data(), act=st.sampled_from(["withhold", "exclude"]))
    def keep_back(self, data, act):
        found = self.chosen(data, "partner_settlements", "PAYOUT_PREPARED")
        if found:
            getattr(self.merchant.sandbox.console, act)(found.id, test=True)

    @rule(data=st.data())
    def release(self, data):
        found = self.chosen(data, "partner_settlements", "PAYOUT_WITHHELD", "PAYOUT_EXCLUDED", "CANCELLED")
        if found:
            self.merchant.sandbox.console.release(found.id, test=True)

    @rule(outside=st.booleans())
    def pay(self, outside):
        ids = [each.id for each in self.kept("partner_settlements") if each.status == "PAYOUT_PREPARED"]
        owed = sum(each.owed.amount for each in self.kept("partner_settlements") if each.id in ids)
        if not ids or owed < 0:
            return
        if outside:
            body = {"bulkPayoutId": f"b-{len(self.state.bulk_payouts.of('test'))}", "partnerSettlementIds": ids}
            made(call(self.merchant, "POST", "/platform/partner-settlements/complete-payout", body))
        else:
            self.merchant.sandbox.console.confirm_payout(ids, test=True)

    @rule(data=st.data(), later=st.booleans(), act=st.sampled_from(["pay_out", "cancel_payout"]))
    def run(self, data, later, act):
        bulk = self.chosen(data, "bulk_payouts", "PREPARED")
        waits = [each.bulk_payout_id for each in self.kept("bulk_account_transfers")]
        if bulk and act == "cancel_payout":
            self.merchant.sandbox.console.cancel_payout(bulk.id, test=True)
        elif bulk and bulk.id not in waits:
            at = self.merchant.sandbox.clock.now.replace(year=2027) if later else None
            self.merchant.sandbox.console.pay_out(bulk.id, at=at, test=True)

    @rule(data=st.data())
    def delete(self, data):
        found = self.chosen(data, "transfers", "SCHEDULED", "IN_PROCESS", "SETTLED")
        if found:
            answer = call(self.merchant, "DELETE", f"/platform/transfers/{found.id}")
            assert (answer.status == 200) is not bool(found.type == "ORDER" and self.cancels(found))

    @invariant()
    def lines_add_up_to_orders(self):
        for each in self.kept("transfers"):
            if each.type != "MANUAL":
                parts = [*each.settlement.lines, each.settlement.rest]
                assert total(part.amounts for part in parts) == each.settlement.amounts

    @invariant()
    def transfers_add_up_to_partner_settlements(self):
        places = Counter()
        transfers = {each.id: each for each in self.kept("transfers")}
        for settlement in self.kept("partner_settlements"):
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
        settlements = {each.id: each for each in self.kept("partner_settlements")}
        paid = Counter()
        for payout in self.kept("payouts"):
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
    def live_data_are_left_alone(self):
        assert not any(self.kept(name, "live") for name in ("transfers", "partner_settlements", "payouts"))


def test_the_laws_of_settlement(merchant):
    class Kept(Marketplace):
        merchant_class = type(merchant)

    run_state_machine_as_test(Kept, settings=settings(max_examples=12, stateful_step_count=25, deadline=None))
