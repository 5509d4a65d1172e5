"""The bazaar's HTTP API."""

from __future__ import annotations

import json
from datetime import date  # noqa: TC003 - FastAPI reads the annotations
from functools import cache
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from portone_server_sdk import webhook

from bazaar.catalogue import PRODUCTS
from bazaar.ledger import Ledger
from bazaar.month_end import OffError, pay_out, statement
from bazaar.portone import PortOne, PortOneError
from bazaar.settings import Settings
from bazaar.trading import Bazaar, TradeError
from bazaar.views import NewCancellation, NewOrder, OrderView, Payout, SellerRow, Statement

app = FastAPI(title="Bazaar")


@cache
def current_settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment()


@cache
def books() -> Ledger:
    """The books of this process."""
    return Ledger()


@cache
def client(secret: str, live: bool) -> PortOne:  # noqa: FBT001 - a cache's key
    """A client of PortOne; one is enough, since it keeps its connections."""
    return PortOne(secret, live=live)


Configured = Annotated[Settings, Depends(current_settings)]
Books = Annotated[Ledger, Depends(books)]


def bazaar(settings: Configured, ledger: Books) -> Bazaar:
    """The bazaar, with its books and its credentials."""
    return Bazaar(ledger, client(settings.api_secret, settings.live), live=settings.live)


Trade = Annotated[Bazaar, Depends(bazaar)]


def existing(order_id: str, ledger: Books) -> str:
    """The order that the path names."""
    if not ledger.ordered(order_id):
        raise HTTPException(404, "no such order")
    return order_id


OrderId = Annotated[str, Depends(existing)]


@app.post("/sellers", status_code=204)
def enrol(trade: Trade) -> None:
    """Have PortOne know the sellers."""
    trade.enrol()


@app.post("/orders", status_code=201)
def order(new: NewOrder, ledger: Books) -> OrderView:
    """Take an order."""
    if not new.products.keys() <= PRODUCTS.keys():
        raise HTTPException(404, "no such product")
    return OrderView.of(ledger, ledger.add(new.products))


@app.get("/orders/{order_id}")
def show(order_id: OrderId, ledger: Books) -> OrderView:
    """Show an order."""
    return OrderView.of(ledger, order_id)


@app.post("/orders/{order_id}/complete")
def complete(order_id: OrderId, trade: Trade) -> OrderView:
    """Check the payment with PortOne; the browser calls this when its window has closed."""
    try:
        trade.settle(order_id)
    except TradeError as error:
        raise HTTPException(409, str(error)) from None
    return OrderView.of(trade.ledger, order_id)


@app.post("/orders/{order_id}/cancellations")
def cancel(order_id: OrderId, wanted: NewCancellation, trade: Trade) -> OrderView:
    """Take products back, and give the money back."""
    try:
        trade.cancel(order_id, wanted.products, wanted.reason)
    except TradeError as error:
        raise HTTPException(409, str(error)) from None
    except PortOneError as error:
        raise HTTPException(502, str(error)) from error
    return OrderView.of(trade.ledger, order_id)


@app.get("/settlements/{day}")
def settlement(day: date, trade: Trade) -> Statement:
    """Show what sellers get on a day."""
    rows = statement(trade.ledger, trade.portone, day.isoformat())
    sellers = [SellerRow(seller=each.seller, booked=each.booked, settled=each.settled) for each in rows]
    return Statement(day=day, sellers=sellers)


@app.post("/settlements/{day}/payout")
def payout(day: date, trade: Trade) -> Payout:
    """Put down that the sellers were paid."""
    try:
        return Payout(day=day, sellers=pay_out(trade.ledger, trade.portone, day.isoformat()))
    except OffError as error:
        raise HTTPException(409, str(error)) from None


@app.post("/webhooks/portone")
async def hear(request: Request, trade: Trade, settings: Configured) -> dict[str, str]:
    """Hear from PortOne that something happened to a payment, whatever it is, and look it up there."""
    payload = (await request.body()).decode()
    try:
        webhook.verify(settings.webhook_secret, payload, request.headers)
    except webhook.WebhookVerificationError as error:
        raise HTTPException(400, "not from PortOne") from error
    order_id = json.loads(payload).get("data", {}).get("paymentId", "")
    if not trade.ledger.ordered(order_id):
        return {"result": "ignored"}
    try:
        await run_in_threadpool(trade.settle, order_id)
    except TradeError:
        return {"result": "mismatch"}
    return {"result": "settled"}
