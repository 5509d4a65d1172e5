"""HAR that is written: by the structure of version 1.2, and read again as it was."""

import io
import json
from dataclasses import replace

import jsonschema_rs
from any_tapes import CALLS
from hypothesis import given, settings
from hypothesis import strategies as st
from tapes import call, cancellation, webhook

from pytest_portone.sandbox.messages import Response
from pytest_portone.traffic import Traffic, har_writing


def record(**fields):
    """An object that has all of these fields, and no others but those that end in a question mark."""
    required = [name for name in fields if not name.endswith("_")]
    properties = {name.rstrip("_"): each for name, each in fields.items()}
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def listed(item):
    return {"type": "array", "items": item}


TEXT, COUNT, TIME = {"type": "string"}, {"type": "integer", "minimum": -1}, {"type": "number", "minimum": 0}
PAIRS = listed(record(name=TEXT, value=TEXT))
HEAD = {"httpVersion": TEXT, "cookies": {"maxItems": 0}, "headers": PAIRS, "headersSize": COUNT, "bodySize": COUNT}
HAR = record(
    log=record(
        version={"const": "1.2"},
        creator=record(name=TEXT, version=TEXT),
        entries=listed(
            record(
                startedDateTime={
                    "type": "string",
                    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$",
                },
                time=TIME,
                request=record(
                    method=TEXT,
                    url={"type": "string", "pattern": "^https?://"},
                    queryString=PAIRS,
                    postData_=record(mimeType=TEXT, text=TEXT, encoding_={"const": "base64"}),
                    **HEAD,
                ),
                response=record(
                    status={"type": "integer", "minimum": 100},
                    statusText=TEXT,
                    content=record(size=COUNT, mimeType=TEXT, text=TEXT, encoding_={"const": "base64"}),
                    redirectURL=TEXT,
                    **HEAD,
                ),
                cache=record(),
                timings=record(send=TIME, wait=TIME, receive=TIME),
            )
        ),
    )
)
"""HAR 1.2, as far as it is written here."""


def read_again(tmp_path, text):
    path = tmp_path / "x.har"
    path.write_text(text, encoding="utf-8")
    traffic = Traffic()
    found = [replace(each, source="") for each in traffic.read([path])]
    assert (traffic.faults, traffic.others) == ([], {})
    return found


@settings(deadline=None, max_examples=100)
@given(exchanges=st.lists(CALLS, max_size=4))
def test_what_is_written_has_the_structure_of_har(exchanges):
    text = har_writing.text(exchanges)
    jsonschema_rs.validate(HAR, json.loads(text))


def test_what_is_written_is_read_again(tmp_path_factory):
    @settings(deadline=None, max_examples=100)
    @given(exchanges=st.lists(CALLS.filter(lambda each: each.started), max_size=4))
    def law(exchanges):
        assert read_again(tmp_path_factory.mktemp("har"), har_writing.text(exchanges)) == exchanges

    law()


def test_calls_and_webhooks_in_their_order(tmp_path):
    exchanges = [call(1), cancellation(2), webhook(3)]
    assert read_again(tmp_path, har_writing.text(exchanges)) == exchanges


def test_queries_and_places_are_told_apart():
    moved = replace(cancellation(), response=Response(307, {"location": "/elsewhere"}))
    (entry,) = json.loads(har_writing.text([moved]))["log"]["entries"]
    assert entry["request"]["url"] == "https://api.portone.io/payments/order-1/cancel?storeId=store-1"
    assert entry["request"]["queryString"] == [{"name": "storeId", "value": "store-1"}]
    assert entry["response"]["redirectURL"] == "/elsewhere"
    assert entry["response"]["statusText"] == "Temporary Redirect"


def test_a_time_that_is_not_known_is_of_1970(tmp_path):
    (read,) = read_again(tmp_path, har_writing.text([replace(call(), started=None)]))
    assert read.started.timestamp() == 0


def test_nothing_is_a_har_as_well(tmp_path):
    assert read_again(tmp_path, har_writing.text([])) == []
    assert io.StringIO(har_writing.text([])).readline() == "{\n"
