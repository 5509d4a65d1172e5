"""Transfers as they are shown: every field that any contract knows. Those that it lacks are left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.payouts.models import Payout
from pytest_portone.sandbox.platform import contracts, finding
from pytest_portone.sandbox.platform.models import Business, graphql_id
from pytest_portone.sandbox.platform.partners import wire as partners
from pytest_portone.sandbox.platform.policies import additional_fees, discount_shares
from pytest_portone.sandbox.projection import Renamed
from pytest_portone.sandbox.transfers.models import ManualTransfer, OfOrder, OrderCancelTransfer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.sandbox.platform.models import AdditionalFeePolicy, Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.arithmetic import Amounts, Settled
    from pytest_portone.sandbox.transfers.contents import Granted, Line
    from pytest_portone.sandbox.transfers.models import Purchase, Transfer

STATUSES = {"PAYOUT_CONFIRMED": Renamed("PAYOUT_CONFIRMED", "SETTLED")}
"""Statuses that older contracts do not tell from others."""


def partner_json(state: State, side: Side, partner_id: str) -> dict[str, Any]:
    """A partner as it is now, as `PlatformPartner`."""
    return partners.RESOURCE.json(finding.partner(state, side, partner_id))


def amounts_json(amounts: Amounts) -> dict[str, Any]:
    """What an order comes to, as `PlatformOrderSettlementAmount`."""
    return {
        "settlement": amounts.settlement,
        "settlementTaxFree": amounts.settlement_tax_free,
        "payment": amounts.payment,
        "paymentVat": amounts.payment_vat,
        "paymentVatBurden": amounts.payment_vat_burden,
        "paymentTaxFree": amounts.payment_tax_free,
        "paymentSupply": amounts.payment_supply,
        "order": amounts.order,
        "orderTaxFree": amounts.order_tax_free,
        "platformFee": amounts.platform_fee,
        "platformFeeVat": amounts.platform_fee_vat,
        "additionalFee": amounts.additional_fee,
        "additionalFeeVat": amounts.additional_fee_vat,
        "discount": amounts.discount,
        "discountTaxFree": amounts.discount_tax_free,
        "discountShare": amounts.discount_share,
        "discountShareTaxFree": amounts.discount_share_tax_free,
        "userDefinedFormulas": {},
        "taxFree": amounts.payment_tax_free,
        "supply": amounts.payment_supply,
    }


def transfer_json(state: State, transfer: Transfer) -> dict[str, Any]:
    """A transfer as `PlatformTransfer`; a field that is None is not there."""
    shown = _common(transfer) | {"partner": partner_json(state, transfer.side, transfer.partner_id)}
    if isinstance(transfer, OfOrder):
        shown |= _order(transfer)
    return shown


def summary_json(state: State, transfer: Transfer) -> dict[str, Any]:
    """A transfer as `PlatformTransferSummary`."""
    partner = finding.partner(state, transfer.side, transfer.partner_id)
    properties = properties_json(partner.user_defined_properties)
    shown = _common(transfer) | {
        "partner": {
            "id": partner.id,
            "graphqlId": partner.graphql_id,
            "name": partner.name,
            "type": partner.type.kind,
            "taxationType": partner.type.taxation_type if isinstance(partner.type, Business) else None,
            "userDefinedProperties": properties,
        },
        "partnerUserDefinedProperties": properties,
    }
    if isinstance(transfer, OfOrder):
        shown |= _order(transfer)
        shown |= {"storeId": transfer.payment.store_id, "payment": _summary(transfer)}
    return shown


def properties_json(properties: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Properties as `PlatformUserDefinedPropertyKeyValue`."""
    return [{"key": key, "value": value} for key, value in properties.items()]


def _common(transfer: Transfer) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": transfer.type,
        "id": transfer.id,
        "graphqlId": transfer.graphql_id,
        "status": STATUSES.get(transfer.status, transfer.status),
        "memo": transfer.memo,
        "settlementDate": str(transfer.settlement_date),
        "settlementCurrency": transfer.currency,
        "payoutId": transfer.payout_id,
        "payoutGraphqlId": transfer.payout_id and graphql_id(Payout.number, transfer.payout_id),
        "isForTest": transfer.side == "test",
        "userDefinedProperties": properties_json(transfer.properties),
    }
    if isinstance(transfer, ManualTransfer):
        shown |= {"settlementAmount": transfer.amount, "settlementTaxFreeAmount": transfer.tax_free}
    return shown


def _order(transfer: OfOrder) -> dict[str, Any]:
    contents, settlement = transfer.contents, transfer.settlement
    lines = zip(contents.lines, settlement.lines, strict=True)
    shown = {
        "amount": amounts_json(settlement.amounts),
        "contract": contracts.RESOURCE.json(transfer.contract),
        "payment": _payment(transfer.payment, transfer.currency),
        "settlementStartDate": str(transfer.start_date),
        "orderLines": [
            _line(line, settled, transfer.taken.quantities[line.product.id])
            for line, settled in lines
            if transfer.taken.quantities.get(line.product.id)
        ],
        "additionalFees": _fees(contents.fees, settlement.rest),
        "discounts": _discounts(contents.discounts, settlement.rest),
        "parameters": dict(transfer.parameters),
    }
    if isinstance(transfer, OrderCancelTransfer):
        cancelled_at = written(transfer.cancelled_at)
        shown["cancellation"] = {"id": transfer.cancellation_id, "cancelledAt": cancelled_at}
    return shown


def _line(line: Line, settled: Settled, quantity: int) -> dict[str, Any]:
    product = line.product
    return {
        "product": {
            "id": product.id,
            "name": product.name,
            "amount": product.price.amount,
            "taxFreeAmount": product.price.tax_free,
            "tag": product.tag,
        },
        "quantity": quantity,
        "discounts": _discounts(line.discounts, settled),
        "additionalFees": _fees(line.fees, settled),
        "amount": amounts_json(settled.amounts),
    }


def _fees(policies: Iterable[AdditionalFeePolicy], settled: Settled) -> list[dict[str, Any]]:
    return [
        {"policy": additional_fees.RESOURCE.json(policy), "amount": fee.amount, "vat": fee.vat}
        for policy, fee in zip(policies, settled.fees, strict=True)
    ]


def _discounts(granted: Iterable[Granted], settled: Settled) -> list[dict[str, Any]]:
    return [
        {
            "sharePolicy": discount_shares.RESOURCE.json(each.policy),
            "amount": share.discount,
            "taxFreeAmount": share.discount_tax_free,
            "shareAmount": share.amount,
            "shareTaxFreeAmount": share.tax_free,
        }
        for each, share in zip(granted, settled.shares, strict=True)
    ]


def _payment(payment: Purchase, currency: str) -> dict[str, Any]:
    return {
        "type": "EXTERNAL" if payment.external else "PORT_ONE",
        "id": payment.id,
        "storeId": payment.store_id,
        "channelKey": payment.channel_key,
        "orderName": payment.order_name,
        "method": payment.method,
        "currency": currency,
        "paidAt": payment.paid_at and written(payment.paid_at),
    }


def _summary(transfer: OfOrder) -> dict[str, Any]:
    return _payment(transfer.payment, transfer.currency) | {"methodType": transfer.payment.method_type}
