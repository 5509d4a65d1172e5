"""The dashboard in a browser."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from pytest_portone.sandbox import Channel, CheckoutError, Request, Sandbox, Settings
from pytest_portone.server import running
from pytest_portone.serving.guard import Guard


@pytest.fixture
def shown(page, online):
    def show(view=""):
        page.goto(f"{online}/__portone__/#{view}")
        page.wait_for_selector("#tabs button[aria-current]")
        return page

    return show


def rows(page):
    page.wait_for_selector("#list tbody tr")
    return [each.split("\t")[0].strip() for each in page.locator("#list tbody tr").all_inner_texts()]


def test_payments_and_what_became_of_them(team, shown):
    answers = [500, 200]
    team.sandbox.webhooks.send_to(lambda _: httpx.Response(answers.pop(0)))
    team.sandbox.customer.pay("order-1", 39_000, order_name="Red shoes")
    team.site.handle(Request("GET", "/payments/order-1", "", {"authorization": "PortOne hidden-secret"}))
    page = shown("payments")
    assert rows(page) == ["order-1"]
    page.get_by_role("button", name="order-1").click()
    detail = page.locator("#detail")
    detail.locator("ol.timeline li").first.wait_for()
    told = detail.inner_text()
    for each in (
        "Red shoes",
        "KRW",
        "39,000",
        "Transaction.Ready",
        "Transaction.Paid",
        "500",
        "200",
        "getPayment",
        "failing",
    ):
        assert each in told.replace("\xa0", " ")
    assert "hidden-secret" not in page.content()


def test_the_customers_buttons_and_the_page_follows(team, shown):
    team.sandbox.customer.issue_virtual_account("order-1", 55_000)
    page = shown("payments?id=order-1")
    page.get_by_role("group", name="What the customer does").get_by_role("button", name="deposit", exact=True).click()
    page.locator("#detail .bar .badge", has_text="PAID").wait_for()
    assert team.sandbox.payments["order-1"].status == "PAID"
    team.sandbox.customer.chargeback("order-1")
    page.locator("#detail .bar .badge", has_text="CANCELLED").wait_for()


def test_a_refusal_is_told(team, shown):
    team.sandbox.customer.pay("order-1", 1000)
    page = shown("payments?id=order-1")
    page.get_by_role("button", name="resolve dispute").click()
    page.locator("#notice .alert").wait_for()
    assert "no dispute of 'order-1' is open" in page.inner_text("#notice")
    page.complaints.clear()  # a browser counts an answer of 409 among its errors


def test_the_clock_moves_on(team, shown):
    page = shown()
    page.get_by_role("button", name="+1 day").click()
    page.locator("#now", has_text="2026-01-02 00:00:00 UTC").wait_for()
    page.fill("#amount", "2")
    page.select_option("#unit", "hours")
    page.get_by_role("button", name="advance").click()
    page.locator("#now", has_text="2026-01-02 02:00:00 UTC").wait_for()


def test_any_act_by_a_form(team, shown):
    page = shown("customer")
    page.fill("[name=payment_id]", "order-9")
    page.fill("[name=total]", "1000")
    page.get_by_text("what else can be said").click()
    page.fill("[name=custom_data]", '{"cart": 1}')
    page.get_by_role("button", name="pay", exact=True).click()
    page.locator("#list .done").wait_for()
    assert json.loads(team.sandbox.payments["order-9"].order.extras["customData"]) == {"cart": 1}


def test_what_the_merchant_does_in_the_console(team_of, page):
    team = team_of(Sandbox(settings=Settings(channels=(Channel("one", group="g"), Channel("two", group="g")))))
    with running(team.site.handle) as url:
        page.goto(f"{url}/__portone__/#console")
        page.get_by_role("combobox", name="What the merchant does in PortOne's console").wait_for()
        page.fill("[name=channel_key]", "two")
        page.get_by_text("what else can be said").click()
        page.fill("[name=ratio]", "0")
        page.get_by_role("button", name="share", exact=True).click()
        page.locator(".done", has_text="Done: share.").wait_for()
    assert team.sandbox.webhooks.post.state.shares["two"].ratio == 0


def test_a_question_to_the_merchant_is_no_webhook_to_send_again(team, shown):
    team.sandbox.webhooks.send_to(lambda _: httpx.Response(409))
    with pytest.raises(CheckoutError):
        team.sandbox.customer.pay("order-1", 1000, confirm_url="http://testserver/confirm")
    page = shown("webhooks")
    asked = page.locator("tbody tr", has_text="Transaction.Confirm")
    asked.locator(".badge", has_text="refused").wait_for()
    assert asked.get_by_role("button", name="resend").count() == 0


def test_webhooks_are_sent_again(team, shown):
    answers = [500, 200]
    team.sandbox.webhooks.send_to(lambda _: httpx.Response(answers.pop(0)))
    team.sandbox.customer.open("order-1", 1000)
    page = shown("webhooks")
    page.locator("tbody .badge", has_text="failing").wait_for()
    page.get_by_role("button", name="resend").click()
    page.locator("tbody .badge", has_text="delivered").wait_for()


def test_ten_thousand_payments_are_paged_and_found(team, shown):
    for number in range(10_000):
        team.sandbox.customer.open(f"order-{number}", 1000)
    page = shown("payments")
    assert rows(page)[0] == "order-9999"
    page.get_by_role("button", name="older").click()
    page.locator("tbody tr", has_text="order-9949").wait_for()
    page.fill("[type=search]", "order-77")
    page.press("[type=search]", "Enter")
    page.locator("tbody tr", has_text=re.compile(r"^order-77\s")).or_(
        page.locator("tbody tr", has_text="order-7799")
    ).first.wait_for()
    assert all("77" in each for each in rows(page))


def test_what_merchants_send_is_text(team, shown):
    attack = "<img src=x onerror=\"document.title='owned'\">"
    team.sandbox.customer.pay("order-1", 1000, order_name=attack, custom_data=attack)
    page = shown("payments?id=order-1")
    page.locator("#detail ol.timeline li").first.wait_for()
    assert attack in page.inner_text("#detail")
    assert page.title() == "PortOne sandbox"


def test_it_asks_for_the_token(team_of, page):
    team = team_of(guard=Guard("the-token"))
    with running(team.site.handle) as url:
        page.goto(f"{url}/__portone__/")
        page.fill("#token", "the-token")
        page.get_by_role("button", name="open").click()
        page.wait_for_selector("#tabs button[aria-current]")
        page.complaints.clear()  # a browser counts an answer of 401 among its errors
        page.evaluate("sessionStorage.clear()")
        page.goto("about:blank")
        page.goto(f"{url}/__portone__/#token=the-token")
        page.wait_for_selector("#tabs button[aria-current]")
        assert "the-token" not in page.url


@pytest.mark.parametrize(
    "view", ["billing-keys", "schedules", "webhooks", "calls", "customer", "console", "trouble", "world"]
)
def test_every_view_draws(team, shown, view):
    team.sandbox.customer.issue_billing_key()
    team.site.handle(Request("GET", "/banks"))
    page = shown(view)
    page.locator("#list h2").first.wait_for()
    assert page.get_attribute("#tabs button[aria-current]", "data-key") == f"tab-{view}"


def test_every_control_has_a_name(team, shown):
    team.sandbox.customer.pay("order-1", 1000)
    for view in ("payments?id=order-1", "customer", "console", "trouble", "world"):
        page = shown(view)
        page.locator("#list h2").first.wait_for()
        nameless = page.evaluate(
            "[...document.querySelectorAll('input,select,textarea,button')]"
            ".filter(e => !(e.labels && e.labels.length) "
            "&& !e.getAttribute('aria-label') && !e.textContent.trim()).map(e => e.outerHTML)"
        )
        assert nameless == []
