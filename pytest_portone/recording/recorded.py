"""A test's recording: played from its cassette, or being made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from pytest_portone.recording import live, taping
from pytest_portone.recording.errors import CassetteError, RecordingError
from pytest_portone.recording.tape import Header, Tape
from pytest_portone.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from pytest_portone.contracts.model import Contract
    from pytest_portone.recording.matching import Player
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.sandbox.webhooks.endpoints import Answer
    from pytest_portone.traffic.model import Exchange

_EARLIEST = datetime.min.replace(tzinfo=UTC)


class Recording(ABC):
    """What a test with a cassette has as `portone_recording`.

    Attributes:
        path: the cassette's.
        mode: what `--portone-record` says.
        tape: what the cassette held when the test began; None where there was none.
    """

    recording: bool
    """Whether calls are made and kept, or answered from the cassette."""

    def __init__(self, path: Path, mode: str, tape: Tape | None) -> None:
        self.path, self.mode, self.tape = path, mode, tape
        self._lock = Lock()
        self._complaints: list[str] = []

    @property
    @abstractmethod
    def timeline(self) -> Sequence[Exchange]:
        """Calls and webhooks: all that the cassette holds, or those that have been recorded so far."""

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The calls to PortOne in the timeline."""
        return tuple(each for each in self.timeline if not each.webhook)

    @property
    def webhooks(self) -> tuple[Exchange, ...]:
        """The webhooks in the timeline."""
        return tuple(each for each in self.timeline if each.webhook)

    def complaints(self) -> list[str]:
        """What the test fails for, also where the code under test swallowed the exception. Each is told once."""
        with self._lock:
            found, self._complaints = self._complaints, []
        return found

    def receiving(self, app: Any) -> Any:
        """An app that keeps the signed webhooks which reach it while a test is recorded, with its answers.

        Args:
            app: ASGI or WSGI. While a cassette is played, the app itself is given back.
        """
        if not self.recording:
            return app
        from pytest_portone.recording.receiving import receiving

        return receiving(app, self.keep)

    @abstractmethod
    def deliver(self, target: Any, *, secret: str | Sequence[str] = (), url: str = "") -> tuple[Answer, ...]:
        """Deliver the recorded webhooks whose place has come: all calls that were recorded before them were made.

        While a test is recorded, webhooks come from PortOne itself, and nothing is delivered.

        Args:
            target: an ASGI or WSGI app, a test client, or a URL, as `portone.webhooks.send_to` takes it.
            secret: what they are signed with, now; a cassette holds no signature.
            url: the path at which the target takes them; where they went when they were recorded, if nothing is said.

        Returns:
            What the merchant's server said to each.

        Raises:
            ValueError: the secret is none, or the URL.
        """

    @abstractmethod
    def answer(self, request: Request) -> tuple[int, Response] | None:
        """See `playing.Deck`."""

    @abstractmethod
    def miss(self, request: Request) -> Exception:
        """See `playing.Deck`."""

    @abstractmethod
    def keep(self, exchange: Exchange) -> None:
        """See `playing.Deck`."""

    def _complain(self, error: Exception) -> Exception:
        with self._lock:
            self._complaints.append(str(error))
        return error


class Playing(Recording):
    """A cassette that is played: no call is made.

    Args:
        path: the cassette's.
        mode: what `--portone-record` says.
        tape: what it holds; None where there is none.
        contract: of the test.
        command: what records this test.
        secrets: what no message shows.
    """

    recording = False

    def __init__(  # noqa: PLR0913 - what a test's cassette is played with
        self, path: Path, mode: str, tape: Tape | None, contract: Contract, *, command: str, secrets: Iterable[str]
    ) -> None:
        from pytest_portone.recording.matching import Player

        super().__init__(path, mode, tape)
        self._command, self._redact = command, Redactor()
        for each in secrets:
            self._redact.hide(each)
        self._player: Player = Player(tape or Tape(None), contract)
        self._played: set[int] = set()
        self._delivered: set[int] = set()

    @property
    def played(self) -> frozenset[int]:
        """The places, from 0, of the exchanges that were played or delivered so far."""
        return frozenset(self._played | self._delivered)

    @property
    def timeline(self) -> Sequence[Exchange]:
        """All that the cassette holds."""
        return self.tape.exchanges if self.tape else ()

    def answer(self, request: Request) -> tuple[int, Response] | None:
        """The first exchange that a call can be, which is played once."""
        with self._lock:
            found = self._player.find(request)
            if found is None:
                return None
            self._played.add(found.index)
            return found.index, found.response

    def miss(self, request: Request) -> Exception:
        """What was called, what is nearest to it, and what records it."""
        from pytest_portone.recording.errors import MissError
        from pytest_portone.recording.matching import miss

        if self.tape is None:
            return self._complain(
                CassetteError(
                    f"{request.method} {self._redact(request.path)} was called, and there is no cassette to answer "
                    f"it: {self.path} is no file. Nothing has been sent. Record it: {self._command}"
                )
            )
        with self._lock:
            nearest = self._player.nearest(request, self._redact)
            text = miss(request, nearest, self._command, self._redact)
        return self._complain(MissError(text))

    def keep(self, exchange: Exchange) -> None:  # noqa: ARG002 - it is never called
        """Never called: no call is made."""
        raise AssertionError("nothing is kept while a cassette is played")

    def deliver(self, target: Any, *, secret: str | Sequence[str] = (), url: str = "") -> tuple[Answer, ...]:
        """Deliver what is due."""
        from pytest_portone.recording.delivering import delivered

        with self._lock:
            due = list(self._due())
            self._delivered |= {number for number, _ in due}
        today = [replace(each, request=self._player.today(each.request)) for _, each in due]
        return tuple(delivered(each, target, secret, url) for each in today)

    def _due(self) -> Iterator[tuple[int, Exchange]]:
        """The webhooks before the first call that has not been made."""
        for number, each in enumerate(self.timeline):
            if not each.webhook and number not in self._played:
                return
            if each.webhook and number not in self._delivered:
                yield number, each


class Taking(Recording):
    """A cassette that is being recorded: calls are made, and kept until `save`.

    Args:
        path: the cassette's.
        mode: what `--portone-record` says.
        tape: what it held; None where there was none.
        broken: the file's bytes, where it could not be read: the recording takes its place.
    """

    recording = True

    def __init__(self, path: Path, mode: str, tape: Tape | None, broken: bytes = b"") -> None:
        super().__init__(path, mode, tape)
        self.broken = broken
        self._kept: list[Exchange] = []
        self._live = False

    @property
    def timeline(self) -> Sequence[Exchange]:
        """In the order in which they began: an answer may come after a webhook that its call brought about."""
        with self._lock:
            return sorted(self._kept, key=lambda each: each.started or _EARLIEST)

    @property
    def live(self) -> bool:
        """Whether the far side has shown that it is no test store."""
        return self._live

    def answer(self, request: Request) -> None:
        """None: the call is made."""

    def miss(self, request: Request) -> Exception:
        """Never called: every call is made."""
        raise AssertionError(f"{request.method} {request.path} is made, and no miss")

    def keep(self, exchange: Exchange) -> None:
        """Keep an exchange, unless it shows a live store.

        Raises:
            LiveStoreError: it does.
        """
        asked = f"{exchange.request.method} {exchange.request.path}"
        what = f"the webhook at {exchange.request.path}" if exchange.webhook else f"the answer to {asked}"
        try:
            live.check(exchange.request.body if exchange.webhook else exchange.response.body, what)
        except RecordingError as error:
            self._live = True
            raise self._complain(error) from None
        with self._lock:
            self._kept.append(exchange)

    def deliver(self, target: Any, *, secret: str | Sequence[str] = (), url: str = "") -> tuple[Answer, ...]:  # noqa: ARG002
        """Nothing: webhooks come over the network."""
        return ()


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a cassette is saved.

    Attributes:
        contract: the version of the contract that is pinned.
        days: how long it is good for; 0 for ever.
        scrub: takes out what is nobody's business, and gives what makes sure that it is out.
        now: the time.
    """

    contract: str
    days: int
    scrub: Callable[[Tape], tuple[Tape, Callable[[str], None]]] = field(repr=False)
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()

    def save(self, recording: Taking) -> int:
        """Write what was recorded; gives how many exchanges that are. Where there are none, nothing is written.

        Raises:
            RecordingError: it can't be written, or a secret would stand in it.
        """
        exchanges = tuple(recording.timeline)
        if exchanges:
            now = self.now()
            tape, check = self.scrub(Tape(Header(self.contract, now, self._expiry(now)), exchanges))
            taping.save(recording.path, tape, loaded=recording.tape, check=check, broken=recording.broken)
        return len(exchanges)

    def _expiry(self, now: datetime) -> date | None:
        return (now + timedelta(days=self.days)).date() if self.days else None


@contextmanager
def recorded(recording: Recording, base_urls: Iterable[str] = ()) -> Iterator[Recording]:
    """Have a recording answer the calls to PortOne, or keep them, as long as this is open.

    Args:
        recording: played or taken; a taken one is written by `Keeping.save`.
        base_urls: where PortOne's API is served, besides https://api.portone.io.

    Raises:
        MissingExtraError: the extra `recording` is not installed.
    """
    try:
        from pytest_portone.recording.playing import caught
    except ModuleNotFoundError as error:
        from pytest_portone.server import MissingExtraError

        raise MissingExtraError(str(error.name), "recording") from error
    with caught(recording, base_urls):
        yield recording


def before(tape: Tape | None, began: datetime) -> Tape | None:
    """What of a tape was there before this run began: the rest another of its tests has recorded, and stays."""
    if tape is None:
        return None
    old = tuple(each for each in tape.exchanges if each.started is None or each.started < began)
    return replace(tape, exchanges=old) if old or not tape.exchanges else None
