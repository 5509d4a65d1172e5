"""What forbids a cancellation: a rule an error, each by the name that PortOne gives to it.

A rule holds where the contract's operation documents its error: older contracts have fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pytest_portone.sandbox.payments.models import Payment, Status
    from pytest_portone.sandbox.promotions import RetainOption


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A cancellation that is asked for, with its defaults filled in. Amounts are the order's.

    Attributes:
        total: what is to be cancelled.
        tax_free: the tax-free part of it.
        vat: the VAT in it.
        expected_left: what the caller believes to be left; None where it does not say.
        option: what becomes of a promotion's discount.
        most: the cancellations that a payment may have.
    """

    total: int
    tax_free: int
    vat: int
    expected_left: int | None
    option: RetainOption
    most: int


Rule: TypeAlias = Callable[["Payment", Wish], str | None]
"""Says why the wish is refused; None where it is not."""

_UNPAID: frozenset[Status] = frozenset({"READY", "FAILED", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED"})


def _not_paid(payment: Payment, _: Wish) -> str | None:
    return f"The payment {payment.id!r} is {payment.status}, expected PAID" if payment.status in _UNPAID else None


def _cancelled(payment: Payment, _: Wish) -> str | None:
    return f"The payment {payment.id!r} is CANCELLED, nothing is left" if payment.status == "CANCELLED" else None


def _other_left(payment: Payment, wish: Wish) -> str | None:
    if wish.expected_left in (None, payment.left):
        return None
    return f"currentCancellableAmount: received {wish.expected_left}, expected {payment.left}, which is left"


def _too_much(payment: Payment, wish: Wish) -> str | None:
    # With nothing left, all of it is asked for or done: an amount of 0 would be no cancellation.
    return _above("amount", max(1, wish.total), payment.left, "is left")


def _parts_too_large(_: Payment, wish: Wish) -> str | None:
    return _above("taxFreeAmount + vatAmount", wish.tax_free + wish.vat, wish.total, "is to be cancelled")


def _tax_free_too_large(payment: Payment, wish: Wish) -> str | None:
    return _above("taxFreeAmount", wish.tax_free, payment.tax_free_left, "is left of the tax-free part")


def _taxable_too_large(payment: Payment, wish: Wish) -> str | None:
    left = payment.left - payment.tax_free_left
    return _above("amount - taxFreeAmount", wish.total - wish.tax_free, left, "is left of the taxable part")


def _too_often(payment: Payment, wish: Wish) -> str | None:
    count = len(payment.cancellations)
    if count < wish.most:
        return None
    return f"The payment {payment.id!r} had {count} cancellations; the sandbox's settings allow {wish.most}"


def _refund_negative(payment: Payment, wish: Wish) -> str | None:
    amount = refund(payment, wish)
    return f"With the promotion's discount worked out anew, the refund would be {amount}" if amount < 0 else None


def _option_changed(payment: Payment, wish: Wish) -> str | None:
    first = payment.retain_option
    if payment.order.promotion is None or first in (None, wish.option):
        return None
    return f"promotionDiscountRetainOption: received {wish.option}, expected {first}, as in the first cancellation"


def _rest_too_small(payment: Payment, wish: Wish) -> str | None:
    promotion, rest = payment.order.promotion, payment.left - wish.total
    if promotion is None or not payment.amount.discount or not 0 < rest < promotion.smallest():
        return None
    return f"{rest} would be left, less than the {promotion.smallest()} from which on the promotion holds"


def _above(name: str, received: int, most: int, why: str) -> str | None:
    return f"{name}: received {received}, expected {most} or less, which {why}" if received > most else None


RULES: Mapping[str, Rule] = {
    "PAYMENT_NOT_PAID": _not_paid,
    "PAYMENT_ALREADY_CANCELLED": _cancelled,
    "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN": _other_left,
    "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT": _too_much,
    "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT": _parts_too_large,
    "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT": _tax_free_too_large,
    "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT": _taxable_too_large,
    "MAX_CANCEL_COUNT_REACHED": _too_often,
    "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT": _refund_negative,
    "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED": _option_changed,
    "REMAINED_AMOUNT_LESS_THAN_PROMOTION_MIN_PAYMENT_AMOUNT": _rest_too_small,
}

CANCELLATION_CHECKS = tuple(RULES)
"""The order in which the rules are asked, unless the settings say otherwise."""


def check(payment: Payment, wish: Wish, order: Iterable[str], documented: Collection[str]) -> None:
    """Refuse a wish that breaks a rule: the first, in `order`, of those that are documented.

    Raises:
        Refusal: with that rule's type.
    """
    for name in order:
        message = RULES[name](payment, wish) if name in documented else None
        if message:
            raise Refusal(name, message)


def refund(payment: Payment, wish: Wish) -> int:
    """The money that goes back for a wish.

    Without a promotion it is what is cancelled, as far as it was paid. With one, the guide's rule: what is kept of
    the money so far, less what is to be paid for the rest.
    """
    promotion, total = payment.order.promotion, payment.amount.total
    kept = payment.paid - sum(each.refund for each in payment.live)
    if promotion is None or not payment.amount.discount:
        return min(wish.total, kept)
    return kept - promotion.payable(payment.left - wish.total, total=total, option=wish.option)
