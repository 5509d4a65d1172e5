"""What is kept of member companies, without HTTP. Their invoices are those of `tax_invoices`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCompany:
    """A company that exchanges invoices: the merchant's own, or one that it deals with.

    Attributes:
        brn: its business registration number.
        told: the other fields of a `B2bMemberCompany`.
        manager_id: the contact that it was registered with.
    """

    brn: str
    told: Mapping[str, str]
    manager_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person of a company who can log in. The password is not kept.

    Attributes:
        id: unique among all companies of a side.
        brn: the company.
        told: name, phone number and e-mail address, as the wire has them.
        registered_at: since when there is the contact.
        is_manager: whether it manages the company.
    """

    id: str
    brn: str
    told: Mapping[str, str]
    registered_at: datetime
    is_manager: bool = True
