"""What was read so far, on the disk: a run that was stopped at any moment goes on where it stood.

A folder holds a Parquet file for each answer and `state.json`, which says how many of them count and where to go on.
First the answer is put in place, then the state: what was not said to count is asked for anew, and takes the same
name.

A thing may stand in several answers, because it changed meanwhile. Its rows carry its key, and when it changed; at
the end those of its last sight are kept, in one file.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import connection, extra
from pytest_portone.reconciliation.entries import COLUMNS
from pytest_portone.reconciliation.in_arrow import schema
from pytest_portone.reconciliation.reading.gathering import KEPT
from pytest_portone.reconciliation.reconciliation import PORTONE, Aside
from pytest_portone.reconciliation.sides import Side
from pytest_portone.recording.writing import replace as put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pytest_portone.reconciliation.entries import Entry

FORMAT = 1
"""The version of the folder's content."""
_LATEST = """
CREATE TEMP VIEW latest AS
SELECT * FROM batches QUALIFY rank() OVER (PARTITION BY key ORDER BY changed DESC, sight DESC) = 1
"""
_COLUMNS = ", ".join(f'"{each}"' for each in COLUMNS)
_WRITE = f"COPY (SELECT {_COLUMNS} FROM latest WHERE reason IS NULL) TO '{{path}}' (FORMAT parquet)"  # noqa: S608
_COUNT = "SELECT count(*) FROM latest WHERE reason IS NOT NULL"
_REASONS = f"SELECT source, reason FROM latest WHERE reason IS NOT NULL ORDER BY sight LIMIT {KEPT}"  # noqa: S608


class SpoolError(OSError):
    """A folder that can't be gone on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One thing as an answer had it.

    Attributes:
        key: tells it from all others.
        changed: when it last changed.
        entries: its rows.
        reason: why it can't be read; None for what can.
        source: where it was met.
    """

    key: str
    changed: datetime
    entries: tuple[Entry, ...] = ()
    reason: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a run stands.

    Attributes:
        question: what is asked for; another question needs another folder.
        until: up to when, as it was when the run began.
        place: where to go on; empty before the beginning, None at the end.
        batches: how many files count.
        sights: how many things they hold.
        mark: both of these, where the last part of the walk began.
        whole: whether `entries.parquet` and `asides.json` have it all.
        format: of the folder.
    """

    question: Mapping[str, Any]
    until: str
    place: dict[str, Any] | None = field(default_factory=dict)
    batches: int = 0
    sights: int = 0
    mark: tuple[int, int] = (0, 0)
    whole: bool = False
    format: int = FORMAT


@dataclass(slots=True)
class Spool:
    """A folder of answers. One process at a time may use it.

    Attributes:
        folder: where they are.
        state: where the run stands.
    """

    folder: Path
    state: State
    _keys: set[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._keys = set()
        if self.state.place:
            for each in range(self.state.mark[0], self.state.batches):
                self._keys.update(
                    extra("pyarrow.parquet").read_table(self._batch(each), columns=["key"])["key"].to_pylist()
                )

    @classmethod
    def at(cls, folder: Path, question: Mapping[str, Any], until: datetime | None) -> Spool:
        """A new spool, or the one that a folder holds.

        Args:
            folder: made if it is not there.
            question: what is asked for.
            until: up to when; None for now, or for what it was when the run began.

        Raises:
            SpoolError: the folder's is another question, or no spool.
        """
        known = _load(folder / "state.json")
        moment = until or (datetime.fromisoformat(known.until) if known else datetime.now(UTC))
        if known is None:
            return cls(folder, State(question=question, until=moment.isoformat()))
        if known.question != question or datetime.fromisoformat(known.until) != moment:
            received = f"{json.dumps(question)} up to {moment.isoformat()}"
            expected = f"{json.dumps(known.question)} up to {known.until}"
            raise SpoolError(
                f"{folder}: received {received}, expected {expected}, which was begun; name another folder"
            )
        return cls(folder, known)

    @property
    def until(self) -> datetime:
        """Up to when is read."""
        return datetime.fromisoformat(self.state.until)

    def met(self, keys: Iterable[str]) -> int:
        """How many different things there are since the last mark, with these."""
        return len(self._keys | set(keys))

    def add(self, sights: Iterable[Sight], place: dict[str, Any] | None, *, marked: bool = False) -> None:
        """Keep an answer, and where to go on after it.

        Args:
            sights: what it holds.
            place: where to go on.
            marked: whether a new part of the walk begins after it.
        """
        found = [*sights]
        batches, total = self.state.batches, self.state.sights
        if found:
            put(self._batch(batches), _parquet(found, total))
            batches, total = batches + 1, total + len(found)
        mark = (batches, total) if marked else self.state.mark
        self._keep(replace(self.state, place=place, batches=batches, sights=total, mark=mark))
        self._keys = set() if marked else self._keys | {each.key for each in found}

    def again(self, place: dict[str, Any] | None) -> None:
        """Forget all since the last mark, and go on elsewhere."""
        batches, sights = self.state.mark
        self._keep(replace(self.state, place=place, batches=batches, sights=sights))
        self._keys = set()

    def side(self, *, memory_limit: str = "") -> Side:
        """All that was read: a DuckDB relation over one Parquet file. What can't be read counts once.

        Args:
            memory_limit: such as `4GB`; what does not fit is spilled into the folder.
        """
        database = connection(memory_limit, self.folder / "spill")
        if not self.state.whole:
            self._make_whole(database)
        for each in range(self.state.batches):
            self._batch(each).unlink(missing_ok=True)
        told = json.loads((self.folder / "asides.json").read_text(encoding="utf-8"))
        asides = tuple(Aside(PORTONE, source, reason) for source, reason in told["asides"])
        return Side(database.read_parquet(str(self.folder / "entries.parquet")), asides, told["unread"])

    def _make_whole(self, database: Any) -> None:
        """Keep of each thing its last sight, in one file."""
        files = [str(self._batch(each)) for each in range(self.state.batches)]
        if files:
            database.read_parquet(files).create_view("batches")
        else:
            database.register("batches", _table([], 0))
        database.execute(_LATEST)
        # DuckDB writes by itself, so that memory does not grow; until it has, the file has another name.
        draft = self.folder / "entries.draft"
        database.execute(_WRITE.format(path=str(draft).replace("'", "''")))
        unread = database.execute(_COUNT).fetchone()[0]
        asides = database.execute(_REASONS).fetchall()
        put(self.folder / "asides.json", json.dumps({"unread": unread, "asides": asides}).encode())
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(self.folder / "entries.parquet")
        self._keep(replace(self.state, whole=True))

    def _batch(self, number: int) -> Path:
        return self.folder / f"batch-{number:08d}.parquet"

    def _keep(self, state: State) -> None:
        put(self.folder / "state.json", json.dumps(asdict(state), indent=1).encode())
        self.state = state


def _load(path: Path) -> State | None:
    try:
        told = json.loads(path.read_bytes())
        found = State(**told | {"mark": tuple(told["mark"])})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        found = None
    if found is None or found.format != FORMAT:
        raise SpoolError(
            f"{path}: received no state of a reading that can be gone on with, expected one; name another folder"
        )
    return found


def _parquet(sights: list[Sight], first: int) -> bytes:
    target = BytesIO()
    extra("pyarrow.parquet").write_table(_table(sights, first), target)
    return target.getvalue()


def _table(sights: list[Sight], first: int) -> Any:
    """The rows of sights, which are numbered on from `first`; one row without values for what can't be read."""
    pa = extra("pyarrow")
    rows: list[dict[str, Any]] = []
    for number, each in enumerate(sights, first):
        common = {"key": each.key, "changed": each.changed, "sight": number, "reason": each.reason}
        values = [{name: getattr(entry, name) for name in COLUMNS} for entry in each.entries]
        rows += [row | common for row in values or [{"source": each.source}]]
    fields = [pa.field(each.name, each.type) for each in schema()]
    own = [
        ("key", pa.string()),
        ("changed", pa.timestamp("us", tz="UTC")),
        ("sight", pa.int64()),
        ("reason", pa.string()),
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([*fields, *(pa.field(*each) for each in own)]))
