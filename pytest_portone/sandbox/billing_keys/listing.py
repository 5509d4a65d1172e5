"""The list of billing keys: filters, and the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox import companies
from pytest_portone.sandbox.billing_keys.models import SHOWN
from pytest_portone.sandbox.billing_keys.views import billing_key_json
from pytest_portone.sandbox.listing import Listing, within_reach
from pytest_portone.sandbox.payments.models import CLIENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.listing import Filters, Times
    from pytest_portone.sandbox.state import State

    Reading: TypeAlias = Callable[[BillingKey], Iterable[str | None]]

TIMES: Times[BillingKey] = {
    "REQUESTED_AT": lambda key: key.requested_at,
    "ISSUED_AT": lambda key: key.issued_at,
    "DELETED_AT": lambda key: key.deleted_at,
    "STATUS_TIMESTAMP": lambda key: key.deleted_at or key.issued_at,
}

TEXTS: Mapping[str, Reading] = {
    "CARD_BIN": lambda key: [key.card.get("bin")],
    "CARD_NUMBER": lambda key: [key.card.get("number")],
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

FILTERS: Filters[BillingKey] = {
    "status": lambda key, wanted: key.status in wanted,
    "channelGroupIds": lambda key, wanted: any(each.group in wanted for each in key.channels),
    "customerId": lambda key, wanted: key.customer.get("id") == wanted,
    "platformType": lambda key, wanted: CLIENTS[key.platform] == wanted,
    "textSearch": lambda key, wanted: any(wanted["value"] in text for text in TEXTS[wanted["field"]](key) if text),
    "pgProviders": lambda key, wanted: any(each.pg_provider in wanted for each in key.channels),
    "pgCompanies": lambda key, wanted: any(companies.is_of(each.pg_provider, wanted) for each in key.channels),
    "methods": lambda _, wanted: "CARD" in wanted,
    "version": lambda _, wanted: wanted == "V2",
}
"""A row a field of `BillingKeyFilterInput`, less those that choose the store and the range. An empty list is none."""


LISTING = Listing(TIMES, FILTERS, "REQUESTED_AT")


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /billing-keys`: a page of the keys that every filter lets through."""
    return LISTING.page(
        inquiry.body,
        lambda wanted: (key for key in within_reach(state, state.billing_keys, wanted) if key.status in SHOWN),
        state.clock.now,
        lambda key: billing_key_json(key, state.settings.merchant_id),
    )
