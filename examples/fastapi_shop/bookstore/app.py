"""The bookstore's HTTP API."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from portone_server_sdk import PaymentClient, webhook
from portone_server_sdk.errors import (
    CancelAmountExceedsCancellableAmountError,
    PaymentAlreadyCancelledError,
    PaymentNotFoundError,
    PaymentNotPaidError,
    PgProviderError,
    PortOneError,
)
from portone_server_sdk.payment import PaidPayment, PartialCancelledPayment

from bookstore.orders import PRICES, Order, Orders
from bookstore.payments import PaymentMismatchError, book_refund, paid_with, settle
from bookstore.settings import Settings
from bookstore.views import NewOrder, OrderView, Receipt, RefundRequest

app = FastAPI(title="Bookstore")


@cache
def current_settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment()


@cache
def all_orders() -> Orders:
    """The orders of this process."""
    return Orders()


@cache
def client(secret: str) -> PaymentClient:
    """The SDK's client; one is enough, since it keeps its connections."""
    return PaymentClient(secret=secret)


Configured = Annotated[Settings, Depends(current_settings)]
Store = Annotated[Orders, Depends(all_orders)]


def portone(settings: Configured) -> PaymentClient:
    """PortOne, with the shop's credentials."""
    return client(settings.api_secret)


def existing(order_id: str, orders: Store) -> Order:
    """The order that the path names."""
    order = orders.get(order_id)
    if order is None:
        raise HTTPException(404, "no such order")
    return order


PortOne = Annotated[PaymentClient, Depends(portone)]


@app.post("/orders", status_code=201)
def order_book(new: NewOrder, orders: Store) -> OrderView:
    """Take an order."""
    if new.book not in PRICES:
        raise HTTPException(404, "no such book")
    return OrderView.of(orders.add(new.book))


@app.get("/orders/{order_id}")
def show(order: Annotated[Order, Depends(existing)]) -> OrderView:
    """Show an order."""
    return OrderView.of(order)


@app.post("/orders/{order_id}/complete")
def complete(order: Annotated[Order, Depends(existing)], portone: PortOne, settings: Configured) -> OrderView:
    """Check the payment with PortOne; the browser calls this when its window has closed."""
    try:
        settle(order, portone.get_payment(payment_id=order.id), live=settings.live)
    except PaymentNotFoundError:
        raise HTTPException(402, "not paid yet") from None
    except PaymentMismatchError as mismatch:
        raise HTTPException(409, str(mismatch)) from None
    except PortOneError as error:
        raise HTTPException(502, "PortOne is not available") from error
    return OrderView.of(order)


@app.get("/orders/{order_id}/receipt")
def receipt(order: Annotated[Order, Depends(existing)], portone: PortOne) -> Receipt:
    """Show how an order was paid."""
    payment = portone.get_payment(payment_id=order.id)
    if not isinstance(payment, (PaidPayment, PartialCancelledPayment)):
        raise HTTPException(404, "no receipt")
    return Receipt(
        order=order.id,
        paid_with=paid_with(payment.method),
        total=payment.amount.total,
        refunded=payment.amount.cancelled,
        sold_through=payment.origin.platform_type,
        url=payment.receipt_url,
    )


@app.post("/orders/{order_id}/refunds")
def refund(order: Annotated[Order, Depends(existing)], wanted: RefundRequest, portone: PortOne) -> OrderView:
    """Give money back, in full or in part."""
    try:
        answer = portone.cancel_payment(payment_id=order.id, amount=wanted.amount, reason=wanted.reason)
    except (CancelAmountExceedsCancellableAmountError, PaymentAlreadyCancelledError):
        raise HTTPException(409, "more than is left") from None
    except PaymentNotPaidError:
        raise HTTPException(409, "not paid") from None
    except PgProviderError as error:
        raise HTTPException(502, error.pg_message) from error
    book_refund(order, answer.cancellation)
    return OrderView.of(order)


@app.post("/webhooks/portone")
async def hear(request: Request, orders: Store, portone: PortOne, settings: Configured) -> dict[str, str]:
    """Hear from PortOne that something happened, and look it up there."""
    payload = (await request.body()).decode()
    try:
        event = webhook.verify(settings.webhook_secret, payload, request.headers)
    except webhook.WebhookVerificationError as error:
        raise HTTPException(400, "not from PortOne") from error
    if isinstance(event, dict) or not hasattr(event.data, "payment_id"):
        return {"result": "ignored"}
    order = orders.get(event.data.payment_id)
    if order is None:
        return {"result": "ignored"}
    payment = await portone.get_payment_async(payment_id=order.id)
    try:
        settle(order, payment, live=settings.live)
    except PaymentMismatchError:
        return {"result": "mismatch"}
    return {"result": "settled"}
