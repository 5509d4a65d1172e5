"""Amounts that add up: of a payment, of its cancellations, of a request. Amounts are integers in the minor unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Json: TypeAlias = dict[str, Any]

CANCELLED, PARTLY = "CANCELLED", "PARTIAL_CANCELLED"
CANCELLED_STATES = (PARTLY, CANCELLED)
PAID_STATES = ("PAID", *CANCELLED_STATES)
SUCCEEDED, REQUESTED, FAILED = "SUCCEEDED", "REQUESTED", "FAILED"


def vat_of(taxable: int) -> int:
    """The value added tax in an amount that contains it: one eleventh, to the nearest unit."""
    return (taxable + 5) // 11


def shares(wanted: Sequence[int], total: int) -> list[int]:
    """As many of the wanted amounts as `total` has room for, each cut to what is left, none below 1."""
    kept, left = [], total
    for index, each in enumerate(wanted[:total]):
        later = min(len(wanted), total) - index - 1
        kept.append(max(1, min(each, left - later)))
        left -= kept[-1]
    return kept


def settle(state: str, amount: Json, cancellations: Sequence[Json], total: int | None = None) -> None:
    """Make a payment's amount and its cancellations agree, changing them in place.

    Args:
        state: the payment's status.
        amount: a `PaymentAmount`; what it says so far is taken as a wish.
        cancellations: of the payment. Their amounts are taken as wishes; those that `total` leaves no room for have
            failed.
        total: the payment's total, 1 or more (2 or more where it is cancelled in part); None for what the wishes
            come to.
    """
    if state in CANCELLED_STATES and not cancellations:
        cancellations = [{"status": SUCCEEDED, "totalAmount": amount["cancelled"], "taxFreeAmount": 0}]
    done = _cancelled(state, cancellations)
    wishes = [max(1, each["totalAmount"]) for each in done]
    rest = 0 if state == CANCELLED else max(1, amount["total"])
    total = sum(wishes) + rest if total is None else total
    parts = shares(wishes, total if state == CANCELLED else total - 1)
    for each in done[len(parts) :]:
        _undo(each, FAILED)
    if state == CANCELLED:
        parts[-1] += total - sum(parts)
    _cancel(done[: len(parts)], parts)
    _balance(state, amount, total, done[: len(parts)])
    for each in cancellations:
        if each["status"] != SUCCEEDED:
            _bound(each, amount)


def settle_alone(amount: Json) -> None:
    """Make a payment's amount agree with itself where nothing is known of the payment."""
    amount["total"] = max(1, amount["total"])
    for part in ("taxFree", "discount", "cancelled"):
        cut(amount, part, amount["total"])
    amount["paid"] = amount["total"] - amount["discount"]
    cut(amount, "cancelledTaxFree", min(amount["cancelled"], amount["taxFree"]))
    _split(amount)


def settle_cancellation(cancellation: Json) -> None:
    """Make a cancellation agree with itself; only one that succeeded has a time of cancelling."""
    whole = cancellation["totalAmount"] = max(1, cancellation["totalAmount"])
    cut(cancellation, "taxFreeAmount", whole)
    cut(cancellation, "easyPayDiscountAmount", whole)
    cancellation["vatAmount"] = vat_of(whole - cancellation["taxFreeAmount"])
    if cancellation["status"] != SUCCEEDED:
        cancellation.pop("cancelledAt", None)


def cut(value: Json, part: str, most: int) -> None:
    """A field that may be there, cut to `most`."""
    if part in value:
        value[part] = min(value[part], most)


def _cancelled(state: str, cancellations: Sequence[Json]) -> list[Json]:
    """The cancellations that count: one at least where something is cancelled, none elsewhere."""
    done = [each for each in cancellations if each["status"] == SUCCEEDED]
    if state in CANCELLED_STATES:
        if not done:
            cancellations[0]["status"] = SUCCEEDED
        return done or [cancellations[0]]
    for each in done:
        _undo(each, REQUESTED)
    return []


def _undo(cancellation: Json, status: str) -> None:
    cancellation["status"] = status
    for name in ("receiptUrl", "cancelledAt"):
        cancellation.pop(name, None)


def _cancel(done: Sequence[Json], parts: Sequence[int]) -> None:
    """Write the parts into the cancellations. Their taxes are differences of running totals, so that they add up."""
    taxable = 0
    for each, part in zip(done, parts, strict=True):
        each["totalAmount"] = part
        cut(each, "taxFreeAmount", part)
        cut(each, "easyPayDiscountAmount", part)
        before, taxable = taxable, taxable + part - each["taxFreeAmount"]
        each["vatAmount"] = vat_of(taxable) - vat_of(before)


def _balance(state: str, amount: Json, total: int, done: Sequence[Json]) -> None:
    cancelled = sum(each["totalAmount"] for each in done)
    tax_free = sum(each["taxFreeAmount"] for each in done)
    amount["total"] = total
    amount["taxFree"] = tax_free + min(amount["taxFree"], total - cancelled)
    cut(amount, "discount", total)
    amount["paid"] = total - amount["discount"] if state in PAID_STATES else 0
    amount["cancelled"], amount["cancelledTaxFree"] = cancelled, tax_free
    _split(amount)


def _split(amount: Json) -> None:
    """The tax and what it is on, where they are there."""
    vat = vat_of(amount["total"] - amount["taxFree"])
    parts = {"vat": vat, "supply": amount["total"] - amount["taxFree"] - vat}
    amount.update({name: part for name, part in parts.items() if name in amount})


def _bound(cancellation: Json, amount: Json) -> None:
    """A cancellation that took nothing asked for no more than the payment."""
    cut(cancellation, "totalAmount", amount["total"])
    cut(cancellation, "taxFreeAmount", amount["taxFree"])
    settle_cancellation(cancellation)
