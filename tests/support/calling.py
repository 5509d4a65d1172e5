"""A merchant's server that calls a sandbox in process, with the requests that tests send most."""

from __future__ import annotations

import json
from functools import partialmethod
from urllib.parse import quote, urlencode

from pytest_portone.sandbox import Request

CREDENTIAL = {"number": "4111110000001111", "expiryYear": "30", "expiryMonth": "01"}


class Merchant:
    """Calls one sandbox as a merchant's server would."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.headers = {"authorization": f"PortOne {sandbox.secret}"}

    def send(self, method, path, body=None, *, query=None, wanted=None, headers=None):
        """`body` goes as JSON unless it is bytes; `wanted` goes as requestBody in the query."""
        query = dict(query or {}) | ({} if wanted is None else {"requestBody": json.dumps(wanted)})
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = self.headers | ({"content-type": "application/json"} if content else {}) | (headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        return self.sandbox.handle(Request(method, path, urlencode(query), sent, content))

    get = partialmethod(send, "GET")
    post = partialmethod(send, "POST")
    delete = partialmethod(send, "DELETE")

    def payment(self, payment_id):
        return self.get(f"/payments/{quote(payment_id, safe='')}").json()

    def instant(self, payment_id="p-1", **changes):
        body = {
            "channelKey": "channel-key-1",
            "orderName": "shoes",
            "currency": "KRW",
            "amount": {"total": 1100},
            "method": {"card": {"credential": CREDENTIAL}},
        }
        return self.post(f"/payments/{quote(payment_id, safe='')}/instant", _changed(body, changes))

    def account(self, payment_id="p-1", **changes):
        account = {"bank": "SHINHAN", "expiry": {"validHours": 24}, "option": {"type": "NORMAL"}}
        return self.instant(payment_id, method={"virtualAccount": account}, **changes)

    def card(self, number, payment_id="p-1", **changes):
        method = {"card": {"credential": CREDENTIAL | {"number": number}}}
        return self.instant(payment_id, method=method, **changes)

    def issue(self, number=CREDENTIAL["number"], **changes):
        body = {"channelKey": "channel-key-1", "method": {"card": {"credential": CREDENTIAL | {"number": number}}}}
        return self.post("/billing-keys", _changed(body, changes))

    def issued(self, number=CREDENTIAL["number"], **changes):
        return self.issue(number, **changes).json()["billingKeyInfo"]["billingKey"]

    def pay_with(self, billing_key, payment_id="p-1", **changes):
        body = {"billingKey": billing_key, "orderName": "shoes", "currency": "KRW", "amount": {"total": 1100}}
        return self.post(f"/payments/{payment_id}/billing-key", _changed(body, changes))

    def cancel(self, payment_id="p-1", **body):
        return self.post(f"/payments/{payment_id}/cancel", {"reason": "returned"} | body)


def _changed(body, changes):
    """`body` with `changes`; None takes a field away."""
    return {name: value for name, value in (body | changes).items() if value is not None}
