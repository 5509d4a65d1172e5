"""Recordings as a pytest plugin: it looks after the tests with a cassette, and says at the end what came of them.

Every run of pytest loads this module, so it imports the standard library and pytest only.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from pytest_portone import settings
from pytest_portone.recording.options import Chosen, cassette_of, folder_of, is_recorded

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from pytest_portone.contracts.model import Contract
    from pytest_portone.recording.recorded import Playing, Taking
    from pytest_portone.recording.summary import Account

_FIXTURE = "portone_recording"
_KEY = "portone_recording"
_BEGAN = "portone_recording_began"
_FAILED = pytest.StashKey[bool]()
"""Whether a phase of a test has not passed."""


class Recordings:
    """Looks after the tests with a cassette.

    Under pytest-xdist each worker has one, which plays and records, and the controller has one, which reports.

    Args:
        config: pytest's.
        chosen: what the user chose for the run.
    """

    def __init__(self, config: pytest.Config, chosen: Chosen) -> None:
        self.chosen = chosen
        self._config = config
        self._worker: dict[str, Any] = getattr(config, "workerinput", {})
        self.began = datetime.fromisoformat(self._worker.get(_BEGAN) or datetime.now().astimezone().isoformat())
        self._stack = ExitStack()
        self._recording = 0
        self._deselected = False
        self._named: dict[str, set[str]] = {}
        self._folders: set[str] = set()
        self._played: list[tuple[Contract, Playing]] = []
        self._told: dict[str, list[list[str]]] = {"written": [], "dropped": []}
        self._accounts: list[dict[str, Any]] = []
        self._passed: set[str] = set()

    def base_urls(self) -> tuple[str, ...]:
        """Where PortOne's API is served, besides https://api.portone.io."""
        return settings.base_urls(self._config)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Let each worker know when the run began."""
        node.workerinput[_BEGAN] = self.began.isoformat()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker has to tell."""
        told = getattr(node, "workeroutput", {}).get(_KEY)
        if told:
            self._accounts.append(told)

    def pytest_deselected(self, items: Iterable[pytest.Item]) -> None:
        """Know of cassettes that are used, and of tests that are not run."""
        self._deselected = True
        self._note(items)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """See which cassettes are used; from now on nothing leaves, if there are any or the user speaks of them."""
        self._note(session.items)
        if session.items and self.chosen.refusing and (self._named or self.chosen.named):
            from pytest_portone.recording.live import Guard, guarding

            self._stack.enter_context(guarding(Guard(self.base_urls(), lambda: self._recording > 0)))

    def pytest_unconfigure(self) -> None:
        """Let everything pass again."""
        self._stack.close()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Have the cassette of a marked test in place before any other fixture."""
        item.stash[_FAILED] = False
        names: list[str] = getattr(item, "fixturenames", [])
        if is_recorded(item) and _FIXTURE not in names[:1]:
            names[:] = [_FIXTURE, *(each for each in names if each != _FIXTURE)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Know whether a test has passed, when its cassette comes to be written."""
        report = yield
        if not report.passed:
            item.stash[_FAILED] = True
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Know which tests have passed, from whichever worker."""
        if report.when == "call" and report.passed:
            self._passed.add(report.nodeid)
        elif report.failed:
            self._passed.discard(report.nodeid)

    @staticmethod
    def failed(item: pytest.Item) -> bool:
        """Whether a test has failed, or was skipped in its middle."""
        return item.stash.get(_FAILED, False)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """A test is being recorded, as long as this is open: what it calls may leave."""
        self._recording += 1
        try:
            yield
        finally:
            self._recording -= 1

    def played(self, contract: Contract, recording: Playing) -> None:
        """Note that a test's cassette was played."""
        self._played.append((contract, recording))

    def written(self, recording: Taking, count: int) -> None:
        """Note that a test's cassette was written."""
        self._told["written"].append([self.shown(recording.path), f"{count} exchange{'s'[: count != 1]}"])

    def dropped(self, recording: Taking, why: str) -> None:
        """Note that a test's cassette was not written."""
        self._told["dropped"].append([self.shown(recording.path), why])

    def shown(self, path: Path | str) -> str:
        """A path as people read it: below the root of the run."""
        from os.path import relpath

        try:
            return relpath(path, self._config.rootpath).replace("\\", "/")
        except ValueError:  # another drive
            return str(path)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Sum up; a worker tells the controller."""
        if not (self._named or self._folders):
            return
        from pytest_portone.recording.summary import account

        told = {
            **account(self._played, self.shown),
            **self._told,
            "named": {path: sorted(tests) for path, tests in self._named.items()},
            "folders": sorted(self._folders),
            "whole": not self._deselected,
        }
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[_KEY] = told
        else:
            self._accounts.append(told)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what came of the recordings, if there is anything to say."""
        if not self._accounts:
            return
        from pytest_portone.findings.colour import plain
        from pytest_portone.recording.summary import merged, text

        whole: Account = merged(self._accounts)
        said = text(whole, self._passed, self.shown, everything=whole.whole and self._everything)
        if said:
            terminalreporter.write_sep("=", "PortOne recordings")
            terminalreporter.write(said if terminalreporter.hasmarkup else plain(said))

    @property
    def _everything(self) -> bool:
        """Whether nothing narrower was asked for than all tests that there are."""
        config = self._config
        if any(config.getoption(each, None) for each in ("ignore", "ignore_glob", "lf")):
            return False
        if config.args_source is not pytest.Config.ArgsSource.ARGS:
            return True
        wanted = [config.rootpath / each for each in config.getini("testpaths")] or [config.rootpath]
        given = [(config.invocation_params.dir / each).resolve() for each in config.args]
        return all(any(each.resolve().is_relative_to(folder) for folder in given) for each in wanted)

    def _note(self, items: Iterable[pytest.Item]) -> None:
        for item in items:
            if not is_recorded(item):
                continue
            try:
                path = str(cassette_of(item).resolve())
            except pytest.UsageError:  # told when it is run
                continue
            self._named.setdefault(path, set()).add(item.nodeid)
        self._folders |= {str(folder_of(item)) for item in items}
