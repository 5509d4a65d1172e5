"""`pytest-portone cassette convert SOURCE TARGET`: recordings of other tools brought in, and ours handed out."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone.cli import FINE

if TYPE_CHECKING:
    import argparse

    from pytest_portone.recording.formats import Writer
    from pytest_portone.recording.tape import Header, Tape

_DAYS = 180
_SECRET = "PORTONE_API_SECRET"  # noqa: S105 - the name of a variable


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Declare the verb's arguments."""
    verb = verbs.add_parser(
        "convert",
        help="bring a recording of another tool in, or hand one out",
        description="Convert a recording by the suffixes of the files. What has no header of ours is scrubbed.",
    )
    verb.add_argument("source", type=Path, metavar="SOURCE", help="a cassette, HAR, or NDJSON of exchanges")
    verb.add_argument("target", type=Path, metavar="TARGET", help="a new file: .yaml is a cassette, .har is HAR")
    verb.add_argument("--contract", metavar="VERSION|PATH", help="of which a new header says that it was pinned")
    verb.add_argument(
        "--keep", action="append", default=[], metavar="FIELD", help="what is not scrubbed, as in portone_keep"
    )
    verb.add_argument("--key", type=Path, metavar="FILE", help="the key of the pseudonyms (default: the user's own)")
    verb.add_argument(
        "--expiry", type=int, default=_DAYS, metavar="DAYS", help="when a new header expires (default: %(default)s)"
    )
    return verb


def run(options: argparse.Namespace) -> int:
    """Write the target: whole, or not at all.

    Raises:
        CassetteError: the source can't be read, or the target has another suffix.
        SecretError: a secret would stand in the target.
        OSError: the target exists, or can't be written.
    """
    from pytest_portone.recording import formats, writing

    writer = formats.writer(options.target)
    if options.target.exists():
        raise FileExistsError(f"{options.target} exists; name a new file, or remove it first")
    found = formats.read(options.source, options.base_url)
    text = writer(found.tape) if found.tape.header else _scrubbed(found.tape, writer, options)
    writing.replace(options.target, text.encode())
    number = len(found.tape.exchanges)
    print(f"{options.target}: {number:,} exchange{'s'[: number != 1]}")  # noqa: T201 - it is a command
    sys.stderr.writelines(f"pytest-portone: left out: {each}\n" for each in found.left_out)
    return FINE


def _scrubbed(tape: Tape, writer: Writer, options: argparse.Namespace) -> str:
    """The text of a recording from which secrets and personal data are taken.

    Raises:
        SecretError: a secret would still stand in it.
    """
    from dataclasses import replace

    from pytest_portone.recording.scrubbing import key, scan, scrub

    secrets = [value for value in [os.environ.get(_SECRET)] if value]
    done = scrub.scrub(tape, key.load(options.key), keep=tuple(options.keep), secrets=secrets)
    text = writer(replace(done.tape, header=_header(tape, options)))
    scan.check(text, done.originals, secrets)
    return text


def _header(tape: Tape, options: argparse.Namespace) -> Header:
    """A header for what was recorded when its last exchange was."""
    from datetime import datetime, timedelta

    from pytest_portone import contracts
    from pytest_portone.recording.tape import Header

    recorded = max((each.started for each in tape.exchanges if each.started), default=datetime.now().astimezone())
    expires = recorded.date() + timedelta(days=options.expiry)
    return Header(contracts.load(options.contract).version, recorded, expires)
