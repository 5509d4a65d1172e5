"""Partners connected and disconnected on the wire: one, or as many as a filter lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform.finding import PARTNERS, side_of
from pytest_portone.sandbox.platform.partners import bulk_tasks, connecting, invoices
from pytest_portone.sandbox.platform.partners.resource import RESOURCE, check_filter
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.platform.models import Partner
    from pytest_portone.sandbox.platform.partners.bulk_tasks import TaskType
    from pytest_portone.sandbox.state import State


def _found(state: State, inquiry: Inquiry) -> Partner:
    return PARTNERS.get(state, side_of(state, inquiry), inquiry.parameters["id"])


def connect(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """Ask to connect one."""
    partner = _found(state, inquiry)
    connecting.require(state)
    connecting.refuse_connecting(partner)
    return {"partner": RESOURCE.json(connecting.ask(state, partner, "CONNECT_PENDING"))}


def disconnect(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """Ask to disconnect one."""
    partner = _found(state, inquiry)
    connecting.require(state)
    connecting.refuse_disconnecting(partner)
    invoices.refuse_ongoing(state, partner, "PLATFORM_ONGOING_TAX_INVOICE_EXISTS")
    return {"partner": RESOURCE.json(connecting.ask(state, partner, "DISCONNECT_PENDING"))}


def connect_all(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """Ask to connect all to whom that can be done."""
    found = [each for each in _targets(state, inquiry) if connecting.can_connect(each)]
    for each in _some(found):
        connecting.ask(state, each, "CONNECT_PENDING")
    return _task(state, inquiry, "CONNECT_MEMBER_COMPANIES", found)


def disconnect_all(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """Ask to disconnect all to whom that can be done."""
    found = [each for each in _targets(state, inquiry) if _can_disconnect(state, each)]
    for each in _some(found):
        connecting.ask(state, each, "DISCONNECT_PENDING")
    return _task(state, inquiry, "DISCONNECT_MEMBER_COMPANIES", found)


def _can_disconnect(state: State, partner: Partner) -> bool:
    connected = not partner.archived and connecting.connection_of(partner) == "CONNECTED"
    return connected and not invoices.ongoing(state, partner)


def _targets(state: State, inquiry: Inquiry) -> list[Partner]:
    """The partners that a filter lets through; each that it names has to exist.

    Raises:
        Refusal: `PLATFORM_PARTNER_NOT_FOUND`.
    """
    side, wanted = side_of(state, inquiry), inquiry.body.get("filter", {})
    connecting.require(state)
    check_filter(inquiry.body)
    for each in wanted.get("ids", ()):
        PARTNERS.get(state, side, each)
    return RESOURCE.chosen(state, side, wanted)


def _some(found: list[Partner]) -> list[Partner]:
    if not found:
        message = "The filter lets no partner through to which this can be done"
        raise Refusal("PLATFORM_TARGET_PARTNER_NOT_FOUND", message)
    return found


def _task(state: State, inquiry: Inquiry, kind: TaskType, found: list[Partner]) -> dict[str, Any]:
    task = bulk_tasks.create(state, side_of(state, inquiry), kind, found)
    return {"bulkTask": bulk_tasks.task_json(task)}
