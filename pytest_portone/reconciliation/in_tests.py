"""A ledger against a sandbox: what is under way there is known, and why something went wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation import causes, in_arrow, ledgers, reconciling
from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.discrepancies import RULES
from pytest_portone.reconciliation.reconciliation import (
    DISCREPANT,
    IN_FLIGHT,
    LEDGER,
    PORTONE,
    Reconciliation,
)
from pytest_portone.reconciliation.terms import Terms
from pytest_portone.reconciliation.totals import summed

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from pytest_portone.reconciliation.reconciliation import Discrepancy, Total
    from pytest_portone.reconciliation.sides import Side
    from pytest_portone.sandbox import Sandbox

_HEALS = {(each.name, kind) for each in RULES if each.heals for kind in each.kinds}


def reconcile(
    sandbox: Sandbox, ledger: Any, terms: Terms | Mapping[str, Any] | None = None, mapping: Any = None
) -> Reconciliation:
    """Compare a merchant's ledger with what a sandbox has, and explain what is wrong.

    A difference is in flight whose cause is a webhook that comes later: it is held or delayed, or was lost on its way
    and is tried again. One that the merchant's server did not take mends nothing, nor one that is due already and
    waits for `webhooks.deliver`. All else is a discrepancy at once, but for what the terms allow.

    Args:
        sandbox: PortOne's side.
        ledger: see `ledgers.read`.
        terms: what is tolerated, or what of it is other than usual in a test: there, there is no grace, times are not
            compared, and test channels count where the sandbox has no others. `as_of` is the sandbox's time, whatever
            they say; without a grace, the ledger's last one where that is later.
        mapping: what the merchant's columns mean.

    Raises:
        LedgerError, MappingError, ColumnsError: the ledger can't be read.
        MissingExtraError: the extra `reconcile` is not installed.
    """
    from pytest_portone.reconciliation.reading.sandbox import side

    mine, theirs = _in_memory(ledgers.read(ledger, mapping)), side(sandbox)
    terms = _terms(sandbox, mine, terms)
    if not any(each.frame.num_rows or each.unread for each in (mine, theirs)):
        return Reconciliation(terms=terms, discrepancies=(), in_flight=(), totals=())
    found = reconciling.reconcile(mine, theirs, terms)
    cases = causes.cases_in(found, sandbox)
    return causes.explained(_with_under_way(found, cases, _expected(sandbox)), cases)


def _in_memory(ledger: Side) -> Side:
    """The side as a table of PyArrow: a test has few rows, and for those a database plans longer than it works."""
    if isinstance(ledger.frame, list):
        return replace(ledger, frame=in_arrow.table(ledger.frame))
    frame = extra("narwhals").from_native(ledger.frame).lazy()
    return replace(ledger, frame=frame.collect("pyarrow").to_arrow())


def _terms(sandbox: Sandbox, ledger: Side, terms: Terms | Mapping[str, Any] | None) -> Terms:
    chosen = terms if isinstance(terms, Terms) else replace(_usual(sandbox), **(terms or {}))
    now = sandbox.clock.now
    if chosen.grace:
        return replace(chosen, as_of=now)
    # Without a grace nothing is recent, also where the ledger's times are those of the machine's clock.
    return replace(chosen, as_of=max(now, _latest(ledger) or now))


def _usual(sandbox: Sandbox) -> Terms:
    channels = sandbox.settings.channels
    types = {sandbox.settings.channel_type} if channels is None else {each.type for each in channels}
    return Terms(grace=timedelta(0), skew=None, test_counts=types == {"TEST"})


def _latest(ledger: Side) -> Any:
    """The last time in a ledger; None where it has none."""
    return max((each for each in ledger.frame.column("at").to_pylist() if each is not None), default=None)


def _with_under_way(
    found: Reconciliation, cases: causes.Cases, expected: Container[tuple[str | None, str]]
) -> Reconciliation:
    """The reconciliation, where what a webhook on its way takes away is in flight."""

    def waits(each: Discrepancy) -> bool:
        if (each.payment_id, each.kind) not in expected or (each.name, each.kind) not in _HEALS:
            return False
        case = cases(each)
        return case is not None and causes.cause(case)[0] in causes.MENDED

    moved = [each for each in found.discrepancies if waits(each)]
    if not moved:
        return found
    left = tuple(each for each in found.discrepancies if each not in moved)
    wrong = {each.payment_id for each in left}
    healing = {each.payment_id for each in moved if each.payment_id not in wrong}
    return replace(
        found,
        discrepancies=left,
        in_flight=tuple(sorted((*moved, *found.in_flight), key=lambda each: -each.at_stake)),
        totals=_moved(found.totals, _totals_of(found, healing)),
    )


def _expected(sandbox: Sandbox) -> set[tuple[str | None, str]]:
    """The payments and kinds of rows that a webhook tells of later, which was never answered."""
    now, aside = sandbox.clock.now, sandbox.webhooks.post.state.aside
    return {
        (each.payment_id, kind)
        for each in sandbox.webhooks.pending
        if (each.due is not None and each.due > now) or each.number in aside
        if all(attempt.code is None for attempt in each.attempts)
        for kind, types in causes.TELLING.items()
        if each.type in types
    }


def _totals_of(found: Reconciliation, payments: Container[str | None]) -> tuple[Total, ...]:
    """The totals of some payments alone, which are discrepant as in the whole."""
    pa, rows = extra("pyarrow"), extra("narwhals").from_native(found.rows).lazy().collect("pyarrow").to_arrow()
    told = rows.select(["key", "payment_id", "side"]).to_pylist()
    keys = {each["key"] for each in told if each["payment_id"] in payments}
    timed = rows.set_column(
        rows.schema.get_field_index("at"), "at", rows.column("at").cast(pa.timestamp("us", "UTC"))
    )
    mine, theirs = (
        timed.filter(pa.array([each["key"] in keys and each["side"] == side for each in told], pa.bool_()))
        for side in (LEDGER, PORTONE)
    )
    return reconciling.reconcile(mine, theirs, found.terms).totals


def _moved(totals: Iterable[Total], some: Iterable[Total]) -> tuple[Total, ...]:
    """The totals, where those of some payments are in flight."""
    wrong = [each for each in some if each.outcome == DISCREPANT]
    taken = (replace(each, rows=-each.rows, amount=-each.amount, net=-each.net) for each in wrong)
    return summed([*totals, *taken, *(replace(each, outcome=IN_FLIGHT) for each in wrong)])
