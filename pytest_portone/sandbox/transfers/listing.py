"""The list of transfers, and the sheet of them."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.transfers import book, views
from pytest_portone.sandbox.transfers.lists import SideList, check_days, check_one, on_days
from pytest_portone.sandbox.transfers.models import OfOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.platform.models import Partner
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.lists import Tests
    from pytest_portone.sandbox.transfers.models import Transfer


def _partner(state: State, transfer: Transfer) -> Partner:
    return finding.partner(state, transfer.side, transfer.partner_id)


def _shares(transfer: Transfer) -> set[str]:
    return {place[1] for place in transfer.taken.discounts} if isinstance(transfer, OfOrder) else set()


def _fees(transfer: Transfer) -> set[str]:
    if not isinstance(transfer, OfOrder):
        return set()
    contents = transfer.contents
    return {each.id for fees in (contents.fees, *(line.fees for line in contents.lines)) for each in fees}


def _has_property(transfer: Transfer, wanted: Mapping[str, str]) -> bool:
    value = transfer.properties.get(wanted["key"])
    return value is not None and value["string"] == wanted["value"]


_KEYWORDS: Mapping[str, Callable[[State, Transfer], Iterable[str | None]]] = {
    "paymentId": lambda _, each: [each.payment.id] if isinstance(each, OfOrder) else [],
    "transferId": lambda _, each: [each.id],
    "transferMemo": lambda _, each: [each.memo],
    "productId": lambda _, each: [line.product.id for line in _lines(each)],
    "productName": lambda _, each: [line.product.name for line in _lines(each)],
    "partnerId": lambda _, each: [each.partner_id],
    "partnerName": lambda state, each: [_partner(state, each).name],
    "partnerMemo": lambda state, each: [_partner(state, each).memo],
    "partnerSettlementId": lambda _, each: [each.settlement_id],
    "payoutId": lambda _, each: [each.payout_id],
}
"""The texts that a keyword is looked for in, by field of the keyword."""


def _lines(transfer: Transfer) -> Iterable[Any]:
    return transfer.contents.lines if isinstance(transfer, OfOrder) else ()


def _has_keyword(state: State, transfer: Transfer, wanted: Mapping[str, str]) -> bool:
    name, word = next(iter(wanted.items()))
    texts = _KEYWORDS.values() if name == "all" else [_KEYWORDS[name]]
    return any(word in (text or "") for each in texts for text in each(state, transfer))


TESTS: Tests[Transfer] = {
    "settlementStartDateRange": lambda _, each, wanted: on_days(each.starts_on, wanted),
    "settlementDateRange": lambda _, each, wanted: on_days(each.settlement_date, wanted),
    "partnerTags": lambda state, each, wanted: not set(wanted).isdisjoint(_partner(state, each).tags),
    "contractIds": lambda _, each, wanted: each.contract_id in wanted,
    "discountSharePolicyIds": lambda _, each, wanted: not _shares(each).isdisjoint(wanted),
    "additionalFeePolicyIds": lambda _, each, wanted: not _fees(each).isdisjoint(wanted),
    "paymentMethodTypes": lambda _, each, wanted: isinstance(each, OfOrder) and each.payment.method_type in wanted,
    "channelKeys": lambda _, each, wanted: isinstance(each, OfOrder) and each.payment.channel_key in wanted,
    "types": lambda _, each, wanted: each.type in wanted,
    "statuses": lambda _, each, wanted: each.status in wanted,
    "userDefinedProperty": lambda _, each, wanted: _has_property(each, wanted),
    "keyword": _has_keyword,
}
"""A row a field of `PlatformTransferFilterInput`, less the one that chooses the side."""


def _check(wanted: Mapping[str, Any], checks: Checks) -> None:
    ranges = ("settlementStartDateRange", "settlementDateRange")
    both = all(each in wanted for each in ranges)
    checks.require(("filter",), wanted, " or ".join(ranges) + ", not both", met=not both)
    check_days(wanted, checks, *ranges)
    check_one(("filter", "keyword"), wanted.get("keyword"), checks)


LIST = SideList(
    lambda state, side: list(book.living(state, side)), TESTS, views.summary_json, _check, "transferSummaries"
)

COLUMNS: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "id": lambda each: each["id"],
    "type": lambda each: each["type"],
    "status": lambda each: each["status"],
    "partnerId": lambda each: each["partner"]["id"],
    "partnerName": lambda each: each["partner"]["name"],
    "paymentId": lambda each: each.get("payment", {}).get("id"),
    "settlementStartDate": lambda each: each.get("settlementStartDate"),
    "settlementDate": lambda each: each["settlementDate"],
    "settlementCurrency": lambda each: each["settlementCurrency"],
    "orderAmount": lambda each: each.get("amount", {}).get("order"),
    "paymentAmount": lambda each: each.get("amount", {}).get("payment"),
    "discountAmount": lambda each: each.get("amount", {}).get("discount"),
    "discountShareAmount": lambda each: each.get("amount", {}).get("discountShare"),
    "platformFee": lambda each: each.get("amount", {}).get("platformFee"),
    "platformFeeVat": lambda each: each.get("amount", {}).get("platformFeeVat"),
    "additionalFee": lambda each: each.get("amount", {}).get("additionalFee"),
    "additionalFeeVat": lambda each: each.get("amount", {}).get("additionalFeeVat"),
    "settlementAmount": lambda each: each.get("amount", {}).get("settlement", each.get("settlementAmount")),
    "memo": lambda each: each["memo"],
}
"""What a sheet can have: a column's name, and its value of a transfer's summary. PortOne names no columns."""


def sheet(state: State, inquiry: Inquiry) -> str:
    """`GET /platform/transfer-summaries/sheet-file`: the transfers that a filter lets through, as CSV (RFC 4180)."""
    checks, names = Checks(), inquiry.body.get("fields") or list(COLUMNS)
    for number, name in enumerate(names):
        checks.require(("fields", number), name, f"one of {', '.join(COLUMNS)}", met=name in COLUMNS)
    found = LIST.chosen(state, inquiry, checks)
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    shown = (views.summary_json(state, each) for each in found)
    writer.writerows([COLUMNS[name](each) for name in names] for each in shown)
    return text.getvalue()
