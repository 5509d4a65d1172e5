"""The list of billing keys: filters, and the order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox.billing_keys.models import SHOWN
from pytest_portone.sandbox.billing_keys.views import billing_key_json
from pytest_portone.sandbox.paging import check_page, paged, time_range
from pytest_portone.sandbox.payments.models import CLIENTS
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State

    Filter: TypeAlias = Callable[[BillingKey, Any], bool]
    Reading: TypeAlias = Callable[[BillingKey], Iterable[str | None]]

_NEVER = datetime.min.replace(tzinfo=UTC)

_TIMES: Mapping[str, Callable[[BillingKey], datetime | None]] = {
    "REQUESTED_AT": lambda key: key.requested_at,
    "ISSUED_AT": lambda key: key.issued_at,
    "DELETED_AT": lambda key: key.deleted_at,
    "STATUS_TIMESTAMP": lambda key: key.deleted_at or key.issued_at,
}

TEXTS: Mapping[str, Reading] = {
    "CARD_BIN": lambda key: [key.card["bin"]],
    "CARD_NUMBER": lambda key: [key.card["number"]],
    "PG_MERCHANT_ID": lambda key: [each.pg_merchant_id for each in key.channels],
    "CUSTOMER_NAME": lambda key: [key.customer.get("name")],
    "CUSTOMER_EMAIL": lambda key: [key.customer.get("email")],
    "CUSTOMER_PHONE_NUMBER": lambda key: [key.customer.get("phoneNumber")],
    "CUSTOMER_ADDRESS": lambda key: [key.customer.get("address", {}).get("oneLine")],
    "CUSTOMER_ZIPCODE": lambda key: [key.customer.get("zipcode")],
    "USER_AGENT": lambda _: [],
    "BILLING_KEY": lambda key: [key.id],
    "CHANNEL_GROUP_NAME": lambda key: [each.group for each in key.channels],
}
"""What each `BillingKeyTextSearchField` looks into."""

FILTERS: Mapping[str, Filter] = {
    "status": lambda key, wanted: key.status in wanted,
    "channelGroupIds": lambda key, wanted: any(each.group in wanted for each in key.channels),
    "customerId": lambda key, wanted: key.customer.get("id") == wanted,
    "platformType": lambda key, wanted: CLIENTS[key.platform] == wanted,
    "textSearch": lambda key, wanted: any(wanted["value"] in text for text in TEXTS[wanted["field"]](key) if text),
    "pgProviders": lambda key, wanted: any(each.pg_provider in wanted for each in key.channels),
    "pgCompanies": lambda key, wanted: any(_company(each.pg_provider, wanted) for each in key.channels),
    "methods": lambda _, wanted: "CARD" in wanted,
    "version": lambda _, wanted: wanted == "V2",
}
"""A row a field of `BillingKeyFilterInput`, less those that choose the store and the range. An empty list is none."""


def _company(provider: str, wanted: Iterable[str]) -> bool:
    """Whether a provider's module is one of these companies: modules are named after them, with a suffix."""
    return any(provider == each or provider.startswith(f"{each}_") for each in wanted)


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /billing-keys`: a page of the keys that every filter lets through."""
    body = inquiry.body
    checks = Checks()
    check_page(body, checks)
    checks.done()
    found = _filtered(state, body.get("filter", {}))
    order = body.get("sort", {})
    time = _TIMES[order.get("by", "REQUESTED_AT")]
    found.sort(key=lambda key: (time(key) or _NEVER, key.place), reverse=order.get("order", "DESC") == "DESC")
    return paged(found, body, lambda key: billing_key_json(key, state.settings.merchant_id))


def _filtered(state: State, wanted: Mapping[str, Any]) -> list[BillingKey]:
    start, end = time_range(wanted, state.clock.now)
    time = _TIMES[wanted.get("timeRangeField", "REQUESTED_AT")]
    tests = [(FILTERS[name], value) for name, value in wanted.items() if name in FILTERS and value != []]
    keys = state.billing_keys_of(wanted["storeId"]).values() if "storeId" in wanted else state.billing_keys.all()
    return [
        key
        for key in keys
        if key.status in SHOWN
        and start <= (time(key) or _NEVER) <= end
        and all(test(key, value) for test, value in tests)
    ]
