"""`pytest-portone cassette show FILE`: what happened between the merchant and PortOne, on one line of time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.cli import FINE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pytest_portone.contracts import Contract
    from pytest_portone.recording.formats import Found
    from pytest_portone.recording.tape import Tape

Verb: TypeAlias = Callable[["argparse.Namespace"], int]
FORMATS = ("text", "json", "html")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Declare the verb's arguments."""
    verb = verbs.add_parser("show", help="calls and webhooks of a recording on one line of time")
    verb.add_argument("file", type=Path, metavar="FILE", help="a cassette, HAR, or NDJSON of exchanges")
    verb.add_argument("--contract", metavar="VERSION|PATH", help="a bundled date, a folder or an OpenAPI file")
    verb.add_argument("--format", choices=FORMATS, default="text", help="what is printed (default: text)")
    return verb


def run(options: argparse.Namespace) -> int:
    """Print the timeline.

    Raises:
        CassetteError: the file can't be read.
    """
    from pytest_portone.commands.finding_options import coloured
    from pytest_portone.findings.colour import plain
    from pytest_portone.recording import formats, timeline

    found = formats.read(options.file, options.base_url)
    contract = _contract(options.contract, found.tape)
    rows = tuple(timeline.rows(found.tape.exchanges, contract))
    told = timeline.Timeline(options.file.name, dict(_facts(found, contract)), rows)
    text = timeline.render(told, options.format)
    sys.stdout.write(text if options.format != "text" or coloured() else plain(text))
    return FINE


def _contract(named: str | None, tape: Tape) -> Contract:
    """The contract that is named; else that of the recording, where it is bundled; else the newest."""
    from pytest_portone import contracts

    recorded = tape.header.contract if tape.header else None
    return contracts.load(named or (recorded if recorded in contracts.versions() else None))


def _facts(found: Found, contract: Contract) -> Iterator[tuple[str, str]]:
    header = found.tape.header
    if header:
        yield "recorded", f"{header.recorded:%Y-%m-%d %H:%M} with contract {header.contract}"
        yield "expires", str(header.expires or "never")
    yield "read by", f"contract {contract.version}"
    if found.left_out:
        yield "left out", ", ".join(found.left_out)
