"""An honest merchant: it asks PortOne before it believes anything, and books what it decided itself."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import httpx
from standardwebhooks import Webhook, WebhookVerificationError

from pytest_portone.reconciliation.entries import CANCELLATION, DONE, PAYMENT, Entry

SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdCBzdG9yZQ=="
CLIENT = httpx.Client(base_url="https://api.portone.io", headers={"authorization": "PortOne secret"})
"""One for all: what a client costs is its certificates."""
TRIES = 3


class RefusedError(Exception):
    """The shop says no."""


class PortOneError(Exception):
    """PortOne does not answer as it should."""


@dataclass
class Refund:
    """Money that the shop wants to give back: `open` until PortOne has said what became of it."""

    id: str
    payment_id: str
    amount: int
    state: str = "open"


class Shop:
    """Orders, refunds, and the books."""

    def __init__(self, portone):
        self.orders = {}
        self.refunds = []
        self.books = []
        portone.webhooks.send_to(self.hear, "/webhooks", secret=SECRET)

    # What the machine drives

    def order(self, total):
        payment_id = f"order-{len(self.orders) + 1}"
        self.orders[payment_id] = total
        return payment_id

    def redirected(self, payment_id):
        self.settle(payment_id)

    def refund(self, payment_id, amount):
        left = self.received(payment_id) - self.given_back(payment_id)
        if not 0 < (amount or left) <= left:
            raise RefusedError(f"{left} are left")
        self.give_back(payment_id, amount or left)

    def catch_up(self):
        for each in self.orders:
            self.settle(each)
        for each in self.refunds:
            if each.state == "open":
                self.send(each)

    def ledger(self):
        return self.books

    # Webhooks

    def hear(self, request):
        try:
            event = self.verified(request)
        except WebhookVerificationError:
            return httpx.Response(400)
        self.heard(event["type"], event["data"]["paymentId"])
        return httpx.Response(200)

    def verified(self, request):
        return Webhook(SECRET).verify(request.content, dict(request.headers))

    def heard(self, kind, payment_id):
        if kind != "Transaction.Ready":
            self.settle(payment_id)

    # Books

    def settle(self, payment_id):
        """Ask PortOne how a payment stands, and book what is new."""
        payment = self.ask(payment_id)
        if payment is None or "paidAt" not in payment:
            return
        if not self.is_booked(payment_id):
            self.book_payment(payment)
        for each in payment.get("cancellations", ()):
            if each["status"] == "SUCCEEDED":
                self.hear_of_cancellation(payment, each)

    def book_payment(self, payment):
        name, total = payment["id"], payment["amount"]["total"]
        self.book(PAYMENT, payment, total, payment["paidAt"])
        if total != self.orders[name]:
            self.give_back(name, total)

    def hear_of_cancellation(self, payment, cancellation):
        """Book what others cancelled, and what the shop asked for without hearing the answer."""
        if cancellation["trigger"] == "API":
            for each in self.refunds:
                if each.id == cancellation["reason"]:
                    self.book_refund(each, payment, cancellation)
        elif cancellation["id"] not in {each.entry_id for each in self.books}:
            self.book_cancellation(payment, cancellation, cancellation["totalAmount"])

    def book_refund(self, refund, payment, cancellation):
        if refund.state != "done":
            refund.state = "done"
            self.book_cancellation(payment, cancellation, refund.amount)

    def book_cancellation(self, payment, cancellation, amount):
        self.book(CANCELLATION, payment, amount, cancellation["cancelledAt"], cancellation["id"])

    def book(self, kind, payment, amount, at, entry_id=None):
        self.books.append(
            Entry(
                payment_id=payment["id"],
                entry_id=entry_id,
                kind=kind,
                state=DONE,
                amount=amount,
                currency="KRW",
                at=datetime.fromisoformat(at),
                channel="TEST",
                source=f"books, row {len(self.books) + 1}",
            )
        )

    def is_booked(self, payment_id):
        return any(each.kind == PAYMENT and each.payment_id == payment_id for each in self.books)

    def received(self, payment_id):
        return sum(each.amount for each in self.books if each.kind == PAYMENT and each.payment_id == payment_id)

    def given_back(self, payment_id):
        others = {each.payment_id: 0 for each in self.books}
        for each in self.books:
            others[each.payment_id] += each.amount if each.kind == CANCELLATION else 0
        still = [each.amount for each in self.refunds if each.payment_id == payment_id and each.state == "open"]
        return others.get(payment_id, 0) + sum(still)

    # PortOne

    def ask(self, payment_id):
        answer = CLIENT.get(f"/payments/{payment_id}")
        if answer.status_code == 404:
            return None
        return self.read(answer)

    def read(self, answer):
        if answer.status_code != 200:
            raise PortOneError(answer.status_code)
        return json.loads(answer.content)

    def give_back(self, payment_id, amount):
        """Note that money is to go back, before anything is done: what is noted is not forgotten."""
        refund = Refund(f"refund {len(self.refunds) + 1} of {payment_id}", payment_id, amount)
        self.refunds.append(refund)
        self.send(refund)

    def send(self, refund):
        """Have PortOne do it: a few times, and else leave it open."""
        body = {"reason": refund.id, "amount": refund.amount}
        for _ in range(TRIES):
            try:
                answer = CLIENT.post(f"/payments/{refund.payment_id}/cancel", json=body, headers=self.headers(refund))
                if answer.status_code == 429 or answer.status_code >= 500:
                    continue
                done = json.loads(answer.content) if answer.is_success else None
            except (httpx.TransportError, ValueError):
                continue
            if done is None:
                refund.state = "refused"
            else:
                self.book_refund(refund, {"id": refund.payment_id}, done["cancellation"])
            return

    def headers(self, refund):
        return {"idempotency-key": f'"{uuid5(NAMESPACE_URL, refund.id)}"'}
