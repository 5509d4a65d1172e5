"""What PortOne told by webhook, and PortOne's side of the payments that it told of.

A webhook names a payment and what became of it, and no amount: it is evidence, not a row. So the payments are looked
up, as PortOne advises before anything is booked. Without a way to ask, `received` says what was told, and no more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pytest_portone.reconciliation.reading import asking, payments
from pytest_portone.reconciliation.reading.asking import ApiError
from pytest_portone.reconciliation.reading.gathering import Gathering
from pytest_portone.reconciliation.reading.portone_fields import Fields, UnreadableJsonError
from pytest_portone.traffic.reading import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from pytest_portone.reconciliation.entries import Entry
    from pytest_portone.reconciliation.reading.asking import Ask
    from pytest_portone.reconciliation.sides import Side

TRANSACTION = "Transaction."
"""What the types of webhooks begin with that are about payments, in the version 2024-04-25."""
LINES = (".ndjson", ".jsonl")
"""Files with one JSON text a line."""
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A webhook about a payment, of either version.

    Attributes:
        payment_id: the merchant's id of the payment.
        transaction_id: PortOne's id of the transaction.
        cancellation_id: of what was cancelled; the older version names none.
        store_id: whose payment; the older version names none.
        event: what happened, such as `Paid` or `PartialCancelled`, in the words of both versions.
        at: when it happened; the older version does not say.
        source: where it is from.
    """

    payment_id: str
    transaction_id: str | None
    cancellation_id: str | None
    store_id: str | None
    event: str
    at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that was told.

    Attributes:
        webhooks: those about payments, in the order of the files.
        others: how many are about something else, or of types that are not known, which is no fault (clause W1).
        gathering: what could not be read.
    """

    webhooks: tuple[Received, ...]
    others: int
    gathering: Gathering


def received(paths: Iterable[str | Path]) -> Told:
    """The webhooks of files: NDJSON of their bodies, one a line, or recorded traffic (cassettes, HAR, NDJSON).

    Args:
        paths: files, and folders of recorded traffic.
    """
    gathering, found, others = Gathering(), [], 0
    for body, source in _bodies(paths, gathering):
        try:
            webhook = read(json.loads(body), source)
        except UnreadableJsonError as problem:
            gathering.put(source, str(problem))
            continue
        except (ValueError, RecursionError):
            gathering.put(source, "received a text that is no JSON, expected the body of a webhook")
            continue
        others += webhook is None
        found += [webhook] if webhook else []
    return Told(tuple(found), others, gathering)


def read(body: Any, source: str) -> Received | None:
    """A webhook's body, of either version; None for one that is not about a payment.

    Raises:
        UnreadableJsonError: it is no webhook.
    """
    fields = Fields.of(body)
    found = _typed(fields, source) if "type" in fields.value else _flat(fields, source)
    fields.done()
    return found


def side(paths: Iterable[str | Path], ask: Ask | None = None) -> Side:
    """Every payment that a webhook told of, looked up once, as rows in a table of PyArrow.

    A payment of which no webhook arrived is not there: this side shows what the merchant could have known. What
    PortOne does not find is put aside.

    Args:
        paths: see `received`.
        ask: see `asking`; None for https://api.portone.io with the secret in `PORTONE_API_SECRET`.

    Raises:
        ApiError: PortOne refuses, or does not answer.
        MissingExtraError: the extra `reconcile` is not installed.
    """
    told = received(paths)
    subjects = {(each.store_id, each.payment_id): each for each in told.webhooks}
    stores = {payment_id for store_id, payment_id in subjects if store_id}
    found: list[Entry] = []
    with asking.default(ask) as chosen:
        for (store_id, payment_id), webhook in subjects.items():
            if store_id or payment_id not in stores:
                found += _looked_up(chosen, webhook, told.gathering)
    return told.gathering.side(found)


def _looked_up(ask: Ask, webhook: Received, gathering: Gathering) -> list[Entry]:
    query = {"storeId": webhook.store_id} if webhook.store_id else {}
    try:
        payment = ask(f"/payments/{quote(webhook.payment_id, safe='')}", query)
    except ApiError as error:
        if error.status != _NOT_FOUND:
            raise
        gathering.put(webhook.source, "received a payment id that PortOne does not find, expected one that it has")
        return []
    return gathering.read(payments.entries, payment, webhook.source)


def _typed(fields: Fields, source: str) -> Received | None:
    """The version 2024-04-25."""
    kind, data = fields.word("type"), fields.inner("data")
    if not kind.startswith(TRANSACTION) or "paymentId" not in data.value:
        return None
    return Received(
        payment_id=data.word("paymentId"),
        transaction_id=data.text("transactionId"),
        cancellation_id=data.text("cancellationId"),
        store_id=data.text("storeId"),
        event=kind.removeprefix(TRANSACTION),
        at=fields.time("timestamp"),
        source=source,
    )


def _flat(fields: Fields, source: str) -> Received:
    """The version 2024-01-01; what is asked before an approval has no status."""
    return Received(
        payment_id=fields.word("payment_id"),
        transaction_id=fields.text("tx_id"),
        cancellation_id=None,
        store_id=None,
        event=fields.text("status") or "Confirm",
        at=None,
        source=source,
    )


def _bodies(paths: Iterable[str | Path], gathering: Gathering) -> Iterator[tuple[bytes, str]]:
    for path in map(Path, paths):
        if path.suffix.lower() in LINES and not _is_traffic(path):
            yield from _lines(path)
            continue
        traffic = Traffic()
        yield from ((each.request.body, each.source) for each in traffic.read([path]) if each.webhook)
        for fault in traffic.faults:
            gathering.put(fault.source, str(fault.problem))


def _lines(path: Path) -> Iterator[tuple[bytes, str]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield line.removeprefix(b"\xef\xbb\xbf"), f"{path}, line {number}"


def _is_traffic(path: Path) -> bool:
    """Whether the first line is an exchange, which has a URL."""
    first = next(iter(_lines(path)), (b"", ""))[0]
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "url" in value
