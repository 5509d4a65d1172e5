"""Recorded calls, read by the contract: what each names, and what its answer shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pytest_portone.recording.showing import Shown, shown_by
from pytest_portone.sandbox.routing import Router, parameter_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.contracts.model import Contract, Operation
    from pytest_portone.traffic.model import Exchange

_SUBJECTS = {"paymentId": "payment", "billingKey": "billing key"}
"""By a parameter of the path, or a field of the body: what it names."""
_BEGIN = frozenset({"payinstantly", "paywithbillingkey", "createpaymentschedule", "preregisterpayment"})
"""Operations that name a payment which need not be there; some contracts begin their names with a capital."""
_NOT_FOUND = 404
_PAID_BEFORE = "ALREADY_PAID"


@dataclass(frozen=True, slots=True)
class Call:
    """A recorded call.

    Attributes:
        exchange: as it is on the tape.
        operation: what was called.
        subjects: what it names: kinds and ids.
        shown: what its answer shows.
    """

    exchange: Exchange
    operation: Operation
    subjects: frozenset[tuple[str, str]]
    shown: tuple[Shown, ...]

    @property
    def changes(self) -> bool:
        """Whether it is more than a look."""
        return self.operation.method != "GET"

    @property
    def missed(self) -> bool:
        """Whether something that it names was not there."""
        return self.exchange.response.status == _NOT_FOUND

    @property
    def begins(self) -> bool:
        """Whether the payment that it names was perhaps not there before it."""
        if self.operation.id.lower() not in _BEGIN:
            return False
        body = _json(self.exchange.response.body)
        return body.get("type") != _PAID_BEFORE


def calls(contract: Contract, exchanges: Iterable[Exchange]) -> Iterator[Call]:
    """The calls among the exchanges of a recording; those that are no operation, or give out credentials, are not."""
    router = Router(contract)
    for each in exchanges:
        found = router.find(each.request.path)
        operation = found[0].operations.get(each.request.method) if found else None
        if each.webhook or found is None or operation is None or not operation.authenticated:
            continue
        values = zip(parameter_names(operation.path), map(unquote, found[1]), strict=True)
        named = _json(each.request.body) | dict(values)
        subjects = {(kind, str(named[name])) for name, kind in _SUBJECTS.items() if name in named}
        yield Call(each, operation, frozenset(subjects), tuple(shown_by(contract, operation.id, each.response)))


def _json(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body or b"null")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
