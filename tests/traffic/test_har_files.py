"""HAR as the specification has it, and as browsers and proxies really export it."""

import base64
import gzip
import json

import pytest

from pytest_portone.traffic import Traffic

URL = "https://api.portone.io/payments/order-1/cancel"
BODY = {"cancellation": {"status": "SUCCEEDED"}}
TEXT = json.dumps(BODY)


def entry(request=None, response=None, **more):
    asked = {
        "method": "POST",
        "url": URL,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "queryString": [],
        "postData": {"mimeType": "application/json", "text": '{"reason": "x"}'},
        "headersSize": -1,
        "bodySize": 15,
    }
    answered = {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "content": {"size": len(TEXT), "mimeType": "application/json", "text": TEXT},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
    return {
        "startedDateTime": "2026-01-31T09:30:00.000+09:00",
        "time": 12.5,
        "request": {**asked, **(request or {})},
        "response": {**answered, **(response or {})},
        "cache": {},
        "timings": {"send": 0, "wait": 12, "receive": 0.5},
        **more,
    }


def har(*entries):
    return {"log": {"version": "1.2", "creator": {"name": "by hand", "version": "1"}, "entries": list(entries)}}


def headers(**pairs):
    return [{"name": name.replace("_", "-"), "value": value} for name, value in pairs.items()]


def coded(data):
    return base64.b64encode(data).decode()


QUIRKS = {
    "as specified": entry(),
    "Chrome: pseudo-headers of HTTP/2, fields of its own": entry(
        request={
            "headers": [{"name": ":method", "value": "POST"}, {"name": "content-type", "value": "application/json"}]
        },
        _initiator={"type": "script"},
        _priority="High",
    ),
    "Chrome: decoded, and still said to be compressed": entry(response={"headers": headers(content_encoding="br")}),
    "Firefox: content in base64": entry(
        response={"content": {"size": 1, "mimeType": "x", "encoding": "base64", "text": coded(TEXT.encode())}}
    ),
    "Charles: content compressed, in base64": entry(
        response={
            "headers": headers(Content_Encoding="gzip"),
            "content": {"size": 1, "encoding": "base64", "text": coded(gzip.compress(TEXT.encode()))},
        }
    ),
    "in chunks": entry(
        response={
            "headers": headers(Transfer_Encoding="chunked"),
            "content": {"size": 1, "text": f"{len(TEXT):x}\r\n{TEXT}\r\n0\r\n\r\n"},
        }
    ),
    "said to be in chunks, and joined": entry(response={"headers": headers(Transfer_Encoding="chunked")}),
}


@pytest.fixture
def read(tmp_path):
    """Reads one HAR file: its exchanges, and the reader."""

    def reading(value, name="checkout.har", mark=""):
        path = tmp_path / name
        path.write_text(mark + (value if isinstance(value, str) else json.dumps(value)), "utf-8")
        traffic = Traffic()
        return list(traffic.read([path])), traffic

    return reading


def told(traffic, tmp_path):
    return [str(each).removeprefix(f"{tmp_path}/") for each in traffic.faults]


@pytest.mark.parametrize("quirk", QUIRKS)
def test_a_har_file_is_read_with_the_quirks_of_whoever_wrote_it(read, quirk):
    (found,), traffic = read(har(QUIRKS[quirk]))
    assert traffic.faults == []
    assert found.request.headers == {"content-type": "application/json"}
    assert (found.request.path, found.request.body) == ("/payments/order-1/cancel", b'{"reason": "x"}')
    assert (found.response.status, found.response.json()) == (200, BODY)
    assert found.started.isoformat() == "2026-01-31T09:30:00+09:00"
    assert found.source.endswith("checkout.har, entry 1")


def test_a_mark_of_byte_order_and_the_suffix_json_are_no_matter(read):
    assert len(read(har(entry()), mark="\ufeff")[0]) == 1
    assert len(read(har(entry()), name="checkout.json")[0]) == 1


def test_what_a_form_sent_is_its_body(read):
    params = [{"name": "payment_id", "value": "a b"}, {"name": "tx_id"}]
    (found,), _ = read(har(entry(request={"postData": {"mimeType": "x", "params": params}})))
    assert found.request.body == b"payment_id=a+b&tx_id="
    (found,), _ = read(har(entry(request={"postData": None})))
    assert found.request.body == b""


def test_calls_without_an_answer_preflights_and_other_hosts_are_counted(read):
    exchanges, traffic = read(
        har(
            entry(response={"status": 0, "headers": [], "content": {"size": 0}}),
            entry(request={"method": "OPTIONS"}),
            entry(request={"url": "https://cdn.example/a.png"}, response={"content": {"text": 7}}),
            entry(request={"url": "data:image/png;base64,AA=="}),
        )
    )
    assert exchanges == traffic.faults == []
    assert [each.rpartition(", ")[2] for each in traffic.unanswered] == ["entry 1"]
    assert traffic.others == {"api.portone.io (OPTIONS)": 1, "cdn.example": 1, "": 1}


def test_every_entry_that_can_not_be_read_is_told(read, tmp_path):
    _, traffic = read(
        har(
            entry(response={"content": {"size": 120, "mimeType": "application/json"}}),
            entry(response={"status": "200"}),
            entry(request={"postData": []}),
            entry(request={"postData": {"params": 7}}),
            entry(response={"headers": headers(Content_Encoding="rot13")}),
            7,
        )
    )
    assert [each.removeprefix("checkout.har, entry ") for each in told(traffic, tmp_path)] == [
        "1: received a content of 120 bytes without its text, expected `text`; export it with content",
        "2: received a string as `status`, expected an HTTP status from 100 to 599; record it again",
        "3: received a list as `postData`, expected an object; record it again",
        "4: received an integer as `params`, expected a list; export it again",
        (
            "5: received a content-encoding that is not known, expected one of gzip, x-gzip, deflate, br, zstd; "
            "record it without"
        ),
        "6: received nothing as `request`, expected an object; record it again",
    ]


FILES = {
    '{"log": ': "received text that is no JSON at line 1, column 9, expected JSON (RFC 8259); export it again",
    "{}": "received JSON that is no HAR, expected an object with `log`; leave this file out",
    '{"log": {}}': "received nothing as `entries`, expected a list; record it again",
}


@pytest.mark.parametrize("text", FILES)
def test_what_is_no_har_is_told_with_the_way_out(read, tmp_path, text):
    assert told(read(text)[1], tmp_path) == [f"checkout.har: {FILES[text]}"]


def test_json_that_is_neither_har_nor_cassette_is_told(read, tmp_path):
    _, traffic = read([1, 2], name="numbers.json")
    assert told(traffic, tmp_path) == [
        "numbers.json: received JSON that is neither, expected a HAR or a cassette; leave this file out"
    ]
