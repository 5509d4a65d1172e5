"""The list of identity verifications: filters, and the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.identity_verifications.people import WITHHELD, requested_json
from pytest_portone.sandbox.identity_verifications.views import identity_verification_json
from pytest_portone.sandbox.listing import CHANNEL_FILTERS, Listing, within_reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.identity_verifications.models import IdentityVerification
    from pytest_portone.sandbox.listing import Filters, Times
    from pytest_portone.sandbox.state import State

TIMES: Times[IdentityVerification] = {
    "REQUESTED_AT": lambda each: each.requested_at,
    "VERIFIED_AT": lambda each: each.verified_at,
    "FAILED_AT": lambda each: each.failed_at,
    "STATUS_UPDATED_AT": lambda each: each.status_changed_at,
}


def _attempts(verification: IdentityVerification) -> list[str]:
    return [each.tx_id for each in (*verification.earlier, verification)]


def _customer(verification: IdentityVerification, wanted: Mapping[str, str]) -> bool:
    """Whether a customer is as wanted: as requested, and once verified as the gateway found."""
    person, known = verification.person, requested_json(verification.person)
    if verification.status == "VERIFIED":
        known["gender"] = person.gender
    return all(known.get(name) == value for name, value in wanted.items())


def _carrier(verification: IdentityVerification, wanted: list[str]) -> bool:
    withheld = verification.status == "VERIFIED" and "operator" in WITHHELD.get(verification.channel.pg_provider, ())
    return verification.person.operator in wanted and not withheld


FILTERS: Filters[IdentityVerification] = {
    **CHANNEL_FILTERS,
    "identityVerificationId": lambda each, wanted: each.id == wanted,
    "identityVerificationTxId": lambda each, wanted: wanted in _attempts(each),
    "statuses": lambda each, wanted: each.status in wanted,
    "pgTxId": lambda each, wanted: each.pg_tx_id == wanted,
    "carriers": _carrier,
    "customer": _customer,
}
"""A row a field of `IdentityVerificationFilterInput`, less those that choose the store and the range."""

LISTING = Listing(TIMES, FILTERS, "REQUESTED_AT")


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /identity-verifications`: a page of the verifications that every filter lets through."""
    return LISTING.page(
        inquiry.body,
        lambda wanted: within_reach(state, state.identity_verifications, wanted),
        state.clock.now,
        lambda each: identity_verification_json(each, state.store(each.store_id)),
    )
