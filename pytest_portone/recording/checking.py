"""Whether cassettes can be committed: readable, scrubbed, and not too old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.recording import taping
from pytest_portone.recording.errors import CassetteError
from pytest_portone.recording.reading import NoCassetteError
from pytest_portone.recording.scrubbing import scan
from pytest_portone.recording.tape import Tape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from pytest_portone.recording.reading import Content

_WAY_OUT = "record it anew, or keep that on purpose with portone_keep (here --keep)"


def problems(path: Path, today: date, keep: Sequence[str] = (), base_urls: Iterable[str] = ()) -> Iterator[str]:
    """All that is wrong with a cassette: a text each, which begins with file and line.

    Args:
        path: of the file.
        today: the day by which it has expired or not.
        keep: what scrubbing leaves alone, as in `portone_keep`.
        base_urls: where PortOne's API is served, besides https://api.portone.io.

    Raises:
        NoCassetteError: it is something else.
    """
    try:
        content = taping.content(path, base_urls)
    except NoCassetteError:
        raise
    except CassetteError as error:
        yield str(error)
        return
    yield from (f"{path}{each}" for each in (*_heading(content, today), *_leftovers(content, keep)))


def _heading(content: Content, today: date) -> Iterator[str]:
    header = content.tape.header
    if header is None:
        yield (
            ":1: received no header of pytest-portone, expected one, as what has none was never scrubbed; "
            "bring it in with `pytest-portone cassette convert`, or record it anew"
        )
    elif header.expires and header.expires <= today:
        yield f":1: expired on {header.expires}, recorded on {header.recorded.date()}; record it anew"
    if content.others:
        hosts = ", ".join(sorted(each or "no host" for each in content.others))
        yield f":1: received calls to {hosts}, expected calls to PortOne only; record the others elsewhere"


def _leftovers(content: Content, keep: Sequence[str]) -> Iterator[str]:
    """What scrubbing would replace: pseudonyms are known without the key."""
    for number, (line, exchange) in enumerate(zip(content.lines, content.tape.exchanges, strict=True), 1):
        for each in scan.suspects(Tape(None, (exchange,)), keep):
            place = each.place.partition(", ")[2]
            yield f":{line}: exchange {number}, {place}: looks like {scan.WORDS[each.kind]}; {_WAY_OUT}"
