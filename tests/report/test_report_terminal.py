from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.report import formats, tally, terminal, wording
from pytest_portone.report.columns import cut, width, wrapped
from pytest_portone.report.model import Attempted, Report
from pytest_portone.report.printable import printable, visible

PLUGIN = """
from pytest_portone.report import as_json, terminal

def pytest_terminal_summary(terminalreporter):
    terminal.write(terminalreporter, as_json.read("report.json"))
"""
RED, GREEN, YELLOW = "\x1b[31m", "\x1b[32m", "\x1b[33m"


@pytest.fixture
def printed(pytester, monkeypatch):
    """Has pytest print a report at the end of a run; returns its output."""
    monkeypatch.setenv("COLUMNS", "100")
    pytester.makepyfile("def test_fine(): pass")
    pytester.makeconftest(PLUGIN)

    def printed(report, *words):
        formats.write(report, pytester.path / "report.json")
        done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:asyncio", "-W", "error", *words)
        assert done.ret == 0
        return done.outlines

    return printed


def text(report, columns=100):
    return ["".join(piece.text for piece in line) for line in terminal.lines(report, columns)]


def test_the_summary(printed, rich):
    output = "\n".join(printed(rich, "--color=no"))
    assert "= PortOne compatibility =" in output
    for block in (
        """
9 of 12 changes survived in 6 tests: 4 distinct breaks (1 failing, 2 warning, 1 known)
contract 2026-07-03, mode crash, all at once, 19 re-runs in 1.3 s
""",
        """
survived / broke / not received:
operation           new-field  new-enum-value   new-case   new-type
cancelPayment       0 / 1 / 0               -          -          -
getPayment          6 / 0 / 0       0 / 2 / 0  0 / 0 / 2  2 / 0 / 0
webhook 2024-04-25          -               -          -  1 / 0 / 0
2 changes not tried: the answer is no JSON
""",
        """
1. crash in the SDK: getPayment 200 $.method.provider
   change           new-enum-value: an enum value that the reader doesn't know
   policy           clause 2.4 (output): Fields, enum values and oneOf cases may be added at any
                    time; a reader must survive those it doesn't know.
   before -> after  "KAKAOPAY" -> "UNKNOWN_VALUE"
   raised           ValueError: 'UNKNOWN_VALUE' is not a valid EasyPayProvider
   where            portone/sdk/payment.py:311 in _deserialize
   called from      shop/orders.py:42
   hits             4 tests: tests/test_orders.py::test_paid, tests/test_orders.py::test_late,
                    tests/test_orders.py::test_twice, and 1 more
   fingerprint      3f2a9c1d
   repeat           pytest --portone-compat=each tests/test_orders.py::test_paid
""",
        """
1 distinct break known and expected: 00112233

Flaky: fails when run again unchanged, and is blamed on no change
   tests/test_time.py::test_now: AssertionError: assert 3 == 4

Stale: listed as known, and occurs no more; take it off the list
   deadbeef: fixed in SDK 0.21

Unnoticed: forbidden changes that no test noticed
   getPayment 200 $.amount.total amount-changed: 1 test: tests/test_orders.py::test_paid

Requests that the contract doesn't know
   unknown field: cancelPayment $.body.cause: received a field `cause`, expected one of amount,
   reason; rename it to `reason`

Coverage: 2 of 147 operations, 1 of 1,102 answers, 1 of 950 enum values, 1 of 210 oneOf cases
""",
    ):
        assert block in f"\n{output}\n"


def test_without_markup_there_is_no_colour(printed, rich):
    assert not any("\x1b" in line for line in printed(rich, "--color=no"))


def test_with_markup_colours_say_what_is_good_and_bad(printed, rich):
    lines = printed(rich, "--color=yes")
    (row,) = [line for line in lines if line.startswith("getPayment")]
    assert f"{GREEN}  6 / 0 / 0\x1b[0m" in row
    assert f"{RED}\x1b[1m       0 / 2 / 0\x1b[0m" in row
    assert f"{YELLOW}  0 / 0 / 2\x1b[0m" in row
    (headline,) = [line for line in lines if "9 of 12 changes survived" in line]
    assert headline.startswith(RED)
    (raised,) = [line for line in lines if "raised" in line and "EasyPayProvider" in line]
    assert f"{RED}ValueError: 'UNKNOWN_VALUE' is not a valid EasyPayProvider\x1b[0m" in raised


def test_a_run_without_a_failing_break_is_green(printed, rich):
    lines = printed(replace(rich, breaks=()), "--color=yes")
    (headline,) = [line for line in lines if "9 of 12 changes survived" in line]
    assert headline.startswith(GREEN)


def test_an_empty_report_is_one_line(printed):
    lines = printed(Report("2026-07-03", "crash", tests=("test_fine",)), "--color=no")
    assert [line for line in lines if "PortOne" in line] == [wording.NOTHING]


def test_usual_names_stand_in_one_table_at_100_columns(rich):
    names = [each for each in contracts.load().operations if len(each) <= 36]
    assert len(names) > 130
    kinds = ("new-field", "new-enum-value", "new-case", "new-type")
    many = [Attempted("t", name, 200, "$", kind, "survived") for name in names for kind in kinds for _ in range(25)]
    lines = text(replace(rich, attempted=tuple(many), breaks=()))
    assert sum(line.startswith("operation ") for line in lines) == 1
    assert all(any(line.startswith(f"{name} ") for line in lines) for name in names)
    assert max(map(len, lines)) <= 100


def test_a_table_that_is_too_wide_goes_on_below(rich):
    every = tuple(Attempted("t", "getPayment", 200, "$", kind, "survived") for kind in tally.KINDS)
    lines = text(replace(rich, attempted=every, breaks=()), 60)
    heads = [line.split()[1:] for line in lines if line.startswith("operation ")]
    assert len(heads) > 1
    assert [kind for head in heads for kind in head] == list(tally.KINDS)


@given(data=st.data(), columns=st.integers(terminal.NARROWEST, 160))
def test_lines_fit_and_steer_nothing(reports, data, columns):
    for line in text(data.draw(reports), columns):
        assert line.isprintable()
        assert width(line) <= columns or line.startswith("   repeat ")


@given(data=st.data())
def test_every_distinct_break_is_there(reports, data):
    shown = printable(data.draw(reports))
    output = "".join("".join(text(shown)).split())
    for each in tally.distinct(shown):
        assert "".join(each.example.fingerprint.split()) in output
        if each.level != "known":
            assert "".join(each.example.where.split()) in output
            assert "".join(each.example.command.split()) in output


@given(st.text())
def test_visible_text_is_printable_and_printable_text_is_left_alone(any_text):
    assert visible(any_text).isprintable()
    assert visible(visible(any_text)) == visible(any_text)
    assert not any_text.isprintable() or visible(any_text) == any_text


def test_what_steers_is_shown_as_python_writes_it():
    assert visible("a\n\x1b[31m\u202e\ud800\U000e0001 한글") == r"a\n\x1b[31m\u202e\ud800\U000e0001 한글"


@pytest.mark.parametrize(
    ("told", "columns", "expected"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("결제 승인 실패", 9, ["결제 승인", "실패"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]),
        ("", 5, [""]),
    ],
)
def test_words_are_wrapped_by_columns(told, columns, expected):
    assert wrapped(told, columns) == expected


@given(st.text().map(visible), st.integers(2, 60))
def test_wrapping_and_cutting_keep_to_the_columns(told, columns):
    lines = wrapped(told, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == told.replace(" ", "")
    assert width(cut(told, columns)) <= columns
