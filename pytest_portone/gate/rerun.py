"""A test run again in the middle of its session, with fresh fixtures of function scope, and nothing reported."""

from __future__ import annotations

import logging
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import SkipTest

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.runner import CallInfo

    Excinfo = pytest.ExceptionInfo[BaseException]


@dataclass(slots=True)
class Outcome:
    """How a run of a test ended.

    Attributes:
        error: what the test failed with; None where it passed, or skipped itself.
        logged: exceptions that somebody logged instead of raising them, such as a framework that answers 500.
    """

    error: Excinfo | None = None
    logged: list[Excinfo] = field(default_factory=list)


def run_again(item: pytest.Function) -> Outcome:
    """Set up, call and tear down a test once more; fixtures of wider scopes stay.

    Raises:
        KeyboardInterrupt, pytest.exit.Exception: as in any run.
    """
    outcome = Outcome()
    with ExitStack() as stack:
        stack.enter_context(_unseen(item))
        stack.enter_context(_one_shot(item))
        outcome.logged = stack.enter_context(_logged())
        item._initrequest()  # noqa: SLF001 - as pytest itself does for an item that runs again
        try:
            outcome.error = _phases(item)
        finally:
            item._request = False  # type: ignore[assignment] # noqa: SLF001 - likewise
            item.funcargs = None  # type: ignore[assignment]
    return outcome


def _phases(item: pytest.Function) -> Excinfo | None:
    hook = item.ihook
    error = _failed(item, "setup", lambda: hook.pytest_runtest_setup(item=item))
    if error is None:
        error = _failed(item, "call", lambda: hook.pytest_runtest_call(item=item))
    late = _failed(item, "teardown", lambda: hook.pytest_runtest_teardown(item=item, nextitem=item.parent))
    error = error or late
    return None if error is None or isinstance(error.value, pytest.skip.Exception | SkipTest) else error


def _failed(item: pytest.Function, when: Any, function: Any) -> Excinfo | None:
    reraise = (pytest.exit.Exception, KeyboardInterrupt)
    call: CallInfo[None] = pytest.CallInfo.from_call(function, when=when, reraise=reraise)
    item.ihook.pytest_runtest_makereport(item=item, call=call)  # fixtures and unittest count on it
    return call.excinfo


@contextmanager
def _unseen(item: pytest.Function) -> Iterator[None]:
    """Keep warnings, captured output and properties of this run out of the test's reports.

    Nobody reads the traceback of a run that fails here, and to write it takes longer than the run.
    """
    sections, properties = item._report_sections[:], item.user_properties[:]  # noqa: SLF001 - there is no other way
    with warnings.catch_warnings(record=True), pytest.MonkeyPatch.context() as patch:
        patch.setattr(item, "repr_failure", _untold)
        patch.setattr(item, "_repr_failure_py", _untold, raising=False)
        try:
            yield
        finally:
            item._report_sections[:], item.user_properties[:] = sections, properties  # noqa: SLF001


def _untold(*_args: object, **_options: object) -> str:
    return ""


@contextmanager
def _one_shot(item: pytest.Function) -> Iterator[None]:
    """Let a Hypothesis test neither shrink what fails nor keep it: it fails by the gate's doing."""
    test = getattr(item.obj, "__func__", item.obj)
    if not getattr(test, "is_hypothesis_test", False):
        yield
        return
    from hypothesis import Phase, settings

    name = "_hypothesis_internal_use_settings"
    before = getattr(test, name)
    setattr(test, name, settings(before, database=None, phases=(Phase.explicit, Phase.generate)))
    try:
        yield
    finally:
        setattr(test, name, before)


@contextmanager
def same_examples(item: pytest.Function, seed: int) -> Iterator[None]:
    """Let a Hypothesis test draw the same examples in each run, as far as it does not say itself which."""
    test = getattr(item.obj, "__func__", item.obj)
    name = "_hypothesis_internal_use_seed"
    if not getattr(test, "is_hypothesis_test", False) or getattr(test, name, None) is not None:
        yield
        return
    setattr(test, name, seed)
    try:
        yield
    finally:
        setattr(test, name, None)


@contextmanager
def _logged() -> Iterator[list[Excinfo]]:
    handler = _Exceptions()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield handler.found
    finally:
        root.removeHandler(handler)


class _Exceptions(logging.Handler):
    """Collects the exceptions of log records of the level ERROR and above."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[Excinfo] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.found.append(pytest.ExceptionInfo.from_exception(record.exc_info[1]))
