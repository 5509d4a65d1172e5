"""Which recorded exchange a call is, and what is said where it is none."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from pytest_portone import contracts
from pytest_portone.recording.matching import KINDS, Kind, Player, miss
from pytest_portone.recording.tape import Tape
from pytest_portone.redaction import Redactor
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.traffic.model import Exchange

CONTRACT = contracts.load()
ONE, TWO, THREE = (f"{digit * 8}-aaaa-4bbb-8ccc-1234567890ab" for digit in "123")
RECORD = 'pytest "tests/test_shop.py::test_refund" --portone-record=all'


def call(method, url, body=None, **headers):
    path, _, query = url.partition("?")
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Request(method, path, query, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def get(url):
    return call("GET", url)


def cancel(payment="order-1", **fields):
    return call("POST", f"/payments/{payment}/cancel", {"reason": "returned", **fields})


def answer(value=None, status=200, **headers):
    body = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
    return Response(status, {name.replace("_", "-"): each for name, each in headers.items()}, body)


def player(*pairs, kinds=KINDS, webhook=False):
    exchanges = [
        Exchange(request, given[0] if given else answer({}), "localhost", "tape.yaml", webhook=webhook)
        for request, *given in pairs
    ]
    return Player(Tape(None, tuple(exchanges)), CONTRACT, kinds)


def matches(recorded, live, **options):
    return player((recorded,), **options).find(live) is not None


SAME = {
    "the order of the query": (get("/payments?a=1&b=2"), get("/payments?b=2&a=1")),
    "the spelling of the path": (get("/payments/a%20b"), get("/payments/%61%20b")),
    "a plus in the query": (get("/payments?a=x+y"), get("/payments?a=x%20y")),
    "the order of members": (
        call("POST", "/payments/x/cancel", b'{"a":1,"b":2}'),
        call("POST", "/payments/x/cancel", b'{ "b": 2, "a": 1.0 }'),
    ),
    "null for absent": (cancel(amount=None), cancel()),
    "the order in a nested text": (cancel(note='{"a":1,"b":[2]}'), cancel(note='{"b": [2], "a": 1}')),
    "a body in the query": (
        call("GET", "/payments-by-cursor?requestBody=%7B%22size%22%3A3%7D"),
        call("GET", "/payments-by-cursor", {"size": 3}),
    ),
    "an idempotency key's value": (
        call("POST", "/payments/x/cancel", {}, idempotency_key='"one"'),
        call("POST", "/payments/x/cancel", {}, idempotency_key='"two"'),
    ),
    "other headers": (
        call("GET", "/payments/x", user_agent="a", authorization="PortOne [secret]"),
        get("/payments/x"),
    ),
    "moments": (get("/payments?from=2026-01-01T00:00:00Z"), get("/payments?from=2027-05-05T12:30:00.123%2B09:00")),
    "a moment with a bare plus": (
        get("/payments?from=2026-01-01T00:00:00Z"),
        get("/payments?from=2027-05-05T12:30:00+09:00"),
    ),
    "two moments that were one": (
        cancel(a="2026-01-01T00:00:00Z", b="2026-01-01T00:00:00Z"),
        cancel(a="2026-01-01T00:00:01Z", b="2026-01-01T00:00:02Z"),
    ),
    "secrets": (
        call("POST", "/login/api-secret", {"apiSecret": "[secret]"}),
        call("POST", "/login/api-secret", {"apiSecret": "real"}),
    ),
    "a few digits": (cancel(card={"expiryYear": "00"}), cancel(card={"expiryYear": "29"})),
    "a pseudonym for a number": (cancel(identityNumber=900000123456789), cancel(identityNumber=-12)),
    "an unknown path": (get(f"/unknown/{ONE}?x=1"), get(f"/unknown/{TWO}?x=1")),
    "text that is no JSON": (
        call("POST", "/payments/x/cancel", f"id={ONE}".encode()),
        call("POST", "/payments/x/cancel", f"id={TWO}".encode()),
    ),
    "bytes that are no text": (
        call("POST", "/payments/x/cancel", b"\xff\xfe\x00"),
        call("POST", "/payments/x/cancel", b"\xff\xfe\x00"),
    ),
    "a broken query": (get("/payments?a=%ff&&=&b=%zz"), get("/payments?a=%ff&b=%zz&=")),
}
OTHER = {
    "method": (get("/payments/x"), call("DELETE", "/payments/x")),
    "operation": (get("/payments/x"), get("/payment-schedules/x")),
    "parameter": (get("/payments/x"), get("/payments/y")),
    "query": (get("/payments/x?storeId=a"), get("/payments/x")),
    "query's values": (get("/payments?a=1&a=2"), get("/payments?a=2&a=1")),
    "a boolean is no number": (cancel(flag=True), cancel(flag=1)),
    "text is no number": (cancel(amount="1"), cancel(amount=1)),
    "the order of a list": (cancel(items=[1, 2]), cancel(items=[2, 1])),
    "empty is not absent": (cancel(items=[]), cancel()),
    "empty is not empty": (cancel(items=[]), cancel(items={})),
    "an idempotency key": (
        call("POST", "/payments/x/cancel", {}, idempotency_key='"one"'),
        call("POST", "/payments/x/cancel", {}),
    ),
    "an id of another form": (get(f"/payments/{ONE}"), get("/payments/1234567890123")),
    "the text around an id": (get(f"/payments/order-{ONE}"), get(f"/payments/bill-{TWO}")),
    "more behind an id": (get(f"/payments/{ONE}"), get(f"/payments/{TWO}-1")),
    "a shorter hexadecimal id": (get("/payments/ab12cd34ef"), get("/payments/ab12cd34e")),
    "a date": (cancel(day="2026-01-01"), cancel(day="2026-01-02")),
    "no e-mail address": (cancel(mail="anon-0123456789ab@example.com"), cancel(mail="nobody")),
    "a number for a pseudonym of text": (cancel(note="anon-0123456789ab"), cancel(note=5)),
    "text for a pseudonym of a number": (cancel(identityNumber=900000123456789), cancel(identityNumber="5")),
    "a broken byte": (call("POST", "/payments/x/cancel", b"\xff"), call("POST", "/payments/x/cancel", b"\xfe")),
}


@pytest.mark.parametrize("case", SAME)
def test_it_is_the_same_call_but_for(case):
    recorded, live = SAME[case]
    assert matches(recorded, live)


@pytest.mark.parametrize("case", OTHER)
def test_it_is_another_call_because_of(case):
    recorded, live = OTHER[case]
    assert not matches(recorded, live)
    assert not matches(live, recorded)


def test_polling_is_played_in_order_and_the_last_is_not_repeated():
    statuses = ["READY", "PAY_PENDING", "PAID"]
    playing = player(*[(get("/payments/x"), answer({"status": each})) for each in statuses])
    assert [playing.find(get("/payments/x")).response.json()["status"] for _ in statuses] == statuses
    assert playing.find(get("/payments/x")) is None
    assert playing.played == {0, 1, 2}


def test_calls_in_another_order_find_their_own():
    playing = player(*[(get(f"/payments/{each}"), answer({"id": each})) for each in (ONE, TWO, "x")])
    found = [playing.find(get(f"/payments/{each}")) for each in ("x", TWO, ONE)]
    assert [each.index for each in found] == [2, 1, 0]
    assert [each.response.json()["id"] for each in found] == ["x", TWO, ONE]


def test_what_was_not_played_is_told():
    playing = player((get("/payments/a"),), (get("/payments/b"),))
    playing.find(get("/payments/b"))
    assert [each.request.path for each in playing.unused()] == ["/payments/a"]


def test_a_value_that_has_another_name_today_is_not_itself():
    playing = player((get(f"/payments/{ONE}"),), (cancel(ONE),), (get(f"/payments/{ONE}"),))
    assert playing.find(get(f"/payments/{TWO}"))
    assert playing.find(cancel(ONE)) is None
    assert playing.find(get(f"/payments/{ONE}")) is None
    assert playing.find(cancel(TWO))


def test_names_side_by_side_are_told_apart_by_those_that_stand_alone():
    one, other = "anon-0123456789ab", "anon-ba9876543210"
    recorded = cancel(both=f"{one} / {other}", one=one, other=other)
    found = player((recorded, answer({"other": other}))).find(cancel(both="a / b / c", one="a / b", other="c"))
    assert found.response.json() == {"other": "c"}


def test_an_id_that_an_answer_gave_is_that_one_later():
    moment = "?from=2026-01-01T00:00:00Z"
    playing = player(
        (get("/payments/x"), answer({"transactionId": TWO})),
        (get(f"/payments/{ONE}{moment}"), answer({"which": 1})),
        (get(f"/payments/{TWO}{moment}"), answer({"which": 2})),
    )
    playing.find(get("/payments/x"))
    assert playing.find(get(f"/payments/{TWO}?from=2027-01-01T00:00:00Z")).response.json() == {"which": 2}


def test_an_answer_keeps_its_bytes_but_for_what_has_another_name_today():
    raw = rf'"{{\"ref\": \"{ONE}\"}}"'
    body = rf'{{ "id":"{ONE}",   "n": 1.0, "raw":{raw}, "eta":"\u00e9", "big":9007199254740993 }}'.encode()
    headers = {"location": f"/payments/{ONE}", "content-length": "5", "content-type": "application/json"}
    playing = player((get(f"/payments/{ONE}"), Response(200, headers, body)))
    found = playing.find(get(f"/payments/{TWO}")).response
    assert found.json()["raw"] == f'{{"ref": "{TWO}"}}'
    assert found.body == body.replace(ONE.encode(), TWO.encode())
    assert found.headers == {"location": f"/payments/{TWO}", "content-type": "application/json"}


def test_names_come_back_as_they_were_sent_however_they_are_written():
    name = '홍 "길동" \\'
    recorded = cancel(customer={"name": "anon-0123456789ab"}, identityNumber=900000123456789)
    given = answer(
        {"name": "anon-0123456789ab", "data": json.dumps({"by": "anon-0123456789ab"}), "number": 900000123456789}
    )
    found = player((recorded, given)).find(cancel(customer={"name": name}, identityNumber=42)).response.json()
    assert found == {"name": name, "data": json.dumps({"by": name}, ensure_ascii=False), "number": 42}


@pytest.mark.parametrize("body", [b"", b"\xff" + ONE.encode(), b'{"id": "', b"<p>no JSON</p>"])
def test_an_answer_that_is_no_json_is_given_as_it_is(body):
    playing = player((get(f"/payments/{ONE}"), Response(502, {}, body)))
    assert playing.find(get(f"/payments/{TWO}")).response == Response(502, {}, body)


def test_text_that_is_no_json_has_the_ids_of_today():
    playing = player((get(f"/payments/{ONE}"), Response(404, {}, f'no {ONE} "here'.encode())))
    assert playing.find(get(f"/payments/{TWO}")).response.body == f'no {TWO} "here'.encode()


def test_webhooks_are_no_answers_and_have_the_ids_of_today():
    webhook = call("POST", "/webhooks", {"data": {"paymentId": ONE}}, webhook_id="msg_1", content_length="9")
    hook = Exchange(webhook, answer(), "merchant.example", "tape.yaml", webhook=True)
    paid = Exchange(get(f"/payments/{ONE}"), answer({}), "localhost", "tape.yaml")
    playing = Player(Tape(None, (hook, paid)), CONTRACT)
    assert playing.find(webhook) is None
    assert playing.find(get(f"/payments/{TWO}")).index == 1
    today = playing.today(webhook)
    assert json.loads(today.body) == {"data": {"paymentId": TWO}}
    assert today.headers == {"webhook-id": "msg_1"}
    assert playing.unused() == []


def test_kinds_of_ids_can_be_added():
    recorded, live = (
        cancel("order-20260101-1", note="order-20260101-1"),
        cancel("order-20270202-7", note="order-20270202-7"),
    )
    mine = (*KINDS, Kind("order", r"order-\d{8}-\d+"))
    assert not matches(recorded, live)
    assert matches(recorded, live, kinds=mine)
    assert not matches(recorded, cancel("order-20270202-7", note="order-20270202-8"), kinds=mine)


def test_a_kind_without_digits_can_be_added():
    assert matches(
        get("/payments/color-red"), get("/payments/color-blue"), kinds=(*KINDS, Kind("color", "color-[a-z]+"))
    )


def test_two_kinds_of_one_name_are_refused():
    with pytest.raises(ValueError, match=r"received kinds named .*uuid, expected one of each name"):
        player(kinds=(*KINDS, Kind("uuid", "x")))


def test_threads_share_a_tape():
    ids = [f"{number:08x}-aaaa-4bbb-8ccc-1234567890ab" for number in range(64)]
    playing = player(*[(get(f"/payments/{each}"), answer({"id": each})) for each in ids])
    live = [each.replace("aaaa", "dddd") for each in ids]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: playing.find(get(f"/payments/{each}")), live))
    assert [each.response.json()["id"] for each in found] == live
    assert sorted(each.index for each in found) == list(range(64))


def test_a_miss_tells_the_nearest_exchange_and_the_way_out():
    playing = player(
        (get("/payments/order-1"),),
        (cancel("order-2", amount=5, items=[{"id": "a"}, {"id": "b"}], note='{"a":1}'),),
        (cancel(f"order-{ONE}", amount=7),),
    )
    playing.find(cancel(f"order-{TWO}", amount=7))
    live = cancel("order-2", amount=6, storeId="s", items=[{"id": "a"}], note='{"a":2}')
    assert miss(live, playing.nearest(live), RECORD).splitlines() == [
        "no recorded exchange is left for POST /payments/order-2/cancel",
        "the nearest is exchange 2: POST /payments/order-2/cancel",
        "  ✓ $.path.paymentId",
        "  ✓ $.body.reason",
        "  ✓ $.body.items[0].id",
        "  ✗ $.body.amount: recorded 5, given 6",
        "  ✗ $.body.items[1]: recorded {…}, given nothing",
        "  ✗ $.body.note → $.a: recorded 1, given 2",
        '  ✗ $.body.storeId: recorded nothing, given "s"',
        f"record it: {RECORD}",
    ]


def test_a_miss_tells_how_often_the_call_was_played():
    playing = player((get("/payments/x"),), (get("/payments/x"),))
    for _ in range(2):
        playing.find(get("/payments/x"))
    nearest = playing.nearest(get("/payments/x"))
    assert (nearest.number, nearest.played, nearest.used_up, nearest.differing) == (2, True, 2, ())
    assert miss(get("/payments/x"), nearest, RECORD).splitlines()[1:-1] == [
        "it was recorded twice, and has been played twice; the last was exchange 2",
        "  ✓ $.path.paymentId",
    ]


def test_a_miss_of_an_operation_that_was_never_recorded_names_another():
    playing = player((get("/payments/order-1"),))
    nearest = playing.nearest(cancel("order-1"))
    assert [str(each) for each in nearest.differing] == [
        "operation: recorded getPayment, given cancelPayment",
        "$.body: recorded nothing, given {…}",
    ]


def test_a_miss_tells_what_a_recorded_id_is_today():
    playing = player((get(f"/payments/{ONE}"),), (cancel(f"order-{ONE}"),))
    playing.find(get(f"/payments/{TWO}"))
    [difference] = playing.nearest(cancel(f"order-{THREE}")).differing
    assert str(difference) == f'$.path.paymentId: recorded "order-{ONE}" (today "order-{TWO}"), given "order-{THREE}"'


def test_a_miss_on_an_empty_tape():
    assert player().nearest(get("/payments/x")) is None
    assert miss(get("/payments/x"), None, RECORD) == (
        f"no recorded exchange is left for GET /payments/x\nthe recording has no calls at all\nrecord it: {RECORD}"
    )


def test_a_miss_shows_no_secret_and_steers_no_terminal():
    redact = Redactor()
    redact.hide("hunter-secret")
    playing = player((cancel("a", note="x", accountNumber="000000123456"),))
    live = cancel("hunter-secret", note="hunter-secret \x1b[31m\u202e", accountNumber="nobody's", more="y" * 1000)
    said = miss(live, playing.nearest(live, redact), RECORD, redact)
    assert "hunter-secret" not in said
    assert "nobody's" not in said
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert '  ✗ $.path.paymentId: recorded "a", given "[secret]"' in said.splitlines()
    assert max(map(len, said.splitlines())) < 220


def test_a_miss_with_many_differences_is_cut():
    playing = player((cancel(**{f"field{number}": number for number in range(50)}),))
    live = cancel(**{f"field{number}": -1 - number for number in range(50)})
    assert "  … and 30 more that differ" in miss(live, playing.nearest(live), RECORD).splitlines()
