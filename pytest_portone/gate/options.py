"""The gate's options.

Every run of pytest loads this module, so it imports the standard library and pytest only.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest

from pytest_portone import optional_value
from pytest_portone.gate.plan import is_plan, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import TypeVar

    from pytest_portone.gate.plan import Plan
    from pytest_portone.history.weights import Weights

    T = TypeVar("T")

PLUGIN = "portone-compat"
_OFF = frozenset({"", "false", "no", "off", "0"})
_ON = frozenset({"true", "yes", "on", "1"})


def _is_value(text: str) -> bool:
    return is_plan(text) or text.lower() in _OFF | _ON


def add(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    """Declare the options, and an ini option for each."""
    group.addoption(
        "--portone-compat",
        nargs="?",
        const="crash",
        action=optional_value.action(_is_value, "crash"),
        metavar="crash|change|each|forbidden|since:VERSION|forecast:FILE",
        help="run each test that passes again, with PortOne's answers changed as its compatibility policy permits; "
        "a test that crashes then fails (change: also one whose own assertion fails; each: one change at a time; "
        "forbidden: what no test may overlook; since: what really changed since that contract; "
        "forecast: what traffic showed, as `pytest-portone contract check --forecast` wrote it down)",
    )
    group.addoption(
        "--portone-report",
        action="append",
        default=[],
        metavar="FILE",
        help="write what --portone-compat finds, as FILE's suffix says: .json, .md, .html, .sarif; repeatable",
    )
    parser.addini("portone_compat", "what --portone-compat says", default="")
    parser.addini(
        "portone_compat_weights",
        "a file that `pytest-portone contract history --weights FILE` wrote: "
        "each break says how often such a change really happened, and those that happened most come first",
        default="",
    )
    parser.addini("portone_report", "files as --portone-report takes them, one a line", type="linelist")
    parser.addini(
        "portone_known_breaks", "breaks that fail nothing, one a line: FINGERPRINT YYYY-MM-DD REASON", type="linelist"
    )
    parser.addini(
        "portone_known_sdk_faults",
        "whether the faults of the official SDKs that are known fail nothing (default: false)",
        type="bool",
        default=False,
    )
    parser.addini(
        "portone_webhook_secrets", "secrets of the webhooks that tests deliver, one a line", type="linelist"
    )


def register(config: pytest.Config) -> None:
    """Register the gate, if it is asked for.

    Raises:
        pytest.UsageError: an option's value is wrong; all that are wrong are listed.
    """
    chosen = str(config.getoption("--portone-compat") or config.getini("portone_compat"))
    reports = [*config.getini("portone_report"), *config.getoption("--portone-report")]
    if chosen.lower() in _OFF:
        if config.getoption("--portone-report"):
            raise pytest.UsageError("--portone-report: there is nothing to report without --portone-compat")
        return
    from pytest_portone.contracts import ContractError
    from pytest_portone.gate.known import Knowledge
    from pytest_portone.gate.sdk_faults import installed_faults
    from pytest_portone.gate.session import Gate
    from pytest_portone.gate.signature import key_of
    from pytest_portone.known import Known
    from pytest_portone.report.errors import ReportError
    from pytest_portone.report.formats import writer

    problems: list[str] = []

    def tried(option: str, function: Callable[[str], T], values: Iterable[str]) -> Iterator[T]:
        for value in values:
            try:
                yield function(value)
            except (ValueError, ContractError, ReportError) as error:
                problems.append(f"{option}: {error}")

    plan = partial(_plan, config.invocation_params.dir)
    plans = [*tried("--portone-compat", plan, ["crash" if chosen.lower() in _ON else chosen])]
    known = [*tried("ini option portone_known_breaks", Known.parse, config.getini("portone_known_breaks"))]
    secrets: list[str] = config.getini("portone_webhook_secrets")
    list(tried("ini option portone_webhook_secrets", key_of, secrets))
    list(tried("--portone-report", lambda path: writer(config.invocation_params.dir / path), reports))
    weights = [*tried("ini option portone_compat_weights", _weights, _weights_files(config))]
    if problems:
        raise pytest.UsageError("\n".join(problems))
    faults = [*installed_faults()] if config.getini("portone_known_sdk_faults") else []
    knowledge = Knowledge(known, faults, datetime.now().astimezone().date())
    gate = Gate(config, plans[0], knowledge, secrets, reports, next(iter(weights), None))
    config.pluginmanager.register(gate, PLUGIN)


def _weights_files(config: pytest.Config) -> list[str]:
    """The file that is named, if one is; it is relative to the ini file's folder."""
    name = str(config.getini("portone_compat_weights"))
    folder = config.inipath.parent if config.inipath else config.rootpath
    return [str(folder / name)] if name else []


def _weights(path: str) -> Weights:
    """Read the file.

    Raises:
        ContractError: it can't be read, or holds no weights.
    """
    from pytest_portone.history.weights import read

    return read(path)


def _plan(folder: Path, text: str) -> Plan:
    """Read the option, and the contract or the file that it names.

    Raises:
        ValueError: see `parse`; or the file is no forecast.
        ContractError: there is no such contract, or it is broken.
    """
    plan = parse(text)
    if plan.since is not None:
        from pytest_portone import contracts

        contracts.load(plan.since)
    if plan.forecast is not None:
        from pytest_portone.drift import forecasts

        forecasts.read(folder / plan.forecast)
    return plan
