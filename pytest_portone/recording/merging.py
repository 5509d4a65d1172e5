"""What several workers recorded into one cassette, put together: what another one has written meanwhile stays."""

from __future__ import annotations

from collections import Counter
from heapq import merge
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from datetime import datetime

    from pytest_portone.traffic.model import Exchange

    Identity: TypeAlias = tuple[Hashable, ...]


def merged(ours: Iterable[Exchange], loaded: Iterable[Exchange], present: Iterable[Exchange]) -> tuple[Exchange, ...]:
    """Our exchanges with those of other workers, in the order of time where all have one, else ours first.

    Args:
        ours: what is to be kept.
        loaded: what the file held when we began. What we left out of it is meant to go.
        present: what it holds now.
    """
    ours = tuple(ours)
    others = tuple(_others(present, Counter(map(identity, ours)) | Counter(map(identity, loaded))))
    if any(each.started is None for each in (*ours, *others)):
        return (*ours, *others)
    return tuple(merge(ours, others, key=_moment))


def _others(present: Iterable[Exchange], known: Counter[Identity]) -> Iterator[Exchange]:
    for each in present:
        mark = identity(each)
        if known[mark]:
            known[mark] -= 1
        else:
            yield each


def identity(exchange: Exchange) -> Identity:
    """What makes an exchange the same one, wherever it is recorded and on whichever server it was."""
    asked, answered = exchange.request, exchange.response
    return (
        (asked.method, asked.path, asked.query, asked.body, frozenset(asked.headers.items())),
        (answered.status, answered.body, frozenset(answered.headers.items())),
        (exchange.started, exchange.webhook),
    )


def _moment(exchange: Exchange) -> datetime:
    if exchange.started is None:
        raise AssertionError("only exchanges with a time are put in its order")
    return exchange.started
