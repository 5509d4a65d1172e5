"""Merchants that differ from the honest one by one bug."""

import json

from merchants.shop import Shop


class BooksEveryWebhook(Shop):
    """A webhook that comes twice is booked twice."""

    def heard(self, kind, payment_id):
        if kind == "Transaction.Paid" and self.is_booked(payment_id):
            self.book_payment(self.ask(payment_id))
        super().heard(kind, payment_id)


class BelievesTheOrder(Shop):
    """Whoever pays has paid what the order asks for."""

    def book_payment(self, payment):
        payment["amount"]["total"] = self.orders[payment["id"]]
        super().book_payment(payment)


class BelievesWebhooks(Shop):
    """What a webhook says is taken from anybody: only the amount is asked for."""

    def verified(self, request):
        return json.loads(request.content)

    def ask(self, payment_id):
        payment = super().ask(payment_id)
        return payment and {"paidAt": payment["requestedAt"], **payment} if self.told else payment

    told = False

    def heard(self, kind, payment_id):
        self.told = kind == "Transaction.Paid"
        super().heard(kind, payment_id)
        self.told = False


class BelievesTheRedirect(Shop):
    """A browser that comes back has paid."""

    def redirected(self, payment_id):
        if not self.is_booked(payment_id):
            paid = {"id": payment_id, "amount": {"total": self.orders[payment_id]}, "paidAt": "2026-01-01T00:00:00Z"}
            self.book_payment(paid)


class IgnoresCancellations(Shop):
    """What is cancelled in the console is nobody's business."""

    def hear_of_cancellation(self, payment, cancellation):
        if cancellation["trigger"] == "API":
            super().hear_of_cancellation(payment, cancellation)


class RefundsTwice(Shop):
    """A refund whose answer is lost is asked for again, and PortOne can't know that it is the same."""

    def headers(self, _):
        return {}
