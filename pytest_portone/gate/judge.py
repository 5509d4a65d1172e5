"""How a run broke, and whose code it was."""

from __future__ import annotations

import re
import sys
import sysconfig
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.gate.rerun import Excinfo, Outcome
    from pytest_portone.report.model import Blame, Verdict

SDKS = frozenset({"portone_server_sdk"})
"""Import packages of PortOne's official SDKs."""
_OURS = ("pytest_portone", "pytest_portone.contracts", "pytest_portone.strategies")
"""This plugin's packages, which an editable install keeps in several folders."""
_PACKAGES = frozenset({"site-packages", "dist-packages"})
_LONGEST_MESSAGE = 300
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""What differs from run to run in the `repr` of an object."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that somebody can be blamed for.

    Attributes:
        blame: who wrote it.
        file: relative to the root of the run, or to where the package is installed.
        line: from 1.
        function: its name.
    """

    blame: Blame
    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a run broke.

    Attributes:
        verdict: see `Verdict`.
        exception: type and message, on one line.
        kind: the exception's type.
        raised: the frame that raised.
        own: the innermost frame of the merchant's code, or of the test.
    """

    verdict: Verdict
    exception: str
    kind: str
    raised: Frame
    own: Frame


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows whose a file is.

    Attributes:
        root: of the run.
        test_files: patterns of the names of test files, as the ini option `python_files` has them.
        libraries: where what is installed lies.
        ours: where this plugin lies.
    """

    root: Path
    test_files: tuple[str, ...]
    libraries: tuple[str, ...]
    ours: tuple[str, ...]

    @classmethod
    def of(cls, config: pytest.Config) -> Judge:
        """The judge of a session."""
        paths = sysconfig.get_paths()
        found = {str(Path(paths[name]).resolve()) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
        found |= {str(Path(each).resolve()) for each in sys.path if Path(each).name in _PACKAGES}
        specs = [find_spec(each) for each in _OURS]
        return cls(
            root=config.rootpath,
            test_files=tuple(config.getini("python_files")),
            libraries=tuple(sorted(found, key=len, reverse=True)),
            ours=tuple(str(Path(each.origin).parent) for each in specs if each and each.origin),
        )

    def judge(self, item: pytest.Item, outcome: Outcome) -> Judgement | None:
        """How a run broke; None where it passed."""
        if outcome.error is None:
            return None
        found = self._judged(item, outcome.error)
        if found.verdict == "change":
            # What the test saw may be no more than the 500 that a framework made of an exception.
            for each in outcome.logged:
                deeper = self._judged(item, each)
                if deeper.raised.blame != "test":
                    return deeper
        return found

    def _judged(self, item: pytest.Item, excinfo: Excinfo) -> Judgement:
        error = _one(excinfo.value)
        frames = list(self._frames(error))
        if type(error).__module__.partition(".")[0] in SDKS:  # what it promises to raise is its caller's business
            frames = [each for each in frames if each.blame != "sdk"]
        frames = frames or [self.whole(item, "test")]
        raised = frames[-1]
        own = next((each for each in reversed(frames) if each.blame != "sdk"), raised)
        asserted = isinstance(error, AssertionError | pytest.fail.Exception) and raised.blame == "test"
        return Judgement("change" if asserted else "crash", _told(error), type(error).__name__, raised, own)

    def whole(self, item: pytest.Item, blame: Blame) -> Frame:
        """A test as a whole, where no frame is to blame."""
        path, line, _ = item.reportinfo()
        return Frame(blame, self.relative(str(path)), (line or 0) + 1, item.name)

    def _frames(self, error: BaseException) -> Iterator[Frame]:
        """The frames of the traceback that somebody can be blamed for, the outermost first."""
        traceback = error.__traceback__
        while traceback is not None:
            code = traceback.tb_frame.f_code
            blame = self._blame(code.co_filename)
            if blame is not None:
                yield Frame(blame, self.relative(code.co_filename), traceback.tb_lineno, code.co_name)
            traceback = traceback.tb_next

    def _blame(self, file: str) -> Blame | None:
        """Whose a file is; None for nobody's: the standard library, what else is installed, and this plugin."""
        path = Path(file)
        if file.startswith(("<", *self.ours)):
            return None
        library = self._library(path)
        if library is not None:
            return "sdk" if path.relative_to(library).parts[0] in SDKS else None
        names = (*self.test_files, "conftest.py")
        return "test" if any(fnmatch(path.name, each) for each in names) else "merchant"

    def _library(self, path: Path) -> str | None:
        return next((each for each in self.libraries if path.is_relative_to(each)), None)

    def relative(self, file: str) -> str:
        """A file as reports name it: relative to the root of the run, or to where it is installed."""
        path = Path(file)
        for base in (self._library(path), self.root):
            if base is not None and path.is_relative_to(base):
                return path.relative_to(base).as_posix()
        return file


def _one(error: BaseException) -> BaseException:
    """The exception inside groups of one, which task groups make."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _told(error: BaseException) -> str:
    message = _ADDRESS.sub("", " ".join(str(error).split()))
    text = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1]}…"
