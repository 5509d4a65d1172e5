"""What a reconciliation found, in every format."""

import csv
import io
import json
from collections import Counter
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import jsonschema_rs
import pytest
from found_discrepancies import HOSTILE, NOW, discrepancy, reconciliation, rich, row, total
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.findings.colour import plain
from pytest_portone.reconciliation.discrepancies import DISCREPANCIES
from pytest_portone.reconciliation.reconciliation import SIDES, Discrepancy, Total
from pytest_portone.reconciliation.reporting import (
    as_json,
    charts,
    closer,
    formats,
    html,
    markdown,
    money,
    tables,
    tally,
    text,
    wording,
)
from pytest_portone.reconciliation.reporting.report import Report
from pytest_portone.report.columns import width

FEW = settings(deadline=None, max_examples=20)
PEOPLE = ("text", "md", "html")


def told(report, name):
    made = formats.render(report, name)
    return made if isinstance(made, bytes) else plain(made)


def test_every_discrepancy_is_worded_and_no_other():
    assert set(wording.MEANINGS) == set(DISCREPANCIES)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (39_000, "KRW", "39,000 KRW"),
        (39_000, "USD", "390.00 USD"),
        (-5, "USD", "-0.05 USD"),
        (1_234_567, "KWD", "1,234.567 KWD"),
        (0, "JPY", "0 JPY"),
    ],
)
def test_money_has_the_digits_of_its_currency(amount, currency, expected):
    assert money.money(amount, currency) == expected


@given(amount=st.integers(), currency=st.sampled_from(["KRW", "USD", "KWD"]))
@FEW
def test_no_unit_of_money_is_lost(amount, currency):
    shown = money.number(amount, currency)
    assert int(shown.replace(",", "").replace(".", "")) == amount
    assert len(shown.partition(".")[2]) == money.digits(currency)


def test_the_text_says_it_all():
    shown = told(rich(), "text")
    assert shown.startswith(
        "5 discrepancies in 4 payments; 66,001 KRW + 5.00 USD at stake; 3 rows could not be read\n"
        "orders.csv against api, as of 2026-11-23 12:00:00+09:00\n"
        "grace 1h, skew 10m\n"
        "1 difference in flight: time may heal them yet\n"
        "7 rows outside the period\n"
        "since the last run, as of 2026-11-22 12:00:00+09:00: 1 new, 1 solved\n"
    )
    for line in (
        "missing_in_ledger      1  39,000 KRW  PortOne has the money, the ledger has no such payment",
        "2. 주문-1: amount, 27,000 KRW",
        "   ledger: nothing; PortOne: 39,000 KRW; since: 2026-11-20 12:00:00+09:00",
        "   cause      the webhook was dropped",
        "   matched by transaction_id",
        "   from       orders.csv, row 2; GET /payments",
        "   first seen 2026-11-23 12:00:00+09:00 (new)",
        "Solved since the last run: 1",
        "- order-solved: currency, 27,000 KRW",
        "2026-11-20  KRW  112,000  178,000     -66,000  10 / 11       2 / 2",
        "no time     USD     0.00    -5.00        5.00        -       0 / 1",
        "all days    KRW  112,000  178,000     -66,000  10 / 11       2 / 2",
        "ledger: 3 rows could not be read, the first 1 of them listed",
        r"- ledger, orders.csv, row 9: received 12.5\x1b[31m, expected an integer",
    ):
        assert line in shown.splitlines(), line


def test_the_most_money_comes_first():
    shown = told(rich(), "text")
    numbered = [
        line.split(": ")[1].split(",")[0] for line in shown.splitlines() if line[:1].isdigit() and ". " in line[:3]
    ]
    assert numbered == ["missing_in_ledger", "amount", "test_channel", "stale", "settlement_sum"]


def test_a_reconciliation_is_its_table_without_colours():
    shown = str(rich().result)
    assert "\x1b" not in shown
    assert shown.startswith("5 discrepancies in 4 payments")


def test_colours_say_whether_all_is_well():
    assert text.render(Report(result=reconciliation())).startswith("\x1b[32;1mBoth sides tell the same story")
    assert text.render(rich()).startswith("\x1b[31;1m5 discrepancies")


def test_only_the_worst_are_listed():
    shown = str(reconciliation(*(discrepancy(payment_id=f"order-{number}") for number in range(25))))
    assert "The worst 20 of 25" in shown
    assert "20. order-" in shown
    assert "21. order-" not in shown


@given(columns=st.integers(40, 140))
@FEW
def test_no_line_of_text_is_longer_than_the_terminal(columns):
    lines = plain(text.render(rich(), columns)).splitlines()
    tables_ = [line for line in lines if "  " in line.strip() and not line.startswith(" ")]
    assert all(width(line) <= columns for line in lines if line not in tables_)
    assert columns < 70 or all(width(line) <= columns for line in lines)


def test_unread_rows_are_not_a_clean_end():
    report = Report(result=reconciliation(unread=Counter(portone=1)))
    assert not report.clean
    assert told(report, "text").startswith("No discrepancies were found; 1 row could not be read\n")


@pytest.mark.parametrize("name", formats.FORMATS)
def test_every_format_tells_of_nothing(name):
    assert told(Report(result=reconciliation()), name)


@pytest.mark.parametrize("name", PEOPLE)
def test_formats_for_people_tell_the_same(name):
    shown = told(rich(), name)
    for what in (
        "주문-1",
        "order-2",
        "settlement-1",
        "order-solved",
        "39,000 KRW",
        "5.00 USD",
        "-66,000",
        "orders.csv",
    ):
        assert what in shown, what
    assert "\x1b" not in shown


def test_json_fits_its_schema():
    schema = as_json.schema()
    jsonschema_rs.meta.validate(schema)
    for report in (rich(), Report(result=reconciliation())):
        jsonschema_rs.validator_for(schema).validate(json.loads(told(report, "json")))


def test_the_schema_has_the_fields_of_the_model_and_no_other():
    kept = as_json.schema()["$defs"]
    assert set(kept["discrepancy"]["properties"]) == {each.name for each in fields(Discrepancy)}
    assert set(kept["seen"]["properties"]) == {*kept["discrepancy"]["properties"], "first_seen"}
    assert set(kept["total"]["properties"]) == {each.name for each in fields(Total)}
    objects = [each for each in [as_json.schema(), *kept.values()] if each.get("properties")]
    assert all(each["required"] == list(each["properties"]) for each in objects)
    assert all(each["additionalProperties"] is False for each in objects)


def test_json_has_every_number_as_it_is():
    found = json.loads(told(rich(), "json"))
    assert found["at_stake"] == {"KRW": 66_001, "USD": 500}
    assert found["counts"]["amount"] == 1
    assert found["unread"] == {"ledger": 3, "portone": 0}
    assert sum(each["rows"] for each in found["totals"]) == 33
    assert [each["first_seen"] for each in found["discrepancies"]].count("2026-11-23T03:00:00Z") == 1
    assert (found["clean"], len(found["solved"]), len(found["in_flight"])) == (False, 1, 1)


@given(data=st.data())
@FEW
def test_the_order_of_what_was_found_changes_no_report(data):
    report = rich()
    mixed = replace(
        report.result,
        discrepancies=tuple(data.draw(st.permutations(report.result.discrepancies))),
        totals=tuple(data.draw(st.permutations(report.result.totals))),
    )
    for name in formats.FORMATS:
        assert formats.render(replace(report, result=mixed), name) == formats.render(report, name), name


def test_a_discrepancy_comes_back_from_json():
    for each in rich().result.discrepancies:
        assert as_json.read_discrepancy(json.loads(json.dumps(as_json.discrepancy(each)))) == each


def test_csv_is_a_flat_table():
    rows = list(csv.DictReader(io.StringIO(told(rich(), "csv"))))
    assert list(rows[0]) == list(tables.COLUMNS)
    assert [each["payment_id"] for each in rows] == [HOSTILE, "주문-1", "주문-1", "order-2", ""]
    assert rows[0] == {
        "name": "missing_in_ledger",
        "kind": "payment",
        "payment_id": HOSTILE,
        "entry_id": "",
        "ledger": "",
        "portone": "39,000 KRW",
        "at_stake": "39000",
        "currency": "KRW",
        "since": "2026-11-20T03:00:00Z",
        "matched_by": "payment_id",
        "sources": "orders.csv, row 2; GET /payments",
        "cause": "the webhook was dropped",
        "first_seen": "2026-11-22T03:00:00Z",
    }


def test_parquet_has_the_same_rows_with_types():
    parquet = pytest.importorskip("pyarrow.parquet")
    found = parquet.read_table(io.BytesIO(told(rich(), "parquet"))).to_pylist()
    assert list(found[0]) == list(tables.COLUMNS)
    assert [each["at_stake"] for each in found] == [39_000, 27_000, 12_000, 500, 1]
    assert found[0]["since"] == datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert found[0]["sources"] == ["orders.csv, row 2", "GET /payments"]
    assert found[3]["since"] is None


def test_markdown_takes_texts_literally():
    shown = markdown.render(rich("a|b`c\n# d"))
    assert r"<code>a&#124;b&#96;c&#92;n&#35; d</code>" in shown
    assert "## ❌ Reconciliation" in shown
    assert "## ✅ Reconciliation" in markdown.render(Report(result=reconciliation()))


def test_markdown_says_what_it_leaves_out():
    many = (discrepancy(payment_id=f"order-{number}") for number in range(markdown.ROWS + 5))
    assert "5 more are left out here" in told(Report(result=reconciliation(*many)), "md")


class Page(HTMLParser):
    """The tags of a page, and the data in it."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.data, self.reading = [], [], "", False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attrs]
        self.reading = ("id", "data") in attrs

    def handle_data(self, data):
        self.data += data if self.reading else ""

    def handle_endtag(self, tag):  # noqa: ARG002 - the base class calls it so
        self.reading = False


def test_no_text_breaks_out_of_the_page():
    page = Page(html.render(rich()))
    assert page.tags.count("script") == 2
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(page.tags)
    assert not [each for each in page.attributes if each[1].startswith("on") or each[1] in {"src", "style"}]
    assert all(value.startswith("#") for _, name, value in page.attributes if name == "href")
    assert json.loads(page.data)["found"][0]["subject"] == HOSTILE


@given(name=st.text(min_size=1))
@FEW
def test_any_name_is_data_of_the_page(name):
    page = Page(html.render(rich(name)))
    assert page.tags.count("script") == 2
    assert len(json.loads(page.data)["found"]) == 5


def test_the_page_holds_the_rows_of_both_sides():
    data = json.loads(Page(html.render(rich())).data)
    rows = dict(zip([each["subject"] for each in data["found"]], data["rows"], strict=True))
    assert [(each[0], each[4]) for each in rows["주문-1"]] == [("portone", "39,000 KRW"), ("ledger", "12,000 KRW")]
    assert [each[0] for each in rows[HOSTILE]] == ["portone"]
    assert rows["settlement-1"] == []


def test_the_page_says_what_it_leaves_out(monkeypatch):
    monkeypatch.setattr(html, "LISTED", 3)
    monkeypatch.setattr(html, "DETAILED", 2)
    page = html.render(rich())
    assert "This page holds the 3 of 5 with the most money at stake" in page
    assert "The rows of both sides are here for the first 2." in page
    data = json.loads(Page(page).data)
    assert (len(data["found"]), len(data["rows"])) == (3, 2)


def test_without_scripts_the_worst_can_be_read():
    page = html.render(rich())
    assert "<noscript>" in page
    assert "주문-1: amount, 27,000 KRW" in page


@pytest.mark.parametrize("engine", ["narwhals", "microseconds"])
def test_rows_come_from_any_frame(engine):
    rows = [row(side, "order-1", entry_id="entry-1") for side in SIDES]
    if engine == "narwhals":
        native = pytest.importorskip("pyarrow").Table.from_pylist(rows)
    else:
        native = [{**each, "at": 1_763_000_000_000_000 + index} for index, each in enumerate(rows)]
    found = closer.Rows(native).of(discrepancy())
    assert [each["side"] for each in found] == list(SIDES)
    assert all(each["at"].tzinfo for each in found)
    assert closer.Rows(native).of(discrepancy(payment_id="order-2")) == []


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ([date(2026, 2, 27), date(2026, 3, 1)], ["2026-02-27", "2026-02-28", "2026-03-01"]),
        ([date(2026, 11, 1), date(2026, 1, 31)], [f"2026-{month:02}" for month in range(1, 12)]),
        ([date(2001, 5, 1), date(2026, 1, 1)], [str(year) for year in range(2001, 2027)]),
    ],
)
def test_a_chart_has_no_gaps(days, names):
    assert charts.times(days) == names


@given(st.lists(st.dates(), min_size=1, max_size=20))
@FEW
def test_every_day_has_its_bar(days):
    names = charts.times(days)
    assert all(str(each)[: len(names[0])] in names for each in days)


def test_bars_below_zero_hang_down():
    drawn = charts.beside([("2026-11-20", [charts.Bar(30, "a", "up"), charts.Bar(-10, "b", "down")])], "sums")
    assert 'y="0.00" width="4.00" height="75.00" class="a"' in drawn
    assert 'y="75.00" width="4.00" height="25.00" class="b"' in drawn


sides = st.sampled_from(SIDES)
totals = st.lists(
    st.builds(
        total,
        st.sampled_from(["agreed", "in flight", "idle", "discrepant"]),
        sides,
        st.integers(0, 9),
        st.integers(-99, 99),
        st.sampled_from(["KRW", "USD"]),
        st.sampled_from([date(2026, 11, 20), date(2026, 11, 21), None]),
    )
)


@given(totals)
@FEW
def test_days_sum_up_to_the_whole(each):
    days, whole = tally.days(each), tally.altogether(each)
    for currency in {one.currency for one in days}:
        named = [day for day in days if day.currency == currency]
        (one,) = [day for day in whole if day.currency == currency]
        assert (one.ledger, one.portone) == (sum(day.ledger for day in named), sum(day.portone for day in named))
    assert sum(sum(map(sum, day.rows.values())) for day in days) == sum(one.rows for one in each)


def test_days_begin_where_the_terms_say():
    late = discrepancy(since=datetime(2026, 11, 20, 16, tzinfo=UTC))
    assert tally.by_day([late], timedelta(hours=9)) == {date(2026, 11, 21): Counter(amount=1)}
    assert tally.by_day([late], timedelta(0)) == {date(2026, 11, 20): Counter(amount=1)}


@pytest.mark.parametrize(
    ("length", "expected"),
    [(timedelta(hours=1, minutes=30), "1h30m"), (timedelta(0), "0s"), (timedelta(days=2, seconds=5), "2d5s")],
)
def test_spans_are_short(length, expected):
    assert wording.span(length) == expected


def test_times_are_told_in_the_zone_of_the_terms():
    assert wording.moment(NOW, timedelta(hours=9)) == "2026-11-23 12:00:00+09:00"
