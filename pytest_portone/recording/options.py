"""The options of recordings, and the cassette that a test has.

Every run of pytest loads this module, so it imports the standard library and pytest only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PLUGIN = "portone-recording"
MARKER = "portone_cassette"
MODES = ("none", "once", "all")
"""The first is the default: nothing is recorded, and nothing leaves."""
LIVE_CALLS = ("refuse", "pass")
"""The first is the default."""
SUFFIXES = frozenset({".yaml", ".yml"})
_DAYS = "180"
_LONGEST = 100
"""Characters of a name that is made of a test's: some file systems take 143 bytes, and a lock's name is longer."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the user chose for the whole run.

    Attributes:
        mode: one of `MODES`.
        named: whether the user said so, and did not leave it to the default.
        refusing: whether calls that would go out to PortOne are refused where nothing is recorded.
        days: how long a cassette is good for; 0 for ever.
        keep: what scrubbing leaves as it is.
        key: the file that pseudonyms are derived from; None for the usual one.
        url: where PortOne's API is called by the fixtures' clients; empty for PortOne's own.
    """

    mode: str = MODES[0]
    named: bool = False
    refusing: bool = True
    days: int = int(_DAYS)
    keep: tuple[str, ...] = ()
    key: Path | None = None
    url: str = ""


def add(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    """Declare the options, and the ini options."""
    group.addoption(
        "--portone-record",
        metavar="none|once|all",
        help="tests with a cassette: replay it and call nobody (none, the default), record it where there is none "
        "(once), or record it anew (all)",
    )
    parser.addini("portone_record", "what --portone-record says", default="")
    parser.addini(
        "portone_record_url", "where the fixtures' clients call PortOne in tests with cassettes", default=""
    )
    parser.addini("portone_cassettes", "the folder of cassettes, beside the test's file", default="cassettes")
    parser.addini("portone_cassette_expiry", "after how many days a cassette has expired; 0: never", default=_DAYS)
    parser.addini("portone_keep", "what scrubbing leaves as it is: field names, one a line", type="linelist")
    parser.addini("portone_recording_key", "the file with the key of the pseudonyms", default="")
    parser.addini(
        "portone_live_calls",
        "calls that would go out to PortOne in a run with cassettes, where nothing is recorded: refuse (default) "
        "or pass",
        default=LIVE_CALLS[0],
    )


def register(config: pytest.Config) -> None:
    """Register what looks after the tests with a cassette.

    Raises:
        pytest.UsageError: an option's value is wrong; all that are wrong are listed.
    """
    if problems := list(_problems(config)):
        raise pytest.UsageError("\n".join(problems))
    from pytest_portone.recording.session import Recordings

    config.pluginmanager.register(Recordings(config, chosen(config)), PLUGIN)


def chosen(config: pytest.Config) -> Chosen:
    """What the options say, which were checked."""
    said = _mode(config)
    key = str(config.getini("portone_recording_key"))
    root = config.inipath.parent if config.inipath else config.rootpath
    return Chosen(
        said or MODES[0],
        bool(said),
        config.getini("portone_live_calls") == LIVE_CALLS[0],
        int(config.getini("portone_cassette_expiry")),
        tuple(config.getini("portone_keep")),
        root / Path(key).expanduser() if key else None,
        str(config.getini("portone_record_url")),
    )


def portone_cassette(path: str | Path | None = None) -> str | Path | None:
    """The signature of the marker of this name: Python words the error for arguments that don't fit."""
    return path


def is_recorded(node: pytest.Item) -> bool:
    """Whether a test has a cassette."""
    return node.get_closest_marker(MARKER) is not None


def cassette_of(node: pytest.Item) -> Path:
    """Where a test's cassette is: what the marker closest to it says, else a name made of the test's.

    Raises:
        pytest.UsageError: it has no such marker, or one that is wrong.
    """
    marker = node.get_closest_marker(MARKER)
    if marker is None:
        raise pytest.UsageError(
            f"{node.nodeid} has no cassette: mark it with @pytest.mark.{MARKER} "
            f"or @pytest.mark.{MARKER}('refund.yaml')"
        )
    try:
        said = portone_cassette(*marker.args, **marker.kwargs)
    except TypeError as error:
        raise pytest.UsageError(f"marker {MARKER}: {error}") from None
    if said is not None and Path(said).suffix not in SUFFIXES:
        expected = "a file that ends in .yaml or .yml"
        raise pytest.UsageError(f"marker {MARKER}: received {str(said)!r}, expected {expected}")
    return folder_of(node) / (said or _name(node))


def folder_of(node: pytest.Item) -> Path:
    """Where the cassettes of a test's file are."""
    return node.path.parent / str(node.config.getini("portone_cassettes"))


def _name(node: pytest.Item) -> str:
    """The module's name, and the test's with its class and its parameters, which may hold anything."""
    test = ".".join([*(each.name for each in node.listchain() if isinstance(each, pytest.Class)), node.name])
    plain = test.replace("[", "-").replace("]", "")
    safe = re.sub(r"[^\w.\-]+", "-", plain)
    if safe != plain or len(safe) > _LONGEST:
        safe = f"{safe[:_LONGEST]}-{crc32(test.encode()):08x}"  # for what was left out
    return f"{node.path.stem}/{safe}.yaml"


def _mode(config: pytest.Config) -> str:
    return str(config.getoption("--portone-record") or config.getini("portone_record")).lower()


def _problems(config: pytest.Config) -> Iterator[str]:
    mode, live = _mode(config), str(config.getini("portone_live_calls"))
    days, url = str(config.getini("portone_cassette_expiry")), str(config.getini("portone_record_url"))
    if mode and mode not in MODES:
        yield f"--portone-record: received {mode!r}, expected {', '.join(MODES[:-1])} or {MODES[-1]}"
    if live not in LIVE_CALLS:
        yield f"ini option portone_live_calls: received {live!r}, expected {' or '.join(LIVE_CALLS)}"
    if not days.isdecimal():
        yield f"ini option portone_cassette_expiry: received {days!r}, expected a number of days, or 0 for never"
    if url and not re.match(r"https?://[^/]", url):
        yield f"ini option portone_record_url: received {url!r}, expected a base URL such as 'https://api.portone.io'"
