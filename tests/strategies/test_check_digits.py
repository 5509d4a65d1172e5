"""Check digits, on numbers that are published."""

import pytest

from pytest_portone.strategies.cards import masked, numbered
from pytest_portone.strategies.check_digits import business, luhn


@pytest.mark.parametrize(
    "number",
    ["4111111111111111", "5555555555554444", "378282246310005", "30569309025904", "3530111333300000", "79927398713"],
)
def test_cards(number):
    assert luhn(number[:-1]) == number[-1]


@pytest.mark.parametrize("number", ["1248100998", "2208162517", "1208147521", "1048638480"])
def test_businesses(number):
    assert business(number[:-1]) == number[-1]


@pytest.mark.parametrize(
    ("brand", "start", "length"),
    [
        ("VISA", "4", 16),
        ("MASTER", "51", 16),
        ("AMEX", "37", 15),
        ("DINERS", "36", 14),
        ("JCB", "35", 16),
        ("UNIONPAY", "62", 16),
        ("LOCAL", "9", 16),
        ("A_NEW_BRAND", "9", 16),
    ],
)
def test_a_number_goes_with_its_brand(brand, start, length):
    number = numbered(brand, "12")
    assert (number[: len(start)], len(number)) == (start, length)
    assert luhn(number[:-1]) == number[-1]


def test_a_masked_number_shows_its_ends():
    assert masked("4111111111111234") == "411111******1234"
    assert masked("378282246310005") == "378282*****0005"
