"""One page that needs nothing else: totals and discrepancies as bars, and every payment to be looked at closely.

The discrepancies are JSON in the page, and its script shows them a page at a time; so a hundred thousand of them can
be searched. A filter is the page's fragment, so it can be linked: `reconciliation.html#name=amount&q=order-1`.
"""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pytest_portone.reconciliation.reconciliation import LEDGER, PORTONE
from pytest_portone.reconciliation.reporting import charts, money, tally, wording
from pytest_portone.reconciliation.reporting.charts import Bar
from pytest_portone.reconciliation.reporting.closer import Rows
from pytest_portone.reconciliation.reporting.report import key
from pytest_portone.report.markup import Markup, joined, tag
from pytest_portone.report.page import choice, filter_form, page
from pytest_portone.report.printable import printable, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation
    from pytest_portone.reconciliation.reporting.report import Report
    from pytest_portone.reconciliation.reporting.tally import Day

LISTED = 100_000
"""Discrepancies that the page holds; the others are counted."""
DETAILED = 20_000
"""Discrepancies whose rows of both sides the page holds."""
DAYS = 1_000
"""Lines of a table of days, and of unread rows."""
FILTERS = ("name", "kind", "currency")
_CLOSE = ("side", "kind", "state", "status", "amount", "at", "transaction_id", "entry_id", "channel", "source")
_NAMES = tuple(wording.MEANINGS)


def render(report: Report) -> str:
    """The report as one HTML page."""
    title = f"{wording.TITLE}: {wording.headline(report)}"
    return page(wording.TITLE, title, joined(*_body(report)), _text("page.css"), _text("page.js"))


def _text(name: str) -> str:
    return resources.files("pytest_portone.reconciliation.reporting").joinpath(name).read_text(encoding="utf-8")


def _body(report: Report) -> Iterator[Markup]:
    result = report.result
    yield tag("p", wording.headline(report), class_=f"headline {'good' if report.clean else 'bad'}")
    yield from (tag("p", visible(line), class_="quiet line") for line in wording.circumstances(report))
    yield _numbers(report)
    yield from _kinds(result.discrepancies)
    yield from _over_time(report)
    yield from _days(result)
    yield from _found(report)
    yield from _short("Solved since the last run", report.solved)
    yield from _short("Not found again, but rows could not be read: still open", report.unsure)
    yield from _short("In flight: time may heal them yet", result.in_flight)
    yield from _aside(result)


def _numbers(report: Report) -> Markup:
    result = report.result
    told = [
        ("discrepancies", f"{len(result.discrepancies):,}"),
        ("payments with one", f"{tally.payments(result.discrepancies):,}"),
        *((f"{code} at stake", money.number(stake, code)) for code, stake in sorted(result.at_stake().items())),
        ("in flight", f"{len(result.in_flight):,}"),
        ("rows not read", f"{sum(result.unread.values()):,}"),
    ]
    if report.last:
        told.append(("solved since the last run", f"{len(report.solved):,}"))
    return tag("ul", *(tag("li", tag("b", number), f" {visible(name)}") for name, number in told), class_="numbers")


def _kinds(found: Sequence[Discrepancy]) -> Iterator[Markup]:
    if not found:
        return
    kinds = tally.kinds(found)
    most = max(each.count for each in kinds)
    head = _head(("what", ""), ("count", "number"), ("at stake", "number"), ("that is", ""))
    rows = [
        tag(
            "tr",
            tag(
                "th",
                charts.swatch(_look(each.name)),
                " ",
                tag("a", each.name, href=f"#name={each.name}"),
                scope="row",
            ),
            tag("td", _length(each.count, most, each.name), f"{each.count:,}", class_="number"),
            tag("td", *(tag("div", money.money(*told)) for told in _stakes(each.stakes)), class_="number"),
            tag("td", wording.MEANINGS.get(each.name, "")),
        )
        for each in kinds
    ]
    yield tag("h2", "What is wrong")
    yield _table(head, rows)


def _link(name: str) -> Markup:
    return tag("a", name, href=f"#{urlencode({'name': name})}")


def _stakes(stakes: Mapping[str, int]) -> list[tuple[int, str]]:
    return [(stake, visible(currency)) for currency, stake in sorted(stakes.items())]


def _length(value: int, most: int, name: str) -> Markup:
    bar = tag("rect", width=f"{100 * value / most:.2f}", height="10", class_=_look(name))
    return tag("svg", bar, viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")


def _look(name: str) -> str:
    return f"k k{_NAMES.index(name) if name in _NAMES else len(_NAMES)}"


def _over_time(report: Report) -> Iterator[Markup]:
    found = report.result.discrepancies
    counts = tally.by_day(found, report.result.terms.offset)
    timeless = sum(counts.pop(None, Counter()).values())
    if not counts:
        return
    merged = {name: Counter[str]() for name in charts.times(day for day in counts if day)}
    size = len(next(iter(merged)))
    for day, names in counts.items():
        merged[str(day)[:size]].update(names)
    groups = [(day, [_part(day, name, merged[day][name]) for name in sorted(merged[day])]) for day in merged]
    most = max(names.total() for names in merged.values())
    yield tag("h2", "When it began")
    told = f", and {timeless:,} without a time" if timeless else ""
    yield tag("p", f"Discrepancies by {charts.UNITS[size]}, at most {most:,}{told}", class_="quiet line")
    yield charts.stacked(groups, f"Discrepancies by {charts.UNITS[size]} and name")


def _part(day: str, name: str, count: int) -> Bar:
    return Bar(count, _look(name), f"{day}: {count:,} {name}", (("name", name), ("day", day)))


def _days(result: Reconciliation) -> Iterator[Markup]:
    days = tally.days(result.totals)
    if not days:
        return
    yield tag("h2", "Day by day")
    yield tag(
        "p",
        "What came in less what went out: ",
        *(joined(charts.swatch(look), f" {name} ") for look, name in wording.SIDES.items()),
        class_="quiet line",
    )
    for total in tally.altogether(result.totals):
        yield from _currency(total, [each for each in days if each.currency == total.currency])


def _currency(total: Day, days: Sequence[Day]) -> Iterator[Markup]:
    currency = visible(total.currency)
    sums = (("ledger", total.ledger), ("PortOne", total.portone), ("difference", total.difference))
    yield tag("h3", f"{currency}: {', '.join(f'{name} {money.number(sum_, currency)}' for name, sum_ in sums)}")
    if dated := [each for each in days if each.day]:
        yield _bars(currency, dated)
    numbers = ("ledger", "PortOne", "difference", *tally.SHOWN)
    head = _head(("day", ""), *((name, "number") for name in numbers))
    left_out = f", the last {DAYS:,} of {len(days):,}" if len(days) > DAYS else ""
    caption = f"{currency} by day{left_out}; of the outcomes: rows of the ledger / rows of PortOne"
    rows = [*(_day(str(each.day or wording.NO_TIME), each) for each in days[-DAYS:]), _day("all days", total)]
    yield tag("details", tag("summary", caption), _table(head, rows))


def _bars(currency: str, days: Sequence[Day]) -> Markup:
    names = charts.times(each.day for each in days if each.day)
    size = len(names[0])
    ledger, portone = Counter[str](), Counter[str]()
    for each in days:
        ledger[str(each.day)[:size]] += each.ledger
        portone[str(each.day)[:size]] += each.portone
    groups = [(name, [*_both(name, (ledger[name], portone[name]), currency)]) for name in names]
    return charts.beside(groups, f"{currency} by {charts.UNITS[size]}: the ledger beside PortOne")


def _both(day: str, sums: tuple[int, int], currency: str) -> Iterator[Bar]:
    for look, name, amount in zip((LEDGER, PORTONE), wording.SIDES.values(), sums, strict=True):
        yield Bar(amount, look, f"{day}: {name} {money.money(amount, currency)}")


def _day(name: str, each: Day) -> Markup:
    amounts = [money.number(amount, each.currency) for amount in (each.ledger, each.portone, each.difference)]
    rows = [f"{ledger:,} / {portone:,}" if ledger or portone else "" for ledger, portone in each.rows.values()]
    cells = (tag("td", told, class_="number") for told in (*amounts, *rows))
    return tag("tr", tag("th", name, scope="row"), *cells, class_="differs" if each.difference else "same")


def _found(report: Report) -> Iterator[Markup]:
    found = tally.ordered(report.result.discrepancies)
    if not found:
        return
    yield tag("h2", "One by one", id="found")
    if len(found) > LISTED:
        yield tag(
            "p",
            f"This page holds the {LISTED:,} of {len(found):,} with the most money at stake; "
            "--format csv and parquet have all of them.",
            class_="limit",
        )
    if len(found) > DETAILED:
        yield tag("p", f"The rows of both sides are here for the first {DETAILED:,}.", class_="limit")
    listed = found[:LISTED]
    yield filter_form([*_choices(report, listed), tag("input", name="day", type="hidden")])
    yield tag("div", id="cards")
    yield tag("nav", id="pager", aria_label="pages", hidden=True)
    yield tag("noscript", tag("p", "The list needs JavaScript; these are the worst of it."), _plain(found[:20]))
    yield _data(report, listed)


def _choices(report: Report, listed: Sequence[Discrepancy]) -> Iterator[Markup]:
    for name in FILTERS:
        yield choice(name, sorted({visible(getattr(each, name)) for each in listed}))
    if report.first_seen:
        yield choice("found", ("in this run", "before"))


def _plain(found: Iterable[Discrepancy]) -> Markup:
    told = (f"{wording.subject(e)}: {e.name}, {money.money(e.at_stake, e.currency)}" for e in map(printable, found))
    return tag("ul", *(tag("li", each) for each in told))


def _data(report: Report, listed: Sequence[Discrepancy]) -> Markup:
    """The discrepancies as JSON that no text in it can end."""
    rows = Rows(report.result.rows)
    told = {
        "meanings": wording.MEANINGS,
        "looks": {name: _look(name) for name in {each.name for each in listed}},
        "found": [_told(each, report) for each in listed],
        "rows": [[_close(row, report) for row in rows.of(each)] for each in listed[:DETAILED]],
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return tag("script", Markup(text), type="application/json", id="data")


def _told(each: Discrepancy, report: Report) -> dict[str, Any]:
    day = tally.day_of(each, report.result.terms.offset)
    told: dict[str, Any] = {
        "name": visible(each.name),
        "kind": visible(each.kind),
        "currency": visible(each.currency),
        "subject": visible(wording.subject(each)),
        "stake": money.money(each.at_stake, visible(each.currency)),
        "day": str(day or ""),
        "facts": [[name, visible(text)] for name, text in wording.facts(each, report)],
    }
    if first := report.first_seen.get(key(each)):
        told["found"] = "in this run" if first == report.result.terms.as_of else "before"
    return told


def _close(row: Mapping[str, Any], report: Report) -> list[str]:
    shown = {name: visible(str(row[name])) if row.get(name) is not None else "" for name in _CLOSE}
    amount = money.money(int(row["amount"]), visible(str(row["currency"])))
    at = wording.moment(row["at"], report.result.terms.offset)
    return list({**shown, "amount": amount, "at": at}.values())


def _short(heading: str, found: Sequence[Discrepancy]) -> Iterator[Markup]:
    if found:
        shown = tally.ordered(found)[:DAYS]
        left_out = f", the first {DAYS:,}" if len(found) > DAYS else ""
        summary = tag("summary", f"{len(found):,}{left_out}")
        yield tag("section", tag("h2", heading), tag("details", summary, _plain(shown)))


def _aside(result: Reconciliation) -> Iterator[Markup]:
    told = list(wording.unread(result))
    if not told:
        return
    yield tag("h2", "Rows that could not be read")
    yield from (tag("p", line, class_="limit") for line in told)
    shown = [printable(each) for each in result.aside[:DAYS]]
    head = _head(("side", ""), ("where", ""), ("why", ""))
    rows = [tag("tr", *(tag("td", text) for text in (each.side, each.source, each.reason))) for each in shown]
    yield _table(head, rows)


def _head(*names: tuple[str, str]) -> Markup:
    """The head of a table: names, each with the class of its column."""
    return tag("tr", *(tag("th", name, scope="col", class_=look) for name, look in names))


def _table(head: Markup, rows: Iterable[Markup]) -> Markup:
    return tag("div", tag("table", tag("thead", head), tag("tbody", *rows)), class_="wide")
