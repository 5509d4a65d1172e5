"""How partners are connected to their counterparties at the tax office, and come apart again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox import features, registries
from pytest_portone.sandbox.payments.transitions import check
from pytest_portone.sandbox.platform.finding import PARTNERS
from pytest_portone.sandbox.platform.models import CONNECTIONS, Business
from pytest_portone.sandbox.platform.partners import bulk_tasks, counterparties
from pytest_portone.sandbox.platform.partners.kinds import CONNECTING
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.platform.models import Connection, Partner, Side
    from pytest_portone.sandbox.state import State

JOB = "partner-connection"
"""What the timer of the tax office's answer is called."""

PENDING: Mapping[Connection, Mapping[bool, Connection]] = {
    "CONNECT_PENDING": {True: "CONNECTED", False: "CONNECT_FAILED"},
    "DISCONNECT_PENDING": {True: "NOT_CONNECTED", False: "CONNECTED"},
}
"""What a connection that the tax office is asked about turns into, by whether it agrees."""


def connection_of(partner: Partner) -> Connection | None:
    """How a partner stands with its counterparty; None for a partner that is no business."""
    return partner.type.connection if isinstance(partner.type, Business) else None


def can_connect(partner: Partner) -> bool:
    """Whether connecting can be asked for."""
    try:
        refuse_connecting(partner)
    except Refusal:
        return False
    return True


def refuse_connecting(partner: Partner) -> Business:
    """The business that a partner is; refuse one that can't be connected.

    Raises:
        Refusal: `PLATFORM_PARTNER_TYPE_IS_NOT_BUSINESS`, `PLATFORM_PARTNER_TAXATION_TYPE_IS_SIMPLE`,
            `PLATFORM_ARCHIVED_PARTNER`, `PLATFORM_ARCHIVED_PARTNER_NTS_NOT_ALLOWED`,
            `PLATFORM_PARTNER_SCHEDULE_EXISTS`, `PLATFORM_COUNTERPARTY_NOT_CONNECTABLE_STATUS`.
    """
    business = _business(partner)
    if partner.archived and business.connection in CONNECTING:
        raise _nts_not_allowed(partner)
    if partner.archived:
        raise Refusal("PLATFORM_ARCHIVED_PARTNER", f"The partner {partner.id!r} is archived; recover it first")
    if partner.pending:
        message = f"The partner {partner.id!r} is to change at {partner.pending.at}; cancel that first"
        raise Refusal("PLATFORM_PARTNER_SCHEDULE_EXISTS", message)
    if "CONNECT_PENDING" not in CONNECTIONS[business.connection]:
        message = f"The partner {partner.id!r} is {business.connection}, expected NOT_CONNECTED or CONNECT_FAILED"
        raise Refusal("PLATFORM_COUNTERPARTY_NOT_CONNECTABLE_STATUS", message)
    return business


def refuse_disconnecting(partner: Partner) -> Business:
    """The business that a partner is; refuse one that can't be disconnected.

    Raises:
        Refusal: `PLATFORM_PARTNER_TYPE_IS_NOT_BUSINESS`, `PLATFORM_PARTNER_TAXATION_TYPE_IS_SIMPLE`,
            `PLATFORM_ARCHIVED_PARTNER_NTS_NOT_ALLOWED`, `PLATFORM_COUNTERPARTY_NOT_CONNECTED`.
    """
    business = _business(partner)
    if partner.archived:
        raise _nts_not_allowed(partner)
    if business.connection != "CONNECTED":
        message = f"The partner {partner.id!r} is {business.connection}, expected CONNECTED"
        raise Refusal("PLATFORM_COUNTERPARTY_NOT_CONNECTED", message)
    return business


def _business(partner: Partner) -> Business:
    if not isinstance(partner.type, Business):
        message = f"The partner {partner.id!r} is {partner.type.kind}, expected BUSINESS"
        raise Refusal("PLATFORM_PARTNER_TYPE_IS_NOT_BUSINESS", message)
    if partner.type.taxation_type == "SIMPLE":
        message = f"The partner {partner.id!r} is taxed as SIMPLE: it issues no tax invoices"
        raise Refusal("PLATFORM_PARTNER_TAXATION_TYPE_IS_SIMPLE", message)
    return partner.type


def _nts_not_allowed(partner: Partner) -> Refusal:
    message = f"The partner {partner.id!r} is archived; the tax office is asked nothing about it"
    return Refusal("PLATFORM_ARCHIVED_PARTNER_NTS_NOT_ALLOWED", message)


def require(state: State) -> None:
    """Go on only where partners can be connected.

    Raises:
        Refusal: `PLATFORM_BTX_NOT_ENABLED`.
    """
    features.require(state, "PLATFORM_BTX")


def ask(state: State, partner: Partner, after: Connection) -> Partner:
    """Ask the tax office to connect a partner that can be, or to disconnect it; it answers later."""
    asked = _moved(state, partner, after)
    wait = state.settings.connection_wait
    if wait is not None:
        state.timers.set(state.clock.now + wait, JOB, partner.side, partner.id)
    return asked


def decide(state: State, side: Side, partner_id: str) -> None:
    """Have the tax office answer what it was asked; it connects the companies that are in business."""
    partner = PARTNERS.shelf(state, side).get(partner_id)
    if partner is None or not isinstance(partner.type, Business) or partner.type.connection not in PENDING:
        return
    number = partner.type.business_registration_number
    leaves = partner.type.connection == "DISCONNECT_PENDING"
    agreed = leaves or registries.is_in_business(state.settings, number)
    answer(state, partner, agreed=agreed)


def answer(state: State, partner: Partner, *, agreed: bool) -> Partner:
    """Have the tax office agree, or not, to what it was asked of a partner.

    Raises:
        ValueError: it was asked nothing.
    """
    connection = connection_of(partner)
    if connection is None or connection not in PENDING:
        raise ValueError(f"the partner {partner.id!r} is {connection}; the tax office was asked nothing")
    state.timers.drop(JOB, partner.side, partner.id)
    answered = _moved(state, partner, PENDING[connection][agreed])
    bulk_tasks.follow(state, answered, agreed=agreed)
    counterparties.follow(state, answered)
    return answered


def _moved(state: State, partner: Partner, after: Connection) -> Partner:
    business = partner.type
    assert isinstance(business, Business)  # noqa: S101 - others have no connection
    check(CONNECTIONS, business.connection, after)
    reason = "The tax office knows no such business that is open" if after == "CONNECT_FAILED" else None
    changed = replace(business, connection=after, connection_failed_reason=reason)
    return PARTNERS.shelf(state, partner.side).put(replace(partner, type=changed))
