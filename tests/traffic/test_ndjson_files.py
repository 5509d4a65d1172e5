"""NDJSON of exchanges: one schema, and a fault for each line that is not of it."""

import io
import json

import jsonschema_rs
import pytest

from pytest_portone.traffic import Traffic, ndjson

LINE = {"method": "get", "url": "https://api.portone.io/payments/order-1", "status": 200}


@pytest.fixture
def read():
    """Reads lines from standard input: the exchanges, and the faults as text."""

    def reading(*lines):
        data = b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines)
        traffic = Traffic()
        return list(traffic.read(["-"], io.BytesIO(data))), [str(each) for each in traffic.faults]

    return reading


def test_the_schema_is_one_and_describes_every_field():
    jsonschema_rs.meta.validate(ndjson.schema())
    assert all("description" in each for each in ndjson.schema()["properties"].values())


def test_a_line_is_an_exchange(read):
    (found,), faults = read(
        {
            **LINE,
            "requestHeaders": {"Authorization": "PortOne s", "X-Two": ["a", "b"]},
            "requestBody": {"reason": "x"},
            "responseHeaders": {"Content-Type": "application/json"},
            "responseBody": '{"a":  1}',
            "startedAt": "2026-01-31T09:30:00+09:00",
        }
    )
    assert faults == []
    assert found.request.method == "GET"
    assert found.request.headers == {"authorization": "PortOne s", "x-two": "a, b"}
    assert json.loads(found.request.body) == {"reason": "x"}
    assert found.response.body == b'{"a":  1}', "a string is the text itself"
    assert found.source == "standard input, line 1"
    assert found.started.isoformat() == "2026-01-31T09:30:00+09:00"


def test_bodies_may_be_left_out_or_null_and_lines_empty(read):
    exchanges, faults = read(LINE, b"", {**LINE, "requestBody": None, "responseBody": None})
    assert faults == []
    assert [each.source.rpartition(" ")[2] for each in exchanges] == ["1", "3"]
    assert all(each.request.body == each.response.body == b"" for each in exchanges)


def test_a_mark_of_byte_order_is_no_matter(read):
    exchanges, faults = read(b"\xef\xbb\xbf" + json.dumps(LINE).encode(), LINE)
    assert (len(exchanges), faults) == (2, [])


def test_every_line_that_is_none_is_told_and_the_others_are_read(read):
    exchanges, faults = read(
        b"{",
        b'"\xff"',
        [],
        {"method": "GET"},
        {**LINE, "status": "200", "method": 7},
        {**LINE, "responseHeaders": {"a": 1}},
        {**LINE, "body": "a secret"},
        {**LINE, "url": "http://[x"},
        LINE,
    )
    assert [each.source for each in exchanges] == ["standard input, line 9"]
    told = [each.removeprefix("standard input, line ").partition("; ")[0] for each in faults]
    assert told[:4] == [
        "1: received text that is no JSON at column 2, expected one object",
        "2: received no UTF-8 at byte 1, expected JSON in UTF-8",
        "3: received a list at $, expected one object with method, url and status",
        (
            "4: received nothing at $.url and nothing at $.status, expected the absolute URL, with the query and an "
            "HTTP status from 100 to 599"
        ),
    ]
    assert told[4].startswith(
        "5: received an integer at $.method and a string at $.status, expected a method such as"
    )
    assert "at $.responseHeaders.a, expected an object of names" in told[5]
    assert told[6].startswith("7: received 1 unknown fields at $, expected of the fields method, url")
    assert told[7] == "8: received a text that is no URL, expected an absolute URL"
    assert "a secret" not in "".join(faults)


def test_a_stream_is_read_line_by_line(read):
    """Each exchange is there before the next line is asked for."""

    def lines():
        for number in range(3):
            asked.append(number)
            yield json.dumps(LINE).encode() + b"\n"

    asked = []
    entries = ndjson.entries("stream", lines())
    next(entries)
    assert asked == [0]
