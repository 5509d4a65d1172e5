"""Laws that hold whatever a merchant and a customer do."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule

from pytest_portone.sandbox import Band, CheckoutError, Promotion, Request, Sandbox, Settings
from pytest_portone.sandbox.billing_keys.models import TRANSITIONS as KEY_TRANSITIONS
from pytest_portone.sandbox.cards import DECLINES
from pytest_portone.sandbox.payments.lifecycle import PAID, TRANSITIONS

AUTH = {"authorization": "PortOne x", "content-type": "application/json"}
IDS = st.sampled_from(["p-1", "p-2", "p-3"])
TOTALS = st.integers(1, 50) | st.integers(1, 10**12)
SHARES = st.floats(0, 1.1)
NUMBERS = st.sampled_from(["4111110000001111", *DECLINES])
PROMOTIONS = (Promotion("tenth", (Band(10, percent=10),)), Promotion("fixed", (Band(20, amount=7),), maximum=5))


def allowed(before, after, same_attempt):
    """Whether a payment may go from one status to another in one step."""
    if before is None or not same_attempt:
        return before not in PAID and after in {"READY", *TRANSITIONS["READY"]}
    return after == before or after in TRANSITIONS[before]


class Shop(RuleBasedStateMachine):
    keys = Bundle("keys")

    def __init__(self):
        super().__init__()
        limits = {"max_cancellations": 5, "max_transactions": 5, "refund_account_required": False}
        self.sandbox = Sandbox(settings=Settings(promotions=PROMOTIONS, **limits))
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
            self.sandbox.customer.pay(payment_id)
        if payment and payment.status == "VIRTUAL_ACCOUNT_ISSUED":
            self.sandbox.customer.deposit(payment_id)

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
        left, free = payment.left, payment.amount.tax_free - payment.cancelled_tax_free
        body = {"reason": "r", "promotionDiscountRetainOption": payment.retain_option or option}
        amount = data.draw(st.none() | st.integers(1, left) | st.sampled_from([left - 1, left, left + 1]))
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
            assert len(cancellations) <= 5

    @invariant()
    def no_more_goes_back_than_was_paid(self):
        for payment in self.sandbox.payments.values():
            refunds = sum(each.refund for each in payment.succeeded)
            assert 0 <= refunds <= payment.paid
            assert (refunds == payment.paid) or payment.left > 0 or payment.status not in PAID

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
TestShop.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
