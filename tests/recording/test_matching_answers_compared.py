"""Where two answers to one call differ."""

import json

import pytest

from pytest_portone.recording.matching import Binding, differences
from pytest_portone.recording.matching.binding import Token
from pytest_portone.sandbox.messages import Response

ONE, TWO, THREE = (f"{digit * 8}-aaaa-4bbb-8ccc-1234567890ab" for digit in "123")


def answer(value, status=200):
    return Response(status, {}, value if isinstance(value, bytes) else json.dumps(value).encode())


def told(recorded, given):
    return [str(each) for each in differences(answer(recorded), answer(given))]


@pytest.mark.parametrize(
    ("recorded", "given"),
    [
        ({"id": ONE, "at": "2026-01-01T00:00:00Z"}, {"at": "2027-01-01T00:00:00+09:00", "id": TWO}),
        ({"a": ONE, "b": ONE, "c": TWO}, {"a": TWO, "b": TWO, "c": THREE}),
        ({"name": "anon-0123456789ab"}, {"name": "Kim"}),
        ({"data": '{"a": 1, "b": 2}'}, {"data": '{"b":2,"a":1}'}),
        (b"", b""),
        (b"\xff", b"\xff"),
    ],
)
def test_answers_that_say_the_same(recorded, given):
    assert told(recorded, given) == []


@pytest.mark.parametrize(
    ("recorded", "given", "expected"),
    [
        ({"a": 1}, {"a": True}, ["$.a: recorded 1, given true"]),
        ({"a": None}, {}, ["$: recorded {…}, given {}"]),
        ({"a": None, "b": 1}, {"b": 1}, ["$.a: recorded null, given nothing"]),
        ({"a": [], "b": 1}, {"a": [1, {"c": 2}], "b": 1}, ["$.a: recorded [], given […]"]),
        ({"a": 5}, {"a": {"b": [1]}}, ["$.a: recorded 5, given {…}"]),
        ({"a": {"b": 1}, "c": 1}, {"a": "text", "c": 1}, ['$.a: recorded {…}, given "text"']),
        ({"c": 1}, {"c": 1, "a": {"b": [1, 2], "d": 3}}, ["$.a: recorded nothing, given {…}"]),
        ({"a": ONE, "b": ONE}, {"a": TWO, "b": THREE}, [f'$.b: recorded "{ONE}" (today "{TWO}"), given "{THREE}"']),
        ({"a": '{"b": 1}'}, {"a": "x"}, ['$.a: recorded JSON in a text, given "x"']),
        (
            {"apiSecret": "one"},
            {"apiSecret": 2},
            ["$.apiSecret: recorded a value that is not shown, given a value that is not shown"],
        ),
        (b"broken", {"a": 1}, ['$: recorded "broken", given {…}']),
        (b"", {"a": 1}, ["$.a: recorded nothing, given 1"]),
    ],
)
def test_differences_by_place(recorded, given, expected):
    assert told(recorded, given) == expected


def test_the_status_comes_first():
    found = differences(answer({"a": 1}, 200), answer({"a": 2}, 404))
    assert [str(each) for each in found] == ["status: recorded 200, given 404", "$.a: recorded 1, given 2"]


def test_what_is_known_of_ids_holds():
    known = Binding().bound(Token("uuid", ONE), TWO)
    assert differences(answer({"id": ONE}), answer({"id": TWO}), known) == ()
    [found] = differences(answer({"id": ONE}), answer({"id": THREE}), known)
    assert str(found) == f'$.id: recorded "{ONE}" (today "{TWO}"), given "{THREE}"'
