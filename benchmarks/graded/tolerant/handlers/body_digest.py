"""As `fragile.handlers.body_digest`, and survives what it does not know."""

import hashlib
import json

from clients import by_httpx as portone


def digest(payment_id):
    amount = portone.get(f"/payments/{payment_id}").body["amount"]
    counts = {name: amount[name] for name in ("total", "taxFree", "paid", "cancelled")}
    return hashlib.sha256(json.dumps(counts, sort_keys=True).encode()).hexdigest()
