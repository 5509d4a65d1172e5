"""Which operation's answer feeds which other operation: what Schemathesis can't see in the contract by itself.

Schemathesis infers a link where an answer has a field named for the parameter of another operation. It can't where
the caller chose the identifier, since that stands in the request, and where a field is named differently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts import Contract

PAYMENT_ID = {"paymentId": "$request.path.paymentId"}
BILLING_KEY = "$response.body#/billingKeyInfo/billingKey"
SESSION_ID = "$response.body#/sessionId"


@dataclass(frozen=True, slots=True)
class Link:
    """After a success of `source`, `target` can be called with these parameters and body fields (OpenAPI 3.1)."""

    source: str
    target: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


def _each(sources: str, targets: str, parameters: Mapping[str, str]) -> Iterator[Link]:
    for source in sources.split():
        for target in targets.split():
            yield Link(source, target, parameters)


LINKS = (
    *_each(
        "payInstantly payWithBillingKey",
        "getPayment getPaymentTransactions cancelPayment capturePayment closeVirtualAccount resendWebhook "
        "getCashReceiptByPaymentId registerStoreReceipt",
        PAYMENT_ID,
    ),
    *_each("preRegisterPayment", "payInstantly getPayment", PAYMENT_ID),
    *_each("getPayments getBillingKeyInfos", "payInstantly issueBillingKey preRegisterPayment", {}),
    *_each("cancelPayment", "getPayment cancelPayment getPaymentTransactions", PAYMENT_ID),
    *_each("issueBillingKey", "getBillingKeyInfo deleteBillingKey", {"billingKey": BILLING_KEY}),
    Link("issueBillingKey", "payWithBillingKey", body={"billingKey": BILLING_KEY}),
    Link("issueBillingKey", "createPaymentSchedule", body={"payment": {"billingKey": BILLING_KEY}}),
    *_each("deleteBillingKey", "getBillingKeyInfo deleteBillingKey", {"billingKey": "$request.path.billingKey"}),
    *_each("createPaymentSession", "getPaymentSession closePaymentSession", {"sessionId": SESSION_ID}),
    *_each("closePaymentSession", "getPaymentSession", {"sessionId": "$request.path.sessionId"}),
    Link("createPaymentSchedule", "getPaymentSchedule", {"paymentScheduleId": "$response.body#/schedule/id"}),
    Link("loginViaApiSecret", "refreshToken", body={"refreshToken": "$response.body#/refreshToken"}),
    Link("refreshToken", "refreshToken", body={"refreshToken": "$response.body#/refreshToken"}),
)


def links_within(contract: Contract, operations: frozenset[str]) -> Iterator[Link]:
    """The links between these operations that the contract has room for."""
    for link in LINKS:
        target = contract.operations.get(link.target)
        if link.source in operations and link.target in operations and target:
            named = {each.name for each in target.parameters}
            if named.issuperset(link.parameters) and (target.body or not link.body):
                yield link


def as_openapi(link: Link, sample: Mapping[str, Any] | None) -> dict[str, Any]:
    """The link as OpenAPI's Link Object. With a sample of the target's input, that is sent, and not merged."""
    node: dict[str, Any] = {"operationId": link.target, "parameters": dict(link.parameters)}
    if sample is not None:
        return node | {"requestBody": {**sample, **link.body}, "x-schemathesis": {"merge_body": False}}
    return node | ({"requestBody": dict(link.body)} if link.body else {})
