"""`pytest-portone cassette check PATH`: whether cassettes can be committed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone.cli import FINDINGS, FINE, WRONG_USE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_SUFFIXES = frozenset({".yaml", ".yml"})


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Declare the verb's arguments."""
    verb = verbs.add_parser(
        "check",
        help="whether cassettes can be committed",
        description="Whether cassettes are whole, scrubbed and not expired. The exit code is 1 where one is not.",
    )
    verb.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="cassettes, or folders of them")
    verb.add_argument(
        "--keep", action="append", default=[], metavar="FIELD", help="what is not scrubbed, as in portone_keep"
    )
    return verb


def run(options: argparse.Namespace) -> int:
    """Print what is wrong; the exit code is 2 where there is nothing to check.

    Raises:
        OSError: a path leads nowhere.
    """
    from datetime import datetime

    from pytest_portone.recording.checking import problems
    from pytest_portone.recording.reading import NoCassetteError

    today = datetime.now().astimezone().date()
    checked, wrong = 0, 0
    for path, named in _files(options.paths):
        try:
            found = list(problems(path, today, options.keep, options.base_url))
        except NoCassetteError:
            if named:
                raise
            continue
        checked += 1
        wrong += bool(found)
        sys.stdout.writelines(f"{each}\n" for each in found)
    if not checked:
        sys.stderr.write("pytest-portone: received no cassette, expected at least one; name a file or a folder\n")
        return WRONG_USE
    sys.stdout.write(
        f"{checked:,} cassette{'s'[: checked != 1]}: {f'{wrong:,} with problems' if wrong else 'fine'}\n"
    )
    return FINDINGS if wrong else FINE


def _files(paths: list[Path]) -> Iterator[tuple[Path, bool]]:
    """Each file, and whether it was named by itself. In folders, hidden files and folders are passed over."""
    for path in paths:
        if not path.is_dir():
            if not path.exists():
                raise FileNotFoundError(f"{path}: there is no such file or folder")
            yield path, True
            continue
        for each in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in each.relative_to(path).parts)
            if each.suffix.lower() in _SUFFIXES and not hidden and each.is_file():
                yield each, False
