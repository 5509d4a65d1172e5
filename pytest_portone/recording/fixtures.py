"""The fixture. What is heavy is imported inside."""

from __future__ import annotations

import os
import shlex
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from pytest_portone.recording.options import PLUGIN, cassette_of, is_recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_portone.contracts.model import Contract
    from pytest_portone.recording.options import Chosen
    from pytest_portone.recording.recorded import Keeping, Recording, Taking
    from pytest_portone.recording.session import Recordings
    from pytest_portone.recording.tape import Tape

SECRET = "PORTONE_API_SECRET"  # noqa: S105 - the name of an environment variable
"""Where the API secret of the test store stands while a test is recorded."""


class ExpiredCassetteWarning(pytest.PytestWarning):
    """A cassette that is old enough to be recorded anew."""


@pytest.fixture
def portone_recording(request: pytest.FixtureRequest, portone_contract: Contract) -> Iterator[Recording]:
    """The cassette of a test that is marked with `portone_cassette`: `.exchanges`, `.webhooks`, `.deliver(target)`.

    A marked test has it whether it asks for it or not. What becomes of its calls is said by, the first that is set:

    1. the command line option `--portone-record`
    2. the ini option `portone_record`
    3. the default, `none`: the cassette is played, and nothing leaves
    """
    from pytest_portone.fixtures import watched
    from pytest_portone.recording.errors import RecordingError
    from pytest_portone.recording.recorded import Playing, Taking, recorded
    from pytest_portone.server import MissingExtraError

    plugin = _plugin(request.config)
    try:
        recording = _recording(request.node, plugin, portone_contract)
        with recorded(recording, plugin.base_urls()):
            if isinstance(recording, Playing):
                plugin.played(portone_contract, recording)
                yield from watched(request, recording, recording.complaints)
            else:
                with plugin.recording():
                    yield from watched(request, recording, recording.complaints)
        if isinstance(recording, Taking):
            _save(plugin, request.node, recording, _keeping(request.config, plugin.chosen, portone_contract))
    except (pytest.UsageError, RecordingError, MissingExtraError) as error:
        problem = str(error)
    else:
        return
    pytest.fail(problem, pytrace=False)


def _plugin(config: pytest.Config) -> Recordings:
    plugin: Any = config.pluginmanager.get_plugin(PLUGIN)  # it always is there
    return plugin  # type: ignore[no-any-return]


def _recording(item: pytest.Item, plugin: Recordings, contract: Contract) -> Recording:
    """The test's cassette, to be played or taken.

    Raises:
        pytest.UsageError: its marker is wrong.
        CassetteError: the cassette can't be read, and is not to be recorded anew.
    """
    from pytest_portone.recording import taping
    from pytest_portone.recording.reading import BrokenCassetteError
    from pytest_portone.recording.recorded import Playing, Taking, before

    path, mode = cassette_of(item), plugin.chosen.mode
    try:
        tape = taping.load(path, plugin.base_urls()) if path.exists() else None
    except BrokenCassetteError:
        if mode != "all":
            raise
        return Taking(path, mode, None, path.read_bytes())
    former = before(tape, plugin.began)
    if mode == "all" or (mode == "once" and former is None):
        return Taking(path, mode, former)
    _warn(path, tape)
    return Playing(path, mode, tape, contract, command=command(item.nodeid), secrets=_secrets(item.config))


def command(nodeid: str) -> str:
    """What records a test."""
    plain = f'"{nodeid}"' if not set(nodeid) & set('"$`\\!') else shlex.quote(nodeid)
    return f"pytest {plain} --portone-record=all"


def _warn(path: Path, tape: Tape | None) -> None:
    from pytest_portone.recording.summary import expiry

    if tape and (since := expiry(tape)):
        text = f"{path.name} expired on {since}; record it anew with --portone-record=all"
        warnings.warn(ExpiredCassetteWarning(text), stacklevel=2)


def _save(plugin: Recordings, item: pytest.Item, recording: Taking, keeping: Keeping) -> None:
    """Write what was recorded, if the test has passed.

    Raises:
        RecordingError: it can't be written, or a secret would stand in it.
    """
    from pytest_portone.recording.errors import RecordingError

    if plugin.failed(item):
        if recording.timeline or recording.live:
            plugin.dropped(recording, f"{item.nodeid} did not pass")
        return
    try:
        count = keeping.save(recording)
    except RecordingError:
        plugin.dropped(recording, f"{item.nodeid} ended with an error")
        raise
    if count:
        plugin.written(recording, count)


def _keeping(config: pytest.Config, chosen: Chosen, contract: Contract) -> Keeping:
    from pytest_portone.recording.recorded import Keeping

    return Keeping(contract.version, chosen.days, partial(_scrubbed, chosen.key, chosen.keep, _secrets(config)))


def _scrubbed(
    file: Path | None, keep: tuple[str, ...], secrets: tuple[str, ...], tape: Tape
) -> tuple[Tape, Callable[[str], None]]:
    """The tape without what is nobody's business, and what makes sure of it."""
    from pytest_portone.recording.scrubbing import key, scan, scrub

    scrubbed = scrub.scrub(tape, key.load(file), keep, secrets)
    return scrubbed.tape, partial(scan.check, originals=scrubbed.originals, secrets=secrets)


def client_options(request: pytest.FixtureRequest) -> dict[str, Any] | None:
    """Base URL and headers of the clients of a test with a cassette; None for a test that has none."""
    if not is_recorded(request.node):
        return None
    from pytest_portone.redaction import PLACEHOLDER
    from pytest_portone.transport.interception import PORTONE

    recording: Recording = request.getfixturevalue("portone_recording")
    plugin = _plugin(request.config)
    secret = _secret(request.config)
    if recording.recording and not secret:
        pytest.fail(
            f"{request.node.nodeid} is recorded, and no API secret is set to call PortOne with. Put that of a test "
            f"store into the environment variable {SECRET}, or into the ini option portone_secret.",
            pytrace=False,
        )
    authorization = f"PortOne {secret if recording.recording else PLACEHOLDER}"
    return {"base_url": plugin.chosen.url or PORTONE, "headers": {"authorization": authorization}}


def _secret(config: pytest.Config) -> str:
    return os.environ.get(SECRET) or str(config.getini("portone_secret"))


def _secrets(config: pytest.Config) -> tuple[str, ...]:
    """What is secret wherever it stands: the API secret, and those of webhooks, also without their prefix."""
    from pytest_portone.sandbox.webhooks.signing import PREFIX

    webhooks: list[str] = config.getini("portone_webhook_secrets")
    told = (_secret(config), *webhooks, *(each.removeprefix(PREFIX) for each in webhooks))
    return tuple(each for each in told if each)


def refuse_sandbox(request: pytest.FixtureRequest) -> None:
    """Fail a test that has a cassette and asks for what would answer its calls instead."""
    if is_recorded(request.node):
        path = cassette_of(request.node)
        pytest.fail(
            f"{request.node.nodeid} has a cassette, which answers its calls to PortOne, so neither the sandbox nor a "
            f"mock can. Take the marker portone_cassette off, and let the sandbox begin where the cassette ends: "
            f"`portone.load({str(path)!r})`.",
            pytrace=False,
        )
