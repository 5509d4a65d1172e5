"""Whatever stands in a recording: each of its exchanges is read, counted, or a fault; nothing is lost or crashes."""

import copy
import io
import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.traffic import Traffic, UnreadableError, har, ndjson, vcr

URL = "https://api.portone.io/payments/order-1"
CASSETTE = {
    "interactions": [
        {
            "request": {"method": "GET", "uri": URL, "headers": {"A": ["b"]}, "body": {"string": "{}"}},
            "response": {
                "status": {"code": 200},
                "headers": {"content-encoding": ["gzip"], "transfer-encoding": ["chunked"]},
                "body": {"base64_string": "e30="},
            },
        },
    ]
}
HAR = {
    "log": {
        "entries": [
            {
                "startedDateTime": "2026-01-31T09:30:00Z",
                "request": {
                    "method": "POST",
                    "url": URL,
                    "headers": [{"name": "a", "value": "b"}],
                    "postData": {"params": [{"name": "a", "value": "b"}]},
                },
                "response": {"status": 200, "headers": [], "content": {"text": "e30=", "encoding": "base64"}},
            }
        ]
    }
}
LINE = {
    "method": "GET",
    "url": URL,
    "status": 200,
    "requestHeaders": {"a": ["b"]},
    "requestBody": {},
    "responseHeaders": {"content-encoding": "deflate"},
    "responseBody": "x",
    "startedAt": "2026-01-31T09:30:00Z",
}
FORMS = {
    "cassette": (CASSETTE, lambda value: vcr.entries("x", io.BytesIO(yaml.safe_dump(value).encode()))),
    "har": (HAR, lambda value: har.entries("x", io.BytesIO(json.dumps(value).encode()))),
    "ndjson": (LINE, lambda value: ndjson.entries("x", io.BytesIO(json.dumps(value).encode() + b"\n"))),
}
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def ways(value, way=()):
    """The path to every place in a value."""
    yield way
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from ways(inner, (*way, step))


@st.composite
def spoilt(draw, value):
    """The value with junk at one of its places."""
    way, junk = draw(st.sampled_from(list(ways(value)))), draw(JUNK)
    if not way:
        return junk
    found = copy.deepcopy(value)
    holder = found
    for step in way[:-1]:
        holder = holder[step]
    holder[way[-1]] = junk
    return found


def lists(value):
    """Where the exchanges of a recording can stand: as many as there are must come out of it."""
    yield []
    holders = [value, value.get("log")] if isinstance(value, dict) else [value]
    for holder in holders:
        if isinstance(holder, list):
            yield holder
        elif isinstance(holder, dict):
            yield from (each for each in holder.values() if isinstance(each, list))


def outcome(entries):
    """How many exchanges, faults and calls to others a recording comes to; None where it is no recording."""
    traffic = Traffic()
    try:
        exchanges = list(traffic._exchanges(entries))
    except UnreadableError:
        return None
    for each in traffic.faults:
        assert each.source.startswith("x, ")
        assert each.problem.received
        assert each.problem.expected
    return len(exchanges) + len(traffic.faults) + len(traffic.unanswered) + traffic.others.total()


@pytest.mark.parametrize("form", FORMS)
def test_an_exchange_that_is_spoilt_is_read_counted_or_told(form):
    value, entries = FORMS[form]

    @settings(max_examples=300, deadline=None)
    @given(value=spoilt(value))
    def law(value):
        assert outcome(entries(value)) in ({1} if form == "ndjson" else {None, *map(len, lists(value))})

    assert outcome(entries(value)) == 1
    law()


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=60))
def test_bytes_that_are_anything_are_told(data):
    for entries in (vcr.entries, har.entries, ndjson.entries):
        outcome(entries("x", io.BytesIO(data)))


DEEP = "[" * 100_000
LONG = "1" * 10_000


@pytest.mark.parametrize("text", [DEEP, LONG, f'{{"log": {LONG}}}', f'{{"log": {DEEP}'])
def test_what_is_too_deep_or_too_long_to_be_read_is_told(text):
    for entries in (har.entries, ndjson.entries, vcr.entries):
        assert outcome(entries("x", io.BytesIO(text.encode()))) in (None, 1)
