"""The list of counterparties: filters, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties import book
from pytest_portone.sandbox.counterparties.sides import side_of
from pytest_portone.sandbox.counterparties.views import counterparty_json
from pytest_portone.sandbox.paging import check_page, paged
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from pytest_portone.sandbox.counterparties.models import Counterparty
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.listing import Filters
    from pytest_portone.sandbox.state import State


def _contact(found: Counterparty, name: str) -> str:
    return str(found.told["contact"].get(name, ""))


FILTERS: Filters[Counterparty] = {
    "id": lambda found, wanted: wanted in found.id,
    "brn": lambda found, wanted: wanted in found.brn,
    "companyName": lambda found, wanted: wanted in found.name,
    "representativeName": lambda found, wanted: wanted in found.told["representativeName"],
    "contactName": lambda found, wanted: wanted in _contact(found, "name"),
    "contactPhone": lambda found, wanted: wanted in _contact(found, "phoneNumber"),
    "contactEmail": lambda found, wanted: wanted in _contact(found, "email"),
    "businessStatuses": lambda found, wanted: (found.business_state or "UNKNOWN") in wanted,
    "ntsConnectionStatuses": lambda found, wanted: found.connection in wanted,
    "counterpartyIds": lambda found, wanted: found.id in wanted,
}
"""A row a field of `B2bCounterpartyFilter`. An empty list is none."""


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /b2b/counterparties`: a page of the counterparties that every filter lets through."""
    side, checks = side_of(state, inquiry), Checks()
    check_page(inquiry.body, checks)
    checks.done()
    wanted = [(FILTERS[name], value) for name, value in inquiry.body.get("filter", {}).items() if value != []]
    found = [each for each in book.all_of(state, side) if all(test(each, value) for test, value in wanted)]
    return paged(found, inquiry.body, counterparty_json)
