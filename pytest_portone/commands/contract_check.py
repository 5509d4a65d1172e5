"""`pytest-portone contract check TRAFFIC`: recorded traffic, judged by a contract."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone import contracts
from pytest_portone.cli import WRONG_USE
from pytest_portone.commands import finding_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.traffic import Exchange, Traffic

_STEP = 500
"""Exchanges between two words on how far it has come."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb's arguments."""
    verb = verbs.add_parser("check", help="recorded traffic, judged by a contract and PortOne's policy")
    verb.add_argument(
        "traffic",
        nargs="+",
        metavar="TRAFFIC",
        help="cassettes, HAR, NDJSON of exchanges, or folders of them; - for NDJSON on standard input",
    )
    verb.add_argument("--contract", metavar="VERSION|PATH", help="a bundled date, a folder or an OpenAPI file")
    verb.add_argument(
        "--base-url",
        action="append",
        default=[],
        type=_base_url,
        metavar="URL",
        help="where PortOne's API is served besides https://api.portone.io; repeatable",
    )
    verb.add_argument(
        "--forecast",
        type=Path,
        metavar="FILE",
        help="write down what is permitted and was not announced, for pytest --portone-compat=forecast:FILE to try",
    )
    finding_options.add(verb)
    verb.set_defaults(run=check, all=True)  # what is permitted is what forecasts are made of


def check(options: argparse.Namespace) -> int:
    """Print what was found. The exit code is 2 where something could not be read, or there was nothing to judge."""
    from pytest_portone.drift import forecasts
    from pytest_portone.drift.judging import told
    from pytest_portone.drift.rules import TEXTS
    from pytest_portone.drift.subjects import look_at
    from pytest_portone.findings.folding import fold
    from pytest_portone.findings.model import Report, Seen
    from pytest_portone.traffic import Traffic

    contract = contracts.load(options.contract)
    traffic = Traffic(tuple(options.base_url))
    seen: list[Seen] = []
    foreseen: set[forecasts.Forecast] = set()
    for exchange in _watched(traffic.read(options.traffic)):
        examined = look_at(contract, exchange)
        seen += (Seen(each, exchange.source) for each in told(contract, exchange, examined))
        foreseen |= set(forecasts.foreseen(contract, examined))
    facts = dict(_facts(traffic))
    if options.forecast:
        count = forecasts.write(options.forecast, contract, foreseen)
        facts["forecast"] = f"{count:,} to try with pytest --portone-compat=forecast:{options.forecast}"
    title = f"{', '.join(options.traffic)} against {contract.version}"
    report = Report("Drift", title, fold(seen, TEXTS), facts=facts, file=_only_file(options.traffic))
    code = finding_options.tell(report, options)
    problems = list(_problems(traffic))
    sys.stdout.flush()
    sys.stderr.writelines(f"pytest-portone: {each}\n" for each in problems)
    return WRONG_USE if problems else code


def _facts(traffic: Traffic) -> Iterator[tuple[str, str]]:
    """What was read, and what was not judged."""
    counts = {"file": traffic.files, "exchange": traffic.exchanges, "webhook": traffic.webhooks}
    yield "read", ", ".join(f"{count:,} {name}{'s'[: count != 1]}" for name, count in counts.items())
    if traffic.others:
        calls = ", ".join(f"{host or 'no host'} {count:,}" for host, count in sorted(traffic.others.items()))
        yield "calls to other hosts", calls
    if traffic.unanswered:
        yield "without an answer", ", ".join(traffic.unanswered)
    if traffic.passed_over:
        yield "no recordings", f"{len(traffic.passed_over):,} files of the folders"
    if traffic.faults:
        yield "not readable", f"{len(traffic.faults):,}, which are listed on standard error"


def _problems(traffic: Traffic) -> Iterator[str]:
    """Why the answer is not the whole answer."""
    yield from map(str, traffic.faults)
    if not traffic.faults and not traffic.exchanges and not traffic.webhooks:
        yield (
            "received no exchange with PortOne, expected at least one; "
            "if its API is served elsewhere, name that with --base-url"
        )


def _only_file(paths: list[str]) -> str:
    """The file that findings are about, where there is but one."""
    return paths[0] if len(paths) == 1 and Path(paths[0]).is_file() else ""


def _watched(exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
    """The exchanges; on a terminal, with how many there were so far."""
    shown = sys.stderr.isatty()
    number = 0
    for number, each in enumerate(exchanges, 1):
        if shown and number % _STEP == 0:
            sys.stderr.write(f"\r{number:,} exchanges")
            sys.stderr.flush()
        yield each
    if shown and number >= _STEP:
        sys.stderr.write("\r\x1b[K")


def _base_url(text: str) -> str:
    """Check a base URL.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    from pytest_portone.transport.interception import BaseUrl

    try:
        BaseUrl.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text
