"""`pytest-portone reconcile LEDGER PORTONE`: the merchant's ledger against PortOne's record."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_portone.cli import FINDINGS, FINE, WRONG_USE
from pytest_portone.contracts.errors import ContractError
from pytest_portone.reconciliation.reporting.formats import BINARY, FORMATS

if TYPE_CHECKING:
    import argparse

    from pytest_portone.reconciliation.progress import Progress
    from pytest_portone.reconciliation.reporting.report import Report
    from pytest_portone.reconciliation.sides import Side
    from pytest_portone.reconciliation.terms import Terms

STOPPED = 128 + 2
"""The exit code of who was interrupted: what shells expect."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's arguments."""
    command = commands.add_parser(
        "reconcile",
        help="the merchant's ledger against PortOne's record",
        description="Reconcile a ledger with PortOne's record. The exit code is 0 where both tell the same story, 1 "
        "where they don't or rows could not be read, 2 where nothing could be said.",
    )
    command.add_argument("ledger", metavar="LEDGER", help="a file, a glob or the URL of a database")
    command.add_argument(
        "portone",
        metavar="PORTONE",
        help="api, api:settlements, api:transactions, api:partners, recorded traffic (cassettes, HAR, NDJSON, "
        "folders), or what a ledger can be",
    )
    command.add_argument("--mapping", type=Path, metavar="FILE", help="what the ledger's columns mean, in YAML")
    command.add_argument("--portone-mapping", type=Path, metavar="FILE", help="the same of PORTONE, if it is a table")
    _add_terms(command.add_argument_group("what is compared, and what is let pass"))
    _add_api(command.add_argument_group("PortOne's API, with the secret in PORTONE_API_SECRET"))
    _add_run(command.add_argument_group("the run and its report"))
    command.set_defaults(run=run)


def _add_terms(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--since", metavar="TIME", help="a day (of Korea) or a time with a zone: the period's first")
    group.add_argument("--until", metavar="TIME", help="the first one after the period")
    group.add_argument("--as-of", metavar="TIME", help="when both sides were read (default: now)")
    group.add_argument("--grace", metavar="SPAN", help="how long time may heal a difference (default: 1h)")
    group.add_argument("--skew", metavar="SPAN", help="how far two times may lie apart, or any (default: 10m)")
    group.add_argument(
        "--tolerance",
        action="append",
        default=[],
        metavar="KRW=1",
        help="how many minor units a sum may be off; repeatable",
    )
    group.add_argument(
        "--fallback",
        action="append",
        default=[],
        metavar="COLUMNS",
        help="what matches payments that their id does not, such as amount,currency; repeatable, tried in this order "
        "(default: transaction_id)",
    )
    group.add_argument("--test-counts", action="store_true", help="payments by test channels are money, too")


def _add_api(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--base-url", metavar="URL", help="where it is served (default: https://api.portone.io)")
    group.add_argument("--by", choices=("cursor", "page"), default="cursor", help="how it is read (default: cursor)")
    group.add_argument(
        "--created-since",
        metavar="TIME",
        help="read no payment that was created before; it must reach back to whatever the period's rows are about",
    )
    group.add_argument(
        "--spool", type=Path, metavar="FOLDER", help="keep what was read until the run is over; a stopped one goes on"
    )


def _add_run(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--state", type=Path, metavar="FILE", help="go on where the last run with this file ended, and keep it there"
    )
    group.add_argument("--format", choices=tuple(FORMATS), help="of the report (default: OUTPUT's suffix, or text)")
    group.add_argument("--output", type=Path, metavar="FILE", help="write the report there")
    group.add_argument("--memory-limit", metavar="SIZE", help="such as 4GB; more than that is spilled to the disk")


def run(options: argparse.Namespace) -> int:
    """Reconcile, and tell; what is wrong with files, options and databases is told, and is no traceback."""
    try:
        return _run(options)
    except KeyboardInterrupt:
        kept = " What was read is in the spool." if options.spool else ""
        print(f"pytest-portone: stopped; no state was changed.{kept}", file=sys.stderr)  # noqa: T201 - it is a command
        return STOPPED
    except ValueError as error:
        print(f"pytest-portone: {error}", file=sys.stderr)  # noqa: T201
        return WRONG_USE


def _run(options: argparse.Namespace) -> int:
    from pytest_portone.reconciliation import incremental, resuming
    from pytest_portone.reconciliation.progress import Progress
    from pytest_portone.reconciliation.reconciling import reconcile

    given = _terms(options)
    names = [incremental.without_secrets(each) for each in (options.ledger, options.portone)]
    state = incremental.load(options.state) if options.state else None
    terms = incremental.terms_of(state, given, *names)
    progress = Progress(columns=shutil.get_terminal_size().columns)
    ledger, portone = _sides(options, given, progress)
    with progress.step("reconciling"):
        result = reconcile(ledger, portone, terms)
    report = incremental.told(state, result, *names) if options.state else _plain(result, *names)
    with progress.step("writing the report"):
        made = _rendered(report, options)
    _put(made, report, options.output)
    if options.state:
        incremental.save(options.state, incremental.after(state, report, given.since))
    if options.spool:
        resuming.ended(options.spool)
    return FINE if report.clean else FINDINGS


def _terms(options: argparse.Namespace) -> Terms:
    """The terms, with every other option looked at before anything is read.

    Raises:
        ContractError: options make no sense; every one is named.
    """
    from pytest_portone.reconciliation import asked, resuming

    looking = asked.Asked()
    made = asked.terms(looking, vars(options))
    looking.read("--memory-limit", options.memory_limit, asked.memory, "")
    looking.read("--created-since", options.created_since, asked.moment, None)
    if _format(options) in BINARY and not options.output:
        looking.problems.append(f"--format {_format(options)}: received no --output, expected a file")
    if options.output and options.output.is_dir():
        looking.problems.append(f"--output: received the folder {options.output}, expected a file")
    if options.spool and options.portone != "api":
        looking.problems.append(f"--spool: received {options.portone} to read, expected api: nothing else needs one")
    looking.end()
    if options.spool and not options.as_of:
        made = replace(made, as_of=resuming.begun(options.spool, made.as_of))
    return made


def _sides(options: argparse.Namespace, terms: Terms, progress: Progress) -> tuple[Side, Side]:
    """Both sides, read.

    Raises:
        UnreadableError: one of them can't be; what is wrong with the other is told with it.
    """
    from pytest_portone.reconciliation import asked, backends, locating

    ways = locating.Ways(
        terms=terms,
        mapping=options.mapping,
        portone_mapping=options.portone_mapping,
        base_url=options.base_url or "",
        by=options.by,
        created_since=asked.moment(options.created_since) if options.created_since else None,
        spool=options.spool,
        memory_limit=options.memory_limit or "",
        connection=backends.connection(options.memory_limit or ""),
        progress=progress.count,
    )
    readers = {
        "the ledger": (locating.ledger, options.ledger),
        "PortOne's side": (locating.portone, options.portone),
    }
    read: list[Side] = []
    problems: list[str] = []
    for name, (reader, locator) in readers.items():
        try:
            with progress.step(f"reading {name}"):
                read.append(reader(locator, ways))
        except (ContractError, OSError, ValueError) as error:
            problems.append(f"{name} can't be read: {error}")
    if problems:
        raise UnreadableError("\n".join(problems))
    ledger, portone = read
    return ledger, portone


class UnreadableError(ContractError):
    """Sides that can't be read."""


def _plain(result: Any, ledger: str, portone: str) -> Report:
    from pytest_portone.reconciliation.reporting.report import Report

    return Report(result=result, ledger=ledger, portone=portone)


def _format(options: argparse.Namespace) -> str:
    """The format that is asked for, or that the output's suffix names."""
    suffix = options.output.suffix.lower().lstrip(".") if options.output else ""
    named: str = options.format or (suffix if suffix in FORMATS else "text")
    return named


def _rendered(report: Report, options: argparse.Namespace) -> bytes | str:
    """The report in the format that is asked for; as text in colours where somebody sees them."""
    from pytest_portone.commands.finding_options import coloured
    from pytest_portone.findings.colour import plain
    from pytest_portone.reconciliation.reporting import formats, text

    if _format(options) != "text":
        return formats.render(report, _format(options))
    terminal = sys.stdout.isatty() and not options.output
    told = text.render(report, shutil.get_terminal_size().columns if terminal else text.COLUMNS)
    return told if coloured() and not options.output else plain(told)


def _put(made: bytes | str, report: Report, output: Path | None) -> None:
    """Write the report into its file and say so in a line, or print it."""
    from pytest_portone.reconciliation.reporting import wording
    from pytest_portone.recording import writing

    if output is None:
        sys.stdout.write(str(made))
        return
    writing.replace(output, made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace"))
    sys.stdout.write(f"{wording.headline(report)}; see {output}\n")
