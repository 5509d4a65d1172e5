"""The text of a cassette, read whole or refused: what can't be read is listed, and nothing is left out silently."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from pytest_portone.recording import heading, notation
from pytest_portone.recording.errors import CassetteError
from pytest_portone.recording.tape import Header, Tape
from pytest_portone.sandbox.messages import Request
from pytest_portone.traffic import safe_yaml, vcr
from pytest_portone.traffic.model import Exchange, Fault, UnreadableError
from pytest_portone.transport.interception import Interception

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from urllib.parse import SplitResult

    from pytest_portone.traffic.model import Entry

_WEBHOOK = ("webhook-id", "webhook-signature")
"""What a signed webhook has (Standard Webhooks)."""
_LISTS = ("interactions", "http_interactions")
"""Where the exchanges stand: in vcrpy's cassettes; in those of Ruby's VCR and betamax."""
_ENDS = ("version", "recorded_with")
"""What recorders write last: vcrpy, and Ruby's VCR. Without it the file has been cut off."""


class NoCassetteError(CassetteError):
    """A file in YAML that is something else."""


class BrokenCassetteError(CassetteError):
    """A cassette of which something can't be read. Recording it anew may take its place."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a cassette file holds.

    Attributes:
        tape: what concerns PortOne.
        lines: of its exchanges, counted from one.
        others: the hosts of calls that do not.
        metadata: what others say in vcrpy's `metadata`.
    """

    tape: Tape
    lines: tuple[int, ...] = ()
    others: frozenset[str] = frozenset()
    metadata: Mapping[str, Any] = field(default_factory=dict)


def read(name: str, data: bytes, base_urls: Iterable[str] = ()) -> Content:
    """Read a cassette's text.

    Args:
        name: of the file, for messages.
        data: its bytes.
        base_urls: where PortOne's API is served, besides https://api.portone.io.

    Raises:
        BrokenCassetteError: something of it can't be read; all is listed.
        CassetteError: a later version wrote it.
        NoCassetteError: it is no cassette.
        ValueError: a base URL is none.
    """
    try:
        document = safe_yaml.load(data)
    except safe_yaml.BrokenYamlError as error:
        refuse(name, [(error.line, error)])
    if document.value is None:
        refuse(name, [(1, UnreadableError("an empty file", "a cassette"))])
    reader = _Reader(name, document, Interception(_never, base_urls))
    content = reader.content()
    if reader.problems:
        refuse(name, reader.problems)
    return content


def refuse(name: str, problems: Iterable[tuple[int, UnreadableError]]) -> NoReturn:
    """Refuse a file.

    Raises:
        BrokenCassetteError: always; it has a line for each problem, and the way out.
    """
    listed = [f"{name}:{line}: {problem}" for line, problem in problems]
    way_out = "Bring back the file as it was (`git restore`), or record it anew (`pytest --portone-record=all`)."
    raise BrokenCassetteError("\n".join([*listed, way_out]))


@dataclass(slots=True)
class _Reader:
    name: str
    document: safe_yaml.Document
    bases: Interception
    problems: list[tuple[int, UnreadableError]] = field(default_factory=list)
    others: set[str] = field(default_factory=set)

    def content(self) -> Content:
        metadata = self._metadata()
        header, expected = self._header(metadata)
        found = list(self._exchanges(expected))
        tape = Tape(header, tuple(each for _, each in found))
        rest = {key: value for key, value in metadata.items() if key != notation.HEADER}
        return Content(tape, tuple(line for line, _ in found), frozenset(self.others), rest)

    @property
    def _top(self) -> dict[str, Any]:
        """The file as a mapping; before version 1.0, vcrpy wrote a list."""
        value = self.document.value
        return value if isinstance(value, dict) else {}

    def _metadata(self) -> dict[str, Any]:
        found = self._top.get("metadata")
        if not isinstance(found, dict | None):
            self._wrong(self.document.line("metadata"), UnreadableError("no mapping as `metadata`", "one"))
            return {}
        return found or {}

    def _header(self, metadata: Mapping[str, Any]) -> tuple[Header | None, int]:
        """The header, and how many exchanges it says there are at least."""
        if notation.HEADER not in metadata:
            return None, 0
        line = self.document.line("metadata", notation.HEADER)
        try:
            return heading.read(metadata[notation.HEADER])
        except heading.NewerFormatError as error:
            raise CassetteError(f"{self.name}:{line}: {error}") from None
        except UnreadableError as error:
            self._wrong(line, error)
            return None, 0

    def _exchanges(self, expected: int) -> Iterator[tuple[int, Exchange]]:
        keys = [each for each in _LISTS if each in self._top][:1]
        lines = self.document.items(*keys)
        try:
            for line, interaction, entry in zip(
                lines, self._listed(keys), vcr.read(self.name, self.document.value), strict=True
            ):
                exchange = self._exchange(line, interaction, entry)
                if exchange:
                    yield line, exchange
        except UnreadableError as error:
            self._refuse_other(error)
            return
        self._check_end(len(lines), expected)

    def _listed(self, keys: list[str]) -> list[Any]:
        found = self._top[keys[0]] if keys else self.document.value
        return found if isinstance(found, list) else []

    def _refuse_other(self, error: UnreadableError) -> None:
        """Without exchanges it is no cassette; unless it begins like one, and was cut."""
        if isinstance(self.document.value, dict | list) and "metadata" not in self._top:
            raise NoCassetteError(f"{self.name}: {error}")
        self._wrong(self.document.end, error)

    def _check_end(self, number: int, expected: int) -> None:
        """A file that was cut between two exchanges, or in the last text of the last one, looks well otherwise."""
        if number < expected:
            way_out = f"if one was taken out on purpose, set `exchanges` in the header to {number}"
            problem = UnreadableError(f"{number} exchanges", f"{expected} as the header says", way_out)
            self._wrong(self.document.end, problem)
        if self._top and not any(self._top.get(each) for each in _ENDS):
            way_out = f"if it was written by hand, let it end with `version: {notation.VERSION}`"
            problem = UnreadableError("a file without its end", "`version` as its last key", way_out)
            self._wrong(self.document.end, problem)

    def _exchange(self, line: int, interaction: Any, entry: Entry | Fault) -> Exchange | None:
        """An exchange; None, with a problem or another host noted down, for what is none."""
        try:
            if isinstance(entry, Fault):
                raise entry.problem
            return self._of_portone(entry, told=interaction.get("webhook") is True)
        except UnreadableError as problem:
            self._wrong(line, problem)
            return None

    def _of_portone(self, entry: Entry, *, told: bool) -> Exchange | None:
        """An entry as an exchange; `told` is whether it is said to be a webhook."""
        url, port = _split(entry.url)
        host = url.hostname or ""
        path = None if told else self.bases.claim(entry.method, url.scheme, host, port, url.path)
        if path is None and not told and not _is_signed(entry):
            self.others.add(host)
            return None
        body, response = entry.messages()
        if response is None:
            raise UnreadableError("a call without an answer", "an answer")
        request = Request(entry.method, path or url.path, url.query, dict(entry.headers), body)
        return Exchange(request, response, host, entry.source, entry.started, path is None)

    def _wrong(self, line: int, problem: UnreadableError) -> None:
        self.problems.append((line, problem))


def _is_signed(entry: Entry) -> bool:
    """Whether it is a webhook by its looks, as other tools record it."""
    return entry.method == "POST" and all(each in entry.headers for each in _WEBHOOK)


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnreadableError("a text that is no URL", "an absolute URL") from None
    return parts, port


def _never(_request: object) -> Any:
    raise AssertionError("a reader answers nothing")
