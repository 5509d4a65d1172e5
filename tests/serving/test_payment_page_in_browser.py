"""A customer on the page of a payment session, in a browser."""

from __future__ import annotations

import httpx
import pytest

from pytest_portone.sandbox import Response
from pytest_portone.server import running


@pytest.fixture
def back():
    """Where the customer comes back to."""
    html = b'<!doctype html><title>shop</title><link rel="icon" href="data:,">back'
    with running(lambda _: Response(200, {"content-type": "text/html"}, html)) as url:
        yield f"{url}/back?kept=1"


@pytest.fixture
def at_the_page(page, online, session_order):
    def visit(**changes):
        headers = {"authorization": "PortOne secret"}
        told = httpx.post(f"{online}/payment-sessions", json=session_order | changes, headers=headers).json()
        page.goto(told["url"])
        page.locator("#title", has_text="Red shoes").wait_for()
        return page

    return visit


def test_paying_and_coming_back(team, at_the_page, back):
    page = at_the_page(redirectUrl=back, products=[{"name": "shoe", "unitPrice": 1950, "quantity": 2}])
    assert "USD 39.00" in page.inner_text("main").replace("\xa0", " ")
    page.select_option("#method", "PAY_PAL")
    page.click("[data-choice=pay]")
    page.wait_for_url("**/back?**")
    payment = team.sandbox.payments["order-1"]
    assert page.url == f"{back}&transactionType=PAYMENT&txId={payment.transaction_id}&paymentId=order-1"
    assert (payment.status, payment.order.method["provider"]) == ("PAID", "PAYPAL")


@pytest.mark.parametrize(("choice", "status"), [("decline", "FAILED"), ("abandon", "READY")])
def test_coming_back_without_having_paid(team, at_the_page, back, choice, status):
    page = at_the_page(redirectUrl=back)
    page.click(f"[data-choice={choice}]")
    page.wait_for_url("**/back?**code=PGProviderError**")
    assert team.sandbox.payments["order-1"].status == status


def test_the_page_says_itself_what_became_of_it_and_lets_one_try_again(team, at_the_page):
    page = at_the_page()
    page.click("[data-choice=decline]")
    page.locator("#outcome", has_text="the card was declined").wait_for()
    page.click("#again")
    page.click("[data-choice=pay]")
    page.locator("#outcome", has_text="Done").wait_for()
    assert team.sandbox.payments["order-1"].status == "PAID"
    assert not page.is_visible("#again")


def test_every_agreement_is_asked_for(at_the_page):
    terms = [{"name": name, "url": f"https://shop.example/{name}"} for name in ("terms", "privacy")]
    page = at_the_page(agreements=terms)
    assert page.is_disabled("[data-choice=pay]")
    assert page.is_enabled("[data-choice=abandon]")
    page.get_by_label("terms").check()
    assert page.is_disabled("[data-choice=pay]")
    page.get_by_label("privacy").check()
    page.click("[data-choice=pay]")
    page.locator("#outcome", has_text="Done").wait_for()


def test_a_session_that_is_over(team, page, at_the_page):
    at_the_page()
    team.sandbox.clock.advance(days=1)
    page.reload()
    page.locator("#title", has_text="can't be opened").wait_for()
    assert "is EXPIRED since" in page.inner_text("#problem")
    page.complaints.clear()  # a browser counts an answer of 410 among its errors


def test_what_merchants_send_is_text_and_no_address_runs_a_script(team, at_the_page):
    attack = "<img src=x onerror=\"document.title='owned'\">"
    page = at_the_page(
        redirectUrl="javascript:document.title='owned'",
        storeName=attack,
        agreements=[{"name": attack, "url": "javascript:document.title='owned'"}],
        colors={"primary": "red; background: url(https://evil.example/)"},
    )
    assert page.inner_text("#store") == attack
    assert page.locator("#agreements a").count() == 0
    page.locator("#agreements input").check()
    page.click("[data-choice=pay]")
    page.locator("#outcome", has_text="Done").wait_for()
    assert page.title() == "Payment page of the sandbox"
