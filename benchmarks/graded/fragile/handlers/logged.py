"""The test wants a log without errors, and an unknown brand is logged as one."""

import logging

from clients import by_httpx as portone

log = logging.getLogger(__name__)


def masked(payment_id):
    card = portone.get(f"/payments/{payment_id}").body["method"]["card"]
    if card["brand"] not in ("LOCAL", "MASTER", "UNIONPAY", "VISA", "JCB", "AMEX", "DINERS"):
        log.error("a card of %s", card["brand"])
    return f"{card['bin']}******"
