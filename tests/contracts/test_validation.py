"""A value against the contract: every violation with its place, and extensions told apart from violations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.contracts.model import ListOf, Ref
from pytest_portone.contracts.schema import json_path

CONTRACT = contracts.load("2026-07-03")
CANCELLATION = {
    "status": "SUCCEEDED",
    "id": "c-1",
    "totalAmount": 1000,
    "taxFreeAmount": 0,
    "vatAmount": 91,
    "reason": "changed mind",
    "requestedAt": "2026-01-01T00:00:00Z",
    "cancelledAt": "2026-01-01T00:00:01Z",
}


def violations(target, value, **options):
    return [str(each) for each in CONTRACT.validate(target, value, **options).violations]


def extensions(target, value, **options):
    return [str(each) for each in CONTRACT.validate(target, value, **options).extensions]


def test_a_valid_value_has_nothing_to_report():
    report = CONTRACT.validate("PaymentCancellation", CANCELLATION)
    assert (report.valid, report.violations, report.extensions) == (True, (), ())
    assert str(report) == "PaymentCancellation: valid"
    assert CONTRACT.is_valid("PaymentCancellation", CANCELLATION)


def test_every_violation_is_listed_with_its_place():
    broken = CANCELLATION | {"totalAmount": "1000", "vatAmount": 2**63, "requestedAt": "yesterday"}
    del broken["reason"]
    assert violations("PaymentCancellation", broken) == [
        "$.reason: received nothing, expected string (required)",
        '$.requestedAt: received "yesterday", expected a date-time (RFC 3339)',
        '$.totalAmount: received "1000", expected an integer',
        f"$.vatAmount: received {2**63}, expected an integer within the type's range, whose limit is {2**63 - 1}",
    ]


def test_a_misspelt_field_is_named_from_both_sides():
    misspelt = CANCELLATION | {"reasn": CANCELLATION["reason"]}
    del misspelt["reason"]
    assert violations("PaymentCancellation", misspelt) == [
        "$.reason: received nothing, expected string (required) (did you mean 'reasn'?)"
    ]
    assert extensions("PaymentCancellation", misspelt) == [
        "$.reasn: unknown field \"reasn\" (the nearest known is 'reason')"
    ]


def test_what_clause_2_4_permits_is_an_extension_and_no_violation():
    amount = {"currency": "KRX", "method": {"type": "PaymentMethodFuture", "anything": 1}, "loyalty": {"points": 3}}
    report = CONTRACT.validate("PaidPayment", amount)
    assert [(each.kind, json_path(each.path), each.clause) for each in report.extensions] == [
        ("unknown enum value", "$.currency", "2.4"),
        ("unknown field", "$.loyalty", "2.4"),
        ("unknown case", "$.method.type", "2.4"),
    ]
    assert {json_path(each.path) for each in report.violations}.isdisjoint(
        {"$.currency", "$.loyalty", "$.method.type"}
    )


def test_an_unknown_case_is_not_judged_by_the_fields_of_another():
    assert CONTRACT.validate("Payment", {"status": "FUTURE"}).valid
    assert not CONTRACT.is_valid("Payment", {"status": "FUTURE"})


def test_a_tag_that_is_missing_is_a_violation():
    assert violations("Payment", {"id": "p"}) == [
        "$.status: received nothing, expected the tag of the union (required)"
    ]


def test_in_an_input_unknown_values_are_violations():
    side = CONTRACT.operation("cancelPayment").request
    report = CONTRACT.validate(side, {"reason": "r", "requester": "CUSTMER", "amuont": 3})
    assert [str(each) for each in report.violations] == [
        "$.requester: received \"CUSTMER\", expected one of CUSTOMER, ADMIN (did you mean 'CUSTOMER'?)"
    ]
    assert [str(each) for each in report.extensions] == [
        "$.amuont: unknown field \"amuont\" (the nearest known is 'amount')"
    ]


def test_in_an_input_null_stands_for_absent_and_in_an_output_it_does_not():
    side = CONTRACT.operation("cancelPayment").request
    assert CONTRACT.is_valid(side, {"reason": "r", "amount": None})
    assert violations(side, {"reason": None}) == ["$.reason: received nothing, expected string (required)"]
    assert violations("PaymentCancellation", CANCELLATION | {"receiptUrl": None}) == [
        "$.receiptUrl: received null, expected a string"
    ]


def test_an_error_answer_is_judged_by_the_errors_of_its_status():
    side = CONTRACT.answer(CONTRACT.operation("getPayment"), 404)
    assert CONTRACT.is_valid(side, {"type": "PAYMENT_NOT_FOUND", "message": "no"})
    assert extensions(side, {"type": "UNAUTHORIZED"}) == ['$.type: unknown case "UNAUTHORIZED"']
    assert violations(side, {"message": "no"}) == [
        "$.type: received nothing, expected the tag of the union (required)"
    ]


def test_an_answer_without_content_takes_nothing_else():
    side = CONTRACT.answer(CONTRACT.operation("attachB2bTaxInvoiceFile"), 200)
    assert CONTRACT.is_valid(side, None)
    assert not CONTRACT.is_valid(side, {})


def test_lists_and_maps_are_targets_too():
    assert violations(ListOf(Ref("Currency")), ["KRW", 3]) == ["$[1]: received 3, expected a string"]
    assert extensions(ListOf(Ref("Currency")), ["KRX"])[0].startswith('$[0]: unknown enum value "KRX"')
    assert violations("TransferParameters", {"a b": 1}) == ['$["a b"]: received 1, expected an object']


def test_an_unknown_name_names_the_nearest():
    with pytest.raises(contracts.UnknownNameError, match="no type 'Paymnet'; the nearest is 'Payment'"):
        CONTRACT.validate("Paymnet", {})
    with pytest.raises(contracts.UnknownNameError, match="no operation 'getPayments2'; the nearest is 'getPayments'"):
        CONTRACT.operation("getPayments2")
    with pytest.raises(contracts.UnknownNameError, match="no status of getPayment '418'"):
        CONTRACT.answer(CONTRACT.operation("getPayment"), 418)


def test_a_field_that_the_document_defines_twice_may_hold_either():
    body = {"requestedAmount": 1, "allowedAmount": 0}
    for value in ("PLATFORM_SETTLEMENT_AMOUNT_EXCEEDED", "DISCOUNT_THAN_ORDER"):
        assert CONTRACT.is_valid("PlatformSettlementAmountExceededError", body | {"type": value})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.sampled_from(["Payment", "Currency", "PaymentFilterInput", "PlatformProperties", "Webhook"]))
def test_any_json_gets_a_report_and_both_answers_agree(value, name):
    for direction in ("input", "output"):
        report = CONTRACT.validate(name, value, direction=direction)
        assert CONTRACT.is_valid(name, value, direction=direction) == (
            not report.violations and not report.extensions
        )


@pytest.mark.parametrize(
    ("path", "expected"), [((), "$"), (("a", 0, "b"), "$.a[0].b"), (("a b", "한"), '$["a b"].한')]
)
def test_paths_are_written_as_rfc_9535_says(path, expected):
    assert json_path(path) == expected
