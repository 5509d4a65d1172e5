"""What a run uses, heard and written: a pytest plugin, registered by `options` when it is asked for."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from pytest_portone import settings
from pytest_portone.gate.options import PLUGIN as GATE
from pytest_portone.tap import tap
from pytest_portone.usage.errors import UsageFileError
from pytest_portone.usage.hearing import Ear
from pytest_portone.usage.model import Fact, Usage
from pytest_portone.usage.writing import write

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from pytest_portone.contracts import Contract

RESULT = "portone_usage"
"""The attribute of a report, and the worker's output, that says what was used since the last one."""
_SERVER = "portone_server"


@dataclass(eq=False)
class UsageRun:
    """Hears what tests use, and writes it.

    Under pytest-xdist each worker has one, which hears, and the controller has one, which writes.
    """

    config: pytest.Config
    path: Path
    _stack: ExitStack = field(default_factory=ExitStack)
    _facts: set[Fact] = field(default_factory=set)
    _item: pytest.Item | None = None
    _torn_down: bool = False
    _began: bool = False
    _interrupted: bool = False
    _told: str = ""
    _failed: bool = False

    def __post_init__(self) -> None:
        self._ear = Ear(settings.base_urls(self.config))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        """Listen from now on: before any mock is set up, so above all of them.

        Raises:
            pytest.UsageError: the contract can't be had.
        """
        settings.contract(self.config)
        self._stack.enter_context(tap(self._ear))

    def pytest_unconfigure(self) -> None:
        """Listen no more."""
        self._stack.close()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Hear the calls to the loopback server, too."""
        value = yield
        if fixturedef.argname == _SERVER and hasattr(value, "url"):
            self._ear.served(value.url)
        return value

    def pytest_fixture_post_finalizer(self, fixturedef: pytest.FixtureDef[Any]) -> None:
        """The server's port may be another's from now on."""
        if fixturedef.argname == _SERVER:
            self._ear.served(None)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Know whose calls these are."""
        self._item, self._torn_down = item, False
        try:
            return (yield)
        finally:
            self._ear.deaf = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Generator[None, object, object]:
        """Hear nothing of what the gate runs again: what came is changed there, and the test may go other ways."""
        self._ear.deaf = self._torn_down and self.config.pluginmanager.has_plugin(GATE)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        """Hear again what follows."""
        try:
            return (yield)
        finally:
            self._torn_down, self._ear.deaf = True, False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what was heard: in a worker into the report, elsewhere out of it."""
        heard = self._heard()
        if self._worker:
            setattr(report, RESULT, _plain(heard))
        else:
            self._facts.update(heard, _facts(getattr(report, RESULT, ())))
            self._began = True

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Tell an interruption from a stop that was asked for, such as that of `-x` with workers."""
        error = excinfo.value
        self._interrupted = type(error) is KeyboardInterrupt or isinstance(error, pytest.exit.Exception)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker heard after its last report."""
        self._facts |= _facts(getattr(node, "workeroutput", {}).get(RESULT, ()))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the file, if the run is whole."""
        self._item = None
        heard = self._heard()
        if self._worker:
            self.config.workeroutput[RESULT] = _plain(heard)  # type: ignore[attr-defined] # pytest-xdist's
            return
        self._facts |= heard
        if self._began and not self._interrupted and exitstatus != pytest.ExitCode.INTERNAL_ERROR:
            self._write(session)
        elif not self.config.option.collectonly:
            why = "the run did not come to its end" if self._began else "no test was run"
            self._told = f"{self.path} is left as it was: {why}"

    def _write(self, session: pytest.Session) -> None:
        try:
            write(Usage(frozenset(self._facts)), self.path)
            self._told = f"{_counted(self._facts)} in {self.path}"
        except UsageFileError as error:
            self._told, self._failed = str(error), True
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was written, and where."""
        if self._told:
            terminalreporter.write_line(f"portone usage: {self._told}", red=self._failed)

    @property
    def _worker(self) -> bool:
        return hasattr(self.config, "workerinput")

    def _heard(self) -> set[Fact]:
        """What was heard since this was asked last."""
        return self._ear.heard(self._contract)

    def _contract(self) -> Contract:
        """What the test at hand is read by; a contract that can't be had is its fixture's complaint."""
        try:
            return settings.contract(self.config, self._item)
        except pytest.UsageError:
            return settings.contract(self.config)


def _plain(facts: Iterable[Fact]) -> list[list[str]]:
    """Facts as data that goes from process to process."""
    return [list(each) for each in sorted(facts)]


def _facts(plain: Iterable[Any]) -> set[Fact]:
    return {Fact(*each) for each in plain}


def _counted(facts: Iterable[Fact]) -> str:
    subjects = {each.subject for each in facts if each.subject}
    webhooks = sum(each.startswith("webhook ") for each in subjects)
    counts = {"operation": len(subjects) - webhooks, "webhook version": webhooks}
    return " and ".join(f"{count} {name}{'s'[: count != 1]}" for name, count in counts.items())
