"""The form that single values have where it is known: ids, numbers with check digits, times, money.

One row per form: where it stands, and its strategy. The first row that fits is taken. 0 is the simplest number to
shrink to, so that every form's simplest value is the one made of 0.
"""

from __future__ import annotations

import re
import string
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from hypothesis import strategies as st

from pytest_portone.strategies.check_digits import business, luhn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

_FIRST_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - in UTC, which is written behind it
_DAYS = 3 * 365
_MOST_MONEY = 10**9
_WORD = string.ascii_lowercase + string.digits


def _uuid(number: int, prefix: str = "") -> str:
    return f"{prefix}{UUID(int=number, version=4)}"


def _moment(seconds: int) -> str:
    return f"{(_FIRST_DAY + timedelta(seconds=seconds)).isoformat()}Z"


def _day(days: int) -> str:
    return (_FIRST_DAY.date() + timedelta(days=days)).isoformat()


def _digits(count: int, number: int) -> str:
    return f"{number:0{count}}"


def _ip_address(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def _numbered(most: int, form: Callable[[int], str], *, least: int = 0) -> SearchStrategy[str]:
    return st.integers(least, most).map(form)


def _all_digits(count: int) -> SearchStrategy[str]:
    return _numbered(10**count - 1, partial(_digits, count))


def _ids(prefix: str = "") -> SearchStrategy[str]:
    return _numbered(2**128 - 1, partial(_uuid, prefix=prefix))


MOMENT = _numbered(_DAYS * 24 * 60 * 60, _moment)
"""Date-times whose order is the order of their text: all in UTC, to the second."""
DAY = _numbered(_DAYS, _day)
MONEY = st.integers(0, _MOST_MONEY)
"""Amounts in the currency's minor unit."""
MERCHANTS_ID = st.text(string.ascii_letters + string.digits + "-_", min_size=6, max_size=40)
"""Ids that the merchant chooses, within what every payment gateway takes."""
PHONE = _numbered(10**8 - 1, lambda number: f"010{number:08}")
BUSINESS_NUMBER = _numbered(10**9 - 1, lambda number: f"{number:09}{business(f'{number:09}')}")
CARD_NUMBER = _numbered(10**14 - 1, lambda number: f"4{number:014}{luhn(f'4{number:014}')}")
URL = _numbered(2**32 - 1, lambda number: f"https://shop.example/{number:x}")
WORDS = st.text(_WORD + " 가나다라마", min_size=1, max_size=20)


class Shape(NamedTuple):
    """Where a form stands, as a pattern on `Owner.field`, and its values."""

    places: re.Pattern[str]
    values: SearchStrategy[Any]


def _shape(places: str, values: SearchStrategy[Any]) -> Shape:
    return Shape(re.compile(rf"(?:{places})$"), values)


_STRINGS = (
    _shape(r"\.storeId", _ids("store-")),
    _shape(r"\.(channelKey|channelKeys)|^SelectedChannel\.key", _ids("channel-key-")),
    _shape(r"\.channelGroupIds?|^ChannelGroupSummary\.id", _ids("channel-group-live-")),
    _shape(r"\.billingKey", _ids("billing-key-")),
    _shape(r"\.merchantId", _ids("merchant-")),
    _shape(r"\.promotionId", _ids("promotion-id-")),
    _shape(r"\.(transactionId|tx_id|cancellationId)|(Cancellation|PaymentTransaction)\.id", _ids()),
    _shape(r"\.(paymentId|payment_id|identityVerificationId|issueId)|Payment\.id", MERCHANTS_ID),
    _shape(r"\.(brn|brnList|supplierBrn|recipientBrn|businessRegistrationNumber)", BUSINESS_NUMBER),
    _shape(r"\.birthOrBusinessRegistrationNumber", _numbered(_DAYS, lambda days: _day(days)[2:].replace("-", ""))),
    _shape(r"\.(phoneNumber|mobilePhoneNumber|holderPhoneNumber)", PHONE),
    _shape(r"Card(Credential)?\.number", CARD_NUMBER),
    _shape(r"Card\.bin", _all_digits(6)),
    _shape(r"\.expiryYear", _numbered(99, partial(_digits, 2), least=24)),
    _shape(r"\.(expiryMonth|birthMonth)", _numbered(12, partial(_digits, 2), least=1)),
    _shape(r"\.birthDay", _numbered(28, partial(_digits, 2), least=1)),
    _shape(r"\.birthYear", _numbered(2010, str, least=1930)),
    _shape(r"\.passwordTwoDigits", _all_digits(2)),
    _shape(r"\.(accountNumber|depositAccountNumber)|RefundAccount\.number", _all_digits(12)),
    _shape(r"\.approvalNumber", _all_digits(8)),
    _shape(r"\.zip[cC]ode", _all_digits(5)),
    _shape(r"\.(email|customerEmail)", _numbered(2**32 - 1, lambda number: f"{number:x}@shop.example")),
    _shape(r"\.ipAddress", _numbered(2**32 - 1, _ip_address)),
    _shape(r"\.(\w*[uU]rls?|link)", URL),
    _shape(r"\.(orderName|reason|memo|\w*[nN]ame)", WORDS),
)
_MOMENTS = (_shape("", MOMENT),)
_DAYS_OF = (_shape("", DAY),)
_WHOLE = (
    _shape(r"\.(\w*[aA]mount|total|taxFree|vat|supply|discount|paid|cancelled|cancelledTaxFree|unitPrice)", MONEY),
    _shape(r"\.(quantity|size|pageSize)", st.integers(1, 1000)),
    _shape(r"\.(\w*[cC]ount|number|pageNumber)", st.integers(0, 1000)),
    _shape(r"\.(installmentMonth|month)", st.integers(1, 12)),
)
_BY_SCALAR: Mapping[str, tuple[Shape, ...]] = {
    "string": _STRINGS,
    "date-time": _MOMENTS,
    "date": _DAYS_OF,
    "int32": _WHOLE,
    "int64": _WHOLE,
}


def shape(scalar: str, place: str) -> SearchStrategy[Any] | None:
    """The values that make sense for a scalar at a place; None where nothing is known."""
    rows = _BY_SCALAR.get(scalar, ())
    return next((each.values for each in rows if each.places.search(place)), None)
