"""Any tape, by Hypothesis."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st
from tapes import KST, PORTONE

from pytest_portone.recording.tape import Header, Tape
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.traffic.headers import CARRIAGE
from pytest_portone.traffic.model import Exchange

_TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
_NASTY = st.sampled_from(
    [
        "\x85",
        "\u2028x\u2029",
        "\ufeff{}",
        "a\r\nb\r",
        " x ",
        "'\"",
        "null",
        "2026-11-23",
        "=",
        "<<",
        "!!binary x",
        "\0",
    ]
)
_WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-._~%", min_size=1, max_size=12)
_BODIES = st.one_of(_TEXTS.map(str.encode), _NASTY.map(str.encode), st.binary(max_size=40), st.just(b""))
_VALUES = st.one_of(_NASTY, st.text(st.characters(max_codepoint=255), max_size=20))
_HEADERS = st.dictionaries(_WORDS.map(str.lower).filter(lambda name: name not in CARRIAGE), _VALUES, max_size=4)
_TIMES = st.builds(
    datetime.fromtimestamp, st.integers(0, 2**31 * 10**6).map(lambda each: each / 10**6), st.sampled_from([KST, UTC])
)
_PATHS = st.lists(_WORDS, max_size=4).map(lambda parts: "/" + "/".join(parts))
_QUERIES = st.dictionaries(_WORDS, _WORDS, max_size=3).map(
    lambda pairs: "&".join(f"{k}={v}" for k, v in pairs.items())
)
_REQUESTS = st.builds(Request, st.sampled_from(["GET", "POST", "DELETE"]), _PATHS, _QUERIES, _HEADERS, _BODIES)
_RESPONSES = st.builds(Response, st.integers(100, 599), _HEADERS, _BODIES)

CALLS = st.builds(Exchange, _REQUESTS, _RESPONSES, st.just(PORTONE), st.just(""), st.none() | _TIMES, st.just(False))  # noqa: FBT003
WEBHOOKS = st.builds(
    Exchange,
    _REQUESTS,
    _RESPONSES,
    st.sampled_from(["merchant.example", "localhost", "::1", ""]),
    st.just(""),
    st.none() | _TIMES,
    st.just(True),  # noqa: FBT003
)
HEADERS = st.builds(
    Header, st.sampled_from(["2026-07-03", "1", "own: contract"]), _TIMES, st.none() | st.dates(date(2020, 1, 1))
)
TAPES = st.builds(Tape, st.none() | HEADERS, st.lists(CALLS | WEBHOOKS, max_size=4).map(tuple))
"""Any tape that can be played; without a header also of what other tools recorded."""
