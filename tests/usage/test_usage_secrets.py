"""What a usage file holds: names of the contract, and nothing of what was said."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.contracts.model import EnumType, ObjectType, UnionType
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.tap import Received
from pytest_portone.usage.form import nested, text

CONTRACT = contracts.load()
TAGS = [each.error.type for each in CONTRACT.error_types if each.error.type]
QUICK = settings(deadline=None, max_examples=60)


def vocabulary():
    """Every word that the contract has."""
    words = {
        "*",
        "path",
        "query",
        "requestBody",
        "type",
        CONTRACT.version,
        *CONTRACT.types,
        *TAGS,
        *CONTRACT.operations,
    }
    for each in CONTRACT.types.values():
        if isinstance(each, ObjectType):
            words |= set(each.fields)
        elif isinstance(each, UnionType):
            words |= {each.tag, *each.cases}
        elif isinstance(each, EnumType):
            words |= set(each.values)
    for each in CONTRACT.operations.values():
        words |= {one.name for one in each.parameters}
    return words


WORDS = vocabulary()
SUBJECTS = {f"{each.method} {each.path}" for each in CONTRACT.operations.values()}
SUBJECTS |= {f"webhook {version}" for version in CONTRACT.webhooks} | {""}
KEYS = st.text(min_size=1) | st.sampled_from(sorted(WORDS))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(sorted(WORDS)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OPERATIONS = st.sampled_from(sorted(CONTRACT.operations))


def strange_words(usage):
    """What stands in a file and not in the contract."""
    found = set()
    for each in usage.facts:
        steps = re.sub(r"\[\*\]", "", each.path).split(".")[1:] if each.path else []
        found |= {one for one in [*steps, each.name] if one and one not in WORDS}
        found |= {each.subject} - SUBJECTS
        found |= {each.side} if each.side and not re.fullmatch(r"sent|delivered|[1-5]\d\d", each.side) else set()
    return found


def filled(path, draw):
    return re.sub(r"\{[^}]*\}", lambda _: draw(st.sampled_from(["a%40b.kr", "01012345678", "x", "%ED%95%9C"])), path)


@QUICK
@given(data=st.data())
def test_only_words_of_the_contract_are_kept_of_anything(data, used):
    operation = CONTRACT.operations[data.draw(OPERATIONS)]
    body, answer = data.draw(ANYTHING), data.draw(ANYTHING)
    query = data.draw(st.sampled_from(["", "secret=1", "storeId=store-1&filter=%7B%22a%22%3A1%7D", "requestBody=x"]))
    status = data.draw(st.sampled_from([*CONTRACT.statuses(operation), 500]))
    asked = Request(operation.method, filled(operation.path, data.draw), query, {}, json.dumps(body).encode())
    usage = used(CONTRACT, Received(asked, Response(status, {}, json.dumps(answer).encode())))
    assert strange_words(usage) == set()


@QUICK
@given(data=st.data(), how=st.sampled_from(["valid", "evolved", "broken"]))
def test_only_words_of_the_contract_are_kept_of_answers_and_webhooks(data, how, used):
    chosen = {} if how == "valid" else {how: True}
    operation = CONTRACT.operations["getPayment"]
    answer = data.draw(strategies.responses("getPayment", **chosen))
    exchange = Received(Request("GET", "/payments/a%40b.kr"), Response(200, {}, json.dumps(answer).encode()))
    webhook = data.draw(strategies.webhooks(**chosen))
    usage = used(CONTRACT, exchange, webhook)
    assert f"{operation.method} {operation.path}" in nested(usage.facts)["operations"]
    assert strange_words(usage) == set()


def test_free_keys_and_unknown_names_are_stars(exchange, used):
    body = {
        "storeId": "store-1",
        "channelKey": "kim@example.com",
        "customer": {"id": "Kim", "phoneNumber": "01012345678", "kim@example.com": 1},
        "customData": "{}",
        "metadata": {"kim@example.com": 1},
    }
    heard = exchange("POST", "/payments/kim%40example.com/pre-register", "key=kim%40example.com", body, 200, {})
    told = text(used(CONTRACT, heard).facts)
    assert not re.search(r"(?i)kim|0101|store-1", told)
    assert '"$.*"' in told
    assert '"$.query.*"' in told


def test_calls_that_are_nobodys_and_bodies_that_are_none_leave_nothing(used):
    def of(method, path, body=b"", status=200, answer=b""):
        return used(CONTRACT, Received(Request(method, path, "", {}, body), Response(status, {}, answer)))

    assert of("GET", "/payments/x/y/z").facts == set()
    assert of("PUT", "/payments/x").facts == set()
    for broken in (b"kim", b"\xff", b"[" * 2000, b'"\\ud800"', b"NaN"):
        told = nested(of("POST", "/payments/x/cancel", broken, 200, broken).facts)
        found = told["operations"]["POST /payments/{paymentId}/cancel"]
        assert set(found["sent"]) == {"$", "$.path.paymentId"}
        assert set(found["received"]["200"]) == {"$"}
    assert used(CONTRACT, {"type": "Nobody.Knows", "data": {"kim": 1}}, [1], "x").facts == set()
