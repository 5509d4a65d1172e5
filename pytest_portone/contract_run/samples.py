"""Inputs that also keep the rules which PortOne states in prose, for the operations that have such rules.

The contract has no keyword for limits, so of what is generated from it alone hardly anything gets past them.
Schemathesis sends these in its examples phase, builds its enumerated cases around them, and mixes them into what it
generates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.contract_run.plan import EMBEDDED_SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import Operation

_CHANNEL = "channel-key-00000000-0000-4000-8000-000000000001"
_CARD = {
    "number": "4242424242424242",
    "expiryYear": "30",
    "expiryMonth": "12",
    "birthOrBusinessRegistrationNumber": "900101",
    "passwordTwoDigits": "00",
}
_DECLINED = "9999990000000001"
"""A card that the sandbox's payment gateway turns down."""
_VIRTUAL_ACCOUNT = {
    "bank": "SHINHAN",
    "expiry": {"validHours": 24},
    "option": {"type": "NORMAL"},
    "cashReceipt": {"type": "PERSONAL", "customerIdentityNumber": "01012345678"},
}
_ORDER = {"orderName": "Two coffees", "currency": "KRW", "amount": {"total": 11_000, "taxFree": 0, "vat": 1_000}}

SAMPLES: Mapping[str, tuple[dict[str, Any], ...]] = {
    "cancelPayment": (
        {"reason": "The customer changed their mind"},
        {"reason": "One coffee was cold", "amount": 5_500, "requester": "CUSTOMER"},
    ),
    "getAllPaymentsByCursor": ({"size": 10},),
    "getBillingKeyInfos": ({"page": {"number": 0, "size": 10}},),
    "getPayments": (
        {"page": {"number": 0, "size": 10}},
        {"filter": {"status": ["PAID"], "isTest": True, "sortBy": "REQUESTED_AT", "sortOrder": "ASC"}},
    ),
    "issueBillingKey": ({"channelKey": _CHANNEL, "method": {"card": {"credential": _CARD}}},),
    "loginViaApiSecret": ({"apiSecret": EMBEDDED_SECRET},),
    "payInstantly": (
        {**_ORDER, "channelKey": _CHANNEL, "method": {"card": {"credential": _CARD, "installmentMonth": 0}}},
        {
            **_ORDER,
            "channelKey": _CHANNEL,
            "method": {"virtualAccount": _VIRTUAL_ACCOUNT},
        },
        {**_ORDER, "channelKey": _CHANNEL, "method": {"card": {"credential": {**_CARD, "number": _DECLINED}}}},
    ),
    "payWithBillingKey": ({**_ORDER, "billingKey": "billing-key-00000000-0000-4000-8000-000000000001"},),
    "preRegisterPayment": ({"totalAmount": 11_000, "taxFreeAmount": 0, "currency": "KRW"},),
}


def spelled_today(operation_id: str) -> str:
    """An operation's id as the newest contract spells it: that of 2024-04-18 has capitals in some places."""
    return f"{operation_id[:1].lower()}{operation_id[1:]}"


def samples_for(contract: Contract, operation: Operation) -> Iterator[dict[str, Any]]:
    """The samples that this contract's version of the operation takes, to the last field."""
    for sample in SAMPLES.get(spelled_today(operation.id), ()):
        if operation.body and contract.is_valid(operation.request, sample):
            yield sample
