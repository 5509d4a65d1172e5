"""Transfers, partner settlements, payouts, account transfers. All of it is test data, as the channels are."""

from __future__ import annotations

from documented_errors.transfers import (
    HALF,
    LINE,
    cancelled,
    credited,
    made,
    manual,
    market,
    ordered,
    quantity,
    ready,
    settlements,
    withdraw,
)

SOME = HALF | {"amount": 500}
FEES = [{"policyId": "five"}]
FULL_LINE = LINE | {"discounts": [SOME], "additionalFees": FEES}
TOLD = {"memo": "a gift", "userDefinedProperties": [{"key": "colour", "value": {"string": "red"}}]}


def order_transfer(merchant):
    """The id of an order transfer that shows all that one can."""
    ordered(merchant, lines=[FULL_LINE], discounts=[HALF], additionalFees=FEES, **TOLD)
    return "t-1"


def order_cancel_transfer(merchant):
    """The id of a transfer that takes a part of the order back."""
    order_transfer(merchant)
    body = {"cancellation": cancelled(merchant, 4_000), "discounts": [HALF], **TOLD}
    return made(withdraw(merchant, quantity(2, discounts=[SOME]), **body))["transfer"]["id"]


def manual_transfer(merchant):
    """The id of a transfer of no order."""
    return made(manual(market(merchant), **TOLD))["transfer"]["id"]


def transfers(merchant):
    """A transfer of each type."""
    order_cancel_transfer(merchant)
    made(manual(merchant))


def partner_settlements(merchant):
    """A partner settlement of each type."""
    transfers(merchant)
    merchant.sandbox.clock.advance(days=2)
    assert {each["type"] for each in settlements(merchant)} == {"ORDER", "ORDER_CANCEL", "MANUAL"}


def payouts(merchant):
    """A payout that has arrived and one that waits, and what a partner has sent back."""
    console, clock = merchant.sandbox.console, merchant.sandbox.clock
    first = console.confirm_payout(credited(merchant), test=True)
    console.pay_out(first.id, test=True)
    clock.advance(minutes=1)
    made(manual(merchant, 2_000))
    (other,) = (each["id"] for each in settlements(merchant) if each["status"] == "PAYOUT_PREPARED")
    later = console.confirm_payout(other, test=True)
    console.pay_out(later.id, at=clock.now.replace(day=2), test=True)
    console.receive(500, "Hong Gildong", memo="too much", test=True)


def after(make, **given):
    """A row for which `make` is done first."""

    def row(merchant):
        make(merchant)
        return given | {"test": True}

    return row


def about(make):
    """A row about the one whose id `make` gives."""
    return lambda merchant: {"id": make(merchant), "test": True}


def to_cancel(merchant):
    order_transfer(merchant)
    return {
        "transfer_id": "t-1",
        "cancellation_id": cancelled(merchant, 4_000),
        "order_detail": quantity(2, discounts=[SOME]),
        "discounts": [HALF],
        "test": True,
    }


def with_one_settled(**given):
    """A row about the only partner settlement."""
    return lambda merchant: given | {"partner_settlement_ids": [credited(merchant)], "test": True}


TRANSFER = "platform.transfer."
STATE = {
    f"{TRANSFER}create_platform_order_transfer": after(
        ready,
        partner_id="p-1",
        payment_id="pay-1",
        order_detail={"orderLines": [FULL_LINE]},
        discounts=[HALF],
        additional_fees=FEES,
        memo="a gift",
        user_defined_properties=TOLD["userDefinedProperties"],
    ),
    f"{TRANSFER}create_platform_order_cancel_transfer": to_cancel,
    f"{TRANSFER}create_platform_manual_transfer": after(market, partner_id="p-1", settlement_amount=1_000),
    f"{TRANSFER}get_platform_transfer": about(order_cancel_transfer),
    f"{TRANSFER}delete_platform_transfer": about(order_transfer),
    f"{TRANSFER}get_platform_transfer_summaries": after(transfers),
    f"{TRANSFER}download_platform_transfer_sheet": after(transfers, fields=["type", "paymentId", "memo"]),
    "platform.partner_settlement.get_platform_partner_settlements": after(partner_settlements),
    "platform.partner_settlement.delete_platform_partner_settlements": with_one_settled(),
    "platform.payout.complete_platform_payout_by_partner_settlement_ids": with_one_settled(bulk_payout_id="b-1"),
    "platform.payout.get_platform_payouts": after(payouts),
    "platform.bulk_payout.get_platform_bulk_payouts": after(payouts),
    "platform.account_transfer.get_platform_account_transfers": after(payouts),
    "platform.bulk_account_transfer.get_platform_bulk_account_transfers": after(payouts),
}

TRANSFERS = {
    "PlatformOrderTransfer": order_transfer,
    "PlatformOrderCancelTransfer": order_cancel_transfer,
    "PlatformManualTransfer": manual_transfer,
}
"""By what the SDK calls the type of a transfer: what makes one, and gives its id."""
