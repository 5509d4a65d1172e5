"""Manual transfers: what a partner is credited by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.platform.preferences import setting_of
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.transfers import book, drafts, moving
from pytest_portone.sandbox.transfers.days import day_of
from pytest_portone.sandbox.transfers.drafting import properties_of, refuse_currency
from pytest_portone.sandbox.transfers.models import ManualTransfer

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.models import Transfer

_PAST = "PLATFORM_UNAVAILABLE_SETTLEMENT_DATE"


def create(state: State, inquiry: Inquiry) -> Transfer:
    """A new manual transfer.

    Raises:
        Refusal: what the operation documents.
    """
    side, body, checks = finding.side_of(state, inquiry), inquiry.body, Checks()
    amount, tax_free = body["settlementAmount"], body.get("settlementTaxFreeAmount", 0)
    due = drafts.check_day("settlementDate", body, checks)
    within = tax_free in range(min(amount, 0), max(amount, 0) + 1)
    checks.require(("settlementTaxFreeAmount",), tax_free, "a part of settlementAmount", met=within)
    checks.done()
    partner, properties = finding.partner(state, side, body["partnerId"]), properties_of(state, body)
    currency = body.get("settlementCurrency", "KRW")
    refuse_currency(currency)
    if amount < 0 and setting_of(state, side).manual_settlement_per_transfer:
        message = f"Each manual transfer is settled by itself, so it can't be negative; received {amount}"
        raise Refusal("PLATFORM_NEGATIVE_AMOUNT_NOT_ALLOWED", message)
    if _PAST in inquiry.documented and due and due < day_of(state.clock.now):
        raise Refusal(_PAST, f"The settlement date {due} is past")
    transfer = ManualTransfer(
        id=book.new_id(state, side, body.get("id")),
        side=side,
        place=len(state.transfers.of(side)),
        partner_id=partner.id,
        currency=currency,
        settlement_date=due or day_of(state.clock.now),
        created_at=state.clock.now,
        memo=body.get("memo"),
        properties=properties,
        amount=amount,
        tax_free=tax_free,
    )
    return moving.begin(state, transfer)
