"""As `fragile.handlers.billing_key_states`, and survives what it does not know."""

from clients import by_httpx as portone


def usable(billing_key):
    return portone.get(f"/billing-keys/{billing_key}").body["status"] == "ISSUED"
