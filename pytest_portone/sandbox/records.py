"""Where records are kept: by store, then by id, in the order of their creation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, Protocol, TypeVar

from rpds import HashTrieMap

from pytest_portone.sandbox.tables import Table


class Record(Protocol):
    """What can be kept: it knows its id and its store."""

    @property
    def id(self) -> str:
        """What the record is called in its store."""
        ...

    @property
    def store_id(self) -> str:
        """The store, as the record shows it."""
        ...


R = TypeVar("R", bound=Record)


class _Content(NamedTuple):
    """The records of a store, and their ids by the number of records that were there before."""

    records: HashTrieMap[str, Record]
    ids: HashTrieMap[int, str]


_NOTHING = _Content(HashTrieMap(), HashTrieMap())


class Shelf(Mapping[str, R], Generic[R]):
    """The records of one store by id, in the order of their creation. Records are frozen: a change replaces one."""

    __slots__ = ("_store", "_table")

    def __init__(self, table: Table[str, _Content], store: str) -> None:
        self._table, self._store = table, store

    @property
    def _content(self) -> _Content:
        return self._table.get(self._store, _NOTHING)

    def __getitem__(self, record_id: str) -> R:
        return self._content.records[record_id]  # type: ignore[return-value]

    def __iter__(self) -> Iterator[str]:
        ids = self._content.ids
        return (ids[place] for place in range(len(ids)))

    def __len__(self) -> int:
        return len(self._content.ids)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._content.records

    def __repr__(self) -> str:
        return f"<{len(self)} records>"

    def put(self, record: R) -> R:
        """Keep `record`, in the place of the one with the same id."""
        records, ids = self._content
        if record.id not in records:
            ids = ids.insert(len(ids), record.id)
        self._table[self._store] = _Content(records.insert(record.id, record), ids)
        return record

    def rename(self, record_id: str, record: R) -> None:
        """Keep `record` in the place of another, which is gone.

        Raises:
            KeyError: there is no such other.
        """
        records, ids = self._content
        left = records.remove(record_id)
        place = next(place for place, name in ids.items() if name == record_id)
        self._table[self._store] = _Content(left.insert(record.id, record), ids.insert(place, record.id))

    def from_place(self, place: int) -> Iterator[R]:
        """The records from the one that was created as number `place` (0 for the first) on, ascending."""
        return self._at(range(place, len(self)))

    def before_place(self, place: int) -> Iterator[R]:
        """The records that were created before number `place`, descending."""
        return self._at(reversed(range(min(place, len(self)))))

    def _at(self, places: range | Iterator[int]) -> Iterator[R]:
        content = self._content
        return (content.records[content.ids[place]] for place in places)  # type: ignore[misc]


class Shelves(Table[str, _Content], Generic[R]):
    """A shelf for each store."""

    __slots__ = ()

    def of(self, store: str) -> Shelf[R]:
        """The shelf of a store."""
        return Shelf(self, store)

    def all(self) -> Iterator[R]:
        """The records of every store."""
        return (record for store in sorted(self) for record in self.of(store).values())
