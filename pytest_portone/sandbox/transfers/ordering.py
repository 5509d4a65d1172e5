"""Order transfers: what a partner is owed of an order that was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.platform.models import FixedAmount
from pytest_portone.sandbox.platform.preferences import setting_of
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.transfers import book, drafts, limits, moving, purchases
from pytest_portone.sandbox.transfers.contents import Contents, Money, everything
from pytest_portone.sandbox.transfers.days import day_of
from pytest_portone.sandbox.transfers.drafting import due_on, properties_of, refuse_currency
from pytest_portone.sandbox.transfers.models import OrderTransfer
from pytest_portone.sandbox.transfers.settling import rules_of, settlement_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.platform.models import AdditionalFeePolicy, Contract, Partner, Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.models import Purchase, Transfer

EXCESSES = ("PLATFORM_SETTLEMENT_AMOUNT_EXCEEDED", "PLATFORM_DISCOUNT_EXCEEDED_ORDER_AMOUNT")
"""What a discount that is more than the order is called, the newest name first."""


def create(state: State, inquiry: Inquiry) -> Transfer:
    """A new order transfer.

    Raises:
        Refusal: what the operation documents.
    """
    side, body = finding.side_of(state, inquiry), inquiry.body
    started, wanted = _checked(body)
    partner = finding.partner(state, side, body["partnerId"])
    contract = finding.contract(state, side, body.get("contractId", partner.default_contract_id))
    contents, properties = drafts.contents_of(state, side, body), properties_of(state, body)
    parameters = _parameters(state, body)
    payment = None if "externalPaymentDetail" in body else purchases.payment_of(state, side, body["paymentId"])
    purchase = _purchase(state, payment, body)
    currency = payment.currency if payment else body["externalPaymentDetail"]["currency"]
    refuse_currency(currency)
    _refuse_foreign_fees(contract, contents, currency)
    _refuse_second(state, side, partner, purchase)
    transfer_id, taken = book.new_id(state, side, body.get("id")), everything(contents)
    limits.refuse_excess(contents, taken, name_of(EXCESSES, inquiry))
    settlement = settlement_of(contents, contract, taken, rules_of(contract, setting_of(state, side).rounding))
    start = started or day_of(purchase.paid_at or state.clock.now)
    transfer = OrderTransfer(
        id=transfer_id,
        side=side,
        place=len(state.transfers.of(side)),
        partner_id=partner.id,
        currency=currency,
        settlement_date=due_on(state, side, contract, start, wanted),
        created_at=state.clock.now,
        memo=body.get("memo"),
        properties=properties,
        contract=contract,
        payment=purchase,
        start_date=start,
        contents=contents,
        taken=taken,
        settlement=settlement,
        parameters=parameters,
    )
    if payment:
        registered = book.orders_of(state, side, payment.id)
        limits.refuse_beyond_payment(payment, _sum(registered), limits.paid_by(transfer))
    return moving.begin(state, transfer)


def name_of(names: Iterable[str], inquiry: Inquiry) -> str:
    """The first of an error's names that the operation documents; where it documents none, the first of all."""
    listed = tuple(names)
    return next((each for each in listed if each in inquiry.documented), listed[0])


def _checked(body: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The days that a body gives: the settlement's start, and when it is due.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    checks = Checks()
    drafts.check_order(body, checks)
    drafts.check_distinct((), body, checks)
    for number, line in enumerate(body["orderDetail"].get("orderLines", ())):
        drafts.check_distinct(("orderDetail", "orderLines", number), line, checks)
    start, due = (
        drafts.check_day("settlementStartDate", body, checks),
        drafts.check_day("settlementDate", body, checks),
    )
    detail = body.get("externalPaymentDetail")
    dated = detail is None or "paidAt" in detail or start is not None
    drafts.check_moment(("externalPaymentDetail", "paidAt"), (detail or {}).get("paidAt"), checks)
    checks.require(("externalPaymentDetail",), detail, "paidAt, or settlementStartDate beside it", met=dated)
    checks.done()
    return start, due


def _purchase(state: State, payment: Payment | None, body: Mapping[str, Any]) -> Purchase:
    if payment:
        return purchases.purchase_of(payment)
    return purchases.external_purchase(state, body["paymentId"], body["externalPaymentDetail"])


def _parameters(state: State, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters of the merchant's own formulas.

    Raises:
        Refusal: `PLATFORM_SETTLEMENT_PARAMETER_NOT_FOUND`, where the merchant has not defined one.
    """
    sent: Mapping[str, Any] = body.get("parameters", {})
    unknown = sorted(sent.keys() - state.settings.settlement_parameters)
    if unknown:
        message = f"The merchant has no settlement parameters {', '.join(map(repr, unknown))}"
        raise Refusal("PLATFORM_SETTLEMENT_PARAMETER_NOT_FOUND", message)
    return sent


def _refuse_foreign_fees(contract: Contract, contents: Contents, currency: str) -> None:
    """Refuse a fee that is an amount of another currency than the settlement.

    Raises:
        Refusal: `PLATFORM_..._FIXED_AMOUNT_FEE_CURRENCY_AND_SETTLEMENT_CURRENCY_MISMATCHED`, by whose fee it is.
    """
    policies: tuple[AdditionalFeePolicy, ...] = (
        *contents.fees,
        *(each for line in contents.lines for each in line.fees),
    )
    rows = (
        ("CONTRACT_PLATFORM", contract, contract.platform_fee),
        *(("ADDITIONAL", each, each.fee) for each in policies),
    )
    for what, holder, fee in rows:
        if isinstance(fee, FixedAmount) and fee.currency != currency:
            details = {
                "id": holder.id,
                "graphqlId": holder.graphql_id,
                "feeCurrency": fee.currency,
                "settlementCurrency": currency,
            }
            message = f"The fee of {holder.id!r} is an amount in {fee.currency}, the settlement is in {currency}"
            error = f"PLATFORM_{what}_FIXED_AMOUNT_FEE_CURRENCY_AND_SETTLEMENT_CURRENCY_MISMATCHED"
            raise Refusal(error, message, details)


def _refuse_second(state: State, side: Side, partner: Partner, purchase: Purchase) -> None:
    """Refuse a partner's second order transfer of a payment, unless the side's setting supports that.

    Raises:
        Refusal: `PLATFORM_TRANSFER_ALREADY_EXISTS`.
    """
    if setting_of(state, side).supports_multiple_order_transfers_per_partner:
        return
    for each in book.orders_of(state, side, purchase.id):
        if each.partner_id == partner.id and each.payment.store_id == purchase.store_id:
            refuse_existing(each, f"of the payment {purchase.id!r} to the partner {partner.id!r}")


def refuse_existing(transfer: Transfer, what: str) -> None:
    """Refuse what there is already.

    Raises:
        Refusal: `PLATFORM_TRANSFER_ALREADY_EXISTS`.
    """
    details = {"transferId": transfer.id, "transferGraphqlId": transfer.graphql_id}
    raise Refusal("PLATFORM_TRANSFER_ALREADY_EXISTS", f"There is the transfer {transfer.id!r} {what}", details)


def _sum(transfers: Iterable[OrderTransfer]) -> Money:
    found = Money()
    for each in transfers:
        found = found.plus(limits.paid_by(each))
    return found
