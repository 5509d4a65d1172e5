"""`pytest-portone cassette`: look at recordings, convert them, and see whether they can be committed."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from pytest_portone.cli import WRONG_USE
from pytest_portone.commands import cassette_check, cassette_convert, cassette_show

if TYPE_CHECKING:
    import argparse

VERBS = (cassette_show, cassette_convert, cassette_check)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's arguments."""
    group = commands.add_parser("cassette", help="show, convert and check recordings")
    verbs = group.add_subparsers(title="verbs", required=True, metavar="VERB")
    for module in VERBS:
        verb = module.add(verbs)
        verb.add_argument(
            "--base-url",
            action="append",
            default=[],
            metavar="URL",
            help="where PortOne's API was served besides https://api.portone.io; repeatable",
        )
        verb.set_defaults(run=partial(_run, module.run))


def _run(verb: cassette_show.Verb, options: argparse.Namespace) -> int:
    """Run a verb; what is wrong with a recording or a URL is told, and is no traceback."""
    from pytest_portone.recording.errors import RecordingError

    try:
        return verb(options)
    except (RecordingError, ValueError) as error:
        sys.stdout.flush()
        print(f"pytest-portone: {error}", file=sys.stderr)  # noqa: T201 - it is a command
        return WRONG_USE
