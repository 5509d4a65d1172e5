"""Partners as they are shown: every field that any contract knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform.models import Business
from pytest_portone.sandbox.projection import Renamed

if TYPE_CHECKING:
    from pytest_portone.sandbox.platform.models import Account, Contact, Partner, PartnerType

_NOT_VERIFIED = Renamed("NOT_VERIFIED", older="UNKNOWN")
"""What is said of an account that was not looked up; the oldest contract has no word of its own for it."""


def partner_json(partner: Partner) -> dict[str, Any]:
    """A partner as `PlatformPartner`, less what all that lasts has. The sandbox's PortOne approves of each."""
    return {
        "type": type_json(partner.type),
        "contact": contact_json(partner.contact),
        "account": account_json(partner.account),
        "status": "APPROVED",
        "defaultContractId": partner.default_contract_id,
        "tags": list(partner.tags),
        "userDefinedProperties": {name: {"string": value} for name, value in partner.user_defined_properties.items()},
    }


def contact_json(contact: Contact) -> dict[str, Any]:
    """Who answers for a partner, as `PlatformContact`."""
    return {"name": contact.name, "phoneNumber": contact.phone_number, "email": contact.email}


def account_json(account: Account) -> dict[str, Any]:
    """Where a partner is paid, as `PlatformAccount`."""
    return {
        "bank": account.bank,
        "currency": account.currency,
        "number": account.number,
        "holder": account.holder,
        "status": _NOT_VERIFIED if account.status == _NOT_VERIFIED.newer else account.status,
    }


def type_json(kind: PartnerType) -> dict[str, Any]:
    """What a partner is, as `PlatformPartnerType`."""
    if not isinstance(kind, Business):
        return {"type": kind.kind, "birthdate": kind.birthdate}
    return {
        "type": kind.kind,
        "companyName": kind.company_name,
        "taxationType": kind.taxation_type,
        "businessStatus": kind.business_status,
        "businessRegistrationNumber": kind.business_registration_number,
        "representativeName": kind.representative_name,
        "companyAddress": kind.company_address,
        "businessType": kind.business_type,
        "businessClass": kind.business_class,
        "memberCompanyConnectionStatus": kind.connection,
        "memberCompanyConnectionFailedReason": kind.connection_failed_reason,
    }
