"""Files and folders of recorded traffic, read exchange by exchange."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from pytest_portone.sandbox.messages import Request
from pytest_portone.traffic import formats, ndjson
from pytest_portone.traffic.model import Exchange, Fault, UnreadableError
from pytest_portone.transport.interception import Interception

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from urllib.parse import SplitResult

    from pytest_portone.traffic.model import Entry

STANDARD_INPUT = "-"
_PREFLIGHT = "OPTIONS"
"""What a browser asks before it calls another site (CORS): no call of the API's."""
_WEBHOOK = ("webhook-id", "webhook-signature")
"""What a signed webhook has (Standard Webhooks)."""


@dataclass(slots=True)
class Traffic:
    """Recorded traffic; what was met while reading it is counted here.

    Attributes:
        base_urls: where PortOne's API is served, besides https://api.portone.io.
        faults: every file and exchange that could not be read.
        files: how many were read.
        exchanges: how many calls to PortOne were read.
        webhooks: how many webhooks were read.
        unanswered: where calls to PortOne are recorded that had no answer.
        others: how many calls went to each other host.
        passed_over: files of a folder that are no recordings.

    Raises:
        ValueError: a base URL is none.
    """

    base_urls: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    files: int = 0
    exchanges: int = 0
    webhooks: int = 0
    unanswered: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    passed_over: list[str] = field(default_factory=list)
    _bases: Interception = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._bases = Interception(_never, self.base_urls)

    def read(self, paths: Iterable[str | Path], standard_input: BinaryIO | None = None) -> Iterator[Exchange]:
        """The exchanges with PortOne and the webhooks, in the order of the paths; folders in the order of names.

        Args:
            paths: files and folders; `-` is standard input, as NDJSON.
            standard_input: what `-` stands for; None for that of this process.
        """
        for path in paths:
            if str(path) == STANDARD_INPUT:
                self.files += 1
                yield from self._exchanges(ndjson.entries("standard input", standard_input or sys.stdin.buffer))
            elif Path(path).is_dir():
                for each in _files_in(Path(path)):
                    yield from self._file(each, named=False)
            else:
                yield from self._file(Path(path), named=True)

    def _file(self, path: Path, *, named: bool) -> Iterator[Exchange]:
        """One file. What is no recording is a fault if the user names it, and passed over in a folder."""
        try:
            with path.open("rb") as file:
                yield from self._exchanges(formats.of(path.name).entries(str(path), file))
            self.files += 1
        except OSError as error:
            problem = UnreadableError(error.strerror or type(error).__name__, "a file or folder", "name another")
            self.faults.append(Fault(str(path), problem))
        except UnreadableError as problem:
            if problem.foreign and not named:
                self.passed_over.append(str(path))
            else:
                self.faults.append(Fault(str(path), problem))

    def _exchanges(self, entries: Iterable[Entry | Fault]) -> Iterator[Exchange]:
        for each in entries:
            if isinstance(each, Fault):
                self.faults.append(each)
                continue
            try:
                found = self._exchange(each)
            except UnreadableError as problem:
                self.faults.append(Fault(each.source, problem))
                continue
            if found:
                self.exchanges += not found.webhook
                self.webhooks += found.webhook
                yield found

    def _exchange(self, entry: Entry) -> Exchange | None:
        """An entry as an exchange; None, and counted, where it is not PortOne's business or had no answer.

        Raises:
            UnreadableError: its URL or its bodies can't be read.
        """
        url, port = _split(entry.url)
        host = url.hostname or ""
        if entry.method == _PREFLIGHT:
            self.others[f"{host} ({_PREFLIGHT})"] += 1
            return None
        path = self._bases.claim(entry.method, url.scheme, host, port, url.path)
        webhook = path is None and _is_webhook(entry.method, entry.headers)
        if path is None and not webhook:
            self.others[host] += 1
            return None
        body, response = entry.messages()
        if response is None:
            self.unanswered.append(entry.source)
            return None
        request = Request(entry.method, path or url.path, url.query, dict(entry.headers), body)
        return Exchange(request, response, host, entry.source, entry.started, webhook)


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnreadableError("a text that is no URL", "an absolute URL", "record it again") from None
    return parts, port


def _is_webhook(method: str, headers: Mapping[str, str]) -> bool:
    return method == "POST" and all(each in headers for each in _WEBHOOK)


def _files_in(folder: Path) -> Iterator[Path]:
    """Every file below, but for hidden ones."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (Path(root) / each for each in sorted(names) if not each.startswith("."))


def _never(_request: object) -> Any:
    raise AssertionError("a reader answers nothing")
