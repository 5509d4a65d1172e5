"""PortOne's reconciliation with payment gateways, which is of live payments alone."""

from __future__ import annotations

from pytest_portone.sandbox import Channel

LIVE = Channel("channel-key-live", type="LIVE", pg_merchant_id="m-1")
JANUARY = {"from": "2026-01-01", "until": "2026-01-31"}


def collected(merchant):
    """A payment whose settlement is reported by now; its whole month is asked for."""
    merchant.sandbox.customer.pay("order-1", 11_000, channel=LIVE)
    merchant.sandbox.clock.advance(days=7)
    return {"date_range": JANUARY}


REPORT = "reconciliation.get_payment_reconciliation_{}_vat_report"
STATE = {REPORT.format(each): collected for each in ("transaction", "settlement")}
