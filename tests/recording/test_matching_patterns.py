"""Texts as patterns: which parts vary, and that no text takes long."""

import pytest

from pytest_portone.recording.matching import Binding, Kind, Lexer
from pytest_portone.recording.matching.patterns import KINDS
from pytest_portone.recording.tokens import TOKENS

LEXER = Lexer()
UUID = "82523e86-feac-4eb7-9c38-f519b91751da"
LONG = 50_000

FORMS = {
    f"order-{UUID}": [("uuid", UUID)],
    f"order{UUID.upper()}x": [("uuid", UUID.upper())],
    f"{UUID}/{UUID}": [("uuid", UUID)] * 2,
    f"f{UUID}": [("hexadecimal", "f82523e86"), ("hexadecimal", "f519b91751da")],
    "at 2026-11-23T10:00:00.123+09:00.": [("time", "2026-11-23T10:00:00.123+09:00")],
    "2026-11-23": [],
    "ord_1700000000123": [("digits", "1700000000123")],
    "123456789": [],
    "deadbeef": [],
    "12345678": [],
    "tx-ab12cd34": [("hexadecimal", "ab12cd34")],
    "tx-AB12cd34": [],
    "01ARZ3NDEKTSV4RRFFQ69G5FAV": [("ulid", "01ARZ3NDEKTSV4RRFFQ69G5FAV")],
    "cjld2cjxh0000qzrmn831i7rn": [("cuid", "cjld2cjxh0000qzrmn831i7rn")],
    "order-V1StGXR8_Z5jdHi6B-myT": [("nanoid", "V1StGXR8_Z5jdHi6B-myT")],
    "customer_0ujsswThIGTUYm2K8FjOOfXtY1K": [("base62", "0ujsswThIGTUYm2K8FjOOfXtY1K")],
    "a-long-name-of-an-order-1": [],
    "LongCamelCaseWithoutDigits": [],
    "anon-0123456789ab": [("text", "anon-0123456789ab")],
    "anon-0123456789ab@example.com": [("email", "anon-0123456789ab@example.com")],
    "call 010-0123-4567 now": [("phone", "010-0123-4567")],
    "9999991234567890": [("card", "9999991234567890")],
    "PortOne [secret]": [("secret", "[secret]")],
    "결제 취소": [],
    "": [],
}


@pytest.mark.parametrize("text", FORMS)
def test_the_parts_that_vary(text):
    assert [tuple(slot.token) for slot in LEXER.pattern(text).slots] == FORMS[text]


@pytest.mark.parametrize("text", FORMS)
def test_a_pattern_says_all_of_its_text(text):
    pattern = LEXER.pattern(text)
    assert pattern.before + "".join(slot.token.text + slot.after for slot in pattern.slots) == text


def test_every_kind_of_pseudonym_is_known_before_what_it_looks_like():
    names = [each.name for each in KINDS]
    assert {each.kind for each in TOKENS} < set(names)
    assert names.index("digits") == len(names) - 1


@pytest.mark.parametrize(
    ("recorded", "live", "bound"),
    [
        ("to anon-0123456789ab.", "to 홍길동.", ["홍길동"]),
        ("anon-0123456789ab, anon-ba9876543210!", "Kim, Lee!", ["Kim", "Lee"]),
        ("anon-0123456789ab and anon-0123456789ab", "Kim and Kim", ["Kim"]),
        ("anon-0123456789ab and anon-0123456789ab", "Kim and Lee", None),
        ("anon-0123456789ab!", "!", None),
        ("x anon-0123456789ab", "x ", None),
        ("[secret]/[secret]", "one/two", []),
    ],
)
def test_what_is_bound(recorded, live, bound):
    binding = LEXER.pattern(recorded).match(live, Binding())
    assert (binding and sorted(binding.today.values())) == bound


HARD = {
    "digits": "9" * LONG,
    "zeros": "0 " * (LONG // 2),
    "groups": "9-" * (LONG // 2),
    "words": "a-" * (LONG // 2),
    "mixed": "aA1-" * (LONG // 4),
    "hexadecimal": "ab12" * (LONG // 4) + "z",
    "pseudonyms": "anon-0123456789ab " * (LONG // 18),
    "beginnings": "anon-" * (LONG // 5),
    "cards": "999999" + " 9" * (LONG // 2),
    "masks": "999999" + "*" * LONG,
    "accounts": "000000" + " 0" * (LONG // 2) + "x",
    "addresses": "a@" * (LONG // 2),
    "countries": "+82" * (LONG // 3),
    "times": "2026-11-23T10:00:00" * (LONG // 19),
    "ids": f"{UUID} " * (LONG // 37),
    "half ids": f"{UUID[:-1]} " * (LONG // 36),
}


@pytest.mark.parametrize("name", HARD)
def test_a_long_text_is_read_once(name):
    """A text that takes more than linear time would take hours here."""
    pattern = LEXER.pattern(HARD[name])
    assert pattern.match(HARD[name], Binding()) is not None
    assert pattern.match("?" + HARD[name], Binding()) is None


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("recorded", [kind.kind for kind in TOKENS])
def test_a_hostile_live_text_is_read_once(name, recorded):
    samples = {
        "secret": "[secret]",
        "email": "anon-0123456789ab@example.com",
        "phone": "01001234567",
        "card": "9999991234567890",
        "account": "000000123456",
        "business": "0001234567",
        "birthdate": "1800-01-01",
        "number": "900000123456789",
        "identity": "anon-0123456789abcdef",
        "text": "anon-0123456789ab",
    }
    pattern = LEXER.pattern(f"a {samples[recorded]} b {UUID}")
    assert [slot.token.kind for slot in pattern.slots] == [recorded, "uuid"]
    assert pattern.match(f"a {HARD[name]}", Binding()) is None


def test_a_kind_that_is_not_bound_is_any_each_time():
    lexer = Lexer((Kind("color", "red|blue", bound=False),))
    assert lexer.pattern("red red").match("red blue", Binding()) == Binding()
