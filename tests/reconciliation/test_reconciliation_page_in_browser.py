"""The page of a reconciliation in a real browser."""

from dataclasses import replace

import pytest
from found_discrepancies import HOSTILE, discrepancy, reconciliation, rich

from pytest_portone.reconciliation.reporting import html
from pytest_portone.reconciliation.reporting.report import Report

MANY = 120


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens the page of a report; at the end the browser must have nothing to complain of."""
    contexts, complaints = [], []

    def opened(report, fragment="", **look):
        path = tmp_path / "reconciliation.html"
        path.write_text(html.render(report), encoding="utf-8")
        contexts.append(chromium.new_context(**{"viewport": {"width": 1300, "height": 900}, **look}))
        page = contexts[-1].new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda each: complaints.append(str(each)))
        page.on("console", lambda each: complaints.append(each.text))
        page.on("request", lambda each: None if each.url.startswith("file:") else complaints.append(each.url))
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    yield opened
    for each in contexts:
        each.close()
    assert complaints == []


def subjects(page):
    return page.locator("#cards .card .title").all_text_contents()


def shows(page, told):
    page.locator("#count", has_text=told).wait_for()


def many():
    return Report(result=reconciliation(*(discrepancy(payment_id=f"order-{n}", at_stake=n) for n in range(MANY))))


def test_hostile_names_are_only_text(opened):
    page = opened(rich())
    assert subjects(page)[0] == HOSTILE
    assert page.title().startswith("Reconciliation: 5 discrepancies")


def test_a_payment_shows_the_rows_of_both_sides_beside_each_other(opened):
    page = opened(rich())
    card = page.locator("#cards .card", has_text="27,000 KRW")
    card.locator("summary").click()
    lanes = card.locator(".lanes tbody tr")
    lanes.nth(1).wait_for()
    assert lanes.count() == 2
    assert lanes.nth(0).locator("td.portone").inner_text().startswith("39,000 KRW payment, done (PAID)")
    assert "ledger of order-of-another-name" in lanes.nth(1).locator("td.ledger").inner_text()
    assert lanes.nth(0).locator("td.ledger").inner_text() == ""
    card.locator(".also a").click()
    shows(page, "2 of 5 shown")


def test_words_and_choices_filter_and_stand_in_the_address(opened):
    page = opened(rich())
    page.fill("input[name=q]", "DROPPED webhook")
    shows(page, "1 of 5 shown")
    assert page.evaluate("location.hash") == "#q=DROPPED+webhook"
    page.click("button[type=reset]")
    shows(page, "5 of 5 shown")
    page.select_option("select[name=currency]", "USD")
    shows(page, "1 of 5 shown")
    assert subjects(page) == ["order-2"]
    page.select_option("select[name=currency]", "")
    page.select_option("select[name=found]", "in this run")
    shows(page, "1 of 5 shown")


def test_a_link_holds_a_filter(opened):
    page = opened(rich(), "#name=test_channel")
    assert subjects(page) == ["주문-1"]
    page.click("a[href='#name=stale']")
    shows(page, "1 of 5 shown")
    assert subjects(page) == ["order-2"]


def test_a_bar_leads_to_its_day(opened):
    page = opened(rich())
    page.locator("a[href='#name=amount&day=2026-11-20'] rect").click()
    shows(page, "1 of 5 shown, begun in 2026-11-20")
    page.click("button[type=reset]")
    shows(page, "5 of 5 shown")


def test_many_are_shown_page_by_page(opened):
    page = opened(many())
    assert subjects(page)[0] == f"order-{MANY - 1}"
    assert len(subjects(page)) == 50
    page.get_by_role("button", name="last").click()
    assert subjects(page) == [f"order-{n}" for n in reversed(range(20))]
    assert "page 3 of 3" in page.locator("#pager").inner_text()
    assert page.get_by_role("button", name="next").is_disabled()
    page.get_by_role("button", name="previous").click()
    assert len(subjects(page)) == 50
    page.fill("input[name=q]", "order-77")
    shows(page, "1 of 120 shown")
    assert not page.locator("#pager").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("columns", [1300, 360])
def test_it_fits_whatever_it_is_looked_at_with(opened, scheme, columns):
    page = opened(rich(), viewport={"width": columns, "height": 900}, color_scheme=scheme)
    for each in page.locator("#cards .card summary").all():
        each.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= columns
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}[scheme]


def test_without_scripts_the_worst_are_readable(opened):
    page = opened(rich(), java_script_enabled=False)
    assert "The list needs JavaScript" in page.locator("body").inner_text()
    assert not page.locator("#filter").is_visible()


def test_a_clean_end_has_no_list(opened):
    page = opened(replace(rich(), result=reconciliation(), solved=(), unsure=(), first_seen={}, last=None))
    assert page.locator(".headline").inner_text() == "Both sides tell the same story"
    assert page.locator("#filter").count() == 0
