"""What the policy forbids, as changes to values: each breaks the contract, or tells something else than before."""

import pytest

from pytest_portone import contracts
from pytest_portone.contracts.evolution import ABSENT
from pytest_portone.contracts.forbidden import forbidden

CANCELLED = {
    "status": "SUCCEEDED",
    "id": "c-1",
    "totalAmount": 1000,
    "taxFreeAmount": 0,
    "vatAmount": 91,
    "reason": "returned",
    "requestedAt": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def newest():
    return contracts.load()


def found(contract, name, value):
    return {(each.kind, each.path, each.after) for each in forbidden(contract, name, value)}


def test_states_amounts_and_required_fields(newest):
    changes = found(newest, "PaymentCancellation", CANCELLED)
    assert ("state changed", ("status",), "FAILED") in changes
    assert ("amount changed", ("totalAmount",), 1001) in changes
    assert ("field gone", ("reason",), ABSENT) in changes
    assert ("field gone", ("status",), ABSENT) in changes
    assert not any(path == ("cancelledAt",) for _, path, _ in changes), "an optional field may be missing"


def test_a_missing_field_is_a_violation_at_its_place(newest):
    for change in forbidden(newest, "PaymentCancellation", CANCELLED):
        if change.kind == "field gone":
            report = newest.validate("PaymentCancellation", change.apply(CANCELLED))
            assert change.path in [each.path for each in report.violations]


def test_another_state_or_amount_keeps_the_form_and_the_original(newest):
    before = dict(CANCELLED)
    for change in forbidden(newest, "PaymentCancellation", CANCELLED):
        changed = change.apply(CANCELLED)
        assert changed != CANCELLED
        assert before == CANCELLED
    changes = forbidden(newest, "PaymentCancellation", CANCELLED)
    (amount,) = [each for each in changes if (each.kind, each.path) == ("amount changed", ("totalAmount",))]
    assert newest.validate("PaymentCancellation", amount.apply(CANCELLED)).valid
    assert str(amount) == "$.totalAmount: amount changed, 1001 instead of 1000 (clause 2)"


def test_nothing_is_forbidden_of_an_input(newest):
    operation = newest.operation("cancelPayment")
    assert forbidden(newest, operation.request, {"reason": "x", "amount": 5}) == ()
    with pytest.raises(contracts.UnknownNameError):
        forbidden(newest, "Paymnet", {})
