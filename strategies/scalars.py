"""Single values over the contract's whole range. One row per scalar of the notation.

Every value costs one draw of Hypothesis: that, and not Python, is what generation costs.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from pytest_portone.contracts.scalars import INT32, INT64

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy

_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)
_FORMS = (("seconds", "Z"), ("milliseconds", "Z"), ("microseconds", "+09:00"), ("seconds", "-03:30"))
"""The precisions and zones that date-times are written in."""


def _milliseconds(moment: datetime) -> int:
    return (moment - _ORIGIN) // timedelta(milliseconds=1)


def _date_time(number: int) -> str:
    """What a clock shows, and the form, out of one number: 0 is midnight of 2000-01-01 in UTC."""
    milliseconds, form = divmod(number, len(_FORMS))
    precision, zone = _FORMS[form]
    shown = (_ORIGIN + timedelta(milliseconds=milliseconds)).replace(tzinfo=None)
    return shown.isoformat(timespec=precision) + zone


def _date(number: int) -> str:
    return (_ORIGIN + timedelta(days=number)).date().isoformat()


BOOLEAN = st.booleans()
TEXT = st.text()
TEXT.validate()  # makes Hypothesis's table of characters now: in a fresh folder that takes longer than a draw may
KEY = st.text(min_size=1)
"""Keys of free maps. Not the empty one: jsonschema-rs leaves it out of the paths that it reports."""
DATE_TIME = st.integers(len(_FORMS) * _milliseconds(_FIRST), len(_FORMS) * _milliseconds(_LAST)).map(_date_time)
DATE = st.integers((_FIRST - _ORIGIN).days, (_LAST - _ORIGIN).days).map(_date)
INTEGER = st.integers()
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
ANY: SearchStrategy[Any] = st.recursive(
    st.none() | BOOLEAN | INTEGER | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)

SCALARS: Mapping[str, SearchStrategy[Any]] = {
    "string": TEXT,
    "date-time": DATE_TIME,
    "date": DATE,
    "boolean": BOOLEAN,
    "int32": st.integers(-INT32, INT32 - 1),
    "int64": st.integers(-INT64, INT64 - 1),
    "integer": INTEGER,
    "double": NUMBER,
    "number": NUMBER,
    "object": st.dictionaries(TEXT, ANY, max_size=3),
    "any": ANY,
    "csv": TEXT,
}
"""By the scalar's name in the notation."""
