"""Laws of matching, with requests and answers of every operation."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone import strategies as portone
from pytest_portone.contracts.schema import json_path
from pytest_portone.recording.matching import Lexer, Player
from pytest_portone.recording.matching.facets import FacetReader
from pytest_portone.recording.matching.leaves import INSIDE, Other
from pytest_portone.recording.tape import Tape
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.traffic.model import Exchange

CONTRACT = contracts.load()
OPERATIONS = sorted(CONTRACT.operations)
READER, LEXER = FacetReader(CONTRACT), Lexer()
few = settings(deadline=None, max_examples=2)
some = settings(deadline=None, max_examples=25)


def exchange(request, answer=None, status=200, headers=None):
    body = b"" if answer is None else json.dumps(answer, ensure_ascii=False).encode()
    return Exchange(request, Response(status, headers or {}, body), "api.portone.io", "tape.yaml")


def tape(*exchanges):
    return Tape(None, exchanges)


def player(*exchanges):
    return Player(tape(*exchanges), CONTRACT)


def plain(drawn):
    """A drawn request as it is sent."""
    headers = {name.lower(): value for name, value in drawn.headers.items()}
    return Request(drawn.method, drawn.path, drawn.query_string, headers, drawn.content)


def exchanges_of(name):
    return st.builds(
        lambda request, answer: exchange(plain(request), answer), portone.requests(name), portone.responses(name)
    )


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_tape_matches_itself(name):
    @few
    @given(st.lists(exchanges_of(name), min_size=1, max_size=2))
    def check(recorded):
        playing = player(*recorded)
        for index, each in enumerate(recorded):
            found = playing.find(each.request)
            assert (found.index, found.exchange, found.response) == (index, each, each.response)
        assert playing.unused() == []
        assert playing.find(recorded[0].request) is None

    check()


hexadecimal = st.text("0123456789abcdef", min_size=12, max_size=12)
digits = st.integers(min_value=0, max_value=10**7 - 1).map("{:07}".format)
people = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda each: each[0] not in "[{"
)
KINDS = {
    "uuid": (st.uuids().map(str), st.uuids().map(str)),
    "hexadecimal": (hexadecimal.map("a0{}".format), hexadecimal.map("b1{}".format)),
    "digits": (digits.map("170{}".format), digits.map("181{}".format)),
    "ulid": (digits.map("01ARZ3NDEKTSV4RRFFQ{}".format), digits.map("01BX5ZZKBKACTAV9WEV{}".format)),
    "cuid": (digits.map("cjld2cjxh0000qzrmn{}".format), digits.map("ckopqwooh000001la8{}".format)),
    "nanoid": (digits.map("V1StGXR8_Z-jdH{}".format), digits.map("aB_dEf-hIjKlMn{}".format)),
    "base62": (digits.map("0ujsswThIGTUYm{}".format), digits.map("1srOrx2ZWZBpBU{}".format)),
    "text": (hexadecimal.map("anon-{}".format), people),
    "email": (hexadecimal.map("anon-{}@example.com".format), digits.map("kim.{}@naver.com".format)),
    "phone": (digits.map("0100{}".format), digits.map("0109{}".format)),
    "business": (digits.map("000{}".format), digits.map("123{}".format)),
    "account": (digits.map("000000{}".format), digits.map("110-{}".format)),
    "birthdate": (st.dates(date(1700, 1, 1), date(1899, 12, 31)).map(str), st.dates(date(1930, 1, 1)).map(str)),
}
"""By kind: what stands for a value in a tape, and values."""


@st.composite
def renamings(draw):
    """Pairs of recorded and live values, one for one within a kind."""
    pairs = []
    for kind in draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3, unique=True)):
        recorded, live = KINDS[kind]
        pairs += draw(
            st.lists(
                st.tuples(recorded, live),
                min_size=2,
                max_size=3,
                unique_by=(lambda each: each[0], lambda each: each[1]),
            )
        )
    return pairs


FORMS = ("{}", "order-{}", "order_{}", "for {} (new)", "주문 {}", "{}.")


@st.composite
def planted(draw, count):
    """A request and an answer in which values stand: how they look with some, as a function of them."""
    operation = CONTRACT.operations[draw(st.sampled_from(OPERATIONS))]
    drawn = plain(draw(portone.requests(operation.id)))
    alone = [draw(st.sampled_from(FORMS)) for _ in range(count)]
    couples = draw(st.lists(st.tuples(*[st.integers(0, count - 1)] * 2), max_size=3))

    def told(values):
        texts = [f"{values[one]} / {values[other]}" for one, other in couples]
        texts += [form.format(value) for form, value in zip(alone, values, strict=True)]
        return {"texts": texts, "customData": json.dumps({"inner": json.dumps(texts, ensure_ascii=False)})}

    def made(values):
        body = json.dumps({"planted": told(values), "drawn": 1}, ensure_ascii=False).encode()
        query = f"{drawn.query}&planted={quote(values[0])}"
        request = replace(drawn, query=query, body=drawn.body if "requestBody" in drawn.query else body)
        return request, told(values)

    return made


def renamed(data, pairs):
    make = data.draw(planted(len(pairs)))
    (recorded, recorded_answer), (live, live_answer) = (make([pair[side] for pair in pairs]) for side in (0, 1))
    return exchange(recorded, recorded_answer), live, live_answer


@some
@given(st.data(), renamings())
def test_other_ids_match_and_come_back_in_the_answer(data, pairs):
    recorded, live, answer = renamed(data, pairs)
    assume(b"planted" in live.body)
    found = player(recorded).find(live)
    assert json.loads(json.loads(found.response.json()["customData"])["inner"]) == answer["texts"]
    assert found.response.json()["texts"] == answer["texts"]


@some
@given(st.data(), renamings())
def test_two_recorded_values_are_not_one_today(data, pairs):
    make = data.draw(planted(len(pairs)))
    recorded, _ = make([each for each, _ in pairs])
    live, _ = make([pairs[0][1], pairs[0][1], *(each for _, each in pairs[2:])])
    assume(b"planted" in live.body)
    playing = player(exchange(recorded))
    assert playing.find(live) is None
    assert playing.nearest(live).differing


@some
@given(st.data(), renamings())
def test_one_recorded_value_is_not_two_today(data, pairs):
    make = data.draw(planted(len(pairs)))
    recorded, _ = make([pairs[0][0], pairs[0][0], *(each for each, _ in pairs[2:])])
    live, _ = make([each for _, each in pairs])
    assume(b"planted" in live.body)
    assert player(exchange(recorded)).find(live) is None


@some
@given(st.data(), renamings())
def test_what_is_bound_stays_bound_for_the_next_call(data, pairs):
    first, live, _ = renamed(data, pairs)
    assume(b"planted" in live.body)
    value, other = pairs[0][1], pairs[1][1]
    recorded = exchange(Request("GET", f"/payments/{quote(pairs[0][0], safe='')}"), {"id": pairs[0][0]})
    playing = player(first, recorded)
    assert playing.find(live)
    assert playing.find(Request("GET", f"/payments/{quote(other, safe='')}")) is None
    assert playing.find(Request("GET", f"/payments/{quote(value, safe='')}")).response.json() == {"id": value}


def literal_places(body):
    """The paths in a body of what stands for nothing but itself."""
    facets = READER.read(Request("POST", "/payments/x/cancel", body=json.dumps(body).encode()))
    for path, leaf in facets.leaves.items():
        bare = isinstance(leaf, Other) and leaf.json not in ("[]", "{}", "null", "not compared")
        text = isinstance(leaf, str) and not LEXER.pattern(leaf).slots
        if path[0] == "body" and INSIDE not in path and (bare or text):
            yield path[1:]


def changed(value):
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value / 2 or 1.0 if isinstance(value, float) else f"{value} x"


def with_change(value, path):
    if not path:
        return changed(value)
    step, *rest = path
    if isinstance(value, list):
        return [with_change(each, rest) if index == step else each for index, each in enumerate(value)]
    return {name: with_change(each, rest) if name == step else each for name, each in value.items()}


WITH_BODIES = [each for each in OPERATIONS if CONTRACT.operations[each].body]


@settings(deadline=None, max_examples=50)
@given(st.data(), st.sampled_from(WITH_BODIES))
def test_a_changed_literal_does_not_match_and_is_named(data, name):
    drawn = data.draw(portone.requests(name))
    assume(drawn.body is not None)
    places = [*literal_places(drawn.body)]
    assume(places)
    path = data.draw(st.sampled_from(places))
    other = replace(drawn, body=with_change(drawn.body, path))
    playing = player(exchange(plain(drawn)))
    assert playing.find(plain(other)) is None
    [named] = playing.nearest(plain(other)).differing
    assert named.path == json_path(("body", *path))
    assert playing.find(plain(drawn)) is not None
