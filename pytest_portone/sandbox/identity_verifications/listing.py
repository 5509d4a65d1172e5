"""The list of identity verifications: filters, and the order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox import companies
from pytest_portone.sandbox.identity_verifications.people import WITHHELD, requested_json
from pytest_portone.sandbox.identity_verifications.views import identity_verification_json
from pytest_portone.sandbox.paging import check_page, paged, time_range
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.identity_verifications.models import IdentityVerification
    from pytest_portone.sandbox.state import State

    Filter: TypeAlias = Callable[[IdentityVerification, Any], bool]

_NEVER = datetime.min.replace(tzinfo=UTC)

TIMES: Mapping[str, Callable[[IdentityVerification], datetime | None]] = {
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


FILTERS: Mapping[str, Filter] = {
    "identityVerificationId": lambda each, wanted: each.id == wanted,
    "identityVerificationTxId": lambda each, wanted: wanted in _attempts(each),
    "isTest": lambda each, wanted: (each.channel.type == "TEST") == wanted,
    "statuses": lambda each, wanted: each.status in wanted,
    "pgTxId": lambda each, wanted: each.pg_tx_id == wanted,
    "pgMerchantId": lambda each, wanted: each.channel.pg_merchant_id == wanted,
    "pgProviders": lambda each, wanted: each.channel.pg_provider in wanted,
    "pgCompanies": lambda each, wanted: companies.is_of(each.channel.pg_provider, wanted),
    "carriers": _carrier,
    "version": lambda _, wanted: wanted == "V2",
    "customer": _customer,
}
"""A row a field of `IdentityVerificationFilterInput`, less those that choose the store and the range."""


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /identity-verifications`: a page of the verifications that every filter lets through."""
    body, checks = inquiry.body, Checks()
    check_page(body, checks)
    checks.done()
    found, order = _filtered(state, body.get("filter", {})), body.get("sort", {})
    time = TIMES[order.get("by", "REQUESTED_AT")]
    found.sort(key=lambda each: (time(each) or _NEVER, each.place), reverse=order.get("order", "DESC") == "DESC")
    return paged(found, body, lambda each: identity_verification_json(each, state.store(each.store_id)))


def _filtered(state: State, wanted: Mapping[str, Any]) -> list[IdentityVerification]:
    start, end = time_range(wanted, state.clock.now)
    time = TIMES[wanted.get("timeRangeField", "REQUESTED_AT")]
    tests = [(FILTERS[name], value) for name, value in wanted.items() if name in FILTERS and value != []]
    of_store = "storeId" in wanted
    known = (
        state.identity_verifications_of(wanted["storeId"]).values()
        if of_store
        else state.identity_verifications.all()
    )
    return [
        each
        for each in known
        if start <= (time(each) or _NEVER) <= end and all(test(each, value) for test, value in tests)
    ]
