"""Laws that hold whatever a merchant and a customer do."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress
from datetime import timedelta
from functools import partial

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule

from pytest_portone.sandbox import Band, Channel, CheckoutError, Promotion, Request, Sandbox, Settings
from pytest_portone.sandbox.billing_keys.models import TRANSITIONS as KEY_TRANSITIONS
from pytest_portone.sandbox.cards import DECLINES
from pytest_portone.sandbox.payments.lifecycle import EVENTS, PAID
from pytest_portone.sandbox.payments.transitions import PAYMENT as TRANSITIONS

LATER = Channel("later", pg_provider="TRIPLE_A")
SLOW = Channel("slow", pg_provider="PAYPAL_V2")
AUTH = {"authorization": "PortOne x", "content-type": "application/json"}
IDS = st.sampled_from(["p-1", "p-2", "p-3", "p-4"])
TOTALS = st.integers(1, 50) | st.integers(1, 10**12)
SHARES = st.floats(0, 1.1)
NUMBERS = st.sampled_from(["4111110000001111", *DECLINES])
PROMOTIONS = (Promotion("tenth", (Band(10, percent=10),)), Promotion("fixed", (Band(20, amount=7),), maximum=5))

SETTINGS = {
    "max_cancellations": 5,
    "max_transactions": 5,
    "refund_account_required": False,
    "closing_told": True,
    "account_expiry": "fails",
    "expired_deposits": True,
    "partial_deposits": True,
    "approval_waits": {"PAYPAL_V2": timedelta(hours=3)},
    "cancellation_waits": {"TRIPLE_A": timedelta(hours=2), "PAYPAL_V2": None},
}


def allowed(before, after, same_attempt):
    """Whether a payment may go from one status to another in one step."""
    if before is None or not same_attempt:
        return before not in PAID and after in {"READY", *TRANSITIONS["READY"]}
    return after == before or after in TRANSITIONS[before]


class Shop(RuleBasedStateMachine):
    keys = Bundle("keys")

    def __init__(self):
        super().__init__()
        self.sandbox = Sandbox(settings=Settings(promotions=PROMOTIONS, **SETTINGS))
        self.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
        self.seen = {}
        self.keys_seen = {}

    def call(self, method, path, body=None, statuses=(200, 400, 404, 409, 502)):
        content = b"" if body is None else json.dumps(body).encode()
        response = self.sandbox.handle(Request(method, path, "", AUTH, content))
        assert response.status in statuses, response.json()
        return response

    @rule(payment_id=IDS, total=TOTALS, share=SHARES, act=st.sampled_from(["open", "pay", "fail"]))
    def check_out(self, payment_id, total, share, act):
        with suppress(CheckoutError):
            getattr(self.sandbox.customer, act)(payment_id, total, tax_free=min(total, int(total * share)))

    @rule(payment_id=IDS, total=TOTALS, promotion=st.sampled_from(["tenth", "fixed"]))
    def check_out_with_a_discount(self, payment_id, total, promotion):
        with suppress(CheckoutError):
            self.sandbox.customer.pay(payment_id, total, promotion=promotion)

    @rule(payment_id=IDS)
    def go_on_or_deposit(self, payment_id):
        payment = self.sandbox.payments.get(payment_id)
        if payment and payment.status == "READY":
            with suppress(CheckoutError):
                self.sandbox.customer.pay(payment_id)
        if payment and payment.status == "VIRTUAL_ACCOUNT_ISSUED":
            self.sandbox.customer.deposit(payment_id)

    @rule(
        payment_id=IDS,
        total=TOTALS,
        act=st.sampled_from(["pay", "pend", "authorize", "pay_twice", "pay_in_test"]),
        channel=st.sampled_from([LATER, SLOW]),
        number=st.none() | NUMBERS,
    )
    def check_out_at_a_slow_gateway(self, payment_id, total, act, channel, number):
        with suppress(CheckoutError):
            getattr(self.sandbox.customer, act)(payment_id, total, channel=channel, card_number=number)

    @rule(payment_id=IDS, act=st.sampled_from(["approve", "decline", "abandon", "tamper"]), total=TOTALS)
    def decide(self, payment_id, act, total):
        with suppress(CheckoutError):
            getattr(self.sandbox.customer, act)(
                payment_id, **({"total": total, "paid": 101} if act == "tamper" else {})
            )

    @rule(payment_id=IDS)
    def confirm(self, payment_id):
        payment = self.sandbox.payments.get(payment_id)
        token = payment.token if payment else None
        self.call("POST", f"/payments/{payment_id}/confirm", {"paymentToken": token or "none"})

    @rule(payment_id=IDS, total=TOTALS, share=st.none() | SHARES, hours=st.integers(1, 5))
    def pay_into_an_account(self, payment_id, total, share, hours):
        customer = self.sandbox.customer
        with suppress(CheckoutError):
            customer.issue_virtual_account(payment_id, total, valid_hours=hours)
            customer.deposit(payment_id, share if share is None else int(total * share))

    @rule(
        payment_id=IDS,
        act=st.sampled_from(
            [
                "dispute",
                "resolve_dispute",
                "chargeback",
                "cancel_in_console",
                "approve_cancellation",
                "refuse_cancellation",
                "deposit_late",
                "deposit_too_late",
            ]
        ),
    )
    def complain_and_decide(self, payment_id, act):
        with suppress(CheckoutError):
            getattr(self.sandbox.customer, act)(payment_id)

    @rule(payment_id=IDS)
    def lose_a_dispute(self, payment_id):
        with suppress(CheckoutError):
            self.sandbox.customer.resolve_dispute(payment_id, lost=True)

    @rule(
        payment_id=IDS,
        total=TOTALS,
        share=st.floats(0.1, 1),
        channel=st.sampled_from([LATER, SLOW]),
        ends=st.lists(st.sampled_from(["approve_cancellation", "refuse_cancellation"]), max_size=2),
    )
    def pay_and_cancel_slowly(self, payment_id, total, share, channel, ends):
        customer, body = self.sandbox.customer, {"reason": "r", "amount": max(1, int(total * share))}
        acts = [
            lambda: customer.pay(payment_id, total, channel=channel),
            lambda: customer.approve(payment_id),
            *[lambda: self.call("POST", f"/payments/{payment_id}/cancel", body)] * 2,
            *(partial(getattr(customer, each), payment_id) for each in ends),
        ]
        for act in acts:
            with suppress(CheckoutError):
                act()
            self.statuses_follow_the_table()

    @rule(payment_id=IDS)
    def stop_a_cancellation(self, payment_id):
        payment = self.sandbox.payments.get(payment_id)
        for each in payment.cancellations if payment else ():
            self.call("POST", f"/payments/{payment_id}/cancellations/{each.id}/stop", {})

    @rule(payment_id=IDS, total=TOTALS)
    def pre_register(self, payment_id, total):
        self.call("POST", f"/payments/{payment_id}/pre-register", {"totalAmount": total})

    @rule(payment_id=IDS, total=TOTALS, number=NUMBERS, share=SHARES)
    def pay_by_card(self, payment_id, total, number, share):
        credential = {"number": number, "expiryYear": "30", "expiryMonth": "01"}
        amount = {"total": total, "taxFree": int(total * share)}
        self.pay(payment_id, amount, {"card": {"credential": credential}})

    @rule(payment_id=IDS, total=TOTALS)
    def pay_by_account(self, payment_id, total):
        account = {"bank": "WOORI", "expiry": {"validHours": 1}, "option": {"type": "NORMAL"}}
        self.pay(payment_id, {"total": total}, {"virtualAccount": account})

    def pay(self, payment_id, amount, method):
        body = {"channelKey": "c", "orderName": "o", "currency": "KRW", "amount": amount, "method": method}
        self.call("POST", f"/payments/{payment_id}/instant", body)

    @rule(target=keys, number=NUMBERS)
    def issue_key(self, number):
        credential = {"number": number, "expiryYear": "30", "expiryMonth": "01"}
        response = self.call(
            "POST", "/billing-keys", {"channelKey": "c", "method": {"card": {"credential": credential}}}
        )
        return response.json()["billingKeyInfo"]["billingKey"] if response.status == 200 else multiple()

    @rule(payment_id=IDS, key=keys, total=TOTALS)
    def pay_with_key(self, payment_id, key, total):
        body = {"billingKey": key, "orderName": "o", "currency": "KRW", "amount": {"total": total}}
        self.call("POST", f"/payments/{payment_id}/billing-key", body)

    @rule(key=consumes(keys))
    def delete_key(self, key):
        self.call("DELETE", f"/billing-keys/{key}")

    @precondition(
        lambda self: any(each.status == "VIRTUAL_ACCOUNT_ISSUED" for each in self.sandbox.payments.values())
    )
    @rule(payment_id=IDS)
    def close_account(self, payment_id):
        self.call("POST", f"/payments/{payment_id}/virtual-account/close")

    @property
    def cancellable(self):
        return [each.id for each in self.sandbox.payments.values() if each.status in {"PAID", "PARTIAL_CANCELLED"}]

    @precondition(lambda self: self.cancellable)
    @rule(data=st.data(), option=st.sampled_from(["RETAIN", "RELEASE"]))
    def cancel(self, data, option):
        payment = self.sandbox.payments[data.draw(st.sampled_from(self.cancellable))]
        left, free = payment.left, payment.tax_free_left
        body = {"reason": "r", "promotionDiscountRetainOption": payment.retain_option or option}
        amount = data.draw(st.none() | st.integers(1, max(1, left)) | st.sampled_from([left - 1, left, left + 1]))
        share = data.draw(st.none() | st.integers(0, free + 1) | st.just(free))
        body |= {} if amount is None else {"amount": amount}
        body |= {} if share is None else {"taxFreeAmount": share}
        response = self.call("POST", f"/payments/{payment.id}/cancel", body)
        if response.status == 200:
            assert self.sandbox.payments[payment.id].left == left - (left if amount is None else amount)

    @precondition(lambda self: self.sandbox.payments and not self.cancellable)
    @rule(payment_id=IDS)
    def cancel_whatever_it_is(self, payment_id):
        self.call("POST", f"/payments/{payment_id}/cancel", {"reason": "r"})

    @rule(minutes=st.integers(0, 10**5))
    def wait(self, minutes):
        self.sandbox.clock.advance(minutes=minutes)

    @invariant()
    def statuses_follow_the_table(self):
        for payment in self.sandbox.payments.values():
            before = self.seen.get(payment.id)
            same = before is not None and before.transaction_id == payment.transaction_id
            assert before is payment or allowed(before and before.status, payment.status, same)
            self.seen[payment.id] = payment
        for key in self.sandbox.billing_keys.values():
            before = self.keys_seen.get(key.id)
            assert before in (None, key.status) or key.status in KEY_TRANSITIONS[before]
            self.keys_seen[key.id] = key.status

    @invariant()
    def amounts_add_up(self):
        for payment_id in self.sandbox.payments:
            payment = self.call("GET", f"/payments/{payment_id}", statuses=(200,)).json()
            amount, cancellations = payment["amount"], payment.get("cancellations", [])
            done = [each for each in cancellations if each["status"] == "SUCCEEDED"]
            paid = payment["status"] in PAID

            assert amount["total"] == amount["taxFree"] + amount["vat"] + amount["supply"]
            assert amount["paid"] == (amount["total"] - amount["discount"] if paid else 0)
            assert amount["cancelled"] == sum(each["totalAmount"] for each in done) <= amount["total"]
            assert amount["cancelledTaxFree"] == sum(each["taxFreeAmount"] for each in done) <= amount["taxFree"]
            assert amount["cancelled"] - amount["cancelledTaxFree"] <= amount["total"] - amount["taxFree"]
            assert (payment["status"] == "CANCELLED") == (paid and amount["cancelled"] == amount["total"])
            assert (payment["status"] == "PARTIAL_CANCELLED") == (0 < amount["cancelled"] < amount["total"])
            assert all(each["taxFreeAmount"] + each["vatAmount"] <= each["totalAmount"] for each in done)
            assert len([each for each in cancellations if each["trigger"] == "API"]) <= 5

    @invariant()
    def every_change_is_told_once_and_nothing_else_is(self):
        events = [each.event for each in self.sandbox.webhooks.deliveries]
        for payment in self.sandbox.payments.values():
            for attempt in (*payment.earlier, payment):
                own = [each for each in events if each.transaction_id == attempt.transaction_id]
                moves = [each for each in own if each.type in EVENTS.values()]
                told = [each.status for each in moves]
                begun = ["READY"] if attempt.order.platform == "API" else []
                steps = list(itertools.pairwise([*begun, *told]))

                assert [EVENTS[each] for each in told] == [each.type for each in moves]
                assert attempt.order.platform == "API" or told[0] == "READY"
                assert told[-1] == attempt.status
                assert all(after in TRANSITIONS[before] for before, after in steps)
                self.cancellations_are_told(attempt, own)
                disputes = {"Created": attempt.disputes, "Resolved": [e for e in attempt.disputes if e.resolved_at]}
                for kind, expected in disputes.items():
                    assert [e.type for e in own].count(f"Transaction.Dispute{kind}") == len(expected)

    @staticmethod
    def cancellations_are_told(attempt, events):
        done = [each.cancellation_id for each in events if each.type.endswith("Cancelled")]
        begun = [each.cancellation_id for each in events if each.type == "Transaction.CancelPending"]
        slow = attempt.order.channel.pg_provider in SETTINGS["cancellation_waits"]
        succeeded = sorted(attempt.succeeded, key=lambda each: each.place)
        assert done == [each.id for each in succeeded]
        assert begun == [each.id for each in attempt.cancellations if slow and each.trigger == "API"]

    @invariant()
    def events_are_listed_with_their_amounts(self):
        wanted = {"from": "2025-01-01T00:00:00Z", "size": 1000}
        items = self.call("GET", "/payment-events-by-cursor", wanted, statuses=(200,)).json()["items"]
        for payment in self.sandbox.payments.values():
            own = [each["paymentEvent"] for each in items if each["paymentEvent"]["paymentId"] == payment.id]
            amounts = [each["eventAmount"] for each in own]
            assert amounts[:1] == ([payment.paid] if payment.paid_at else [])
            assert -sum(amounts[1:]) == payment.cancelled
            running = [-each for each in itertools.accumulate(amounts[1:])]
            assert [each["totalAmount"]["cancelled"] for each in own] == [0, *running][: len(own)]

    @invariant()
    def no_more_goes_back_than_was_paid(self):
        for payment in self.sandbox.payments.values():
            refunds = sum(each.refund for each in payment.succeeded)
            assert 0 <= refunds <= payment.paid
            assert refunds == payment.paid or payment.status != "CANCELLED"
            assert 0 <= payment.left <= payment.amount.total
            assert 0 <= payment.tax_free_left <= payment.amount.tax_free

    @invariant()
    def times_are_in_order(self):
        now = self.sandbox.clock.now
        for payment in self.sandbox.payments.values():
            assert (
                payment.created_at <= payment.requested_at <= payment.status_changed_at <= payment.updated_at <= now
            )

    @invariant()
    def every_attempt_is_remembered(self):
        for payment in self.sandbox.payments.values():
            items = self.call("GET", f"/payments/{payment.id}/transactions", statuses=(200,)).json()["items"]
            assert len({each["id"] for each in items}) == len(items) <= 5
            assert items[-1]["id"] == payment.transaction_id
            assert not {each["status"] for each in items[:-1]} & PAID

    @invariant()
    def lists_agree_with_single_payments(self):
        wanted = {"from": "2025-01-01T00:00:00Z"}
        listed = self.call("GET", "/payments", {"filter": wanted}, statuses=(200,)).json()["items"]
        single = [self.call("GET", f"/payments/{each}").json() for each in self.sandbox.payments]
        assert sorted(listed, key=lambda each: each["id"]) == sorted(single, key=lambda each: each["id"])


TestShop = Shop.TestCase
TestShop.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
