"""Amounts: the laws that a payment and its cancellations keep."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.contracts.currencies import minor_digits
from pytest_portone.strategies.amounts import settle, settle_alone, settle_cancellation, shares, vat_of

MONEY = st.integers(0, 10**6)
SMALL = st.integers(0, 5)
STATES = ("READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "FAILED", "PAID", "PARTIAL_CANCELLED", "CANCELLED")
AMOUNTS = st.fixed_dictionaries(
    dict.fromkeys(("total", "taxFree", "discount", "paid", "cancelled", "cancelledTaxFree"), MONEY | SMALL),
    optional={"vat": MONEY, "supply": MONEY},
)
CANCELLATIONS = st.lists(
    st.fixed_dictionaries(
        dict.fromkeys(("totalAmount", "taxFreeAmount", "vatAmount"), MONEY | SMALL)
        | {"status": st.sampled_from(["SUCCEEDED", "REQUESTED", "FAILED"]), "requestedAt": st.just("")},
        optional={"easyPayDiscountAmount": MONEY, "cancelledAt": st.just(""), "receiptUrl": st.just("")},
    ),
    max_size=4,
)
for_all = settings(derandomize=True, database=None, max_examples=300)


def adds_up(amount):
    taxable = amount["total"] - amount["taxFree"]
    assert amount["total"] > 0
    assert 0 <= amount["cancelledTaxFree"] <= amount["taxFree"] <= amount["total"]
    assert 0 <= amount["discount"] <= amount["total"]
    assert amount["cancelledTaxFree"] <= amount["cancelled"] <= amount["total"]
    assert amount.get("vat", vat_of(taxable)) == vat_of(taxable)
    assert amount.get("supply", taxable - vat_of(taxable)) == taxable - vat_of(taxable)


@given(st.sampled_from(STATES), AMOUNTS, CANCELLATIONS, st.none() | st.integers(2, 10))
@for_all
def test_a_payment_adds_up_in_every_state(state, amount, cancellations, total):
    succeeded = [each["status"] == "SUCCEEDED" for each in cancellations]
    settle(state, amount, cancellations, total)
    adds_up(amount)
    assert total is None or amount["total"] == total
    cancelled = state in ("PARTIAL_CANCELLED", "CANCELLED")
    assert amount["paid"] == (amount["total"] - amount["discount"] if cancelled or state == "PAID" else 0)
    assert (amount["cancelled"] > 0) is cancelled
    assert (amount["cancelled"] == amount["total"]) is (state == "CANCELLED")
    done = [each for each in cancellations if each["status"] == "SUCCEEDED"]
    if cancellations:
        assert sum(each["totalAmount"] for each in done) == amount["cancelled"]
        assert sum(each["taxFreeAmount"] for each in done) == amount["cancelledTaxFree"]
    for each, before in zip(cancellations, succeeded, strict=True):
        assert 1 <= each["totalAmount"] <= amount["total"]
        assert 0 <= each["taxFreeAmount"] <= min(each["totalAmount"], amount["taxFree"])
        assert 0 <= each["vatAmount"] <= each["totalAmount"] - each["taxFreeAmount"]
        assert each.get("easyPayDiscountAmount", 0) <= each["totalAmount"]
        if each["status"] != "SUCCEEDED":  # and has neither the time nor, where it had one, the receipt of success
            assert not {"cancelledAt"} & each.keys()
            assert not (before and "receiptUrl" in each)


def test_what_the_total_has_no_room_for_has_failed():
    cancellations = [
        {"status": "SUCCEEDED", "totalAmount": 5, "taxFreeAmount": 0, "receiptUrl": ""} for _ in range(3)
    ]
    amount = dict.fromkeys(("total", "taxFree", "discount"), 0)
    settle("PARTIAL_CANCELLED", amount, cancellations, total=2)
    assert [each["status"] for each in cancellations] == ["SUCCEEDED", "FAILED", "FAILED"]
    assert [each["totalAmount"] for each in cancellations] == [1, 2, 2]
    assert ["receiptUrl" in each for each in cancellations] == [True, False, False]


@given(AMOUNTS, CANCELLATIONS)
@for_all
def test_the_tax_of_what_is_cancelled_is_the_tax_of_the_whole(amount, cancellations):
    settle("CANCELLED", amount, cancellations)
    taxes = sum(each["vatAmount"] for each in cancellations if each["status"] == "SUCCEEDED")
    assert not cancellations or taxes == vat_of(amount["total"] - amount["taxFree"])


@given(AMOUNTS)
@for_all
def test_an_amount_alone_adds_up(amount):
    settle_alone(amount)
    adds_up(amount)
    assert amount["paid"] == amount["total"] - amount["discount"]


def test_a_cancellation_alone_adds_up():
    value = {"status": "FAILED", "totalAmount": 0, "taxFreeAmount": 9, "vatAmount": 9, "cancelledAt": ""}
    settle_cancellation(value)
    assert value == {"status": "FAILED", "totalAmount": 1, "taxFreeAmount": 1, "vatAmount": 0}


@given(st.lists(st.integers(1, 10), max_size=5), st.integers(0, 20))
@for_all
def test_shares_keep_within_the_total(wanted, total):
    found = shares(wanted, total)
    assert sum(found) <= total
    assert len(found) == min(len(wanted), total)
    assert all(1 <= share <= max(1, wish) for share, wish in zip(found, wanted, strict=False))
    assert sum(wanted) > total or found == wanted


@pytest.mark.parametrize(
    ("taxable", "vat"), [(0, 0), (1000, 91), (1100, 100), (11, 1), (5, 0), (6, 1), (39_000, 3545)]
)
def test_the_tax_is_one_eleventh(taxable, vat):
    assert vat_of(taxable) == vat


@pytest.mark.parametrize(
    ("code", "digits"), [("KRW", 0), ("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4), ("XAU", None), ("XXX", None)]
)
def test_minor_units(code, digits):
    assert minor_digits(code) == digits
