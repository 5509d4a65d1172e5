"""What the contract has for the answer of an exchange, or for a webhook."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from pytest_portone.contracts.model import Ref, Scalar, UnionType
from pytest_portone.drift.answers import Strange, examine
from pytest_portone.drift.words import shown
from pytest_portone.sandbox.desks import desks_of
from pytest_portone.sandbox.reading import decode_json

if TYPE_CHECKING:
    from pytest_portone.contracts.model import Contract, Operation, Side
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.traffic.model import Exchange

_FORM = "application/x-www-form-urlencoded"
_SUCCESS, _ERROR = range(200, 300), range(400, 600)
_UNREADABLE = object()


@dataclass(frozen=True, slots=True)
class Examined:
    """What came, as far as the contract knows it.

    Attributes:
        name: the operation's id, or `webhook VERSION`; empty for what is neither.
        status: the answer's HTTP status; 0 for a webhook.
        strange: what the contract does not say of it.
        operation: the operation; None for a webhook, and for a call that fits none.
    """

    name: str
    status: int
    strange: tuple[Strange, ...] = field(repr=False)
    operation: Operation | None = None


def look_at(contract: Contract, exchange: Exchange) -> Examined:
    """Find out what came in an exchange, and all that is strange about it."""
    if exchange.webhook:
        return _webhook(contract, exchange.request)
    operation = desks_of(contract).router.operation(exchange.request.method, exchange.request.path)
    if operation is None:
        return Examined("", exchange.response.status, ())
    strange = tuple(_answer(contract, operation, exchange.response))
    return Examined(operation.id, exchange.response.status, strange, operation)


def _answer(contract: Contract, operation: Operation, response: Response) -> tuple[Strange, ...]:
    if response.status not in contract.statuses(operation):
        return (_of_unknown_status(contract, operation, response),)
    side = contract.answer(operation, response.status)
    if side.type is None and not side.errors:
        empty = response.body.strip() in (b"", b"null")
        return () if empty else (Strange("output-content-unannounced", "$", before="nothing", after="content"),)
    if side.type is not None and contract.resolve(side.type) == Scalar("csv"):
        return () if response.body else (_without_content(side),)
    if not response.body.strip():
        return (_without_content(side),)
    value = _decoded(response.body)
    if value is not _UNREADABLE:
        return examine(contract, side, value)
    if response.status in _ERROR:  # whatever stands before PortOne has pages of its own
        return (Strange("error-foreign", "$", before="JSON", after="something else"),)
    return (Strange("output-unreadable", "$", before="JSON", after="something else"),)


def _without_content(side: Side) -> Strange:
    rule = "error-foreign" if side.errors else "output-content-missing"
    return Strange(rule, "$", before="content", after="nothing")


def _of_unknown_status(contract: Contract, operation: Operation, response: Response) -> Strange:
    """An answer whose status the contract does not have for the operation."""
    known, status = ", ".join(map(str, contract.statuses(operation))), str(response.status)
    if response.status in _SUCCESS:
        return Strange("success-unknown", "$", before=known, after=status)
    if response.status not in _ERROR:
        return Strange("status-unknown", "$", before=known, after=status)
    value = _decoded(response.body)
    kind = value.get("type") if isinstance(value, dict) else None
    if isinstance(kind, str):
        return Strange("error-unannounced", "$", field=shown(kind), after=f"{status} {shown(kind)}")
    return Strange("error-foreign", "$", before=known, after=status)


def _decoded(body: bytes) -> Any:
    try:
        return decode_json(body)
    except ValueError:
        return _UNREADABLE


def _webhook(contract: Contract, request: Request) -> Examined:
    value = _carried(request)
    version = _version(contract, value)
    if version is None:
        what = "something else than JSON" if value is _UNREADABLE else "another webhook"
        known = ", ".join(contract.webhooks)
        return Examined("webhook", 0, (Strange("webhook-unknown", "$", before=known, after=what),))
    return Examined(f"webhook {version}", 0, examine(contract, Ref(contract.webhooks[version]), value))


def _carried(request: Request) -> Any:
    """A webhook's body: JSON, or in the older version a form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM:
        return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    return _decoded(request.body)


def _version(contract: Contract, value: Any) -> str | None:
    """The version of a webhook: told by its tag, else by the fields that it has in common with one."""
    if not isinstance(value, dict):
        return None
    types = {version: contract.type(name) for version, name in contract.webhooks.items()}
    tagged = [version for version, each in types.items() if isinstance(each, UnionType) and each.tag in value]
    alike = [version for version, each in types.items() if not value.keys().isdisjoint(getattr(each, "fields", ()))]
    return next(iter([*tagged, *alike]), None)
