"""An if over the status of a billing key ends in a raise."""

from clients import by_httpx as portone


def usable(billing_key):
    status = portone.get(f"/billing-keys/{billing_key}").body["status"]
    if status == "ISSUED":
        return True
    if status == "DELETED":
        return False
    raise ValueError(status)
