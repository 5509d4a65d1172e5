"""What a partner is: a business, or a person from whose payouts tax is withheld, or is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from pytest_portone.sandbox.platform import verifications
from pytest_portone.sandbox.platform.models import Business, BusinessStatus, NonWhtPayer, TaxationType, WhtPayer
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.platform.models import Partner, PartnerType
    from pytest_portone.sandbox.platform.resources import Draft

NAMES: Mapping[str, type[Business | WhtPayer | NonWhtPayer]] = {
    "business": Business,
    "whtPayer": WhtPayer,
    "nonWhtPayer": NonWhtPayer,
}
"""What a body calls each."""

_FIELDS: Mapping[str, str] = {
    "companyName": "company_name",
    "businessRegistrationNumber": "business_registration_number",
    "representativeName": "representative_name",
    "taxationType": "taxation_type",
    "companyAddress": "company_address",
    "businessType": "business_type",
    "businessClass": "business_class",
}
"""A business' field for each of the body's."""

_NEEDED = ("companyName", "businessRegistrationNumber", "representativeName")
_STATUSES: Mapping[str, BusinessStatus] = {each: each for each in get_args(BusinessStatus)}
_TAXATION_TYPES: Mapping[str, TaxationType] = {each: each for each in get_args(TaxationType)}


def kind_of(draft: Draft[Partner]) -> PartnerType:
    """What a draft, which says something of it, makes of a partner.

    Raises:
        Refusal: `PLATFORM_INSUFFICIENT_DATA_TO_CHANGE_PARTNER_TYPE`, `PLATFORM_COMPANY_VERIFICATION_ALREADY_USED`,
            `PLATFORM_MEMBER_COMPANY_CONNECTED_PARTNER_TYPE_UNCHANGEABLE`, `..._BRN_UNCHANGEABLE`.
    """
    name, sent = next(iter(draft.sent["type"].items()))
    before = draft.before.type if draft.before else None
    same = before if isinstance(before, NAMES[name]) else None
    if isinstance(before, Business) and before.connection in CONNECTING:
        _refuse_connected(before, NAMES[name], sent)
    if name != "business":
        return _person(NAMES[name], same, sent)
    return _business(draft, same if isinstance(same, Business) else None, sent)


CONNECTING = frozenset({"CONNECT_PENDING", "CONNECTED", "DISCONNECT_PENDING"})
"""How a business stands with its counterparty while its number and what it is can't be changed."""


def _refuse_connected(before: Business, after: type[Any], sent: Mapping[str, Any]) -> None:
    number, prefix = before.business_registration_number, "PLATFORM_MEMBER_COMPANY_CONNECTED_PARTNER"
    if after is not Business:
        raise Refusal(f"{prefix}_TYPE_UNCHANGEABLE", f"The partner is {before.connection}; it stays a business")
    if sent.get("businessRegistrationNumber", number) != number:
        raise Refusal(f"{prefix}_BRN_UNCHANGEABLE", f"The partner is {before.connection} by the number {number}")


def _person(kind: type[Any], same: PartnerType | None, sent: Mapping[str, Any]) -> PartnerType:
    """A person; a birthdate that is not given stays."""
    known = None if same is None or isinstance(same, Business) else same.birthdate
    made: PartnerType = kind(sent.get("birthdate", known))
    return made


def _business(draft: Draft[Partner], before: Business | None, sent: Mapping[str, Any]) -> Business:
    fields = {field: sent[name] for name, field in _FIELDS.items() if name in sent}
    if before is None:
        _refuse_insufficient(sent)
        return _verified(draft, Business(**fields), sent)
    after = replace(before, **fields)
    if after.business_registration_number != before.business_registration_number:
        after = replace(after, business_status="NOT_VERIFIED")
    return _verified(draft, after, sent)


def _refuse_insufficient(sent: Mapping[str, Any]) -> None:
    missing = [name for name in _NEEDED if name not in sent]
    if missing:
        message = f"type.business: received no {', '.join(missing)}, which a partner that becomes a business needs"
        raise Refusal("PLATFORM_INSUFFICIENT_DATA_TO_CHANGE_PARTNER_TYPE", message)


def _verified(draft: Draft[Partner], business: Business, sent: Mapping[str, Any]) -> Business:
    """A business as the tax office says that it is, where it was looked up."""
    if "companyVerificationId" not in sent:
        return business
    named, at = sent["companyVerificationId"], (*draft.at, "type", "business")
    number = business.business_registration_number.replace("-", "")
    taxed, status = verifications.check_company(draft.state, draft.side, named, number, at)
    known = business.taxation_type if "taxationType" in sent else _TAXATION_TYPES.get(taxed, business.taxation_type)
    return replace(business, business_status=_STATUSES.get(status, "NOT_VERIFIED"), taxation_type=known)
