"""What a partner is owed, by PortOne's own worked examples and by the laws of sums."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox.platform.models import FixedAmount, FixedRate
from pytest_portone.sandbox.transfers.arithmetic import (
    Base,
    Charge,
    Discount,
    Part,
    Rules,
    rounded,
    settle,
    total,
)

TENTH = Charge(FixedRate(10_000))


def part(order, *, additional=(), discounts=(), tax_free=0, platform=TENTH):
    return Part(order, tax_free, Base(order, order), platform, additional, discounts)


def owed(*parts, **rules):
    return total(settle(each, Rules(**rules)).amounts for each in parts)


EXAMPLES = {
    "an order of 10,000": ([part(10_000)], (1_000, 100, 0, 0, 0, 10_000, 8_900)),
    "two lines": ([part(2_000 * 5), part(4_000)], (1_400, 140, 0, 0, 0, 14_000, 12_460)),
    "the first of them": ([part(2_000 * 5)], (1_000, 100, 0, 0, 0, 10_000, 8_900)),
    "the second of them": ([part(4_000)], (400, 40, 0, 0, 0, 4_000, 3_560)),
    "a discount that is shared in halves": (
        [part(10_000, discounts=(Discount(2_000, 0, 50_000),))],
        (1_000, 100, 0, 0, 1_000, 8_000, 7_900),
    ),
    "an additional fee of 5 %": (
        [part(10_000, additional=(Charge(FixedRate(5_000)),))],
        (1_000, 100, 500, 50, 0, 10_000, 8_350),
    ),
    "a cancellation of a half": ([part(5_000)], (500, 50, 0, 0, 0, 5_000, 4_450)),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example(name):
    parts, expected = EXAMPLES[name]
    found = owed(*parts)
    fees = (found.platform_fee, found.platform_fee_vat, found.additional_fee, found.additional_fee_vat)
    assert (*fees, found.discount_share, found.payment, found.settlement) == expected


def test_a_merchant_that_bears_the_vat_takes_none_off():
    found = owed(part(10_000, platform=Charge(FixedRate(10_000), vat_borne=False)))
    assert (found.platform_fee, found.platform_fee_vat, found.settlement) == (1_000, 0, 9_000)


def test_the_vat_of_the_payment_is_taken_off_where_the_contract_says_so():
    found = owed(part(11_000, tax_free=0), payment_vat_borne=True)
    assert (found.payment_vat, found.payment_vat_burden, found.settlement) == (1_000, 1_000, 11_000 - 1_210 - 1_000)
    assert owed(part(11_000, tax_free=11_000), payment_vat_borne=True).payment_vat_burden == 0


def test_a_fixed_fee_is_taken_of_a_part_as_far_as_it_is_the_order():
    fee = Charge(FixedAmount(1_000))
    whole, half = (settle(Part(each, 0, Base(each, 8_000), fee), Rules()).amounts for each in (8_000, 4_000))
    assert (whole.platform_fee, half.platform_fee) == (1_000, 500)


@pytest.mark.parametrize(("rounding", "expected"), [("down", 1), ("half-up", 2), ("up", 2)])
def test_rounding(rounding, expected):
    assert rounded(3, 2, rounding) == expected
    assert rounded(-3, 2, rounding) == -expected
    assert rounded(4, 2, rounding) == 2


ROUNDINGS = st.sampled_from(["down", "half-up", "up"])
MONEY = st.integers(0, 10**12)
RATES = st.integers(0, 100_000)
FEES = st.one_of(RATES.map(FixedRate), MONEY.map(FixedAmount))
CHARGES = st.builds(Charge, FEES, st.booleans())
RULES = st.builds(Rules, ROUNDINGS, ROUNDINGS, st.booleans())
DISCOUNTS = st.builds(Discount, MONEY, MONEY, RATES)


@st.composite
def parts(draw):
    order = draw(MONEY)
    base = Base(order, draw(st.integers(order, 10**13)))
    charges = draw(st.lists(CHARGES, max_size=3)), draw(st.lists(DISCOUNTS, max_size=3))
    return Part(order, draw(st.integers(0, order)), base, draw(st.none() | CHARGES), *map(tuple, charges))


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6), ROUNDINGS)
def test_what_is_rounded_is_off_by_less_than_one(dividend, divisor, rounding):
    found, exact = rounded(dividend, divisor, rounding), Fraction(dividend, divisor)
    assert abs(found - exact) < 1
    assert rounding != "down" or abs(found) <= abs(exact)
    assert rounding != "up" or abs(found) >= abs(exact)
    assert rounding != "half-up" or abs(found - exact) <= Fraction(1, 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(parts(), max_size=5), RULES)
def test_the_sums_of_the_parts_are_the_whole(cut, rules):
    settled = [settle(each, rules).amounts for each in cut]
    whole = total(settled)
    for name in ("settlement", "settlement_tax_free", "payment", "payment_supply", "payment_tax_free"):
        assert getattr(whole, name) == sum(getattr(each, name) for each in settled)


@settings(max_examples=60, deadline=None)
@given(parts(), RULES)
def test_nothing_gets_lost_between_partner_and_platform(each, rules):
    settled = settle(each, rules)
    found = settled.amounts
    fees = found.platform_fee + found.platform_fee_vat + sum(fee.amount + fee.vat for fee in settled.fees)
    shares = sum(share.amount for share in settled.shares)
    assert found.settlement + fees + shares + found.payment_vat_burden == found.order == each.order
    assert found.payment_supply + found.payment_vat + found.payment_tax_free == found.payment
    assert settled - settled == settle(Part(0, 0, Base(0, 1), None, each.additional, _none(each)), rules)


def _none(each):
    return tuple(Discount(0, 0, discount.share_rate) for discount in each.discounts)
