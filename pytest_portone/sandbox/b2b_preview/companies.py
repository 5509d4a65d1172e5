"""How member companies are registered, and what is changed of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.b2b_preview.models import Contact, MemberCompany
from pytest_portone.sandbox.counterparties.models import Certificate
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.b2b_preview.finding import Books

COMPANY = ("name", "ceoName", "address", "businessType", "businessClass")
"""What is kept of a company, beside its number."""
CONTACT = ("name", "phoneNumber", "email")
"""What is kept of a contact, beside its id."""


def register(books: Books, company: Mapping[str, Any], contact: Mapping[str, Any]) -> tuple[MemberCompany, Contact]:
    """Register a company, and the contact that manages it.

    Raises:
        Refusal: `B2B_COMPANY_ALREADY_REGISTERED`, `B2B_ID_ALREADY_EXISTS`.
    """
    brn, contact_id = company["brn"], contact["id"]
    if (books.side, brn) in books.state.preview_companies:
        raise Refusal("B2B_COMPANY_ALREADY_REGISTERED", f"The company {brn!r} is a member already")
    if has_contact(books, contact_id):
        raise Refusal("B2B_ID_ALREADY_EXISTS", f"There is a contact {contact_id!r} already")
    member = MemberCompany(brn=brn, told=_told(company, COMPANY), manager_id=contact_id)
    now = books.state.clock.now
    manager = Contact(id=contact_id, brn=brn, told=_told(contact, CONTACT), registered_at=now)
    return _keep_company(books, member), _keep_contact(books, manager)


def has_contact(books: Books, contact_id: str) -> bool:
    """Whether some company has a contact with this id."""
    return (books.side, contact_id) in books.state.preview_contacts


def update(books: Books, company: MemberCompany, changes: Mapping[str, Any]) -> MemberCompany:
    """Change what is given of a company."""
    return _keep_company(books, replace(company, told={**company.told, **_told(changes, COMPANY)}))


def update_contact(books: Books, contact: Contact, changes: Mapping[str, Any]) -> Contact:
    """Change what is given of a contact."""
    return _keep_contact(books, replace(contact, told={**contact.told, **_told(changes, CONTACT)}))


def certify(books: Books, brn: str, days: int) -> Certificate:
    """Register a certificate that is good for so many days, as the contact does that manages the company.

    Raises:
        Refusal: `B2B_MEMBER_COMPANY_NOT_FOUND`.
    """
    manager, now = books.contact(brn, books.company(brn).manager_id), books.state.clock.now
    made = Certificate(brn, now, now + timedelta(days=days), manager.told["name"])
    books.state.certificates[books.side, brn] = made
    return made


def _told(sent: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: sent[name] for name in names if name in sent}


def _keep_company(books: Books, company: MemberCompany) -> MemberCompany:
    books.state.preview_companies[books.side, company.brn] = company
    return company


def _keep_contact(books: Books, contact: Contact) -> Contact:
    books.state.preview_contacts[books.side, contact.id] = contact
    return contact
