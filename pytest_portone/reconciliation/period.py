"""What belongs to the period: whatever has a row in it, on either side; and what nobody knows the time of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.terms import instant

if TYPE_CHECKING:
    from pytest_portone.reconciliation.terms import Terms


def outside(terms: Terms, earliest: Any, latest: Any) -> Any:
    """Whether all is before the period, or all is after it.

    Args:
        terms: which have a period.
        earliest: the expression of the first time of all, in microseconds.
        latest: that of the last one.
    """
    before = [latest < instant(each) for each in (terms.since,) if each]
    after = [earliest >= instant(each) for each in (terms.until,) if each]
    told, *further = (each.fill_null(False) for each in before + after)  # noqa: FBT003
    return told | further[0] if further else told
