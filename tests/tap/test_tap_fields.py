"""Laws of header fields that are put right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.sandbox.messages import Response
from pytest_portone.tap import Delivery, fields

NAMES = st.sampled_from(
    ["Content-Type", "content-length", "Content-Encoding", "Transfer-Encoding", "Set-Cookie", "x-a", "X-B"]
)
VALUES = st.text("abc1", max_size=3)
FIELDS = st.lists(st.tuples(NAMES, VALUES))
HEADERS = st.dictionaries(NAMES.map(str.lower), VALUES)
CARRIAGE = {"content-length", "content-encoding", "transfer-encoding"}


@given(FIELDS)
def test_fields_of_one_name_are_joined_in_their_order(came):
    joined = fields.joined(came)
    assert set(joined) == {name.lower() for name, _ in came}
    for name, value in joined.items():
        assert value == ", ".join(each for other, each in came if other.lower() == name)


@given(FIELDS, st.binary(max_size=3))
def test_a_response_tells_all_but_how_it_was_carried(came, body):
    told = fields.response(200, came, body)
    assert told.headers == {name: value for name, value in fields.joined(came).items() if name not in CARRIAGE}
    assert told.body == body


@given(FIELDS, HEADERS, st.binary(max_size=3))
def test_a_changed_response_has_what_the_listener_gave_and_its_own_length(came, headers, body):
    sent = fields.of_response(came, fields.response(200, came, b""), Response(200, headers, body))
    expected = {name: value for name, value in headers.items() if name not in CARRIAGE}
    assert fields.joined(sent) == {**expected, "content-length": str(len(body))}


@given(FIELDS)
def test_fields_that_the_listener_leaves_alone_stay_as_they_came(came):
    told = fields.response(200, came, b"")
    sent = fields.of_response(came, told, Response(200, told.headers, b"changed"))
    kept = [each for each in came if each[0].lower() not in CARRIAGE]
    assert sent == [*kept, ("content-length", "7")]


@given(FIELDS, st.binary(max_size=3))
def test_a_changed_delivery_keeps_the_coding_of_its_body(came, body):
    shown = Delivery(fields.joined(came), b"")
    sent = fields.of_delivery(came, shown, Delivery(shown.headers, body))
    kept = [each for each in came if each[0].lower() not in {"content-length", "transfer-encoding"}]
    assert sent == [*kept, ("content-length", str(len(body)))]
