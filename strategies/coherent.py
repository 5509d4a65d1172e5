"""Values that make sense as a whole: amounts add up, times are in order, numbers have their form.

`_RULES` is the list of what is known of objects: the fields that an object must have for a rule to apply, and the
rule, which changes a drawn object in place. Rules go by fields, not by names of types, for the names differ from
contract to contract. Inner objects are whole before the outer one is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_portone.contracts.currencies import minor_digits
from pytest_portone.contracts.model import Contract, EnumType, ObjectType, Ref, Scalar
from pytest_portone.strategies.amounts import CANCELLED_STATES, cut, settle, settle_alone, settle_cancellation
from pytest_portone.strategies.cards import settle_card
from pytest_portone.strategies.forms import fits
from pytest_portone.strategies.sense import Sense
from pytest_portone.strategies.shapes import shape
from pytest_portone.strategies.times import LIFE, put_in_order, slots_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from pytest_portone.strategies.amounts import Json
    from pytest_portone.strategies.forms import Form

_AMOUNT: Form = dict.fromkeys(("total", "taxFree", "discount", "paid", "cancelled", "cancelledTaxFree"), "int")
_CANCELLATION: Form = {
    "status": "tag",
    "totalAmount": "int",
    "taxFreeAmount": "int",
    "vatAmount": "int",
    "requestedAt": "str",
}
_DISPUTE: Form = {"status": "enum", "createdAt": "str", "resolvedAt": "str"}
PAYMENT: Form = {
    "status": "tag",
    "amount": _AMOUNT,
    "currency": "enum",
    "statusChangedAt": "str",
    "cancellations?": [_CANCELLATION],
    "disputes?": [_DISPUTE],
}
"""What every payment looks like, and what is a payment."""


def settle_payment(payment: Json, total: int | None = None) -> None:
    """Make a payment agree with itself, changing it in place: see `settle`."""
    settle(payment["status"], payment["amount"], payment.get("cancellations", ()), total)
    _receipt(payment)
    _put_life_in_order(payment)


def _put_life_in_order(payment: Json) -> None:
    """The times of a payment and of all that happened to it, as one life."""
    method = payment.get("method", {})
    events = [payment.get("cashReceipt", {}), *payment.get("cancellations", ()), *payment.get("disputes", ())]
    put_in_order(
        [
            *slots_of(payment, ("requestedAt",)),
            *slots_of(method, ("issuedAt",)),
            *slots_of(payment, ("paidAt", "failedAt")),
            *(slot for each in events for slot in slots_of(each, _EVENT)),
            *slots_of(payment, ("cancelledAt", "statusChangedAt", "updatedAt")),
            *slots_of(method, ("expiredAt", "paymentDeadline")),
        ]
    )


_EVENT = ("requestedAt", "createdAt", "issuedAt", "cancelledAt", "resolvedAt")


def _receipt(payment: Json) -> None:
    """The cash receipt of a payment is about its amount."""
    receipt = payment.get("cashReceipt", {})
    of = {"totalAmount": "total", "taxFreeAmount": "taxFree"}
    receipt.update({name: payment["amount"][source] for name, source in of.items() if name in receipt})
    if "currency" in receipt:
        receipt["currency"] = payment["currency"]


def _event(event: Json) -> None:
    """An event of a payment: what was paid counts up, what was cancelled counts down."""
    cancellations = [event["cancellation"]] if "cancellation" in event else []
    amount = event["totalAmount"]
    settle(event["type"], amount, cancellations)
    event["eventAmount"] = -amount["cancelled"] if event["type"] in CANCELLED_STATES else amount["total"]


def _delivery(webhook: Json) -> None:
    """A webhook that was sent: what triggered it, the request, the answer."""
    parts = {
        "triggeredAt": webhook,
        "requestedAt": webhook.get("request", {}),
        "respondedAt": webhook.get("response", {}),
    }
    put_in_order([slot for name, part in parts.items() for slot in slots_of(part, (name,))])


def _channel_group(group: Json) -> None:
    """Groups for tests have another prefix."""
    if group["isForTest"]:
        group["id"] = group["id"].replace("-live-", "-test-")


def _dispute(dispute: Json) -> None:
    if dispute["status"] != "RESOLVED":
        dispute.pop("resolvedAt", None)


def _parts(whole: str, *parts: str) -> Callable[[Json], None]:
    """A rule: where the whole is there, its parts come to no more."""

    def apply(value: Json) -> None:
        left = value.get(whole)
        if left is None:
            return
        for part in parts:
            cut(value, part, left)
            left -= value.get(part, 0)

    return apply


def _sum(whole: str, *parts: str) -> Callable[[Json], None]:
    """A rule: where all are there, the whole is what its parts come to."""

    def apply(value: Json) -> None:
        if all(each in value for each in (whole, *parts)):
            value[whole] = sum(value[part] for part in parts)

    return apply


_TAX_INVOICE_STATES: Mapping[str, str] = {
    "TaxInvoice.Requested": "REQUESTED",
    "TaxInvoice.Issued": "ISSUED",
    "TaxInvoice.RequestCancelled": "REQUEST_CANCELLED",
    "TaxInvoice.IssuanceCancelled": "ISSUANCE_CANCELLED",
    "TaxInvoice.Refused": "REQUEST_REFUSED",
    "TaxInvoice.SendingCompleted": "SENDING_COMPLETED",
}


def _tax_invoice_webhook(webhook: Json) -> None:
    webhook["data"]["status"] = _TAX_INVOICE_STATES.get(webhook["type"], webhook["data"]["status"])


class Rule(NamedTuple):
    """What is done to the objects that have these fields."""

    fields: Form
    apply: Callable[[Json], None]


_RULES: Sequence[Rule] = (
    Rule(_AMOUNT, settle_alone),
    Rule(_CANCELLATION, settle_cancellation),
    Rule(PAYMENT, settle_payment),
    Rule({"totalAmount": _AMOUNT, "type": "tag", "eventAmount": "int", "cancellation?": _CANCELLATION}, _event),
    Rule(_DISPUTE, _dispute),
    Rule({"triggeredAt": "str", "request": {"requestedAt": "str"}, "response": {"respondedAt": "str"}}, _delivery),
    Rule({"id": "str", "name": "str", "isForTest": "bool"}, _channel_group),
    Rule({"brand": "enum", "bin": "str", "number": "str"}, settle_card),
    Rule({"total": "int", "taxFree": "int", "vat": "int"}, _parts("total", "taxFree", "vat")),
    Rule(
        {"amount": "int", "taxFreeAmount": "int", "vatAmount": "int"}, _parts("amount", "taxFreeAmount", "vatAmount")
    ),
    Rule({"totalAmount": "int", "taxFreeAmount": "int"}, _parts("totalAmount", "taxFreeAmount", "vatAmount")),
    Rule(
        {"totalAmount": "int", "totalSupplyAmount": "int", "totalTaxAmount": "int"},
        _sum("totalAmount", "totalSupplyAmount", "totalTaxAmount"),
    ),
    Rule({"type": "tag", "data": {"taxInvoiceId": "str", "status": "enum"}}, _tax_invoice_webhook),
)


def _times(contract: Contract, named: ObjectType) -> list[Callable[[Json], None]]:
    """The rules that put an object's times, and its dates, in the order of a life."""
    kinds = {name: contract.resolve(each.type) for name, each in named.fields.items()}
    rows = [[name for name in LIFE if kinds.get(name) == Scalar(scalar)] for scalar in ("date-time", "date")]
    return [partial(_order, names) for names in rows if len(names) > 1]


def _order(names: Sequence[str], value: Json) -> None:
    put_in_order(slots_of(value, names))


class Coherent(Sense):
    """Values that make sense wherever something is known of them."""

    def scalar(self, name: str, place: str) -> SearchStrategy[Any]:
        """The scalar's form at that place, or its whole range."""
        known = shape(name, place)
        return super().scalar(name, place) if known is None else known

    def values(self, enum: EnumType, place: str) -> tuple[str, ...]:
        """Every value; of currencies those that one can pay with."""
        if place.endswith(".currency"):
            return tuple(each for each in enum.values if minor_digits(each) is not None)
        return enum.values

    def least(self, place: str) -> int:
        """What was cancelled has a cancellation."""
        return 1 if place.endswith(".cancellations") else 0

    def finish(self, contract: Contract, named: ObjectType) -> Callable[[Json], None] | None:
        """All rules for the objects of this type, as one."""
        rules = _times(contract, named)
        rules += [each.apply for each in _RULES if fits(contract, each.fields, Ref(named.name))]
        return partial(_apply, rules) if rules else None


def _apply(rules: Sequence[Callable[[Json], None]], value: Json) -> None:
    for rule in rules:
        rule(value)
