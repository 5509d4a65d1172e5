"""How PortOne pays payouts that were confirmed: now or later, by a bank that takes its time, and may say no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.partner_settlements import keeping
from pytest_portone.sandbox.payouts.models import AccountTransfer, BulkAccountTransfer, BulkPayout, Payout
from pytest_portone.sandbox.transfers.kept import moved
from pytest_portone.sandbox.transfers.ulids import ulid

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_portone.sandbox.partner_settlements.models import Status as SettlementStatus
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.models import Status as TransferStatus

START, DECIDE = "payout", "payout-decided"
"""What the timers of a bulk payout are called."""


def open_bulk(state: State, side: Side, bulk_payout_id: str) -> BulkPayout:
    """The bulk payout with an id, which was not begun.

    Raises:
        ValueError: there is none, or it was begun or cancelled.
    """
    bulk = state.bulk_payouts.of(side).get(bulk_payout_id)
    if bulk is None:
        raise ValueError(f"there is no bulk payout {bulk_payout_id!r} among the {side} data")
    if bulk.status != "PREPARED":
        raise ValueError(f"the bulk payout {bulk_payout_id!r} is {bulk.status}, expected PREPARED")
    return bulk


def bulk_of(state: State, side: Side, bulk_payout_id: str) -> BulkPayout:
    """The same, where it does not wait for its time already.

    Raises:
        ValueError: as `open_bulk`; or it was ordered to be paid.
    """
    bulk = open_bulk(state, side, bulk_payout_id)
    withdrawals = withdrawals_of(state, bulk)
    if withdrawals:
        raise ValueError(f"the bulk payout {bulk_payout_id!r} is to be paid at {withdrawals.scheduled_at} already")
    return bulk


def payouts_of(state: State, bulk: BulkPayout) -> list[Payout]:
    """The payouts of a bulk payout, in their order."""
    shelf = state.payouts.of(bulk.side)
    return [shelf[each] for each in bulk.payout_ids]


def withdrawals_of(state: State, bulk: BulkPayout) -> BulkAccountTransfer | None:
    """The withdrawals of a bulk payout; None until it was ordered to be paid."""
    shelf = state.bulk_account_transfers.of(bulk.side)
    return next((each for each in shelf.values() if each.bulk_payout_id == bulk.id), None)


def order(state: State, bulk: BulkPayout, at: datetime | None = None) -> BulkPayout:
    """Have a bulk payout paid, now or at a time to come."""
    _withdraw(state, bulk, at)
    if at is None:
        start(state, bulk.side, bulk.id)
    else:
        for each in payouts_of(state, bulk):
            state.payouts.of(bulk.side).put(moved(each, "SCHEDULED", state.clock.now, scheduled_at=at))
            _settlements(state, each, "PAYOUT_SCHEDULED")
        state.timers.set(at, START, bulk.side, bulk.id)
    return state.bulk_payouts.of(bulk.side)[bulk.id]


def start(state: State, side: Side, bulk_payout_id: str) -> None:
    """Begin a bulk payout that is due. One that was cancelled is left alone."""
    bulk, now = state.bulk_payouts.of(side)[bulk_payout_id], state.clock.now
    withdrawals = withdrawals_of(state, bulk)
    if bulk.status != "PREPARED" or withdrawals is None:
        return
    state.bulk_payouts.of(side).put(moved(bulk, "ONGOING", now))
    for each in payouts_of(state, bulk):
        state.payouts.of(side).put(moved(each, "PROCESSING", now))
        _settlements(state, each, "IN_PAYOUT", "IN_PAYOUT")
    state.bulk_account_transfers.of(side).put(moved(withdrawals, "ONGOING", now))
    for transfer in _transfers(state, withdrawals):
        state.account_transfers.of(side).put(moved(transfer, "PROCESSING", now))
    state.timers.set(now + state.settings.payout_wait, DECIDE, side, bulk_payout_id)


def decide(state: State, side: Side, bulk_payout_id: str) -> None:
    """Have the bank decide on a bulk payout, on each payout by itself."""
    bulk, now = state.bulk_payouts.of(side)[bulk_payout_id], state.clock.now
    withdrawals = withdrawals_of(state, bulk)
    for each in payouts_of(state, bulk):
        reason = state.settings.payout_failures.get(each.account.number) if side == "live" else None
        state.payouts.of(side).put(moved(each, "FAILED" if reason else "SUCCEEDED", now, fail_reason=reason))
        if reason:
            _settlements(state, each, "PAYOUT_FAILED", "SETTLED")
        else:
            _settlements(state, each, "PAID_OUT", "PAID_OUT")
    if withdrawals:
        _decide(state, withdrawals)
    state.bulk_payouts.of(side).put(moved(bulk, "COMPLETED", now))


def cancel(state: State, bulk: BulkPayout) -> BulkPayout:
    """Cancel a bulk payout that was not begun. Its partner settlements are CANCELLED, and can be released."""
    now, withdrawals = state.clock.now, withdrawals_of(state, bulk)
    for each in payouts_of(state, bulk):
        state.payouts.of(bulk.side).put(moved(each, "CANCELLED", now))
        _settlements(state, each, "CANCELLED", "SETTLED")
    if withdrawals:
        for transfer in _transfers(state, withdrawals):
            state.account_transfers.of(bulk.side).put(moved(transfer, "CANCELLED", now))
        state.bulk_account_transfers.of(bulk.side).put(moved(withdrawals, "COMPLETED", now))
    return state.bulk_payouts.of(bulk.side).put(moved(bulk, "CANCELLED", now))


def _withdraw(state: State, bulk: BulkPayout, at: datetime | None) -> None:
    """Order the withdrawals of a bulk payout."""
    now, number = state.clock.now, ulid(state)
    transfers = [_withdrawal(state, each, number, at) for each in payouts_of(state, bulk)]
    state.bulk_account_transfers.of(bulk.side).put(
        BulkAccountTransfer(
            id=number,
            side=bulk.side,
            place=len(state.bulk_account_transfers.of(bulk.side)),
            status="SCHEDULED",
            status_updated_at=now,
            created_at=now,
            bulk_payout_id=bulk.id,
            transfer_ids=tuple(each.id for each in transfers),
            total=bulk.total,
            scheduled_at=at,
        )
    )


def _withdrawal(state: State, payout: Payout, bulk_transfer_id: str, at: datetime | None) -> AccountTransfer:
    now = state.clock.now
    return state.account_transfers.of(payout.side).put(
        AccountTransfer(
            id=ulid(state),
            side=payout.side,
            place=len(state.account_transfers.of(payout.side)),
            status="SCHEDULED",
            status_updated_at=now,
            created_at=now,
            direction="WITHDRAWAL",
            currency=payout.currency,
            amount=payout.pay.amount,
            account=payout.account,
            withdrawal_memo=payout.withdrawal_memo,
            deposit_memo=payout.deposit_memo,
            partner_id=payout.partner_id,
            payout_id=payout.id,
            bulk_payout_id=payout.bulk_payout_id,
            bulk_transfer_id=bulk_transfer_id,
            scheduled_at=at,
        )
    )


def _decide(state: State, withdrawals: BulkAccountTransfer) -> None:
    now, payouts = state.clock.now, state.payouts.of(withdrawals.side)
    for transfer in _transfers(state, withdrawals):
        reason = payouts[transfer.payout_id or ""].fail_reason
        changes = {"fail_reason": reason, "traded_at": None if reason else now}
        state.account_transfers.of(transfer.side).put(
            moved(transfer, "FAILED" if reason else "SUCCEEDED", now, **changes)
        )
    state.bulk_account_transfers.of(withdrawals.side).put(moved(withdrawals, "COMPLETED", now))


def _transfers(state: State, withdrawals: BulkAccountTransfer) -> list[AccountTransfer]:
    shelf = state.account_transfers.of(withdrawals.side)
    return [shelf[each] for each in withdrawals.transfer_ids]


def _settlements(
    state: State, payout: Payout, status: SettlementStatus, transfers: TransferStatus | None = None
) -> None:
    """Move what a payout pays."""
    shelf = state.partner_settlements.of(payout.side)
    for each in payout.settlement_ids:
        keeping.move(state, shelf[each], status, transfers)


def deposit(state: State, side: Side, amount: int, depositor: str, memo: str | None) -> AccountTransfer:
    """Have money come into the merchant's bank account."""
    now = state.clock.now
    made = AccountTransfer(
        id=ulid(state),
        side=side,
        place=len(state.account_transfers.of(side)),
        status="SUCCEEDED",
        status_updated_at=now,
        created_at=now,
        direction="DEPOSIT",
        currency="KRW",
        amount=amount,
        depositor=depositor,
        deposit_memo=memo,
        traded_at=now,
    )
    return state.account_transfers.of(side).put(made)


JOBS = {START: start, DECIDE: decide}
