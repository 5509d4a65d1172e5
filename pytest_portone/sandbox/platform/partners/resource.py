"""What is particular to partners: how they are read, shown and filtered, and what speaks against a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform.finding import PARTNERS
from pytest_portone.sandbox.platform.models import Business
from pytest_portone.sandbox.platform.partners import connecting, drafts, invoices
from pytest_portone.sandbox.platform.partners.kinds import CONNECTING
from pytest_portone.sandbox.platform.partners.views import partner_json
from pytest_portone.sandbox.platform.resources import Resource
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.sandbox.listing import Filters
    from pytest_portone.sandbox.platform.models import Partner
    from pytest_portone.sandbox.platform.resources import Fields
    from pytest_portone.sandbox.state import State


def _of_business(read: Callable[[Business], str]) -> Callable[[Partner, Any], bool]:
    """Whether a partner is a business of which this is among what is wanted."""
    return lambda each, wanted: isinstance(each.type, Business) and read(each.type) in wanted


FILTERS: Filters[Partner] = {
    "tags": lambda each, wanted: not set(each.tags).isdisjoint(wanted),
    "banks": lambda each, wanted: each.account.bank in wanted,
    "accountCurrencies": lambda each, wanted: each.account.currency in wanted,
    "ids": lambda each, wanted: each.id in wanted,
    "contractIds": lambda each, wanted: each.default_contract_id in wanted,
    "accountStatuses": lambda each, wanted: each.account.status in wanted,
    "businessStatuses": _of_business(lambda business: business.business_status),
    "types": lambda each, wanted: each.type.kind in wanted,
    "taxationTypes": _of_business(lambda business: business.taxation_type),
    "memberCompanyConnectionStatuses": _of_business(lambda business: business.connection),
}


def _number(partner: Partner) -> str | None:
    return partner.type.business_registration_number if isinstance(partner.type, Business) else None


def _refuse_pending(_: State, partner: Partner) -> None:
    """Refuse while the tax office is asked about a partner.

    Raises:
        Refusal: `PLATFORM_PARTNER_PENDING_NTS_OPERATION`.
    """
    connection = connecting.connection_of(partner)
    if connection in connecting.PENDING:
        message = f"The partner {partner.id!r} is {connection}; wait for the tax office's answer"
        raise Refusal("PLATFORM_PARTNER_PENDING_NTS_OPERATION", message)


def _to_archive(state: State, partner: Partner) -> None:
    _refuse_pending(state, partner)
    invoices.refuse_ongoing(state, partner, "PLATFORM_COUNTERPARTY_ONGOING_TAX_INVOICE_EXISTS")


def _put_away(state: State, partner: Partner) -> Partner:
    """A partner that was connected is no more, once the tax office has heard of it."""
    connected = connecting.connection_of(partner) == "CONNECTED"
    return connecting.ask(state, partner, "DISCONNECT_PENDING") if connected else partner


def _to_schedule(_: State, partner: Partner) -> None:
    connection = connecting.connection_of(partner)
    if connection in CONNECTING:
        message = f"The partner {partner.id!r} is {connection}; disconnect it before its change is scheduled"
        raise Refusal("PLATFORM_MEMBER_COMPANY_CONNECTED_PARTNER_CANNOT_BE_SCHEDULED", message)


RESOURCE = Resource(
    PARTNERS,
    "/platform/partners",
    "Partner",
    "partner",
    drafts.fields_of,
    partner_json,
    FILTERS,
    {
        "id": lambda each: each.id,
        "name": lambda each: each.name,
        "email": lambda each: each.contact.email,
        "businessRegistrationNumber": _number,
        "defaultContractId": lambda each: each.default_contract_id,
        "memo": lambda each: each.memo,
        "accountNumber": lambda each: each.account.number,
        "accountHolder": lambda each: each.account.holder,
    },
    to_archive=_to_archive,
    to_recover=_refuse_pending,
    to_schedule=_to_schedule,
    afterwards=drafts.afterwards,
    put_away=_put_away,
)


def check_filter(body: Fields) -> None:
    """Refuse a filter that is wrong.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    checks = Checks()
    RESOURCE.check_filter(body, checks)
    checks.done()
