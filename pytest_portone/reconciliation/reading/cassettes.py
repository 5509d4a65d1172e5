"""PortOne's side from what was recorded: the payments in the answers of cassettes, HAR and NDJSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pytest_portone import contracts
from pytest_portone.reconciliation.reading import payments
from pytest_portone.reconciliation.reading.gathering import Gathering
from pytest_portone.sandbox.routing import Router
from pytest_portone.traffic.reading import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from pytest_portone.reconciliation.sides import Side
    from pytest_portone.traffic.model import Exchange

SHOWN: Mapping[str, tuple[str, str]] = {
    "getPayment": ("", ""),
    "getPayments": ("items", ""),
    "getAllPaymentsByCursor": ("items", "payment"),
}
"""By operation: the field of the answer that lists payments, and the field of an item that holds one."""
CANCEL = "cancelPayment"
"""The operation that shows a cancellation without its payment."""
_SUCCESS = range(200, 300)


def side(paths: Iterable[str | Path], base_urls: Iterable[str] = ()) -> Side:
    """Every payment that recorded answers show, as it was last seen, as rows in a table of PyArrow.

    A cancellation in the answer of a cancel call belongs to it too, if no later answer shows the payment. What can't
    be read is put aside: files, exchanges, payments, and cancellations of payments that no answer shows.

    Args:
        paths: files and folders: cassettes, HAR, NDJSON of exchanges.
        base_urls: where PortOne's API was served, besides https://api.portone.io.

    Raises:
        MissingExtraError: the extra `reconcile` is not installed.
        ValueError: a base URL is none.
    """
    traffic, seen = Traffic(tuple(base_urls)), _Seen()
    for each in traffic.read(paths):
        seen.take(each)
    for fault in traffic.faults:
        seen.gathering.put(fault.source, str(fault.problem))
    return seen.side()


@dataclass(frozen=True, slots=True)
class _Sight:
    changed: datetime
    payment: Any
    source: str


@dataclass(slots=True)
class _Seen:
    """What the answers have shown so far, in their order."""

    gathering: Gathering = field(default_factory=Gathering)
    sights: dict[str, _Sight] = field(default_factory=dict)
    cancelled: dict[str, dict[str, tuple[Any, str]]] = field(default_factory=dict)
    router: Router = field(default_factory=lambda: Router(contracts.load()))

    def take(self, exchange: Exchange) -> None:
        """An exchange's answer."""
        found = None if exchange.webhook else self.router.find(exchange.request.path)
        operation = found[0].operations.get(exchange.request.method) if found else None
        if found is None or operation is None or exchange.response.status not in _SUCCESS:
            return
        if operation.id not in SHOWN and operation.id != CANCEL:
            return
        try:
            answer = json.loads(exchange.response.body)
        except (ValueError, RecursionError):
            self.gathering.put(exchange.source, "received an answer that is no JSON, expected an object")
            return
        if operation.id == CANCEL:
            self._cancellation(unquote(found[1][0]), answer, exchange.source)
            return
        for each in _payments(answer, *SHOWN[operation.id]):
            self._payment(each, exchange.source)

    def side(self) -> Side:
        """The last sight of everything."""
        found = [
            entry
            for each in self.sights.values()
            for entry in self.gathering.read(payments.entries, self._whole(each.payment), each.source)
        ]
        known = {each.payment.get("id") for each in self.sights.values() if isinstance(each.payment, dict)}
        for payment_id, answers in self.cancelled.items():
            if payment_id not in known:
                for _, source in answers.values():
                    self.gathering.put(
                        source, "received a cancellation of a payment that no answer shows, expected one"
                    )
        return self.gathering.side(found)

    def _payment(self, payment: Any, source: str) -> None:
        key, changed = payments.key(payment), payments.changed(payment)
        if key not in self.sights or self.sights[key].changed <= changed:
            self.sights[key] = _Sight(changed, payment, source)

    def _cancellation(self, payment_id: str, answer: Any, source: str) -> None:
        told = answer.get("cancellation") if isinstance(answer, dict) else None
        name = str(told.get("id")) if isinstance(told, dict) else source
        self.cancelled.setdefault(payment_id, {})[name] = told, source

    def _whole(self, payment: Any) -> Any:
        """A payment with the cancellations that came of calls, but for those that it knows itself."""
        if not isinstance(payment, dict) or not isinstance(payment.get("cancellations") or [], list):
            return payment
        own = payment.get("cancellations") or []
        known = {each.get("id") for each in own if isinstance(each, dict)}
        answers = self.cancelled.get(str(payment.get("id")), {})
        return payment | {
            "cancellations": [*own, *(told for name, (told, _) in answers.items() if name not in known)]
        }


def _payments(answer: Any, listed: str, held: str) -> list[Any]:
    """The payments of an answer; what is none is read as one, so that it is put aside."""
    if not listed:
        return [answer]
    items = answer.get(listed) if isinstance(answer, dict) else None
    if not isinstance(items, list):
        return [answer]
    return [each.get(held) if held and isinstance(each, dict) else each for each in items]
