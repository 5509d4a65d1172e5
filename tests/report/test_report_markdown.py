from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pytest_portone.report import as_markdown, tally, wording
from pytest_portone.report.model import Report
from pytest_portone.report.printable import printable

markdown_it = pytest.importorskip("markdown_it", reason="Markdown is read by markdown-it-py")
PLAIN = {"h2", "h3", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "pre"}


class Seen(HTMLParser):
    def __init__(self, markdown):
        super().__init__()
        self.tags, self.attributes, self.text = [], set(), ""
        reader = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self.feed(reader.render(markdown))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):  # noqa: ARG002 - the base class calls it so
        self.tags.append("comment")


def squeezed(text):
    return " ".join(text.split())


def test_everything_is_told_once(rich):
    text = as_markdown.render(rich)
    assert "**9 of 12 changes survived in 6 tests: 4 distinct breaks (1 failing, 2 warning, 1 known)**" in text
    assert "| operation | new-field | new-enum-value | new-case | new-type |" in text
    assert "| `getPayment` | ✅ 6 / 0 / 0 | ❌ 0 / 2 / 0 | ⬜ 0 / 0 / 2 | ✅ 2 / 0 / 0 |" in text
    assert "### 1. ❌ crash in the SDK: `getPayment 200 $.method.provider`" in text
    assert "- policy: clause 2.4 (output): Fields, enum values and oneOf cases may be added at any time" in text
    assert '- before -> after: `"KAKAOPAY" -> "UNKNOWN_VALUE"`' in text
    assert "- where: `portone/sdk/payment.py:311 in _deserialize`" in text
    assert "- called from: `shop/orders.py:42`" in text
    assert "- hits: 4 tests: `tests/test_orders.py::test_paid`, " in text
    assert "```console\npytest --portone-compat=each tests/test_orders.py::test_paid\n```" in text
    assert text.count("fingerprint: `3f2a9c1d`") == 1
    for heading in (wording.FLAKY, wording.STALE, wording.UNNOTICED, wording.REQUESTS):
        assert f"\n### {heading}\n" in text
    assert "Coverage: 2 of 147 operations, 1 of 1,102 answers, 1 of 950 enum values, 1 of 210 oneOf cases" in text


def test_an_empty_report_is_one_line_below_its_heading():
    assert as_markdown.render(Report("2026-07-03", "crash")) == f"## {wording.TITLE}\n\n{wording.NOTHING}\n"


def test_it_stays_below_what_github_takes_and_says_so(rich):
    many = tuple(replace(rich.breaks[0], fingerprint=f"{number:08x}") for number in range(4000))
    text = as_markdown.render(replace(rich, breaks=many))
    assert len(text.encode()) < 1024 * 1024
    assert text.endswith("The rest is left out: GitHub takes no more than 1 MiB. The HTML report has all of it.\n")


def check_structure(report):
    """The page has the elements that the model calls for, and no other."""
    seen = Seen(as_markdown.render(report))
    shown = printable(report)
    found = tally.distinct(shown)
    table = tally.matrix(shown)
    lists = [list(entries) for _, entries in wording.lists(shown)]
    assert set(seen.tags) <= PLAIN
    assert seen.attributes <= {"style", "class"}
    if not tally.empty(shown):
        assert seen.tags.count("pre") == len(found)
        assert seen.tags.count("h3") == len(found) + len(lists)
        assert seen.tags.count("td") == len(table.rows) * (1 + len(table.kinds))
        facts = sum(1 + len(list(wording.facts(each))) for each in found)
        assert seen.tags.count("li") == facts + sum(map(len, lists)) + len(list(wording.untried(shown)))


def check_content(report):
    """What the breaks and the matrix tell can be read as it is."""
    shown = printable(report)
    text = squeezed(Seen(as_markdown.render(shown)).text)
    for each in tally.distinct(shown):
        for told in (each.example.fingerprint, each.example.where, each.example.command):
            assert squeezed(told) in text
    assert all(squeezed(f"{name} ") in text for name in tally.matrix(shown).rows)


@given(data=st.data())
def test_no_text_breaks_out(reports, data):
    report = data.draw(reports)
    check_structure(report)
    check_content(report)


def test_no_nasty_text_breaks_out(nasty):
    check_structure(nasty)
    check_content(nasty)


@pytest.mark.parametrize("text", ["a|b", "``", "`", "\\|", "a\\", "x", " ", "", "<b>", "www.example.com"])
def test_code_in_a_cell_is_literal(text):
    seen = Seen(f"| head | head |\n| --- | --- |\n| {as_markdown.code(text)} | end |\n")
    assert squeezed(seen.text) == squeezed(f"head head {text} end")
    assert seen.tags.count("a") == 0


OPENERS = ["1. x", "1.", "12) x", "-", "- x", "+", "=", "---", "===", "    x", "\t", "> x", "~~~", "# x", "1.5", "7"]


@pytest.mark.parametrize("before", ["- ", ""])
@pytest.mark.parametrize("text", OPENERS)
def test_prose_opens_no_block_where_it_begins_one(text, before):
    made = MarkdownIt("commonmark").parse(f"{before}{as_markdown.prose(text)}")
    inline = [each for each in made if each.type == "inline"]
    assert "".join(child.content for each in inline for child in each.children) == text
    assert [each.type for each in made] == [each.type for each in MarkdownIt("commonmark").parse(f"{before}x")]


def test_numbers_stay_as_they_are():
    assert [*map(as_markdown.prose, ("7", "1,024", "1.5", "2024-04-18"))] == ["7", "1,024", "1.5", "2024-04-18"]
