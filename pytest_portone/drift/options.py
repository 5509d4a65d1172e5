"""The options of drift during a test run.

Every run of pytest loads this module, so it imports the standard library and pytest only.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from pytest_portone import optional_value

if TYPE_CHECKING:
    from collections.abc import Mapping

PLUGIN = "portone-drift"
MODES = ("report", "fail")
"""The first is what the option says without a value."""
_OFF = frozenset({"", "false", "no", "off", "0"})
_ON = frozenset({"true", "yes", "on", "1"})
FORMATS: Mapping[str, str] = {
    ".json": "json",
    ".md": "md",
    ".html": "html",
    ".sarif": "sarif",
    ".xml": "junit",
    ".txt": "text",
}
"""By a file's suffix: a key of `pytest_portone.findings.formats.FORMATS`."""


def add(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    """Declare the options, and an ini option for each."""
    group.addoption(
        "--portone-drift",
        nargs="?",
        const=MODES[0],
        action=optional_value.action(lambda text: text.lower() in {*MODES, *_OFF, *_ON}, MODES[0]),
        metavar="report|fail",
        help="judge what goes over the network to PortOne, and what cassettes replay, by the contract and PortOne's "
        "policy; fail: a test that meets what the policy forbids fails",
    )
    group.addoption(
        "--portone-drift-report",
        action="append",
        default=[],
        metavar="FILE",
        help=f"write what --portone-drift finds, as FILE's suffix says: {', '.join(FORMATS)}; repeatable",
    )
    parser.addini("portone_drift", "what --portone-drift says", default="")
    parser.addini("portone_drift_report", "files as --portone-drift-report takes them, one a line", type="linelist")
    parser.addini(
        "portone_accepted_drift",
        "drift that fails nothing, one a line: FINGERPRINT YYYY-MM-DD REASON",
        type="linelist",
    )


def register(config: pytest.Config) -> None:
    """Register what judges, if it is asked for.

    Raises:
        pytest.UsageError: an option's value is wrong; all that are wrong are listed.
    """
    chosen = str(config.getoption("--portone-drift") or config.getini("portone_drift")).lower()
    reports: list[str] = [*config.getini("portone_drift_report"), *config.getoption("--portone-drift-report")]
    if chosen in _OFF:
        if config.getoption("--portone-drift-report"):
            raise pytest.UsageError("--portone-drift-report: there is nothing to report without --portone-drift")
        return
    from pytest_portone.drift.session import Drift
    from pytest_portone.known import Known

    mode = MODES[0] if chosen in _ON else chosen
    problems = [] if mode in MODES else [f"--portone-drift: received {chosen!r}, expected {' or '.join(MODES)}"]
    accepted: list[Known] = []
    for line in config.getini("portone_accepted_drift"):
        try:
            accepted.append(Known.parse(line))
        except ValueError as error:
            problems.append(f"ini option portone_accepted_drift: {error}")
    problems += [_wrong(each) for each in reports if not each.endswith(tuple(FORMATS))]
    if problems:
        raise pytest.UsageError("\n".join(problems))
    today = datetime.now().astimezone().date()
    drift = Drift(config, fails=mode == "fail", reports=reports, accepted=accepted, today=today)
    config.pluginmanager.register(drift, PLUGIN)


def _wrong(path: str) -> str:
    return f"--portone-drift-report: received {path!r}, expected a file that ends in {', '.join(FORMATS)}"
