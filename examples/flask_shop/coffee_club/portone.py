"""As much of PortOne's REST API as the club needs."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - pydantic reads the annotations
from typing import Any
from urllib.parse import quote

import requests
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

API = "https://api.portone.io"
TIMEOUT = 60
"""Seconds; what PortOne advises."""


class Model(BaseModel):
    """PortOne's JSON, checked, under Python's names."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Charge(Model):
    """A payment that went through."""

    pg_tx_id: str
    paid_at: datetime


class Problem(Model):
    """Why PortOne refuses."""

    type: str
    message: str | None = None
    pg_code: str | None = None
    pg_message: str | None = None


class PortOneError(Exception):
    """PortOne refuses."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.type}: {problem.message}")
        self.problem = problem


class DeclinedError(PortOneError):
    """The card's company declines."""


class AlreadyPaidError(PortOneError):
    """The payment has gone through before."""


class UnknownKeyError(PortOneError):
    """No card is registered under this billing key, or no longer."""


ERRORS: dict[str, type[PortOneError]] = {
    "PG_PROVIDER": DeclinedError,
    "ALREADY_PAID": AlreadyPaidError,
    "BILLING_KEY_NOT_FOUND": UnknownKeyError,
    "BILLING_KEY_ALREADY_DELETED": UnknownKeyError,
}


class PortOne:
    """A client. Its methods raise PortOneError, and requests' exceptions where PortOne can't be reached."""

    def __init__(self, secret: str) -> None:
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"PortOne {secret}"

    def billing_key(self, key: str) -> dict[str, Any]:
        """What is registered under a billing key."""
        return self._call("GET", "billing-keys", key)

    def delete_billing_key(self, key: str) -> None:
        """Forget a card."""
        self._call("DELETE", "billing-keys", key, params={"reason": "left the club"})

    def payment(self, payment_id: str) -> dict[str, Any]:
        """A payment as it stands."""
        return self._call("GET", "payments", payment_id)

    def charge(self, payment_id: str, key: str, name: str, total: int) -> Charge:
        """Take `total` won from the card that is registered under `key`."""
        order = {"billingKey": key, "orderName": name, "amount": {"total": total}, "currency": "KRW"}
        answer = self._call("POST", "payments", payment_id, "billing-key", json=order)
        return Charge.model_validate(answer["payment"])

    def _call(self, method: str, *path: str, **content: Any) -> dict[str, Any]:
        url = "/".join((API, *(quote(part, safe="") for part in path)))
        answer = self._session.request(method, url, timeout=TIMEOUT, **content)
        body = answer.json()
        if answer.ok:
            return body
        problem = Problem.model_validate(body)
        raise ERRORS.get(problem.type, PortOneError)(problem)
