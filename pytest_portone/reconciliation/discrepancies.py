"""The discrepancies, as data. To add one: a row here, a sample in its test, a paragraph in docs/reconciliation.md.

Each goes by the columns that `examining.examined` gives. Integers are minor units, times are microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.entries import CANCELLATION, DISPUTE, PAYMENT, SETTLEMENT
from pytest_portone.reconciliation.terms import microseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.reconciliation.terms import Terms

MONEY, TIME, STATE, CURRENCY, CHANNEL, COUNT = "money", "time", "state", "currency", "channel", "count"


@dataclass(frozen=True, slots=True)
class Rule:
    """One discrepancy.

    Attributes:
        name: what it is called.
        kinds: the rows that it is about.
        when: the expression that is true of it.
        stake: the money that it is about, an expression.
        shows: what is told of both sides: sums, times, states, currencies, channels, or how many rows.
        heals: whether time may heal it, as a webhook may be under way.
    """

    name: str
    kinds: tuple[str, ...]
    when: Callable[[Terms], Any]
    stake: Callable[[], Any]
    shows: str = MONEY
    heals: bool = False


def _col(name: str) -> Any:
    return extra("narwhals").col(name)


def _l_done() -> Any:
    return _col("l_done") > 0


def _p_done() -> Any:
    return _col("p_done") > 0


def _both_done() -> Any:
    return _l_done() & _p_done()


def _same_currency() -> Any:
    low, high = _col("l_lowest").fill_null(""), _col("l_highest").fill_null("")
    return (low == _col("p_lowest").fill_null("")) & (high == _col("p_highest").fill_null(""))


def _within(mine: str, theirs: str) -> Any:
    return (_col(f"l_{mine}") - _col(f"p_{theirs}")).abs() <= _col("tolerated")


def _agree() -> Any:
    return _within("total", "total")


def _agree_without_repeated() -> Any:
    """Whether leaving out what repeats a reference makes the sums agree."""
    return _within("strict", "strict")


def _agree_without_copies(x: str) -> Any:
    """Whether leaving out what looks alike on one side does."""
    return _within("loose", "strict") if x == "l" else _within("strict", "loose")


def _duplicate(x: str) -> Callable[[Terms], Any]:
    other = "p" if x == "l" else "l"

    def when(_terms: Terms) -> Any:
        more = _col(f"{x}_total") > _col(f"{other}_total")
        by_reference = (_col(f"{x}_repeated") > 0) & (_col(f"{x}_total") > _col(f"{other}_strict"))
        by_looks = (_col(f"{x}_copies") > 0) & more & ~_agree_without_repeated() & _agree_without_copies(x)
        return _both_done() & _same_currency() & ~_agree() & (by_reference | by_looks)

    return when


def _duplicate_stake(x: str) -> Any:
    nw = extra("narwhals")
    by_reference = _col(f"{x}_total") - _col(f"{x}_strict")
    return nw.when(by_reference > 0).then(by_reference).otherwise(_col(f"{x}_total") - _col(f"{x}_loose"))


def _amount(_terms: Terms) -> Any:
    return (
        _both_done()
        & _same_currency()
        & ~_agree()
        & ~_agree_without_repeated()
        & ~((_col("l_copies") > 0) & _agree_without_copies("l"))
        & ~((_col("p_copies") > 0) & _agree_without_copies("p"))
    )


def _sum(_terms: Terms) -> Any:
    """Sums differ, and no duplicate tells why; one side may have nothing, if it knows the payment."""
    known = (_col("l_paid") > 0) & (_col("p_paid") > 0)
    alone = known & (_l_done() != _p_done()) & ~_agree() & ~_stale(_terms)
    return alone | _amount(_terms)


def _settlement(_terms: Terms) -> Any:
    """Sums differ. Lines of one settlement may look alike, so nothing is taken for a duplicate."""
    return (_l_done() | _p_done()) & (~_agree() | (_both_done() & ~_same_currency()))


def _tax(terms: Terms) -> Any:
    """Taxes differ, and no duplicate tells why."""
    twice = _duplicate("l")(terms) | _duplicate("p")(terms)

    def differ(name: str) -> Any:
        mine, theirs = _col(f"l_{name}"), _col(f"p_{name}")
        return (mine >= 0) & (theirs >= 0) & (mine != theirs)

    return _both_done() & _same_currency() & ~twice & (differ("tax") | differ("vat"))


def _tax_stake() -> Any:
    nw = extra("narwhals")
    differences = [(_col(f"l_{each}") - _col(f"p_{each}")).abs() for each in ("tax", "vat")]
    told = [
        nw.when((_col(f"l_{each}") >= 0) & (_col(f"p_{each}") >= 0)).then(difference).otherwise(0)
        for each, difference in zip(("tax", "vat"), differences, strict=True)
    ]
    return nw.max_horizontal(*told)


def _never() -> Any:
    return _col("l_rows") < 0


def _lag() -> Any:
    """How much later the ledger has it, in microseconds; null where a time is not known."""
    return _col("l_first") - _col("p_first")


def _later(terms: Terms) -> Any:
    if terms.skew is None:
        return _never()
    return (_both_done() & (_lag() > microseconds(terms.skew))).fill_null(False)  # noqa: FBT003


def _earlier(terms: Terms) -> Any:
    if terms.skew is None:
        return _never()
    return (_both_done() & (_lag() < -microseconds(terms.skew))).fill_null(False)  # noqa: FBT003


def _too_early(_terms: Terms) -> Any:
    return _l_done() & ~_p_done() & (_col("p_pending") > 0)


def _stale(_terms: Terms) -> Any:
    settled = _p_done() | ((_col("p_failed") > 0) & (_col("p_pending") == 0))
    return ~_l_done() & (_col("l_pending") > 0) & settled & (_col("p_rows") > 0)


def _status(_terms: Terms) -> Any:
    l_failed = ~_l_done() & (_col("l_pending") == 0) & (_col("l_failed") > 0)
    p_failed = ~_p_done() & (_col("p_pending") == 0) & (_col("p_failed") > 0)
    return (_l_done() & p_failed) | (l_failed & _p_done()) | (l_failed & ~_p_done() & (_col("p_pending") > 0))


def _test_channel(terms: Terms) -> Any:
    if terms.test_counts:
        return _never()
    return _l_done() & (_col("p_test") > 0) & (_col("l_test") < _col("l_done"))


def _difference() -> Any:
    return (_col("l_total") - _col("p_total")).abs()


def _without_repeated() -> Any:
    return (_col("l_strict") - _col("p_strict")).abs()


def _ledgers() -> Any:
    return _col("l_total")


def _portones() -> Any:
    return _col("p_total")


def _larger() -> Any:
    return extra("narwhals").max_horizontal("l_total", "p_total")


def _nothing() -> Any:
    return extra("narwhals").lit(0)


RULES = (
    Rule("missing_in_ledger", (PAYMENT,), lambda _: _p_done() & (_col("l_rows") == 0), _portones, heals=True),
    Rule("missing_at_portone", (PAYMENT,), lambda _: _l_done() & (_col("p_rows") == 0), _ledgers, heals=True),
    Rule("amount", (PAYMENT,), _amount, _without_repeated),
    Rule("amount", (DISPUTE,), _sum, _without_repeated),
    Rule("currency", (PAYMENT, CANCELLATION), lambda _: _both_done() & ~_same_currency(), _larger, CURRENCY),
    Rule("status", (PAYMENT,), _status, _larger, STATE, heals=True),
    Rule("cancellation_sum", (CANCELLATION,), _sum, _without_repeated, heals=True),
    Rule(
        "duplicate_in_ledger", (PAYMENT, CANCELLATION, DISPUTE), _duplicate("l"), lambda: _duplicate_stake("l"), COUNT
    ),
    Rule(
        "duplicate_at_portone",
        (PAYMENT, CANCELLATION, DISPUTE),
        _duplicate("p"),
        lambda: _duplicate_stake("p"),
        COUNT,
    ),
    Rule("test_channel", (PAYMENT,), _test_channel, _ledgers, CHANNEL),
    Rule("booked_before_paid", (PAYMENT,), _earlier, _nothing, TIME),
    Rule("booked_before_paid", (PAYMENT,), _too_early, _ledgers, STATE, heals=True),
    Rule("stale", (PAYMENT, CANCELLATION), _stale, _portones, STATE, heals=True),
    Rule("time_skew", (PAYMENT,), _later, _nothing, TIME),
    Rule("tax_split", (PAYMENT,), _tax, _tax_stake),
    Rule("settlement_sum", (SETTLEMENT,), _settlement, _difference, heals=True),
)
DISCREPANCIES = tuple(dict.fromkeys(each.name for each in RULES))
"""Every name that a discrepancy can have."""
