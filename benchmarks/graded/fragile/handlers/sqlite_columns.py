"""The keys of an object become the columns of an INSERT."""

import sqlite3
from contextlib import closing

from clients import by_httpx as portone

COLUMNS = (
    "status, id, pgCancellationId, totalAmount, taxFreeAmount, vatAmount, reason, cancelledAt, requestedAt, "
    "receiptUrl, 'trigger'"
)


def refunded(payment_id, amount):
    body = portone.post(f"/payments/{payment_id}/cancel", {"amount": amount, "reason": "returned"}).body
    row = body["cancellation"]
    names = ", ".join(f'"{each}"' for each in row)
    with closing(sqlite3.connect(":memory:")) as ledger:
        ledger.execute(f"create table refunds ({COLUMNS})")
        ledger.execute(f"insert into refunds ({names}) values ({', '.join('?' * len(row))})", tuple(row.values()))
        return ledger.execute("select sum(totalAmount) from refunds").fetchone()[0]
