"""What steers the sandbox from outside: every route, and what it says where it can't."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from pytest_portone import contracts
from pytest_portone.sandbox import Band, Channel, Promotion, Request, Sandbox, Settings
from pytest_portone.serving.control import NO_ACTS

BILLING = {
    "channelKey": "channel-key-1",
    "method": {"card": {"credential": {"number": "4111110000001111", "expiryYear": "30", "expiryMonth": "01"}}},
}


def test_everything_else_is_the_sandboxs_own(team):
    response = team.site.handle(Request("GET", "/banks", "", {"host": "anything.example"}))
    assert response.status == 200
    assert [each.operation for each in team.sandbox.calls] == ["getBankInfos"]


def test_no_path_of_portones_begins_as_the_control_api_does():
    for version in contracts.versions():
        paths = {each.path for each in contracts.load(version).operations.values()}
        assert not any(each.startswith("/__") for each in paths)


def test_a_path_that_only_looks_like_the_control_apis_is_the_sandboxs(team):
    assert team.site.handle(Request("GET", "/__portone__x", "", {})).json()["type"] == "NOT_FOUND"
    assert len(team.sandbox.calls) == 1


def test_steering_is_no_call(team):
    team.get("state")
    team.done("customer/pay", payment_id="order-1", total=1000)
    assert list(team.sandbox.calls) == []


def test_the_state_in_short(team):
    team.done("customer/pay", payment_id="order-1", total=1000)
    team.done("faults/lost_answer", operation="cancelPayment")
    told = team.get("state").json()
    assert told["clock"] == "2026-01-01T00:00:00.000Z"
    assert told["counts"]["payments"] == 1
    assert [(each["fault"]["name"], each["operations"]) for each in told["faults"]] == [
        ("lost answer", ["cancelPayment"])
    ]


def test_who_has_seen_the_state_is_told_so(team):
    tag = team.get("state").headers["etag"]
    assert team.get("state", if_none_match=tag).status == 304
    team.done("clock/advance", seconds=1)
    response = team.get("state", if_none_match=tag)
    assert response.status == 200
    assert response.headers["etag"] != tag


@pytest.mark.parametrize("part", ["customer", "console"])
def test_every_method_is_an_act(team, part):
    methods = {
        name for name, _ in inspect.getmembers(getattr(team.sandbox, part), inspect.ismethod) if name[0] != "_"
    }
    acts = team.get("acts").json()
    assert {each["name"] for each in acts[part]} == methods
    assert all(each["summary"] for part in acts.values() for each in part)


def test_what_the_merchant_does_in_the_console(team_of, refusal):
    promotion = Promotion("p-1", (Band(0, percent=10),))
    channels = (Channel("one", group="g"), Channel("two", group="g"))
    team = team_of(Sandbox(settings=Settings(channels=channels, promotions=(promotion,))))
    shared = team.done("console/share", channel_key="two", ratio=0)["record"]
    assert (shared["key"], shared["ratio"]) == ("two", 0)
    assert team.done("console/pause", promotion_id="p-1")["record"]["paused"] is True
    assert team.done("console/resume", promotion_id="p-1")["record"]["paused"] is False
    assert team.done("console/terminate", promotion_id="p-1")["record"]["terminatedAt"] == "2026-01-01T00:00:00.000Z"
    assert refusal(team.post("console/pause", {"promotion_id": "p-2"}))[:2] == (409, "PROMOTION_NOT_FOUND")
    wrong = team.post("console/share", {"channel_key": "two", "ratio": -1})
    assert refusal(wrong)[:2] == (400, "WRONG_ARGUMENTS")


def test_what_is_no_act_has_a_route_of_its_own_or_is_known():
    sandbox = Sandbox()
    for part, names in NO_ACTS.items():
        assert all(hasattr(getattr(sandbox, part), each) for each in names)


def test_an_act_returns_the_record(team):
    told = team.done("customer/pay", payment_id="order-1", total=39_000, custom_data={"cart": 7}, currency="USD")
    assert told["record"]["status"] == "PAID"
    assert told["record"]["amount"]["total"] == 39_000
    assert team.sandbox.payments["order-1"].order.extras["customData"] == '{"cart": 7}'
    key = team.done("customer/issue_billing_key", confirm=True)
    assert key["record"]["status"] == "NEEDS_CONFIRMATION"
    assert key["token"].startswith("billing-issue-token-")


def test_every_wrong_argument_is_told_and_none_is_shown(team, refusal):
    response = team.post(
        "customer/pay", {"totl": "4111110000001111", "card_number": 4111110000001111, "platform": "TV"}
    )
    assert refusal(response)[:2] == (400, "WRONG_ARGUMENTS")
    told = {each["at"]: each["message"] for each in response.json()["error"]["problems"]}
    assert told["/payment_id"] == "is missing"
    assert told["/card_number"] == "received an integer, expected a text or null"
    assert told["/platform"] == 'received a text, expected one of "PC", "MOBILE", "API"'
    assert told["/totl"].startswith("is not known; expected of card_number, ")
    assert b"4111110000001111" not in response.body
    assert len(team.sandbox.payments) == 0


def test_a_part_of_an_argument_is_told_by_its_place(team):
    response = team.post("customer/pay", {"payment_id": "a", "total": 1, "channel": {"type": "TEST", "ratio": "1"}})
    told = {each["at"]: each["message"] for each in response.json()["error"]["problems"]}
    assert told == {"/channel/key": "is missing", "/channel/ratio": "received a text, expected an integer"}


def test_a_record_can_be_an_argument(team):
    team.done("customer/pay", payment_id="a", total=1, channel={"key": "channel-key-9", "type": "LIVE"})
    assert team.sandbox.payments["a"].order.channel.type == "LIVE"
    team.done("faults/add", fault={"name": "mine", "status": 418, "headers": {"x-why": "tea"}})
    response = team.site.handle(Request("GET", "/banks"))
    assert (response.status, response.headers["x-why"]) == (418, "tea")


@pytest.mark.parametrize("name", ["a\r\nb", "", "é", "a b"])
def test_a_fault_has_no_header_that_http_cant_carry(team, refusal, name):
    response = team.post("faults/add", {"fault": {"name": "mine", "status": 418, "headers": {name: "x"}}})
    assert refusal(response)[1] == "WRONG_ARGUMENTS"


@pytest.mark.parametrize(
    ("path", "arguments", "name", "said"),
    [
        ("customer/deposit", {"payment_id": "x"}, "PaymentNotFound", "no deposit is due"),
        ("customer/pay", {"payment_id": "x", "total": 0}, "WRONG_ARGUMENTS", "total: received 0, expected 1 or more"),
        ("customer/pay", {"payment_id": "x", "tax_free": 1}, "WRONG_ARGUMENTS", "total is missing"),
        ("faults/lost_answer", {"operation": "getPaymant"}, "WRONG_ARGUMENTS", "getPayment"),
        ("faults/lost_answer", {"times": 0}, "WRONG_ARGUMENTS", "times of 1 or more"),
        ("webhooks/drop", {"times": 0}, "WRONG_ARGUMENTS", "expected 1 or more"),
        ("webhooks/send_to", {"url": "ftp://a"}, "WRONG_ARGUMENTS", "to send webhooks to"),
        ("webhooks/send_to", {"url": "http://a", "secrets": ["no"]}, "WRONG_ARGUMENTS", "not Base64"),
        ("webhooks/resend", {"number": 3}, "NOT_FOUND", "there is no webhook '3'"),
        ("clock/advance", {"days": -1}, "WRONG_ARGUMENTS", "forward in time"),
        ("clock/advance", {"days": 1e300}, "WRONG_ARGUMENTS", ""),
        ("clock/advance", {"days": 2_900_000}, "WRONG_ARGUMENTS", "expected a time before 9000"),
        ("clock/advance_to", {"moment": "2020-01-01T00:00:00Z"}, "WRONG_ARGUMENTS", "does not run backwards"),
        ("clock/advance_to", {"moment": "tomorrow"}, "WRONG_ARGUMENTS", "expected an RFC 3339 date-time"),
        ("world", {"world": {}}, "WRONG_ARGUMENTS", "expected a world of version"),
        ("snapshots/none/restore", {}, "NOT_FOUND", "there is no snapshot 'none'"),
        ("nothing", {}, "NOT_FOUND", "openapi.json"),
        ("payments", {}, "METHOD_NOT_ALLOWED", "received POST, expected GET"),
    ],
)
def test_what_cant_be_done_is_told_by_name(team, refusal, path, arguments, name, said):
    _, received, message = refusal(team.post(path, arguments))
    assert received == name
    assert said in message


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b"[" * 100_000, b'{"a": NaN}', b"\xff", b'{"total": 1e999}', b'{"\\ud800": 1}']
)
def test_a_body_that_is_no_object_of_arguments(team, refusal, body):
    status, name, _ = refusal(team.post("customer/pay", body))
    assert (status, name) in {(400, "NOT_JSON"), (400, "WRONG_ARGUMENTS")}


@pytest.mark.parametrize("depth", [100, 250, 300, 500, 900, 5000])
def test_a_body_of_any_depth_is_answered(team, depth):
    body = b'{"payment_id": "a", "total": 1, "custom_data": ' + b"[" * depth + b"]" * depth + b"}"
    assert team.post("customer/pay", body).status in {200, 400}


def test_the_clock(team):
    team.done("customer/issue_virtual_account", payment_id="order-1", total=1000)
    assert team.done("clock/advance", days=1, hours=2) == {"now": "2026-01-02T02:00:00.000Z"}
    assert team.done("clock/advance_to", moment="2026-02-01T09:00:00+09:00") == {"now": "2026-02-01T00:00:00.000Z"}
    assert team.get("clock").json() == {"now": "2026-02-01T00:00:00.000Z"}


def test_lists_are_paged_from_the_newest(team):
    for number in range(7):
        team.sandbox.customer.pay(f"order-{number}", 1000 + number)
    team.sandbox.customer.fail("other", 5)
    first = team.get("payments", "limit=3").json()
    assert [each["id"] for each in first["items"]] == ["other", "order-6", "order-5"]
    assert first["more"]
    last = team.get("payments", "limit=3&offset=6").json()
    assert [each["id"] for each in last["items"]] == ["order-1", "order-0"]
    assert not last["more"]
    assert [each["id"] for each in team.get("payments", "status=FAILED").json()["items"]] == ["other"]
    assert [each["id"] for each in team.get("payments", "q=ORDER+4").json()["items"]] == ["order-4"]
    assert team.get("payments", "status=PAID&q=other").json()["items"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "offset=-1", "limit=x", "unknown=1", "offset=99999999999"])
def test_a_page_that_cant_be(team, refusal, query):
    assert refusal(team.get("payments", query))[:2] == (400, "WRONG_ARGUMENTS")


def test_every_store_is_shown(team_of):

    team = team_of(Sandbox(settings=Settings(store_id="a", stores=frozenset({"a", "b"}))))
    team.done("customer/pay", payment_id="one", total=1)
    team.done("customer/pay", payment_id="two", total=1, store_id="b")
    assert [(each["id"], each["storeId"]) for each in team.get("payments").json()["items"]] == [
        ("one", "a"),
        ("two", "b"),
    ]
    assert team.get("payments/two").json()["line"]["storeId"] == "b"


def test_a_payment_with_all_that_became_of_it(team):
    heard = []
    team.sandbox.webhooks.send_to(lambda request: heard.append(request) or _ok())
    team.done("customer/fail", payment_id="order/1", total=1000)
    team.done("customer/pay", payment_id="order/1", total=1000)
    team.site.handle(Request("GET", "/payments/order%2F1", "", {"authorization": "PortOne x"}))
    told = team.get("payments/order%2F1").json()
    assert [each["status"] for each in told["attempts"]] == ["FAILED", "PAID"]
    assert [each["type"].removeprefix("Transaction.") for each in told["events"]] == [
        "Ready",
        "Failed",
        "Ready",
        "Paid",
    ]
    assert [each["attempts"][0]["code"] for each in told["webhooks"]] == [200] * 4
    assert [each["operation"] for each in told["calls"]] == ["getPayment"]
    assert len(heard) == 4


def _ok():
    import httpx

    return httpx.Response(200)


def test_webhooks_are_listed_dropped_and_sent_again(team):
    answers = [500, 200, 200]

    def merchant(_):
        import httpx

        return httpx.Response(answers.pop(0))

    team.sandbox.webhooks.send_to(merchant)
    team.done("webhooks/drop", type="Transaction.Ready")
    team.done("customer/pay", payment_id="order-1", total=1000)
    told = {each["type"]: each for each in team.get("webhooks").json()["items"]}
    assert told["Transaction.Ready"]["attempts"][0]["troubles"] == ["drop"]
    assert told["Transaction.Paid"]["status"] == "failing"
    again = team.done("webhooks/resend", number=told["Transaction.Paid"]["number"])
    assert (again["status"], [each["cause"] for each in again["attempts"]]) == ("delivered", ["ordinary", "manual"])
    sent = team.done("webhooks/deliver", numbers=[told["Transaction.Ready"]["number"]])
    assert [each["status"] for each in sent["items"]] == ["delivered"]
    assert team.get("webhooks", "status=failing").json()["items"] == []
    assert team.get("webhooks/0").json()["type"] == "Transaction.Ready"


def test_worlds_are_kept_by_name_and_gone_back_to(team):
    team.done("customer/pay", payment_id="order-1", total=1000)
    assert team.post("snapshots/before").json() == {"snapshots": ["before"]}
    team.done("clock/advance", days=30)
    team.done("customer/chargeback", payment_id="order-1")
    team.post("snapshots/before/restore")
    assert team.sandbox.payments["order-1"].status == "PAID"
    assert team.get("clock").json()["now"].startswith("2026-01-01")
    world = team.get("world").json()
    team.post("reset")
    assert len(team.sandbox.payments) == 0
    team.done("world", world=world)
    assert list(team.sandbox.payments) == ["order-1"]
    assert team.post("snapshots/before/drop").json() == {"snapshots": []}


def test_there_are_not_more_worlds_than_can_be_kept(team, refusal):
    for number in range(100):
        team.post(f"snapshots/{number}")
    assert refusal(team.post("snapshots/more"))[1] == "TOO_MANY_SNAPSHOTS"
    assert team.post("snapshots/7").status == 200


def test_no_secret_is_shown(team):
    sent = {"authorization": "PortOne top-secret-1", "content-type": "application/json"}
    import json

    team.site.handle(Request("POST", "/billing-keys", "", sent, json.dumps(BILLING).encode()))
    team.site.handle(Request("POST", "/login/api-secret", "", sent, b'{"apiSecret": "top-secret-2"}'))
    team.site.handle(Request("POST", "/billing-keys", "", sent, b'{"number": "4111 1100 0000 1111", '))
    tokens = team.sandbox.calls[1].response.json()
    team.sandbox.webhooks.send_to(lambda _: _ok(), secret="whsec_c2VjcmV0c2VjcmV0")
    team.sandbox.customer.authorize("order-1", 1000)
    numbers = range(len(team.sandbox.calls))
    paths = ["state", "payments", "payments/order-1", "calls", "webhooks", "billing-keys"]
    shown = b"".join(team.get(each).body for each in [*paths, *(f"calls/{number}" for number in numbers)])
    secrets = ["top-secret-1", "top-secret-2", "4111110000001111", "4111 1100 0000 1111", "c2VjcmV0c2VjcmV0"]
    secrets += [tokens["accessToken"], tokens["refreshToken"], team.sandbox.payments["order-1"].token]
    assert [each for each in secrets if each.encode() in shown] == []


def test_the_document_is_one_and_has_every_route(team):
    told = team.get("openapi.json").json()
    validate(told)
    for part, acts in team.get("acts").json().items():
        assert {f"/__portone__/{part}/{each['name']}" for each in acts} <= set(told["paths"])
    assert all("post" in each or "get" in each for each in told["paths"].values())


def test_nothing_is_changed_by_a_get(team):
    team.sandbox.customer.pay("order-1", 1000)
    before = team.sandbox.dump()
    for path, each in team.get("openapi.json").json()["paths"].items():
        if "get" in each:
            assert team.get(path.removeprefix("/__portone__/").replace("{paymentId}", "order-1")).status in {200, 404}
        else:
            assert team.get(path.removeprefix("/__portone__/")).status in {404, 405}
    assert team.sandbox.dump() == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def lasting(team_of):
    return team_of()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_arguments_make_it_fail(lasting, data):
    team = lasting
    team.post("reset")
    acts = team.get("acts").json()
    part = data.draw(st.sampled_from(sorted(acts)))
    act = data.draw(st.sampled_from(acts[part]))
    names = st.sampled_from(sorted(act["arguments"]["properties"]) or ["x"])
    body = data.draw(st.dictionaries(names | st.text(max_size=3), JSON, max_size=6))
    response = team.post(f"{part}/{act['name']}", body)
    assert response.status in {200, 400, 409}
    if response.status != 200:
        assert response.json()["error"]["name"] != "FAILED", response.body
    assert team.get("state").status == 200
