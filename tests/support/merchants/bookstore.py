"""The bookstore of `examples/fastapi_shop` as a machine drives it: by its pages, with its orders as the books."""

from datetime import UTC, datetime

from bookstore.app import all_orders, app, current_settings
from bookstore.orders import PRICES, Orders, Status
from bookstore.settings import Settings
from fastapi.testclient import TestClient

from merchants.shop import SECRET
from pytest_portone.reconciliation.entries import CANCELLATION, DONE, PAYMENT, Entry

SETTINGS = Settings(api_secret="secret", webhook_secret=SECRET)
BOOKS = {price: book for book, price in PRICES.items()}
MONEY_IN = {Status.PAID, Status.REFUNDED}
CLIENT = TestClient(app, raise_server_exceptions=False)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Bookstore:
    """Orders books for whatever they cost."""

    def __init__(self, portone):
        self.orders = Orders()
        app.dependency_overrides = {current_settings: lambda: SETTINGS, all_orders: lambda: self.orders}
        portone.webhooks.send_to(CLIENT, "/webhooks/portone", secret=SECRET)
        self.ids = []

    def order(self, total):
        self.ids.append(CLIENT.post("/orders", json={"book": BOOKS[total]}).json()["id"])
        return self.ids[-1]

    def redirected(self, payment_id):
        CLIENT.post(f"/orders/{payment_id}/complete")

    def refund(self, payment_id, amount):
        wanted = {"reason": "returned"} | ({} if amount is None else {"amount": amount})
        CLIENT.post(f"/orders/{payment_id}/refunds", json=wanted)

    def catch_up(self):
        for each in self.ids:
            self.redirected(each)

    def ledger(self):
        """Every order that says that money came in, and what it says went back."""
        orders = [self.orders.get(each) for each in self.ids]
        return [row for each in orders for row in self.rows(each)]

    def rows(self, order):
        came = [(PAYMENT, order.total)] if order.status in MONEY_IN else []
        went = [(CANCELLATION, order.refunded)] if order.refunded else []
        return [
            Entry(payment_id=order.id, kind=kind, state=DONE, amount=amount, currency="KRW", at=NOW, source=order.id)
            for kind, amount in (*came, *went)
        ]


PRICES_IN_WON = sorted(BOOKS)
