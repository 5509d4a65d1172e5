"""What verbs that tell findings have in common: their options, and the telling."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone.cli import FINDINGS, FINE
from pytest_portone.findings.colour import plain
from pytest_portone.findings.errors import AcceptedError
from pytest_portone.findings.formats import FORMATS, render
from pytest_portone.known import Known

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Report

FAILING: Mapping[str, frozenset[Verdict]] = {
    "breaking": frozenset({"breaking"}),
    "review": frozenset({"breaking", "review"}),
    "any": frozenset({"breaking", "review", "exempt", "allowed"}),
}
"""What `--fail-on` can say -> the verdicts that fail."""


def add(verb: argparse.ArgumentParser) -> None:
    """Declare the options."""
    verb.add_argument("--format", choices=tuple(FORMATS), default="text", help="what is printed (default: text)")
    verb.add_argument(
        "--fail-on",
        choices=tuple(FAILING),
        default="breaking",
        help="what makes the exit code 1 (default: breaking)",
    )
    verb.add_argument(
        "--accepted",
        type=Path,
        metavar="FILE",
        help="findings that fail nothing, one a line: FINGERPRINT YYYY-MM-DD REASON; the date is the last day",
    )
    verb.add_argument("--all", action="store_true", help="list what is allowed, too; json, html and junit always do")


def tell(report: Report, options: argparse.Namespace) -> int:
    """Print the report as the options say; returns the exit code.

    Raises:
        AcceptedError: the list of what is accepted can't be read; every fault is named.
    """
    from pytest_portone.findings.folding import judged

    accepted = read_accepted(options.accepted) if options.accepted else []
    told = judged(report, FAILING[options.fail_on], accepted, datetime.now().astimezone().date())
    told = replace(told, hidden=frozenset() if options.all else frozenset({"allowed"}))
    text = render(told, options.format)
    sys.stdout.write(text if options.format != "text" or coloured() else plain(text))
    return FINDINGS if told.fails else FINE


def read_accepted(path: Path) -> list[Known]:
    """The list of what is accepted: a line each; empty lines and those that begin with `#` are passed over.

    Raises:
        AcceptedError: it can't be read, or lines are wrong; all are named.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AcceptedError(f"--accepted: {path} can't be read: {error}") from error
    problems: list[str] = []
    found = list(_parsed(lines, problems))
    if problems:
        raise AcceptedError("\n".join([f"--accepted: {path}", *problems]))
    return found


def _parsed(lines: list[str], problems: list[str]) -> Iterator[Known]:
    first: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            known = Known.parse(line.strip())
        except ValueError as error:
            problems.append(f"  line {number}: {error}")
            continue
        if known.fingerprint in first:
            problems.append(
                f"  line {number}: {known.fingerprint} is listed in line {first[known.fingerprint]} already"
            )
        first.setdefault(known.fingerprint, number)
        yield known


def coloured() -> bool:
    """Whether somebody sees colours: see no-color.org and force-color.org."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
