"""What the user writes for the gate, and reads: changes by name, known breaks, the option's words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.gate.judge import Frame, Judgement
from pytest_portone.gate.known import Knowledge
from pytest_portone.gate.plan import Plan, is_plan, parse
from pytest_portone.gate.spots import KINDS, Spot, anywhere
from pytest_portone.known import Known

NAMES = st.text(min_size=1, max_size=12)
SPOTS = st.builds(
    Spot, NAMES, st.integers(0, 599), NAMES.map("${}".format), st.sampled_from(sorted(set(KINDS.values()))), st.text()
)


@given(SPOTS)
def test_a_change_is_read_as_it_is_written(spot):
    assert Spot.parse(str(spot)) == spot


@given(st.lists(SPOTS, min_size=1, max_size=3))
def test_changes_stand_in_the_option_unharmed(spots):
    plan = parse(f"only:{'+'.join(map(str, spots))},change")
    assert plan == Plan(line="change", only=tuple(spots))


def test_a_change_reads_well():
    spot = Spot("getPayment", 200, anywhere(("method", "items", 3, "brand")), "new-enum-value")
    assert str(spot) == "getPayment/200/new-enum-value/$.method.items[*].brand"
    assert anywhere(("a-b", 0, "[-1]")) == '$["a-b"][*]["[-1]"]'


@pytest.mark.parametrize("text", ["", "getPayment", "getPayment/200/new-thing/$.a", "getPayment/x/new-field/$.a"])
def test_what_is_no_change_is_refused(text):
    with pytest.raises(ValueError, match="expected OPERATION/STATUS/KIND/PATH, KIND one of new-field"):
        Spot.parse(text)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("crash", Plan()),
        ("change", Plan(line="change")),
        ("each,change", Plan(line="change", each=True)),
        ("forbidden", Plan(forbidden=True)),
        ("since:2024-04-18", Plan(since="2024-04-18")),
    ],
)
def test_the_options_words(text, plan):
    assert is_plan(text)
    assert parse(text) == plan


@pytest.mark.parametrize("text", ["tests", "tests/test_a.py::test_b", "./change"])
def test_a_path_is_no_plan(text):
    assert not is_plan(text)


@pytest.mark.parametrize(
    "text", ["forbidden,each", "forbidden,since:2024-04-18", "forbidden,only:a/200/new-field/$.a"]
)
def test_words_that_exclude_each_other_are_refused(text):
    with pytest.raises(ValueError, match="one at a time"):
        parse(text)


def test_an_unknown_word_is_refused():
    with pytest.raises(ValueError, match="received chnage, expected of crash, change"):
        parse("crash,chnage")


def test_known_breaks():
    known = Known.parse("0123456789ab 2026-12-31 the SDK is mended in 0.22")
    assert known == Known("0123456789ab", date(2026, 12, 31), "the SDK is mended in 0.22")
    frame = Frame("merchant", "shop.py", 1, "label")
    judgement = Judgement("crash", "KeyError: 1", "KeyError", frame, frame)
    for day, reason in ((date(2026, 12, 31), "the SDK is mended in 0.22"), (date(2027, 1, 1), "")):
        knowledge = Knowledge([known], [], day)
        assert knowledge.reason("0123456789ab", "new-case", judgement) == reason
        assert knowledge.reason("ffffffffffff", "new-case", judgement) == ""


@pytest.mark.parametrize(
    "line", ["", "0123456789ab", "0123456789ab 2026-12-31", "0123 2026-12-31 why", "0123456789ab soon why"]
)
def test_a_known_break_without_its_parts_is_refused(line):
    with pytest.raises(ValueError, match="expected FINGERPRINT YYYY-MM-DD REASON"):
        Known.parse(line)
