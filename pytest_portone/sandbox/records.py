"""Where records are kept: by store, then by id, in the order of their creation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, Protocol, TypeVar


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


class Shelf(Mapping[str, R], Generic[R]):
    """The records of one store by id, in the order of their creation. Records are frozen: a change replaces one."""

    def __init__(self) -> None:
        self._by_id: dict[str, R] = {}
        self._ids: list[str] = []

    def __getitem__(self, record_id: str) -> R:
        return self._by_id[record_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __repr__(self) -> str:
        return f"<{len(self)} records>"

    def put(self, record: R) -> R:
        """Keep `record`, in the place of the one with the same id."""
        if record.id not in self._by_id:
            self._ids.append(record.id)
        self._by_id[record.id] = record
        return record

    def from_place(self, place: int) -> Iterator[R]:
        """The records from the one that was created as number `place` (0 for the first) on, ascending."""
        return (self._by_id[each] for each in self._ids[place:])

    def before_place(self, place: int) -> Iterator[R]:
        """The records that were created before number `place`, descending."""
        return (self._by_id[each] for each in self._ids[:place][::-1])


class Shelves(Generic[R]):
    """A shelf for each store."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf[R]] = {}

    def of(self, store: str) -> Shelf[R]:
        """The shelf of a store."""
        return self._shelves.setdefault(store, Shelf())

    def all(self) -> Iterator[R]:
        """The records of every store."""
        return (record for shelf in self._shelves.values() for record in shelf.values())
