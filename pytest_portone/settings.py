"""What the user chose: ini options, command line options and markers, read and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_portone.contracts import Contract

CHOICES = {
    "portone_other_hosts": ("pass", "refuse"),
    "portone_generated": ("allow", "fail"),
}
"""Ini options with a choice; the first is the default."""

MARKERS = (
    "portone_contract(version): the contract of this test: a bundled date, a folder, or an OpenAPI file",
    "portone_compat('off'): --portone-compat passes over this test",
    "portone_cassette(path): the calls of this test are recorded in a cassette, and played from it",
)

_CONTRACTS = pytest.StashKey[dict[str, "Contract"]]()


def add_ini_options(parser: pytest.Parser) -> None:
    """Declare the fixtures' ini options."""
    parser.addini("portone_base_urls", "further base URLs that mean PortOne, one a line", type="linelist")
    parser.addini("portone_secret", "the API secret that the sandbox takes", default="")
    parser.addini(
        "portone_other_hosts",
        "calls to other hosts, while PortOne's are caught: pass (default) or refuse; loopback always passes",
        default="pass",
    )
    parser.addini(
        "portone_generated",
        "a test that relies on an answer generated from the contract: allow (default) or fail",
        default="allow",
    )


def check(config: pytest.Config) -> None:
    """Look at every ini option of ours.

    Raises:
        pytest.UsageError: some are wrong; all are listed.
    """
    problems = [*_wrong_choices(config), *_wrong_urls(config)]
    if problems:
        raise pytest.UsageError("\n".join(problems))


def choice(config: pytest.Config, name: str) -> str:
    """The value of an ini option out of `CHOICES`."""
    return str(config.getini(name))


def base_urls(config: pytest.Config) -> tuple[str, ...]:
    """Where else PortOne's API is served."""
    where = (*config.getini("portone_base_urls"), config.getini("portone_record_url"))
    return tuple(each for each in where if each)


def portone_contract(version: str | Path) -> str:
    """The signature of the marker of this name: Python words the error for arguments that don't fit."""
    return str(version)


def portone_compat(word: str) -> str:
    """The signature of the marker of this name.

    Raises:
        pytest.UsageError: the word is not `off`.
    """
    if word != "off":
        raise pytest.UsageError(f"marker portone_compat: received {word!r}, expected 'off'")
    return word


def contract(config: pytest.Config, node: pytest.Item | None = None) -> Contract:
    """The contract that was chosen, loaded once a session.

    The first of these that is set counts:

    1. the marker `portone_contract(version)` closest to the test; a path is relative to the root of the run;
    2. the command line option `--portone-contract`; a path is relative to where pytest was started;
    3. the ini option `portone_contract`; a path is relative to the ini file's folder;
    4. the newest bundled contract.

    Args:
        config: pytest's configuration.
        node: the test, for its marker.

    Raises:
        pytest.UsageError: nothing is found under that name, or what is found is no contract: see `contracts.load`.
    """
    from pytest_portone import contracts

    origin, name, folder = next(_chosen(config, node), ("", contracts.versions()[-1], config.rootpath))
    path = folder / name
    key = name if name in contracts.versions() or not path.exists() else str(path)
    loaded = config.stash.setdefault(_CONTRACTS, {})
    try:
        if key not in loaded:
            loaded[key] = contracts.load(key)
    except contracts.UnknownNameError as error:
        known = ", ".join(contracts.versions())
        raise pytest.UsageError(f"{origin}: {error}; bundled are {known}") from error
    except contracts.ContractError as error:
        raise pytest.UsageError(f"{origin}: {error}") from error
    return loaded[key]


def _chosen(config: pytest.Config, node: pytest.Item | None) -> Iterator[tuple[str, str, Path]]:
    """What is set, the strongest first: where, to what, and the folder that a path is relative to."""
    marker = node.get_closest_marker("portone_contract") if node else None
    if marker:
        version = portone_contract(*marker.args, **marker.kwargs)
        yield "marker portone_contract", version, config.rootpath
    if option := config.getoption("--portone-contract"):
        yield "--portone-contract", str(option), config.invocation_params.dir
    if ini := config.getini("portone_contract"):
        yield "ini option portone_contract", str(ini), config.inipath.parent if config.inipath else config.rootpath


def _wrong_choices(config: pytest.Config) -> Iterator[str]:
    for name, allowed in CHOICES.items():
        received = choice(config, name)
        if received not in allowed:
            yield f"ini option {name}: received {received!r}, expected {' or '.join(allowed)}"


def _wrong_urls(config: pytest.Config) -> Iterator[str]:
    for url in base_urls(config):
        from pytest_portone.transport.interception import BaseUrl

        try:
            BaseUrl.parse(url)
        except ValueError as error:
            yield f"ini option {_named(config, url)}: {error}"


def _named(config: pytest.Config, url: str) -> str:
    return "portone_base_urls" if url in config.getini("portone_base_urls") else "portone_record_url"
