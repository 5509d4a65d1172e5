"""Tables: mappings whose whole content is one immutable value, so that a world can be kept and put back at no cost.

The value is a hash trie of rpds, whose versions share what they have in common.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, overload

from rpds import HashTrieMap

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")


class Table(MutableMapping[K, V], Generic[K, V]):
    """A mapping without an order of its own.

    Attributes:
        content: all of it. Who keeps it can put it back later.
    """

    __slots__ = ("content",)

    def __init__(self) -> None:
        self.content: HashTrieMap[K, V] = HashTrieMap()

    def __getitem__(self, key: K) -> V:
        return self.content[key]

    @overload
    def get(self, key: K, default: None = None, /) -> V | None: ...
    @overload
    def get(self, key: K, default: V | D, /) -> V | D: ...
    def get(self, key: K, default: V | D | None = None, /) -> V | D | None:
        """The value of a key, or the default."""
        return self.content.get(key, default)

    def __setitem__(self, key: K, value: V) -> None:
        self.content = self.content.insert(key, value)

    def __delitem__(self, key: K) -> None:
        self.content = self.content.remove(key)

    def __contains__(self, key: object) -> bool:
        return key in self.content

    def __iter__(self) -> Iterator[K]:
        return iter(self.content)

    def __len__(self) -> int:
        return len(self.content)

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"


class _Entries(NamedTuple):
    """Values by their numbers, from `first` up to before `end`."""

    values: HashTrieMap[int, Any]
    first: int
    end: int


class Log(Sequence[V], Generic[V]):
    """A sequence that grows at its end, and can be cut at its beginning.

    Attributes:
        content: all of it. Who keeps it can put it back later.
    """

    __slots__ = ("content",)

    def __init__(self) -> None:
        self.content = _Entries(HashTrieMap(), 0, 0)

    def __len__(self) -> int:
        return self.content.end - self.content.first

    @overload
    def __getitem__(self, index: int) -> V: ...
    @overload
    def __getitem__(self, index: slice) -> list[V]: ...
    def __getitem__(self, index: int | slice) -> V | list[V]:
        values, first, end = self.content
        numbers = range(first, end)[index]
        if isinstance(numbers, range):
            return [values[each] for each in numbers]
        found: V = values[numbers]
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"

    def append(self, value: V, most: int | None = None) -> V:
        """Add a value at the end, and drop from the beginning what is beyond `most`."""
        values, first, end = self.content
        values = values.insert(end, value)
        while most is not None and end + 1 - first > most:
            values, first = values.remove(first), first + 1
        self.content = _Entries(values, first, end + 1)
        return value

    def replace(self, number: int, value: V) -> None:
        """Put a value in the place of the one with this number, counted from the first that ever was."""
        values, first, end = self.content
        self.content = _Entries(values.insert(number, value), first, end)
