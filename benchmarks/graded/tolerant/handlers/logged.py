"""As `fragile.handlers.logged`, and survives what it does not know."""

import logging

from clients import by_httpx as portone

log = logging.getLogger(__name__)


def masked(payment_id):
    card = portone.get(f"/payments/{payment_id}").body["method"]["card"]
    log.info("a card of %s", card["brand"])
    return f"{card['bin']}******"
