"""From the customer's money to what the sellers are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bazaar.catalogue import PRODUCTS, SELLERS
from bazaar.ledger import by_seller, worth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bazaar.ledger import Ledger
    from bazaar.portone import PortOne

PAID = {"PAID", "PARTIAL_CANCELLED", "CANCELLED"}
CONTRACT = {
    "id": "month-end",
    "name": "A tenth, at the end of the month",
    "platformFee": {"fixedRate": 10_000},
    "platformFeeVatPayer": "PARTNER",
    "subtractPaymentVatAmount": False,
    "settlementCycle": {
        "lagDays": 2,
        "datePolicy": "HOLIDAY_BEFORE",
        "method": {"monthly": {"daysOfMonth": [31]}},
    },
}
"""What the bazaar takes, and when it pays: on the last business day of the month."""


class TradeError(Exception):
    """Something that can't be done with an order."""


class Bazaar:
    """The bazaar at work."""

    def __init__(self, ledger: Ledger, portone: PortOne, *, live: bool) -> None:
        self.ledger, self.portone, self._live = ledger, portone, live

    def enrol(self) -> None:
        """Have PortOne know the contract and the sellers."""
        self.portone.add("contracts", CONTRACT)
        for seller in SELLERS.values():
            account = {"bank": "SHINHAN", "currency": "KRW", "number": seller.account, "holder": seller.name}
            partner = {
                "id": seller.id,
                "name": seller.name,
                "contact": {"name": seller.name, "email": f"{seller.id}@example.com"},
                "account": account,
                "defaultContractId": CONTRACT["id"],
                "tags": [],
                "type": seller.kind,
            }
            self.portone.add("partners", partner)

    def settle(self, order_id: str) -> None:
        """Bring an order up to date with its payment; nothing happens by doing it again.

        Raises:
            TradeError: what was paid is not what was asked for.
        """
        payment = self.portone.payment(order_id)
        if payment is None or payment["status"] not in PAID:
            return
        self._check(order_id, payment)
        self.ledger.book(order_id, "payment", payment["transactionId"], payment["amount"]["total"])
        for each in payment.get("cancellations", ()):
            if each["status"] == "SUCCEEDED":
                self._book_cancellation(order_id, each)
        self._tell_sellers(order_id)

    def cancel(self, order_id: str, quantities: Mapping[str, int], reason: str) -> None:
        """Take products back; with none named, all that are left.

        Raises:
            TradeError: so many are not left, or nothing was paid.
        """
        self.settle(order_id)
        self.ledger.forget_wishes(order_id)
        left = self.ledger.left(order_id)
        wanted = dict(quantities) or left
        if not wanted or any(many > left.get(product, 0) for product, many in wanted.items()):
            raise TradeError("there is not so much left")
        if not self.ledger.moved(order_id, "payment"):
            raise TradeError("not paid")
        wish = self.ledger.wish(order_id, wanted)
        cancellation = self.portone.cancel(order_id, *worth(wanted), reason, wish)
        if cancellation["status"] == "SUCCEEDED":
            self.ledger.come_true(wish, cancellation["id"])
            self.ledger.book(order_id, "cancellation", cancellation["id"], cancellation["totalAmount"])
            self._tell_sellers(order_id)

    def _check(self, order_id: str, payment: Mapping[str, Any]) -> None:
        """Never trust the browser: the amount may have been tampered with on the way to the window."""
        total, tax_free = worth(self.ledger.ordered(order_id))
        amount = payment["amount"]
        if (payment["currency"], amount["total"], amount["taxFree"]) != ("KRW", total, tax_free):
            raise TradeError(f"{order_id}: paid {amount['total']} {payment['currency']}, expected {total} KRW")
        if self._live and payment["channel"]["type"] != "LIVE":
            raise TradeError(f"{order_id}: paid through a {payment['channel']['type']} channel")

    def _book_cancellation(self, order_id: str, told: Mapping[str, Any]) -> None:
        """Put down a cancellation. One that nobody here asked for is of all that is left, or of nobody knows what."""
        self.ledger.book(order_id, "cancellation", told["id"], told["totalAmount"])
        if told["id"] in self.ledger.taken(order_id):
            return
        for wish, quantities in self.ledger.wishes(order_id).items():
            if worth(quantities)[0] == told["totalAmount"]:
                self.ledger.come_true(wish, told["id"])
                return
        left = self.ledger.left(order_id)
        if worth(left)[0] == told["totalAmount"]:
            self.ledger.take(order_id, told["id"], left, told["id"])

    def _tell_sellers(self, order_id: str) -> None:
        """Have PortOne know what each seller is owed of an order, and what not any more."""
        known, ordered = self.ledger.transfers(order_id), self.ledger.ordered(order_id)
        wanted = [("order", 1, body) for body in _orders(order_id, ordered)]
        for cancellation_id, quantities in self.ledger.taken(order_id).items():
            wanted += [("order-cancel", -1, body) for body in _cancels(order_id, cancellation_id, quantities)]
        for kind, sign, body in wanted:
            if body["id"] not in known:
                transfer = self.portone.transfer(kind, body)
                amount, due = sign * transfer["amount"]["settlement"], transfer["settlementDate"]
                self.ledger.owe(body["id"], order_id, body["partnerId"], amount, due)


def _orders(order_id: str, quantities: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for seller, products in by_seller(quantities).items():
        yield {
            "id": f"{order_id}-{seller}",
            "partnerId": seller,
            "paymentId": order_id,
            "orderDetail": {"orderLines": [_line(each, quantities[each]) for each in products]},
            "discounts": [],
            "additionalFees": [],
        }


def _cancels(order_id: str, cancellation_id: str, quantities: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for seller, products in by_seller(quantities).items():
        lines = [{"productId": each, "quantity": quantities[each], "discounts": []} for each in products]
        yield {
            "id": f"{cancellation_id}-{seller}",
            "partnerId": seller,
            "paymentId": order_id,
            "cancellationId": cancellation_id,
            "orderDetail": {"orderLines": lines},
            "discounts": [],
        }


def _line(product_id: str, quantity: int) -> dict[str, Any]:
    product = PRODUCTS[product_id]
    told = {"id": product.id, "name": product.name, "amount": product.price}
    if product.tax_free:
        told["taxFreeAmount"] = product.price
    return {"product": told, "quantity": quantity, "discounts": [], "additionalFees": []}
