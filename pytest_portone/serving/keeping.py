"""A sandbox's world in a file."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING

from pytest_portone import whole_file
from pytest_portone.sandbox import WorldError
from pytest_portone.sandbox.saving import UNSAVED, dump
from pytest_portone.sandbox.state import State
from pytest_portone.serving.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_portone.sandbox import Sandbox

_log = logging.getLogger("pytest_portone.server")
PAUSE = 2.0
"""Seconds between two looks whether something has changed."""


class StateFileError(OSError):
    """A file holds no world that could be gone on with. It is left as it is."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(
            f"{path} is no state of this sandbox: {why}. It is left as it is; name another file, or move it away"
        )


@dataclass(slots=True)
class Keeper:
    """Keeps a sandbox's world in a file.

    Attributes:
        sandbox: whose world it is.
        path: where.
    """

    sandbox: Sandbox
    path: Path
    _watch: Watch = field(init=False)
    _saved: int = 0

    def __post_init__(self) -> None:
        self._watch = Watch(self.sandbox, UNSAVED)

    def load(self) -> None:
        """Go on with the world in the file, if there is one.

        Raises:
            StateFileError: it holds none.
            OSError: it can't be read.
        """
        if not self.path.exists():
            whole_file.write(self.path, self._text())  # so that it is known now whether that can be done
            return
        try:
            self.sandbox.load(json.loads(self.path.read_text(encoding="utf-8")))
        except json.JSONDecodeError as error:
            raise StateFileError(self.path, f"it is no JSON, or a part of some ({error})") from None
        except RecursionError:
            raise StateFileError(self.path, "it is nested too deeply") from None
        except (UnicodeDecodeError, WorldError) as error:
            raise StateFileError(self.path, error) from None
        self._saved = self._watch.look()

    def save(self) -> None:
        """Write the world, if it has changed.

        Raises:
            OSError: it can't be written; what was there is still there.
        """
        revision = self._watch.look()
        if revision != self._saved:
            whole_file.write(self.path, self._text())
            self._saved = revision

    def _text(self) -> str:
        """The world as it is now. It is written from a copy: nobody has to wait meanwhile."""
        copy = State(self.sandbox.settings)
        copy.restore(self.sandbox.snapshot())
        return json.dumps(dump(copy, self.sandbox.contract.version))

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Save in the background, and at the end.

        Raises:
            OSError: at the end it can't be written.
        """
        stop = Event()

        def work() -> None:
            while not stop.wait(PAUSE):
                try:
                    self.save()
                except OSError:
                    _log.exception("%s could not be written", self.path)

        thread = Thread(target=work, name="portone-state", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            self.save()
