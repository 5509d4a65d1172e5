"""How payouts are made of partner settlements: confirmed for PortOne to pay, or paid outside it already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_portone.sandbox.partner_settlements import keeping
from pytest_portone.sandbox.payouts.arithmetic import Terms, pay
from pytest_portone.sandbox.payouts.models import BulkPayout, Payout
from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.platform.models import Business, WhtPayer
from pytest_portone.sandbox.platform.preferences import setting_of
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.contents import Money
from pytest_portone.sandbox.transfers.ulids import ulid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement
    from pytest_portone.sandbox.platform.models import Partner, PlatformSetting, Side
    from pytest_portone.sandbox.state import State

CHARGING = frozenset({"NORMAL", "SIMPLE_TAX_INVOICE_ISSUER", "SIMPLE"})
"""The taxation types of businesses that charge VAT."""


def payable(state: State, side: Side, settlement_ids: Sequence[str]) -> list[PartnerSettlement]:
    """The partner settlements with these ids, where all can be paid now.

    Raises:
        Refusal: `PLATFORM_NO_SELECTED_PARTNER_SETTLEMENTS`, `PLATFORM_DUPLICATED_PARTNER_SETTLEMENT_IDS`,
            `PLATFORM_PARTNER_SETTLEMENTS_NOT_FOUND`, `PLATFORM_NON_PAYABLE_PARTNER_SETTLEMENTS`.
    """
    if not settlement_ids:
        raise Refusal(
            "PLATFORM_NO_SELECTED_PARTNER_SETTLEMENTS", "No partner settlement was named, expected one or more"
        )
    if len(settlement_ids) != len(set(settlement_ids)):
        message = "A partner settlement was named twice, expected each once"
        raise Refusal("PLATFORM_DUPLICATED_PARTNER_SETTLEMENT_IDS", message)
    found = keeping.find_all(state, side, settlement_ids)
    others = [each for each in found if each.status != "PAYOUT_PREPARED"]
    if others:
        listed = ", ".join(f"{each.id!r} is {each.status}" for each in others)
        details = keeping.ids_of(each.id for each in others)
        message = f"Expected PAYOUT_PREPARED: {listed}"
        raise Refusal("PLATFORM_NON_PAYABLE_PARTNER_SETTLEMENTS", message, details)
    return found


def refuse_negative(found: Iterable[PartnerSettlement]) -> None:
    """Refuse to pay a partner that owes more than it is owed.

    Raises:
        Refusal: by the name that PortOne's contract has for it, `PLATFORM_CURRENCY_NOT_SUPPORTED`.
    """
    for (partner_id, currency), settlements in _grouped(found).items():
        owed = _owed(settlements)
        if owed.amount < 0:
            message = f"The partner {partner_id!r} owes {-owed.amount} {currency}, and is owed nothing"
            raise Refusal("PLATFORM_CURRENCY_NOT_SUPPORTED", message)


def refuse_taken(state: State, side: Side, bulk_payout_id: str) -> None:
    """Refuse an id that a bulk payout has already.

    Raises:
        Refusal: `PLATFORM_BULK_PAYOUT_ID_ALREADY_EXISTS`.
    """
    if bulk_payout_id in state.bulk_payouts.of(side):
        message = f"There is a bulk payout {bulk_payout_id!r} among the {side} data"
        raise Refusal("PLATFORM_BULK_PAYOUT_ID_ALREADY_EXISTS", message)


@dataclass(frozen=True, slots=True)
class Batch:
    """Payouts to be made together.

    Attributes:
        side: whose data they are.
        id: the bulk payout's.
        name: for people; None for its id.
        outside: when they were made outside PortOne; None where PortOne is to make them.
    """

    side: Side
    id: str
    name: str | None = None
    outside: datetime | None = None

    @property
    def method(self) -> Literal["DIRECT", "AGENCY"]:
        """Who pays: the merchant, or PortOne."""
        return "DIRECT" if self.outside else "AGENCY"


def make(state: State, batch: Batch, found: Sequence[PartnerSettlement]) -> BulkPayout:
    """Make payouts of partner settlements, one for each partner and currency, and move what they pay.

    Args:
        state: the sandbox's.
        batch: what they have in common.
        found: what is paid; see `payable` and `refuse_negative`.
    """
    payouts = [_payout(state, batch, settlements) for settlements in _grouped(found).values()]
    bulk = BulkPayout(
        id=batch.id,
        side=batch.side,
        place=len(state.bulk_payouts.of(batch.side)),
        status="COMPLETED" if batch.outside else "PREPARED",
        status_updated_at=batch.outside or state.clock.now,
        created_at=state.clock.now,
        name=batch.name or batch.id,
        method=batch.method,
        payout_ids=tuple(each.id for each in payouts),
        total=sum(each.pay.amount for each in payouts),
        total_settlement=sum(each.pay.settlement.amount for each in payouts),
    )
    return state.bulk_payouts.of(batch.side).put(bulk)


def _payout(state: State, batch: Batch, settlements: Sequence[PartnerSettlement]) -> Payout:
    """One payout, kept, whose settlements and transfers have followed."""
    partner, setting = finding.partner(state, batch.side, settlements[0].partner_id), setting_of(state, batch.side)
    payout = Payout(
        id=ulid(state),
        side=batch.side,
        place=len(state.payouts.of(batch.side)),
        status="SUCCEEDED" if batch.outside else "CONFIRMED",
        status_updated_at=batch.outside or state.clock.now,
        created_at=state.clock.now,
        bulk_payout_id=batch.id,
        method=batch.method,
        partner_id=partner.id,
        account=partner.account,
        currency=settlements[0].currency,
        pay=pay(_owed(settlements), terms_of(partner, setting)),
        settlement_ids=tuple(each.id for each in settlements),
        withdrawal_memo=setting.default_withdrawal_memo,
        deposit_memo=setting.default_deposit_memo,
        withheld=setting.deduct_wht,
        amount_type=setting.settlement_amount_type,
    )
    state.payouts.of(batch.side).put(payout)
    for each in settlements:
        names = {"payout_id": payout.id, "bulk_payout_id": batch.id}
        if batch.outside:
            keeping.move(state, each, "PAID_OUT", "PAID_OUT", **names)
        else:
            keeping.move(state, each, "CONFIRMED", "PAYOUT_CONFIRMED", **names)
    return payout


def terms_of(partner: Partner, setting: PlatformSetting) -> Terms:
    """How a partner's payouts are counted."""
    business = isinstance(partner.type, Business) and partner.type.taxation_type in CHARGING
    withheld = setting.deduct_wht and isinstance(partner.type, WhtPayer)
    return Terms(business, setting.settlement_amount_type == "NET", withheld, setting.rounding)


def _grouped(found: Iterable[PartnerSettlement]) -> dict[tuple[str, str], list[PartnerSettlement]]:
    """Partner settlements by partner and currency."""
    groups: dict[tuple[str, str], list[PartnerSettlement]] = {}
    for each in found:
        groups.setdefault((each.partner_id, each.currency), []).append(each)
    return groups


def _owed(settlements: Iterable[PartnerSettlement]) -> Money:
    found = Money()
    for each in settlements:
        found = found.plus(each.owed)
    return found
