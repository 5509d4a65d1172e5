"""The counterparty that a connected partner has: the business that tax invoices are exchanged with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.counterparties import book, connecting
from pytest_portone.sandbox.counterparties.models import Counterparty
from pytest_portone.sandbox.platform.models import Business
from pytest_portone.sandbox.platform.partners.views import contact_json

if TYPE_CHECKING:
    from pytest_portone.sandbox.platform.models import Partner
    from pytest_portone.sandbox.state import State


def follow(state: State, partner: Partner) -> None:
    """Have a partner that was connected a counterparty, and one that was disconnected none."""
    assert isinstance(partner.type, Business)  # noqa: S101 - others have no connection
    if partner.type.connection == "CONNECTED":
        _connect(state, partner, partner.type)
    elif partner.type.connection == "NOT_CONNECTED":
        _disconnect(state, partner)


def _connect(state: State, partner: Partner, business: Business) -> None:
    """The counterparty with the partner's number becomes the partner's, unless it is another one's."""
    number = business.business_registration_number.replace("-", "")
    found = book.with_number(state, partner.side, number) or _made(state, partner, business, number)
    if found.partner_id not in {None, partner.id}:
        return
    if found.connection in {"NOT_CONNECTED", "ERROR"}:
        found = connecting.moved(state, found, "PENDING_CONNECT")
    if found.connection == "PENDING_CONNECT":
        found = connecting.moved(state, found, "CONNECTED")
    book.keep(state, replace(found, partner_id=partner.id))


def _made(state: State, partner: Partner, business: Business, number: str) -> Counterparty:
    told = {
        "brn": number,
        "name": business.company_name,
        "representativeName": business.representative_name,
        "address": business.company_address,
        "businessType": business.business_type,
        "businessClass": business.business_class,
        "contact": {name: value for name, value in contact_json(partner.contact).items() if value is not None},
    }
    return Counterparty(
        id=f"counterparty-{state.identifiers.uuid()}",
        side=partner.side,
        place=book.next_place(state, partner.side),
        brn=number,
        told={name: value for name, value in told.items() if value is not None},
        applied_at=state.clock.now,
    )


def _disconnect(state: State, partner: Partner) -> None:
    for each in book.all_of(state, partner.side):
        if each.partner_id == partner.id:
            found = connecting.moved(state, each, "PENDING_DISCONNECT") if each.connection == "CONNECTED" else each
            if found.connection == "PENDING_DISCONNECT":
                found = connecting.moved(state, found, "NOT_CONNECTED")
            book.keep(state, replace(found, partner_id=None))
