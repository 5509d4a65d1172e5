"""Every format: its numbers are the model's, and no text breaks out of it."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import jsonschema_rs
import markdown_it
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import LOADING, Seen

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.findings.colour import plain
from pytest_portone.history import as_html, as_json, as_markdown, as_svg, as_text, weights
from pytest_portone.history.building import build
from pytest_portone.history.errors import HistoryError
from pytest_portone.history.formats import FORMATS, check, suffix_format, write
from pytest_portone.history.statistics import by_verdict, count
from pytest_portone.history.timeline import BELOW, HEIGHT, LEFT, RIGHT, TOP, WIDTH, layout, spread
from pytest_portone.history.wording import NAMES, NOTHING, tables
from pytest_portone.history.wording import versions as version_table
from pytest_portone.report.columns import width
from pytest_portone.report.printable import printable, visible

SVG = "{http://www.w3.org/2000/svg}"
some = settings(max_examples=20, deadline=None)


@pytest.fixture
def history(grown, versions):
    steps = [grown(), grown("LATE", fields=["note"]), grown("LATE", fields=["note"]), grown(without=["id"])]
    return build("drawn", versions(steps))


# ---- the picture


def drawn(picture):
    """The counts of each bar of a picture, by verdict."""
    root = ET.fromstring(picture.encode())  # noqa: S314 - made here
    bars = [each for each in root.iter(f"{SVG}g") if each.get("class") == "step"]
    return [{rect.get("class"): int(rect.get("data-count")) for rect in bar.iter(f"{SVG}rect")} for bar in bars]


@some
@given(data=st.data())
def test_the_picture_is_xml_with_the_numbers_of_the_model(histories, data):
    history = data.draw(histories)
    picture = as_svg.render(history)
    assert drawn(picture) == [
        {verdict: number for verdict, number in by_verdict(each.findings).items() if number} for each in history.steps
    ]
    root = ET.fromstring(picture.encode())  # noqa: S314 - made here
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "title", "desc", "style", "g", "rect", "line", "circle", "text"),
    }
    assert root.get("aria-labelledby").split() == [each.get("id") for each in list(root)[:2]]
    titles = [each.find(f"{SVG}title").text for each in root.iter(f"{SVG}g")]
    assert all(step.new in title for step, title in zip(printable(history).steps, titles, strict=True))


@some
@given(data=st.data())
def test_bars_stand_apart_in_the_field_and_their_heights_are_in_proportion(histories, data):
    history = data.draw(histories)
    picture = layout(history)
    places = [picture.first, *(each.x for each in picture.bars)]
    assert all(before < after for before, after in pairwise(places))
    assert all(after - before >= picture.thick for before, after in pairwise(places))
    segments = [each for bar in picture.bars for each in bar.segments]
    assert len({round(each.height / each.number, 6) for each in segments}) <= 1
    for bar in picture.bars:
        assert LEFT <= bar.x - picture.thick / 2 <= bar.x + picture.thick / 2 <= RIGHT < WIDTH
        for each in bar.segments:
            assert TOP - 0.001 <= each.y <= each.y + each.height <= TOP + HEIGHT + 0.001
            assert (each.y >= picture.axis - 0.001) == (each.verdict in BELOW)
    assert all(LEFT <= each.at <= RIGHT for each in picture.years)
    assert all(TOP <= each.at <= TOP + HEIGHT for each in picture.ticks)


def test_where_days_are_known_the_picture_goes_by_time(grown, versions):
    made = [*versions([grown(), grown("A"), grown("A", "B")])]
    made[2] = replace(made[2], when=made[2].when.replace(year=2025))
    even = layout(build("drawn", [replace(each, when=None) for each in made]))
    timed = layout(build("drawn", made))
    assert even.years == ()
    assert [each.text for each in timed.years] == ["2025"]
    gaps = [
        [after - before for before, after in pairwise([each.first, *(bar.x for bar in each.bars)])]
        for each in (even, timed)
    ]
    assert gaps[0][0] == pytest.approx(gaps[0][1])
    assert gaps[1][0] < gaps[1][1] / 10


@some
@given(st.lists(st.floats(0, 100), min_size=1, max_size=30).map(sorted), st.floats(0.1, 20))
def test_places_are_spread_no_more_than_is_needed(wanted, closest):
    places = spread(wanted, 0, 100, closest)
    least = min(closest, 100 / max(len(wanted) - 1, 1))
    assert len(places) == len(wanted)
    assert all(after - before >= least - 1e-6 for before, after in pairwise(places))
    assert all(-1e-6 <= each <= 100 + 1e-6 for each in places)
    if all(after - before >= least for before, after in pairwise(wanted)):
        assert places == pytest.approx(wanted, abs=1e-6)


# ---- the page


@some
@given(data=st.data())
def test_no_text_breaks_out_of_the_page_and_nothing_is_loaded(histories, data):
    history = data.draw(histories)
    seen = Seen(as_html.render(history))
    harmless = Seen(as_html.render(harmless_copy(history)))
    assert seen.tags == harmless.tags
    assert (seen.tags.count("script"), seen.tags.count("style"), seen.tags.count("svg")) == (1, 1, 1)
    loading = {(tag, name) for tag, name, _ in seen.attributes if name in LOADING or name.startswith("on")}
    assert loading == {("meta", "http-equiv")}
    assert all(value.startswith("#") for _, name, value in seen.attributes if name in ("href", "xlink:href"))


def harmless_copy(history):
    """The same history with plain words for its texts; what is empty stays so, and labels as wide as they were.

    How wide a label is decides which of them the picture has room for.
    """

    def word(text):
        return "x" if text else text

    def finding(each):
        places = tuple(replace(one, operation=f"o{hash(one.operation)}", path="$") for one in each.places)
        words = {name: word(getattr(each, name)) for name in ("type", "field", "before", "after", "text")}
        return replace(each, places=places, **words)

    def label(text):
        return "v" * width(visible(text))

    steps = tuple(
        replace(each, old=label(each.old), new=label(each.new), findings=tuple(map(finding, each.findings)))
        for each in history.steps
    )
    skipped = tuple(replace(each, label="v", reason="r") for each in history.skipped)
    areas = {f"o{hash(name)}": f"a{hash(area)}" for name, area in history.areas.items()}
    return replace(history, source="s", steps=steps, skipped=skipped, areas=areas)


def test_the_page_has_the_picture_the_same_numbers_as_a_table_and_the_changelog(history):
    html = as_html.render(history)
    seen = Seen(html)
    text = seen.texts["page"]
    assert "default-src 'none'" in html
    assert "prefers-color-scheme: dark" in html
    for row in version_table(history).rows:
        cells = "".join(f'<td class="number">{cell}</td>' for cell in row[1:])
        assert f'<tr><th scope="row">{row[0]}</th>{cells}</tr>' in html
    for each in history.findings:
        assert each.rule in text
        assert f"<b>{each.subject}</b>" in html
    assert text.count(NOTHING) == 1
    assert seen.texts["title"].count(NOTHING) == 1  # the step's, in the picture
    assert [each["class"] for each in seen.cards] == ["card fails", "card nothing", "card good"]


# ---- the terminal


@some
@given(data=st.data())
def test_the_terminal_has_aligned_columns_and_nothing_steers_it(histories, data):
    history = data.draw(histories)
    text = as_text.render(history)
    shown = plain(text)
    assert all(each == "\n" or each.isprintable() for each in shown)
    lines = shown.split("\n")
    head = next(number for number, line in enumerate(lines) if "█ added" in line and "░ exempt" in line)
    rows = lines[head + 2 : head + 2 + len(history.steps)]
    assert {width(each) for each in rows} == {width(lines[head])}
    for row, step in zip(rows, history.steps, strict=True):
        numbers = by_verdict(step.findings)
        assert [int(each.replace(",", "")) for each in row.split()[-4:]] == [numbers[each] for each in NAMES]


def test_each_part_of_a_bar_is_seen_without_colour_too(history):
    most = max(len(each.findings) for each in history.steps)
    for step in history.steps:
        parts = as_text.bars(step, most, 40)
        numbers = by_verdict(step.findings)
        assert {verdict: bool(text) for verdict, text in parts.items()} == {
            each: bool(numbers[each]) for each in NAMES
        }
        assert sum(map(len, parts.values())) <= 40
    assert len(set(as_text.GLYPHS.values())) == len(VERDICTS)


def test_what_is_hidden_is_counted_by_rule(history):
    listed = plain(as_text.render(history))
    short = plain(as_text.render(replace(history, hidden=frozenset({"allowed"}))))
    assert "output-value-added: an enum of an output has a new value\n      State.LATE: nothing -> LATE" in listed
    assert "\n    1 output-value-added: State.LATE\n" in short
    assert (
        "output-field-removed: an output lost a field\n      Thing.id: string -> nothing; in getThing $.id" in short
    )


def test_the_newest_step_comes_first_and_the_worst_of_it(history):
    lines = plain(as_text.render(history)).splitlines()
    steps = [line.partition(":")[0] for line in lines if re.match(r"v\d -> v\d: ", line)]
    assert steps == ["v2 -> v3", "v1 -> v2", "v0 -> v1"]
    newest = lines[lines.index(wording_of(history.steps[-1])) + 1 :]
    verdicts = [line.strip() for line in newest[: newest.index("")] if line.startswith("  ") and line[2] != " "]
    assert verdicts == ["breaking", "review"]


def wording_of(step):
    numbers = by_verdict(step.findings)
    return f"{step.old} -> {step.new}: {', '.join(f'{numbers[each]} {name}' for each, name in NAMES.items())}"


def test_korean_names_are_aligned(history):
    steps = (replace(history.steps[0], new="결제 승인"), replace(history.steps[1], old="결제 승인"), history.steps[2])
    lines = plain(as_text.render(replace(history, steps=steps))).split("\n")
    head = next(number for number, line in enumerate(lines) if "█ added" in line)
    assert {width(each) for each in lines[head + 2 : head + 5]} == {width(lines[head])}


# ---- Markdown


@some
@given(data=st.data())
def test_no_text_breaks_out_of_markdown(histories, data):
    history = data.draw(histories)
    tokens, harmless = (shape(as_markdown.render(each)) for each in (history, harmless_copy(history)))
    assert tokens == harmless


def shape(text):
    """The kinds of blocks of a Markdown text, and whatever in its lines is neither text, code nor a break."""
    made = markdown_it.MarkdownIt("commonmark").enable("table").parse(text)
    inside = [
        child.type for each in made for child in each.children or () if child.type not in ("text", "code_inline")
    ]
    tags = [each for each in inside if each not in ("html_inline", "softbreak")]
    html = {child.content for each in made for child in each.children or () if child.type == "html_inline"}
    assert html <= {"<code>", "</code>"}
    return [each.type for each in made], tags


# ---- JSON


@some
@given(data=st.data())
def test_json_is_what_its_schema_says_and_its_numbers_are_those_of_the_model(histories, data):
    history = data.draw(histories)
    told = json.loads(as_json.render(history))
    jsonschema_rs.validate(as_json.schema(), told)
    assert told["total"]["verdicts"] == count(history, history.findings).verdicts
    for step, each in zip(history.steps, told["steps"], strict=True):
        assert each["numbers"]["verdicts"] == by_verdict(step.findings)
        assert [found["fingerprint"] for found in each["findings"]] == [found.fingerprint for found in step.findings]
    assert told["per_year"].keys() == set(VERDICTS)


@pytest.mark.parametrize("schema", [as_json.schema(), weights.schema()], ids=["history", "weights"])
def test_a_schema_is_a_schema_and_its_objects_are_closed_complete_and_described(schema):
    jsonschema_rs.meta.validate(schema)
    found = [*objects(schema)]
    assert found
    for each in found:
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])
        for told in each["properties"].values():
            referred = schema["$defs"].get(told.get("$ref", "").rpartition("/")[2], {})
            assert told.get("description") or referred.get("description")


def objects(schema):
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            yield schema
        for each in schema.values():
            yield from objects(each)


# ---- files


def test_tables_are_full(history):
    for table in tables(history):
        assert all(len(row) == len(table.head) for row in table.rows)
    assert [each.title.split()[0] for each in tables(history)] == ["What", "Years,", "Areas;", "Rules"]


def test_a_suffix_names_a_format(tmp_path):
    assert {suffix_format(tmp_path / f"x.{name.upper()}") for name in FORMATS} == set(FORMATS)
    assert suffix_format(tmp_path / "x.txt") == suffix_format(None) == "text"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "history.md"
    path.write_text("old")
    check(path)
    write(path, "결제")
    assert path.read_text(encoding="utf-8") == "결제"
    (tmp_path / "folder").mkdir()
    for bad in (tmp_path / "folder", tmp_path / "nowhere" / "x.md"):
        with pytest.raises(HistoryError, match="can't be written"):
            check(bad)
        with pytest.raises(HistoryError, match="can't be written"):
            write(bad, "x")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "history.md"]
