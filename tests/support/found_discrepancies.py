"""Reconciliations that are put together by hand, for what tells of them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from pytest_portone.reconciliation.reconciliation import Aside, Discrepancy, Reconciliation, Total
from pytest_portone.reconciliation.reporting.report import Report, key
from pytest_portone.reconciliation.terms import Terms

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
HOSTILE = "</script><script>document.title='broken'</script>"


def discrepancy(name="amount", payment_id="order-1", **changes):
    told = {
        "kind": "payment",
        "ledger": "12,000 KRW",
        "portone": "39,000 KRW",
        "at_stake": 27_000,
        "currency": "KRW",
        "since": NOW - timedelta(days=3),
        "sources": ("orders.csv, row 2", "GET /payments"),
    }
    return Discrepancy(name=name, payment_id=payment_id, **told | changes)


def total(outcome, side, rows, net, currency="KRW", day=date(2026, 11, 20)):
    return Total(outcome=outcome, side=side, currency=currency, day=day, rows=rows, amount=abs(net), net=net)


def row(side, payment_id, **changes):
    told = {
        "payment_id": payment_id,
        "transaction_id": f"tx-{payment_id}",
        "entry_id": None,
        "kind": "payment",
        "state": "done",
        "status": "PAID",
        "amount": 12_000,
        "tax_free": None,
        "vat": None,
        "currency": "KRW",
        "at": NOW - timedelta(days=3),
        "channel": "LIVE",
        "source": f"{side} of {payment_id}",
        "side": side,
        "key": payment_id,
    }
    return told | changes


def reconciliation(*found, terms=None, **changes):
    return Reconciliation(
        terms=terms or Terms(as_of=NOW), discrepancies=found, **{"in_flight": (), "totals": (), **changes}
    )


def rich(hostile=HOSTILE):
    """A report that has something of everything."""
    found = (
        discrepancy("stale", "order-2", at_stake=500, currency="USD", ledger="pending", portone="done", since=None),
        discrepancy("missing_in_ledger", hostile, ledger=None, at_stake=39_000, cause="the webhook was dropped"),
        discrepancy(payment_id="주문-1", matched_by="transaction_id"),
        discrepancy("test_channel", "주문-1", at_stake=12_000),
        discrepancy("settlement_sum", None, entry_id="settlement-1", kind="settlement", at_stake=1),
    )
    made = reconciliation(
        *found,
        in_flight=(discrepancy("missing_in_ledger", "order-late"),),
        totals=(
            total("agreed", "ledger", 10, 100_000),
            total("agreed", "portone", 11, 100_000),
            total("discrepant", "ledger", 2, 12_000),
            total("discrepant", "portone", 2, 78_000),
            total("discrepant", "portone", 1, -500, "USD", None),
            total("outside", "ledger", 7, 70_000),
        ),
        aside=(Aside("ledger", "orders.csv, row 9", "received 12.5\x1b[31m, expected an integer"),),
        unread=Counter(ledger=3),
        rows=[
            row("ledger", "order-of-another-name", key="주문-1", at=NOW - timedelta(days=2)),
            row("portone", "주문-1", amount=39_000),
            row("portone", hostile),
        ],
    )
    return Report(
        result=made,
        ledger="orders.csv",
        portone="api",
        solved=(discrepancy("currency", "order-solved"),),
        last=NOW - timedelta(days=1),
        first_seen={key(each): NOW if each.name == "stale" else NOW - timedelta(days=1) for each in found},
    )
