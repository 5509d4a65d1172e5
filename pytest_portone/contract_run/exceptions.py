"""Exceptions from Schemathesis's checks: what a check takes for a fault, and PortOne's contract does not.

Each is as narrow as it can be, and says why it is none. One that is not needed any more is stale, and a test fails.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from pytest_portone.contract_run.limits import LIMITS
from pytest_portone.contract_run.samples import spelled_today

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemathesis.core.failures import Failure
    from schemathesis.core.transport import Response

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import Operation

_BAD_REQUEST = 400
_GONE = 410
_IN_QUERY = "requestBody"


@dataclass(frozen=True)
class Exchange:
    """What a check complains about: a request as it was sent, and its answer."""

    contract: Contract
    operation: Operation
    response: Response

    @property
    def succeeded(self) -> bool:
        """Whether the answer is a success."""
        return self.response.status_code < _BAD_REQUEST

    @cached_property
    def query_input(self) -> Any:
        """The input that stands in the query; None without."""
        query = parse_qs(urlsplit(self.response.request.url or "").query, keep_blank_values=True)
        texts = query.get(_IN_QUERY, [])
        return _parsed(texts[0]) if texts and self.operation.body and self.operation.body.in_query else None

    @cached_property
    def input(self) -> Any:
        """The input that PortOne reads: of the query if there is one, else of the body; None where it is no JSON."""
        return self.query_input if self.query_input is not None else _parsed(self.response.request.body or b"")

    @property
    def input_is_valid(self) -> bool:
        """Whether the contract takes that input, unknown fields aside; an operation without a body takes none."""
        if self.operation.body is None:
            return True
        return self.input is not None and self.contract.validate(self.operation.request, self.input).valid

    @property
    def invalid_request(self) -> bool:
        """Whether the answer is PortOne's 400 INVALID_REQUEST."""
        answer = _parsed(self.response.content)
        named = isinstance(answer, dict) and answer.get("type") == "INVALID_REQUEST"
        return named and self.response.status_code == _BAD_REQUEST

    @property
    def error_is_documented(self) -> bool:
        """Whether the answer is an error of a type that the operation documents with this status."""
        answer = _parsed(self.response.content)
        errors = self.contract.errors_of(self.operation).get(self.response.status_code, ())
        named = {each.error.type for each in errors if each.error}
        return isinstance(answer, dict) and answer.get("type") in named


def _parsed(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _documented_error(exchange: Exchange) -> bool:
    contract, operation, status = exchange.contract, exchange.operation, exchange.response.status_code
    if status not in contract.errors_of(operation):
        return False
    return contract.validate(contract.answer(operation, status), _parsed(exchange.response.content)).valid


def _documented_end(exchange: Exchange) -> bool:
    return exchange.response.status_code == _GONE and _documented_error(exchange)


def _null_for_absent(exchange: Exchange) -> bool:
    return exchange.succeeded and _has_null(exchange.input) and exchange.input_is_valid


def _has_null(value: Any) -> bool:
    """Whether an object in `value` has a field that is null."""
    if isinstance(value, dict):
        return any(each is None or _has_null(each) for each in value.values())
    return isinstance(value, list) and any(map(_has_null, value))


def _query_before_body(exchange: Exchange) -> bool:
    return exchange.succeeded and exchange.query_input is not None and exchange.input_is_valid


def _no_input_anywhere(exchange: Exchange) -> bool:
    body = exchange.operation.body
    nothing_sent = exchange.query_input is None and not exchange.response.request.body
    return exchange.invalid_request and nothing_sent and body is not None and body.in_query and body.required


def _nothing_scheduled(exchange: Exchange) -> bool:
    return exchange.operation.path.endswith("/schedule") and exchange.error_is_documented


def _shown_as_deleted(exchange: Exchange) -> bool:
    answer = _parsed(exchange.response.content)
    return isinstance(answer, dict) and answer.get("status") == "DELETED"


def _beyond(operation_id: str) -> Callable[[Exchange], bool]:
    def applies(exchange: Exchange) -> bool:
        return (
            exchange.response.status_code == _BAD_REQUEST
            and exchange.error_is_documented
            and spelled_today(exchange.operation.id) == operation_id
            and exchange.input_is_valid
        )

    return applies


@dataclass(frozen=True, slots=True)
class CheckException:
    """One exception from one check.

    Attributes:
        name: what it is called in messages.
        check: the check that it is an exception from.
        reason: why what the check complains about is right.
        applies: whether a complaint is of this kind.
        seen_at: an operation whose run needs it, or several, with blanks between, whose sequence does; a test looks.
    """

    name: str
    check: str
    reason: str
    applies: Callable[[Exchange], bool]
    seen_at: str


EXCEPTIONS = (
    CheckException(
        name="documented server error",
        check="not_a_server_error",
        reason="PortOne documents 502 PG_PROVIDER: the payment gateway behind it said no. The answer is one that the "
        "contract names for this operation, and it is right to the last field.",
        applies=_documented_error,
        seen_at="payInstantly",
    ),
    CheckException(
        name="null for absent",
        check="negative_data_rejection",
        reason="In an input, null stands for a field that is absent: PortOne's own samples send it. What was sent is "
        "valid once its nulls are left out.",
        applies=_null_for_absent,
        seen_at="payInstantly",
    ),
    CheckException(
        name="query before body",
        check="negative_data_rejection",
        reason="An operation that takes its input in the query or in the body reads the query if both are there. "
        "What stood in the query is valid; the invalid body beside it is not read.",
        applies=_query_before_body,
        seen_at="getPayments",
    ),
    CheckException(
        name="input in either place",
        check="positive_data_acceptance",
        reason="The input may stand in the query or in the body, and one of them is required. OpenAPI can't say "
        "that, so it has both as optional, and a request without either as valid.",
        applies=_no_input_anywhere,
        seen_at="downloadB2bTaxInvoicesSheet",
    ),
    CheckException(
        name="documented end",
        check="positive_data_acceptance",
        reason="PortOne documents 410 SESSION_EXPIRED: a payment session that has ended can't be read any more.",
        applies=_documented_end,
        seen_at="createPaymentSession closePaymentSession getPaymentSession",
    ),
    CheckException(
        name="deleted and shown",
        check="use_after_free",
        reason="PortOne documents that a billing key that was deleted can still be read: its status is then DELETED.",
        applies=_shown_as_deleted,
        seen_at="issueBillingKey deleteBillingKey getBillingKeyInfo",
    ),
    CheckException(
        name="nothing scheduled",
        check="ensure_resource_availability",
        reason="PortOne documents no error of its own for a schedule that is not there: what says so is the error "
        "for a record that is not there.",
        applies=_nothing_scheduled,
        seen_at="createPlatformDiscountSharePolicy rescheduleDiscountSharePolicy",
    ),
    *(
        CheckException(
            name=f"limits of {operation_id}",
            check="positive_data_acceptance",
            reason="The contract has no minimum, maximum, pattern or exclusion. PortOne's prose asks for "
            f"{limits}, and documents the 400 that comes for what is otherwise valid by the contract.",
            applies=_beyond(operation_id),
            seen_at=operation_id,
        )
        for operation_id, limits in LIMITS.items()
    ),
)


def excepted(failure: Failure, exchange: Exchange) -> CheckException | None:
    """The exception that a failure falls under."""
    for each in EXCEPTIONS:
        if each.check in failure.checks and each.applies(exchange):
            return each
    return None
