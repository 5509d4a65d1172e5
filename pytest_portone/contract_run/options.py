"""The contract run's options.

Every run of pytest loads this module, so it imports the standard library and pytest only.
"""

from __future__ import annotations

import math
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from pytest_portone import optional_value

if TYPE_CHECKING:
    from pytest_portone.contract_run.plan import Plan, Target

ROOT = "portone"
"""Where the node ids of the contract run begin: `portone::payment::getPayment`."""
EMBEDDED = "embedded"
SECRET_VARIABLE = "PORTONE_API_SECRET"  # noqa: S105 - the variable's name
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"", "false", "no", "0"})
PLUGIN = "portone-contract-run"
_EXTRA = (
    "--portone-sandbox needs Schemathesis, which is not installed; install it with: "
    "pip install 'pytest-portone[sandbox]'"
)


def _is_target(text: str) -> bool:
    return "://" in text


def add(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    """Declare the options, and an ini option for each."""
    group.addoption(
        "--portone-sandbox",
        nargs="?",
        const=EMBEDDED,
        action=optional_value.action(_is_target, EMBEDDED),
        metavar="URL",
        help="add the contract run: Schemathesis over every operation, against the embedded sandbox, or against the "
        f"server at --portone-sandbox=URL with the secret from {SECRET_VARIABLE}",
    )
    group.addoption(
        "--portone-profile",
        metavar="quick|default|thorough",
        help="how much the contract run tries: quick ends within a minute, default within five (default: default)",
    )
    group.addoption("--portone-seed", metavar="N", help="what the contract run's cases are drawn from (default: 0)")
    group.addoption(
        "--portone-writes",
        action="store_const",
        const="true",
        help="let the contract run against a URL send more than GET requests; they change that server's data",
    )
    group.addoption(
        "--portone-rate",
        metavar="N",
        help="requests a second that the contract run sends to a URL, over all workers (default: 5)",
    )
    for name in ("sandbox", "profile", "seed", "writes", "rate"):
        parser.addini(f"portone_{name}", f"what --portone-{name} says", default="")


def register(config: pytest.Config) -> None:
    """Register the contract run's plugin, if the run is asked for.

    Raises:
        pytest.UsageError: an option's value is wrong, the extra is not installed, or there is no secret.
    """
    target = _target(config)
    if target is None:
        return
    if find_spec("schemathesis") is None:
        raise pytest.UsageError(_EXTRA)
    from pytest_portone.contract_run.session import ContractRun

    plan = _plan(config, target)
    config.pluginmanager.register(ContractRun(config, plan, _selection(config)), PLUGIN)


def _value(config: pytest.Config, name: str, default: str) -> str:
    """The value of an option: of the command line, else of the ini file, else the default."""
    return str(config.getoption(f"portone_{name}") or config.getini(f"portone_{name}") or default)


def _target(config: pytest.Config) -> Target | None:
    from pytest_portone.contract_run.plan import Target

    chosen = _value(config, "sandbox", "")
    if chosen.lower() in _NO:
        return None
    if chosen.lower() in _YES | {EMBEDDED}:
        return Target()
    parts = urlsplit(chosen)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        received = _without_login(chosen)
        raise pytest.UsageError(f"--portone-sandbox: received {received!r}, expected an http or https URL")
    if parts.username or parts.password:
        raise pytest.UsageError(
            f"--portone-sandbox: received a URL with a login; the secret belongs into {SECRET_VARIABLE}"
        )
    secret = os.environ.get(SECRET_VARIABLE, "").strip()
    if not secret:
        raise pytest.UsageError(
            f"--portone-sandbox={chosen}: the API secret is missing; set the environment variable {SECRET_VARIABLE}"
        )
    return Target(chosen.rstrip("/"), secret)


def _without_login(url: str) -> str:
    return url.rpartition("@")[2]


def _plan(config: pytest.Config, target: Target) -> Plan:
    from pytest_portone.contract_run.plan import PROFILES, Plan

    profile = _value(config, "profile", "default")
    if profile not in PROFILES:
        raise pytest.UsageError(f"--portone-profile: received {profile!r}, expected {', '.join(PROFILES)}")
    return Plan(
        target=target,
        profile=PROFILES[profile],
        seed=_seed(_value(config, "seed", "0")),
        writes=_value(config, "writes", "false").lower() in _YES,
        rate=_rate(_value(config, "rate", "5")),
    )


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise pytest.UsageError(f"--portone-seed: received {text!r}, expected an integer, 0 or more")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < math.inf:
        raise pytest.UsageError(f"--portone-rate: received {text!r}, expected a number above 0")
    return rate


def _selection(config: pytest.Config) -> tuple[str, ...]:
    """Take the contract run's own node ids out of what is to be collected. Each names an item, or all below it."""
    arguments = config.args if config.args_source is pytest.Config.ArgsSource.ARGS else []
    selected = tuple(each for each in arguments if each.startswith(f"{ROOT}::"))
    if selected:
        config.args[:] = [each for each in arguments if each not in selected]
    return selected
