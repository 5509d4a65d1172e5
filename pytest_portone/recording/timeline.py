"""Calls out and webhooks in, on one line of time: what happened between a merchant and PortOne."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl

from pytest_portone.conformance.words import masked
from pytest_portone.drift.words import vocabulary
from pytest_portone.sandbox.desks import desks_of
from pytest_portone.sandbox.reading import decode_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pytest_portone.contracts import Contract
    from pytest_portone.sandbox.messages import Request
    from pytest_portone.traffic.model import Exchange

FORMATS: Mapping[str, str] = {
    "text": "timeline_as_text",
    "json": "timeline_as_json",
    "html": "timeline_as_html",
}
"""Name -> the module of `pytest_portone.recording` whose `render` makes the text of a timeline."""
_KINDS = ("type", "status")
"""Where a webhook says what it tells of: in the newer version, in the older one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange.

    Attributes:
        number: in the cassette, counted from one.
        offset: seconds since the first exchange; None where a time is not known.
        direction: "out" for a call, "in" for a webhook.
        method: of HTTP.
        path: of a call, as the contract has it, or else with a star for each segment that may be data; of a webhook,
            the merchant's.
        operation: its id; empty for a webhook, and for a call that fits none.
        webhook: what it tells of, such as `Transaction.Paid`; empty for a call.
        status: the answer's HTTP status: PortOne's, or the merchant's.
    """

    number: int
    offset: float | None
    direction: Literal["out", "in"]
    method: str
    path: str
    operation: str
    webhook: str
    status: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A cassette's exchanges in their order.

    Attributes:
        title: such as the file's name.
        facts: what is said of the whole, name -> text.
        rows: the exchanges.
    """

    title: str
    facts: Mapping[str, str]
    rows: tuple[Row, ...]


def rows(exchanges: Iterable[Exchange], contract: Contract) -> Iterator[Row]:
    """A row for each exchange. What was said in it is not shown."""
    first = None
    for number, each in enumerate(exchanges, 1):
        first = first or each.started
        offset = (each.started - first).total_seconds() if first and each.started else None
        yield _webhook(number, offset, each) if each.webhook else _call(number, offset, each, contract)


def render(timeline: Timeline, name: str) -> str:
    """The text of a timeline in one of `FORMATS`."""
    text: str = import_module(f"pytest_portone.recording.{FORMATS[name]}").render(timeline)
    return text


def subject(row: Row) -> str:
    """What a row is about, in a word or two."""
    return row.webhook or row.operation or "no operation of the contract"


def _call(number: int, offset: float | None, exchange: Exchange, contract: Contract) -> Row:
    asked = exchange.request
    operation = desks_of(contract).router.operation(asked.method, asked.path)
    path = operation.path if operation else masked(contract, asked.path)
    name = operation.id if operation else ""
    return Row(number, offset, "out", asked.method, path, name, "", exchange.response.status)


def _webhook(number: int, offset: float | None, exchange: Exchange) -> Row:
    asked = exchange.request
    return Row(number, offset, "in", asked.method, asked.path, "", _told(asked), exchange.response.status)


def _told(request: Request) -> str:
    """What a webhook tells of, in JSON or as a form."""
    value = _decoded(request.body)
    named = (vocabulary(value.get(each)) for each in _KINDS) if isinstance(value, dict) else iter(())
    return next(filter(None, named), "webhook")


def _decoded(body: bytes) -> Any:
    try:
        return decode_json(body)
    except ValueError:
        return dict(parse_qsl(body.decode("utf-8", "replace")))
