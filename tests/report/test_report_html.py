import shutil
import subprocess
from dataclasses import replace
from importlib import resources
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_reader import LOADING, Seen

from pytest_portone.report import as_html, formats, tally, wording
from pytest_portone.report.model import Report
from pytest_portone.report.printable import printable


def part(name):
    return resources.files("pytest_portone.report").joinpath(name).read_text(encoding="utf-8")


def test_everything_is_told(rich):
    seen = Seen(as_html.render(rich))
    text = seen.texts["page"]
    assert wording.headline(rich) in text
    for told in (
        "getPayment",
        "6 / 0 / 0",
        "clause 2.4 (output): Fields, enum values and oneOf cases may be added at any time",
        '"KAKAOPAY" -> "UNKNOWN_VALUE"',
        "only with",
        *(each.test for each in rich.breaks),
        *rich.flaky,
        *rich.stale,
        wording.UNNOTICED,
        rich.requests[0].message,
        "2 of 147",
        "webhook 2024-04-25",
    ):
        assert told in text
    assert [each["data-verdict"] for each in seen.cards] == ["crash", "change", "silent", "crash"]
    assert "svg" in seen.tags


def test_colour_is_not_the_only_signal(rich):
    html = as_html.render(rich)
    for cell in ("✓", "✗", "?"):
        assert f'class="sign">{cell}</span>' in html
    assert 'title="0 survived, 2 broke, 0 not received"' in html
    for level in ("failing", "warning", "known"):
        assert f">{level}</span>" in html


def test_a_cell_with_breaks_leads_to_them(rich):
    html = as_html.render(rich)
    assert 'href="#operation=getPayment&amp;kind=new-enum-value"' in html
    assert 'href="#operation=getPayment&amp;kind=new-field"' not in html


def test_without_scripts_all_is_readable_and_no_dead_form_is_shown(rich):
    seen = Seen(as_html.render(rich))
    assert ("form", "hidden", None) in seen.attributes
    assert all("hidden" not in each for each in seen.cards)


def test_it_knows_light_and_dark(rich):
    assert "prefers-color-scheme: dark" in as_html.render(rich)


def test_an_empty_report_says_so():
    assert wording.NOTHING in Seen(as_html.render(Report("2026-07-03", "crash"))).texts["page"]


@given(data=st.data())
def test_no_text_breaks_out_and_nothing_is_loaded(reports, data):
    report = data.draw(reports)
    seen = Seen(as_html.render(report))
    assert seen.texts["script"] == part("filter.js") + part("page.js")
    assert seen.texts["style"] == part("page.css")
    assert (seen.tags.count("script"), seen.tags.count("style"), seen.tags.count("comment")) == (1, 1, 0)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(seen.tags)
    for tag, name, value in seen.attributes:
        assert not name.startswith("on")
        assert name not in LOADING or (tag, name, value) == ("meta", "http-equiv", "Content-Security-Policy")
        assert name != "href" or value.startswith("#")
    assert len(seen.cards) == len(tally.distinct(printable(report)))


@given(data=st.data())
def test_every_distinct_break_is_there(reports, data):
    shown = printable(data.draw(reports))
    text = Seen(as_html.render(shown)).texts["page"]
    for each in tally.distinct(shown):
        for told in (each.example.fingerprint, each.example.where, each.example.command):
            assert told in text


@pytest.fixture(scope="session")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip(f"no Chromium is installed (looked for {', '.join(names)})")
    return found


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a report in a browser at a filter; returns what the page has become."""

    def opened(report, **filters):
        path = tmp_path / "report.html"
        formats.write(report, path)
        options = ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}")
        url = f"{path.as_uri()}#{urlencode(filters)}"
        done = subprocess.run(
            [browser, *options, "--dump-dom", url], capture_output=True, encoding="utf-8", timeout=120, check=True
        )
        return Seen(done.stdout)

    return opened


def shown(seen):
    return [each["id"].removeprefix("break-") for each in seen.cards if "hidden" not in each]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, ["3f2a9c1d", "77aa0b21", "5e5e5e5e", "00112233"]),
        ({"verdict": "crash"}, ["3f2a9c1d", "00112233"]),
        ({"blame": "merchant"}, ["5e5e5e5e"]),
        ({"operation": "webhook 2024-04-25"}, ["5e5e5e5e"]),
        ({"kind": "new-field"}, ["77aa0b21"]),
        ({"q": "EASYPAYprovider test_twice"}, ["3f2a9c1d"]),
        ({"verdict": "change", "blame": "sdk"}, []),
    ],
    ids=lambda each: urlencode(each) if isinstance(each, dict) else "",
)
def test_a_filter_hides_the_other_cards(opened, rich, filters, left):
    seen = opened(rich, **filters)
    assert shown(seen) == left
    assert f"{len(left)} of 4 shown" in seen.texts["page"]
    assert ("form", "hidden", "") not in seen.attributes


def test_a_browser_runs_nothing_of_the_reports_text(opened, rich):
    attack = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    nasty = tuple(
        replace(each, test=attack, exception=attack, operation=attack, command=attack) for each in rich.breaks
    )
    seen = opened(replace(rich, breaks=nasty, flaky={attack: attack}))
    assert seen.tags.count("script") == 1
    assert "img" not in seen.tags
    assert seen.texts["title"] == f"{wording.TITLE}: {wording.headline(rich)}"
    assert attack in seen.texts["page"]
