"""What the answers of a recording show of payments, cancellations and billing keys: a row for each operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from json import JSONDecodeError, loads
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.model import Contract
    from pytest_portone.sandbox.messages import Response

Kind: TypeAlias = Literal["payment", "cancellation", "billing key", "issue"]
_TYPES: Mapping[str, Kind] = {
    "Payment": "payment",
    "PaymentCancellation": "cancellation",
    "BillingKeyInfo": "billing key",
    "IssueBillingKeyResponse": "issue",
}
"""By the names of the contract's types. An issue of a billing key shows no more of the key than its name."""
_IDS: Mapping[Kind, tuple[str, ...]] = {
    "payment": ("id",),
    "cancellation": ("id",),
    "billing key": ("billingKey",),
    "issue": ("billingKeyInfo", "billingKey"),
}
"""By kind: where its id stands."""
SHOWN: Mapping[str, tuple[str, str]] = {
    "getPayment": ("Payment", ""),
    "getPayments": ("Payment", "items"),
    "getAllPaymentsByCursor": ("Payment", "items.payment"),
    "cancelPayment": ("PaymentCancellation", "cancellation"),
    "issueBillingKey": ("IssueBillingKeyResponse", ""),
    "getBillingKeyInfo": ("BillingKeyInfo", ""),
    "getBillingKeyInfos": ("BillingKeyInfo", "items"),
}
"""By operation: the type of what its answer shows, and the fields that lead to it, to one or to a list of them."""
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that an answer shows.

    Attributes:
        kind: what it is.
        id: what it is called: of a cancellation its own id, of an issue the key.
        value: all of it, as JSON, valid by the contract.
    """

    kind: Kind
    id: str
    value: Mapping[str, Any]


def shown_by(contract: Contract, operation: str, response: Response) -> Iterator[Shown]:
    """What an answer shows, but for what breaks the contract: no world can be made of that.

    Args:
        contract: by which it is read.
        operation: whose answer it is, by id.
        response: the answer.
    """
    for type_name, each in _values(contract, operation, response):
        if contract.validate(type_name, each).valid:
            kind = _TYPES[type_name]
            name: Any = each
            for step in _IDS[kind]:
                name = name[step]
            yield Shown(kind, name, each)


def broken_by(contract: Contract, operation: str, response: Response) -> Iterator[str]:
    """What an answer shows that breaks the contract: what breaks it."""
    for type_name, each in _values(contract, operation, response):
        violations = contract.validate(type_name, each).violations
        if violations:
            yield f"{type_name} {'; '.join(map(str, violations))}"


def _values(contract: Contract, operation: str, response: Response) -> Iterator[tuple[str, Any]]:
    type_name, path = SHOWN.get(operation, ("", ""))
    if type_name not in contract.types or response.status not in _SUCCESS:
        return
    found = [_json(response.body)]
    for step in filter(None, path.split(".")):
        found = [inner for each in found for inner in _listed(each.get(step) if isinstance(each, Mapping) else each)]
    yield from ((type_name, each) for each in found)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _json(body: bytes) -> Any:
    try:
        return loads(body)
    except (JSONDecodeError, UnicodeDecodeError, RecursionError):
        return None
