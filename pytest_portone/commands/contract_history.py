"""`pytest-portone contract history`: what changed from version to version, and how often what happens."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone.cli import FINDINGS, FINE
from pytest_portone.commands.finding_options import FAILING
from pytest_portone.history.errors import HistoryError
from pytest_portone.history.formats import FORMATS, check, render, suffix_format, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from pytest_portone.history.building import Version

_CLEAR = "\r\x1b[K"


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb's arguments."""
    verb = verbs.add_parser("history", help="what changed over many versions in a row, judged by PortOne's policy")
    verb.add_argument(
        "versions",
        nargs="*",
        metavar="VERSION|PATH",
        help="bundled dates, folders or OpenAPI files, in this order; none means all bundled dates",
    )
    verb.add_argument(
        "--git",
        nargs=2,
        metavar=("REPO", "PATH"),
        help="instead, each commit of a git repository that changed PATH: an OpenAPI file, which is followed through "
        "its renames, or a folder in the notation",
    )
    verb.add_argument("--since", default="", metavar="REV", help="with --git: from what stood at this revision on")
    verb.add_argument("--branch", default="", metavar="NAME", help="with --git: of this branch (default: HEAD)")
    verb.add_argument("--skip-unreadable", action="store_true", help="pass over versions that can't be read")
    verb.add_argument(
        "--format",
        choices=tuple(FORMATS),
        help="what is written (default: what the suffix of --output names, else text)",
    )
    verb.add_argument("--output", type=Path, metavar="FILE", help="write to this file instead of printing")
    verb.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="write how often what happened as well, for portone_compat_weights",
    )
    verb.add_argument(
        "--all", action="store_true", help="list all that was added one by one; json and html always do"
    )
    verb.add_argument(
        "--fail-on",
        choices=("none", *FAILING),
        default="none",
        help="what makes the exit code 1 (default: none, for what has happened can't be mended)",
    )
    verb.set_defaults(run=history)


def history(options: argparse.Namespace) -> int:
    """Tell the history as the options say; the exit code is 1 where it has a finding that fails.

    Raises:
        HistoryError: versions can't be found or read, or a file can't be written.
    """
    from pytest_portone.history.building import build

    for path in (options.output, options.weights):
        if path:
            check(path)
    source, versions = _versions(options)
    told = build(source, versions, skip_unreadable=options.skip_unreadable, progress=_progress(len(versions)))
    if not options.all:
        told = replace(told, hidden=frozenset({"allowed"}))
    if options.weights:
        from pytest_portone.history import weights

        write(options.weights, weights.render(weights.weigh(told)))
    _put(render(told, options.format or suffix_format(options.output)), options.output)
    failing = FAILING.get(options.fail_on, frozenset())
    return FINDINGS if any(each.verdict in failing for each in told.findings) else FINE


def _versions(options: argparse.Namespace) -> tuple[str, Sequence[Version]]:
    if options.git is None:
        if options.since or options.branch:
            raise HistoryError("--since and --branch are for --git; name the versions, or give --git REPO PATH")
        from pytest_portone.history.sources import named

        return named(options.versions)
    if options.versions:
        raise HistoryError(f"received --git and {', '.join(options.versions)}: give the one or the other")
    from pytest_portone.history.git import committed

    return committed(*options.git, since=options.since, branch=options.branch)


def _progress(total: int) -> Callable[[str], None]:
    """Tells on a terminal which version is read; what is told is wiped out by the next, and at the end."""
    if not sys.stderr.isatty():
        return lambda _: None
    from pytest_portone.report.columns import cut
    from pytest_portone.report.printable import visible

    told = iter(range(1, total + 1))

    def tell(label: str) -> None:
        number = next(told)
        sys.stderr.write(f"{_CLEAR}{number} of {total}: {cut(visible(label), 50)}" if number < total else _CLEAR)
        sys.stderr.flush()

    return tell


def _put(text: str, output: Path | None) -> None:
    from pytest_portone.commands.finding_options import coloured
    from pytest_portone.findings.colour import plain

    if output:
        write(output, plain(text))
    else:
        sys.stdout.write(text if coloured() else plain(text))
