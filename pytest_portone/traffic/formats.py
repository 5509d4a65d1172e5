"""The formats of recorded traffic: a row for each. To add one, write a module like its siblings and give it a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pytest_portone.traffic import har, ndjson, vcr
from pytest_portone.traffic.model import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_portone.traffic.model import Entry, Fault


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which traffic is recorded.

    Attributes:
        name: as messages have it.
        suffixes: of its files.
        entries: what a file holds, from its name and itself; raises `UnreadableError` for the file as a whole.
    """

    name: str
    suffixes: tuple[str, ...]
    entries: Callable[[str, BinaryIO], Iterator[Entry | Fault]]


def _json(name: str, file: BinaryIO) -> Iterator[Entry | Fault]:
    """A cassette or a HAR, told apart by what they hold."""
    value = har.load(file)
    if vcr.is_cassette(value):
        yield from vcr.read(name, value)
    elif har.is_har(value):
        yield from har.read(name, value)
    else:
        expected = "a HAR or a cassette"
        raise UnreadableError("JSON that is neither", expected, "leave this file out", foreign=True)


FORMATS = (
    Format("a cassette", (".yaml", ".yml"), vcr.entries),
    Format("HAR", (".har",), har.entries),
    Format("a cassette or HAR in JSON", (".json",), _json),
    Format("NDJSON of exchanges", (".ndjson", ".jsonl"), ndjson.entries),
)
"""Every format. Standard input is read as NDJSON."""

SUFFIXES = tuple(suffix for each in FORMATS for suffix in each.suffixes)


def of(name: str) -> Format:
    """The format of a file by its name.

    Raises:
        UnreadableError: it has none of the suffixes.
    """
    found = next((each for each in FORMATS if name.lower().endswith(each.suffixes)), None)
    if found is None:
        expected = f"a folder, or a file that ends in {', '.join(SUFFIXES)}"
        raise UnreadableError("another suffix", expected, "rename it, or leave it out", foreign=True)
    return found
