"""A tape played: each call is given the answer of the recorded exchange that it is, and each exchange once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from pytest_portone.recording.matching.answers import Speaker
from pytest_portone.recording.matching.binding import Binding
from pytest_portone.recording.matching.expected import expected
from pytest_portone.recording.matching.facets import FacetReader
from pytest_portone.recording.matching.nearest import Candidate, nearest_of
from pytest_portone.recording.matching.patterns import KINDS, Lexer
from pytest_portone.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_portone.contracts.model import Contract
    from pytest_portone.recording.matching.facets import Facets
    from pytest_portone.recording.matching.leaves import Path
    from pytest_portone.recording.matching.nearest import Nearest
    from pytest_portone.recording.matching.patterns import Kind
    from pytest_portone.recording.tape import Tape
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.traffic.model import Exchange


@dataclass(frozen=True, slots=True)
class Found:
    """The exchange that a call is.

    Attributes:
        index: its place among the tape's exchanges.
        exchange: as it was recorded.
        response: its answer, with the values of today.
    """

    index: int
    exchange: Exchange
    response: Response


class Player:
    """Plays a tape. It may be asked from several threads.

    Args:
        tape: its webhooks are left out: they are no answers.
        contract: by which calls are read.
        kinds: which parts of a text may be another value each time.

    Raises:
        ValueError: two kinds have the same name.
    """

    def __init__(self, tape: Tape, contract: Contract, kinds: tuple[Kind, ...] = KINDS) -> None:
        self._reader, self._lexer = FacetReader(contract), Lexer(kinds)
        self._lock = Lock()
        self._binding = Binding()
        self._played: set[int] = set()
        self._candidates = {
            index: self._candidate(index, each) for index, each in enumerate(tape.exchanges) if not each.webhook
        }
        # Dictionaries for their order: of those left, the first recorded comes first.
        self._same: dict[object, dict[int, None]] = defaultdict(dict)
        self._alike: dict[object, dict[int, None]] = defaultdict(dict)
        for index, each in self._candidates.items():
            self._same[_identity(each.facets)][index] = None
            self._alike[_shape(each.facets)][index] = None

    @property
    def binding(self) -> Binding:
        """Which of today's values stands for which recorded one, by the calls so far."""
        return self._binding

    @property
    def played(self) -> frozenset[int]:
        """The places of the exchanges that have been played."""
        with self._lock:
            return frozenset(self._played)

    def find(self, request: Request) -> Found | None:
        """Play the exchange that a call is: of those not yet played, the first; None where there is none.

        A call that is the same as a recorded one, letter by letter, is that one.
        """
        facets = self._reader.read(request)
        with self._lock:
            for index in self._in_question(facets):
                candidate = self._candidates[index]
                binding = candidate.expected.match(facets.leaves, self._binding)
                if binding is not None:
                    return self._play(candidate, binding)
        return None

    def nearest(self, request: Request, redact: Callable[[str], str] | None = None) -> Nearest | None:
        """The exchange that a call is nearest to, played or not; None for a tape without calls.

        Args:
            request: the call that there was no exchange for.
            redact: takes secrets out of texts, such as a `Redactor`.
        """
        with self._lock:
            binding, played = self._binding, frozenset(self._played)
        facets = self._reader.read(request)
        return nearest_of(facets, [*self._candidates.values()], binding, played, redact or Redactor())

    def unused(self) -> list[Exchange]:
        """The calls that have not been played."""
        played = self.played
        return [each.exchange for index, each in self._candidates.items() if index not in played]

    def today(self, webhook: Request) -> Request:
        """A recorded webhook with the values of today."""
        return Speaker(self._binding, self._lexer).request(webhook)

    def _candidate(self, index: int, exchange: Exchange) -> Candidate:
        facets = self._reader.read(exchange.request)
        return Candidate(index, exchange, facets, expected(facets.leaves, self._lexer))

    def _in_question(self, facets: Facets) -> Iterable[int]:
        same = self._same.get(_identity(facets), {})
        yield from same
        yield from (each for each in self._alike.get(_shape(facets), {}) if each not in same)

    def _play(self, candidate: Candidate, binding: Binding) -> Found:
        speaker = Speaker(binding, self._lexer)
        response = speaker.response(candidate.exchange.response)
        self._binding = speaker.binding
        self._played.add(candidate.index)
        del self._same[_identity(candidate.facets)][candidate.index]
        del self._alike[_shape(candidate.facets)][candidate.index]
        return Found(candidate.index, candidate.exchange, response)


def _identity(facets: Facets) -> object:
    return facets.operation, frozenset(facets.leaves.items())


def _shape(facets: Facets) -> tuple[str, frozenset[Path]]:
    return facets.operation, frozenset(facets.leaves)
