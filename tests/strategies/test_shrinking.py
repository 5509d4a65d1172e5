"""A bug in a handler shrinks to its cause, and nothing besides."""

import pytest
from hypothesis import Phase, find, given, settings

from pytest_portone import contracts, strategies

SETTINGS = settings(max_examples=2000, derandomize=True, database=None, deadline=None)
KNOWN_STATES = {"READY", "PAID", "FAILED", "CANCELLED", "PARTIAL_CANCELLED", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED"}
READY = contracts.load().types["ReadyPayment"]
REQUIRED = {"status", *(name for name, each in READY.fields.items() if each.required)}
CUSTOMER = {
    "id", "name", "birthYear", "birthMonth", "birthDay", "gender", "email", "phoneNumber", "address", "zipcode",
}  # fmt: skip


def smallest(strategy, crashes):
    """The smallest value on which a handler crashes."""
    return find(strategy, crashes, settings=SETTINGS)


def greet(customer):
    """A handler that takes every field for one that it knows."""
    return {name: customer[name] for name in customer if name in CUSTOMER or customer[name].crash}


def crashes_on(handler):
    def crashes(value):
        try:
            handler(value)
        except (AttributeError, KeyError, ValueError, TypeError, IndexError):
            return True
        return False

    return crashes


def test_an_unknown_field_is_all_that_is_left():
    found = smallest(
        strategies.types("Payment", evolved=True), crashes_on(lambda payment: greet(payment["customer"]))
    )
    assert [each.path for each in found.evolutions] == [("customer", "unknownField")]
    assert found["customer"] == {"unknownField": "unknown"}
    assert found.keys() == REQUIRED


def test_an_unknown_state_is_all_that_is_left():
    table = dict.fromkeys(KNOWN_STATES)
    found = smallest(strategies.types("Payment", evolved=True), crashes_on(lambda payment: table[payment["status"]]))
    assert [str(each) for each in found.evolutions] == [
        '$.status: unknown case, "UNKNOWN_CASE" instead of "READY" (clause 2.4)'
    ]
    assert found.keys() == REQUIRED


def test_an_unknown_case_inside_keeps_only_the_way_to_it():
    def is_unknown(payment):
        return not payment.get("method", {}).get("type", "PaymentMethod").startswith("PaymentMethod")

    found = smallest(strategies.payments(evolved=True), is_unknown)
    assert [each.path for each in found.evolutions] == [("method", "type")]
    assert found["method"] == {"type": "UNKNOWN_CASE"}
    assert found.keys() == REQUIRED | {"method"}


def test_a_cancellation_over_a_limit_shrinks_to_the_limit():
    def over_limit(payment):
        parts = payment.get("cancellations", ())
        return payment["status"] == "PARTIAL_CANCELLED" and any(each["totalAmount"] > 10_000 for each in parts)

    found = smallest(strategies.types("Payment"), over_limit)
    (cancellation,) = found["cancellations"]
    assert cancellation["status"] == "SUCCEEDED"
    assert cancellation["totalAmount"] == 10_001
    assert {name: found["amount"][name] for name in ("total", "cancelled", "taxFree")} == {
        "total": 10_002,
        "cancelled": 10_001,
        "taxFree": 0,
    }
    assert "products" not in found


def test_a_bug_that_needs_two_fields_keeps_two():
    found = smallest(
        strategies.requests("cancelPayment"),
        lambda request: request.body.get("amount", 0) > 500 and "requester" in request.body,
    )
    assert found.body == {"reason": found.body["reason"], "amount": 501, "requester": "CUSTOMER"}
    assert len(found.body["reason"]) == 1


def test_a_list_shrinks_to_the_item_at_fault():
    found = smallest(
        strategies.responses("getPayments"),
        lambda page: any(each["status"] == "FAILED" for each in page["items"]),
    )
    assert [each["status"] for each in found["items"]] == ["FAILED"]
    assert found["items"][0]["failure"] == {}


def test_what_is_broken_shrinks_to_one_place():
    def accepts(body):
        return isinstance(body, dict) and isinstance(body.get("amount"), int) and body["amount"] >= 2**63

    found = smallest(strategies.types("CancelPaymentBody", broken=True, direction="input"), accepts)
    assert str(found.breakage).startswith("$.amount: out of range, 9223372036854775808 instead of ")
    assert found.keys() == {"reason", "amount"}


@pytest.mark.parametrize(
    ("strategy", "told"),
    [
        (strategies.types("Payment", evolved=True), "evolved: $.status: unknown case"),
        (strategies.types("Payment", broken=True), "broken: $: wrong type"),
        (strategies.requests("cancelPayment", broken=True), "broken: $.body: wrong type"),
    ],
    ids=str,
)
def test_a_failing_example_tells_what_was_done_to_it(strategy, told):
    @settings(SETTINGS, phases=[Phase.generate, Phase.shrink])
    @given(strategy)
    def test(value):
        raise AssertionError(value)

    with pytest.raises(AssertionError) as caught:
        test()
    assert told in "\n".join(caught.value.__notes__)
