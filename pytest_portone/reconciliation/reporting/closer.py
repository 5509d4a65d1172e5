"""The rows of both sides behind the discrepancies, for a closer look at one payment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.reconciliation import PORTONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_portone.reconciliation.reconciliation import Discrepancy

    Row = Mapping[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Rows:
    """The rows of the payments in question, by what the engine matched them by."""

    def __init__(self, native: Any) -> None:
        self._groups: dict[Any, list[Row]] = {}
        self._keys: dict[tuple[str, str], Any] = {}
        for row in _plain(native):
            self._groups.setdefault(row["key"], []).append(row)
            for column in ("payment_id", "entry_id"):
                self._name(column, row)

    def _name(self, column: str, row: Row) -> None:
        """Remember where a row's payment is found; PortOne's word counts more than the ledger's."""
        if row[column] is not None and (row["side"] == PORTONE or (column, row[column]) not in self._keys):
            self._keys[column, row[column]] = row["key"]

    def of(self, each: Discrepancy) -> Sequence[Row]:
        """The rows of a discrepancy's payment or settlement, the earliest first; those without a time come last."""
        named = ("payment_id", each.payment_id) if each.payment_id else ("entry_id", each.entry_id)
        found = self._groups.get(self._keys.get(named), [])  # type: ignore[arg-type] # None is in neither
        return sorted(found, key=lambda row: (row["at"] is None, row["at"] or _EPOCH, row["side"]))


def _plain(native: Any) -> Iterator[Row]:
    if native is None:
        return
    rows: Iterable[Row] = native if isinstance(native, list) else _read(native)
    for row in rows:
        yield {**row, "at": _time(row["at"])}


def _read(native: Any) -> Iterable[Row]:
    found: Iterable[Row] = extra("narwhals").from_native(native).lazy().collect().iter_rows(named=True)
    return found


def _time(at: Any) -> Any:
    """The time of a row: engines may keep it as microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=at) if isinstance(at, int) else at
