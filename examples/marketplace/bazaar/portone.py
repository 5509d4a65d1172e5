"""As much of PortOne's REST API as the bazaar needs."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx

API = "https://api.portone.io"
TIMEOUT = 60
"""Seconds; what PortOne advises."""
TRIES = 3
"""How often a call is made that no answer comes to. Each may be made again: it reads, or has a name of its own."""
NOT_FOUND, CONFLICT = 404, 409


class PortOneError(Exception):
    """PortOne refuses. Types of errors may be added at any time, so that the status decides."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.status, self.kind = status, kind


class PortOne:
    """A client. Its methods raise PortOneError, and httpx's exceptions where PortOne can't be reached."""

    def __init__(self, secret: str, *, live: bool) -> None:
        self._client = httpx.Client(base_url=API, headers={"Authorization": f"PortOne {secret}"}, timeout=TIMEOUT)
        self._side = {} if live else {"test": "true"}

    def payment(self, payment_id: str) -> dict[str, Any] | None:
        """A payment as it stands; None where the customer has not come to the window yet."""
        try:
            return self._call("GET", f"/payments/{quote(payment_id, safe='')}")
        except PortOneError as error:
            if error.status != NOT_FOUND:
                raise
            return None

    def cancel(self, payment_id: str, amount: int, tax_free: int, reason: str, key: str) -> dict[str, Any]:
        """Give money back, once for each key."""
        body = {"amount": amount, "taxFreeAmount": tax_free, "reason": reason}
        path = f"/payments/{quote(payment_id, safe='')}/cancel"
        return self._call("POST", path, json=body, headers={"Idempotency-Key": f'"{key}"'})["cancellation"]

    def add(self, what: str, body: dict[str, Any]) -> None:
        """Have PortOne know a contract or a partner; it may know it already."""
        try:
            self._call("POST", f"/platform/{what}", json=body, params=self._side)
        except PortOneError as error:
            if error.status != CONFLICT:
                raise

    def transfer(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Tell what a seller is owed of an order (`order`), or of what is cancelled of it (`order-cancel`).

        The transfer is named by the bazaar, so that it can be told again: it is there already then.
        """
        try:
            return self._call("POST", f"/platform/transfers/{kind}", json=body, params=self._side)["transfer"]
        except PortOneError as error:
            if error.status != CONFLICT:
                raise
        return self._call("GET", f"/platform/transfers/{quote(body['id'], safe='')}", params=self._side)

    def settlements(self, day: str) -> list[dict[str, Any]]:
        """What PortOne has to pay to sellers on a day, page by page."""
        found: list[dict[str, Any]] = []
        while True:
            wanted = {"filter": {"settlementDates": [day]}, "page": {"number": len(found) // 100, "size": 100}}
            query = {"requestBody": json.dumps(wanted)}
            answer = self._call("GET", "/platform/partner-settlements", params=self._side | query)
            found += answer["items"]
            if not answer["items"] or len(found) >= answer["page"]["totalCount"]:
                return found

    def complete_payout(self, name: str, settlements: list[str]) -> dict[str, Any]:
        """Tell that sellers were paid, once for each name."""
        body = {"bulkPayoutId": name, "partnerSettlementIds": settlements}
        return self._call("POST", "/platform/partner-settlements/complete-payout", json=body, params=self._side)

    def _call(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        answer = self._answer(method, path, **content)
        if answer.is_success:
            return answer.json()
        problem = answer.json()
        raise PortOneError(answer.status_code, problem["type"], problem.get("message", ""))

    def _answer(self, method: str, path: str, **content: Any) -> httpx.Response:
        for _ in range(TRIES - 1):
            try:
                return self._client.request(method, path, **content)
            except httpx.TransportError:
                continue
        return self._client.request(method, path, **content)
