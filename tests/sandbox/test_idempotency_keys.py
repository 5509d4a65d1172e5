"""The Idempotency-Key header."""

from __future__ import annotations

import pytest

KEY = {"idempotency-key": '"0123456789abcdef"'}
BODY = {"totalAmount": 1}


def pre_register(merchant, body=None, payment_id="p-1", **headers):
    return merchant.post(f"/payments/{payment_id}/pre-register", body or BODY, headers=KEY | headers)


def cancel(merchant, amount=10, headers=KEY):
    return merchant.post("/payments/p-1/cancel", {"reason": "r", "amount": amount}, headers=headers)


@pytest.fixture
def paid(merchant):
    merchant.sandbox.customer.pay("p-1", total=100)
    return merchant


def test_the_first_answer_comes_again_and_nothing_is_done_twice(paid):
    first, second = cancel(paid), cancel(paid)

    assert first == second
    assert paid.payment("p-1")["amount"]["cancelled"] == 10
    assert [call.operation for call in paid.sandbox.calls[:2]] == ["cancelPayment", "cancelPayment"]
    assert paid.sandbox.calls[1].provenance == "modelled"


def test_an_error_comes_again_too(paid):
    first = cancel(paid, amount=101)
    paid.cancel(amount=1)
    assert cancel(paid, amount=101) == first
    assert first.status == 409


def test_without_a_key_or_with_another_it_is_done_again(paid):
    cancel(paid)
    cancel(paid, headers={})
    cancel(paid, headers={"idempotency-key": '"fedcba9876543210"'})
    assert paid.payment("p-1")["amount"]["cancelled"] == 30


def test_answers_are_kept_for_three_hours(paid):
    cancel(paid)
    paid.sandbox.clock.advance(hours=2, minutes=59)
    cancel(paid)
    assert paid.payment("p-1")["amount"]["cancelled"] == 10
    paid.sandbox.clock.advance(minutes=1)
    cancel(paid)
    assert paid.payment("p-1")["amount"]["cancelled"] == 20


def test_a_key_is_its_users_own(merchant):
    assert pre_register(merchant).status == 200
    assert pre_register(merchant, {"totalAmount": 2}, authorization="PortOne another").status == 200


def test_a_key_is_not_for_another_request(merchant):
    pre_register(merchant)
    response = pre_register(merchant, {"totalAmount": 2})
    assert (response.status, response.json()) == (
        400,
        {
            "type": "INVALID_REQUEST",
            "message": 'The request is wrong in 1 place: $.header["idempotency-key"]: '
            'received "\\"0123456789abcdef\\"", expected a key of its own: this one was used for another request, '
            "POST /payments/p-1/pre-register",
        },
    )


def test_what_is_asked_in_the_query_belongs_to_the_request(merchant):
    key = merchant.issued()
    first, again, other = (
        merchant.delete(f"/billing-keys/{key}", query={"reason": reason}, headers=KEY) for reason in ("a", "a", "b")
    )
    assert (first.status, first == again) == (200, True)
    assert "used for another request, DELETE /billing-keys/" in other.json()["message"]


@pytest.mark.parametrize(
    "value",
    ["0123456789abcdef", '"short"', f'"{"x" * 257}"', '"0123456789abcde\u00e9"', '"0123456789"abcdef"', ""],
)
def test_a_key_is_a_string_of_16_to_256_characters(merchant, value):
    response = merchant.post("/payments/p-1/pre-register", BODY, headers={"idempotency-key": value})
    assert response.status == 400
    assert "expected 16 to 256 ASCII characters in double quotes (RFC 8941)" in response.json()["message"]


@pytest.mark.parametrize("value", [f'"{"x" * 256}"', '"a key with \\"quotes\\" in it"'])
def test_forms_of_a_key(merchant, value):
    assert merchant.post("/payments/p-1/pre-register", BODY, headers={"idempotency-key": value}).status == 200


def test_a_get_takes_no_key(paid):
    assert paid.get("/payments/p-1", headers={"idempotency-key": "nonsense"}).status == 200


def test_who_is_unknown_gets_nothing_again(paid):
    cancel(paid)
    assert cancel(paid, headers=KEY | {"authorization": None}).status == 401
