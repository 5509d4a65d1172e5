"""A digest over all of an object is compared with a known one."""

import hashlib
import json

from clients import by_httpx as portone


def digest(payment_id):
    amount = portone.get(f"/payments/{payment_id}").body["amount"]
    return hashlib.sha256(json.dumps(amount, sort_keys=True).encode()).hexdigest()
