"""As `fragile.handlers.sqlite_columns`, and survives what it does not know."""

import sqlite3
from contextlib import closing

from clients import by_httpx as portone


def refunded(payment_id, amount):
    body = portone.post(f"/payments/{payment_id}/cancel", {"amount": amount, "reason": "returned"}).body
    with closing(sqlite3.connect(":memory:")) as ledger:
        ledger.execute("create table refunds (id, totalAmount, reason)")
        ledger.execute("insert into refunds values (:id, :totalAmount, :reason)", body["cancellation"])
        return ledger.execute("select sum(totalAmount) from refunds").fetchone()[0]
