"""The formats that a recording is converted between: a row for each, by the suffix of its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.recording import notation, taping
from pytest_portone.recording.errors import CassetteError
from pytest_portone.recording.tape import Tape
from pytest_portone.traffic import Traffic, har_writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    Writer: TypeAlias = Callable[[Tape], str]

CASSETTES = (".yaml", ".yml")


def _har(tape: Tape) -> str:
    return har_writing.text(tape.exchanges)


WRITERS: Mapping[str, Writer] = {**dict.fromkeys(CASSETTES, notation.write), ".har": _har}
"""Suffix -> what makes the text of a file. Every format of `pytest_portone.traffic` is read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds.

    Attributes:
        tape: what concerns PortOne.
        left_out: what does not, or can't be kept, in words.
    """

    tape: Tape
    left_out: tuple[str, ...] = ()


def read(path: Path, base_urls: Iterable[str] = ()) -> Found:
    """Read a cassette, HAR, or NDJSON of exchanges.

    Args:
        path: of the file.
        base_urls: where PortOne's API is served, besides https://api.portone.io.

    Raises:
        CassetteError: it can't be read; all that is wrong is listed.
        ValueError: a base URL is none.
    """
    if path.suffix.lower() in CASSETTES:
        content = taping.content(path, base_urls)
        return Found(content.tape, tuple(f"calls to {each or 'no host'}" for each in sorted(content.others)))
    traffic = Traffic(tuple(base_urls))
    exchanges = tuple(traffic.read([path]))
    if traffic.faults:
        raise CassetteError("\n".join(map(str, traffic.faults)))
    return Found(Tape(None, exchanges), tuple(_left_out(traffic)))


def writer(path: Path) -> Writer:
    """What writes a file, by its suffix.

    Raises:
        CassetteError: it has none of the suffixes.
    """
    found = WRITERS.get(path.suffix.lower())
    if found is None:
        expected = ", ".join(WRITERS)
        raise CassetteError(f"{path}: received another suffix, expected one of {expected}; name the file otherwise")
    return found


def _left_out(traffic: Traffic) -> Iterator[str]:
    yield from (f"calls to {host or 'no host'}" for host in sorted(traffic.others))
    yield from (f"{each}, a call without an answer" for each in traffic.unanswered)
