"""As `fragile.handlers.warning`, and survives what it does not know."""

import logging

from clients import by_httpx as portone

log = logging.getLogger(__name__)


def bank_names():
    items = portone.get("/banks").body["items"]
    if any(each.keys() - {"bank", "name"} for each in items):
        log.info("PortOne has new fields")
    return [each["name"]["ko"] for each in items]
