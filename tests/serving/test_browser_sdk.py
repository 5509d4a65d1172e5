"""A merchant's page of another origin, driven end to end."""

from __future__ import annotations

import json

import pytest

from pytest_portone.sandbox import Response
from pytest_portone.server import running

PAGE = """<!doctype html><title>shop</title><link rel="icon" href="data:,"><script src="SDK"></script>
<button id="buy">buy</button><button id="card">card</button><button id="who">who</button><pre id="out"></pre>
<script>
const more = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}");
const common = { storeId: "store-1", channelKey: "channel-key-1",
  redirectUrl: location.origin + "/back?kept=1", ...more };
const tell = (told) => { document.getElementById("out").textContent = JSON.stringify(told); };
document.getElementById("buy").onclick = async () => tell(await PortOne.requestPayment({ paymentId: "order-1",
  orderName: "Red shoes", totalAmount: 39000, currency: "CURRENCY_KRW", payMethod: "CARD",
  customData: { cart: 7 }, ...common }));
document.getElementById("card").onclick = async () => tell(
  await PortOne.requestIssueBillingKey({ billingKeyMethod: "CARD", ...common }));
document.getElementById("who").onclick = async () => tell(
  await PortOne.requestIdentityVerification({ identityVerificationId: "member-1", ...common }));
</script>"""
CDN = "https://cdn.portone.io/v2/browser-sdk.js"


@pytest.fixture
def shop(online):
    html = PAGE.replace("SDK", f"{online}/__portone__/sdk.js").encode()
    with running(lambda _: Response(200, {"content-type": "text/html; charset=utf-8"}, html)) as url:
        yield url


@pytest.fixture
def at_the_shop(page, shop):
    def visit(**more):
        page.goto(f"{shop}/#{json.dumps(more)}")
        return page

    return visit


def told(page):
    page.wait_for_function("document.getElementById('out').textContent")
    return json.loads(page.inner_text("#out"))


def choose(page, choice):
    page.frame_locator("iframe").locator(f"[data-choice={choice}]").click()


def test_paying_in_the_window(team, at_the_shop):
    page = at_the_shop()
    page.click("#buy")
    window = page.frame_locator("iframe")
    window.locator("[data-choice=pay]").wait_for()
    assert "Red shoes" in window.locator("main").inner_text()
    choose(page, "pay")
    received, payment = told(page), team.sandbox.payments["order-1"]
    assert received == {"transactionType": "PAYMENT", "txId": payment.transaction_id, "paymentId": "order-1"}
    assert (payment.status, payment.amount.total) == ("PAID", 39_000)
    assert payment.order.extras["customData"] == '{"cart": 7}'
    assert page.locator("iframe").count() == 0


@pytest.mark.parametrize(("choice", "status"), [("decline", "FAILED"), ("abandon", "READY")])
def test_not_paying(team, at_the_shop, choice, status):
    page = at_the_shop()
    page.click("#buy")
    choose(page, choice)
    assert told(page)["code"] == "PGProviderError"
    assert team.sandbox.payments["order-1"].status == status


def test_escape_closes_the_window(team, at_the_shop):
    page = at_the_shop()
    page.click("#buy")
    page.frame_locator("iframe").locator("[data-choice=pay]").press("Escape")
    assert told(page)["message"] == "the customer closed the window"


def test_a_virtual_account(team, at_the_shop):
    page = at_the_shop(payMethod="VIRTUAL_ACCOUNT")
    page.click("#buy")
    choose(page, "pay")
    assert "code" not in told(page)
    assert team.sandbox.payments["order-1"].status == "VIRTUAL_ACCOUNT_ISSUED"


def test_an_error_before_the_window(team, at_the_shop):
    team.sandbox.customer.pay("order-1", 39_000)
    page = at_the_shop()
    page.click("#buy")
    assert told(page)["code"] == "PaymentAlreadyPaid"


def test_being_redirected(team, at_the_shop):
    page = at_the_shop(windowType={"pc": "REDIRECTION"})
    page.click("#buy")
    page.locator("[data-choice=pay]").click()
    page.wait_for_url("**/back?**")
    payment = team.sandbox.payments["order-1"]
    assert (
        page.url.partition("?")[2]
        == f"kept=1&transactionType=PAYMENT&txId={payment.transaction_id}&paymentId=order-1"
    )


def test_being_redirected_with_an_error(at_the_shop):
    page = at_the_shop(windowType={"pc": "REDIRECTION"})
    page.click("#buy")
    page.locator("[data-choice=decline]").click()
    page.wait_for_url("**/back?**")
    assert "code=PGProviderError" in page.url


def test_a_redirect_that_is_forced(at_the_shop):
    page = at_the_shop(forceRedirect=True)
    page.click("#buy")
    choose(page, "pay")
    page.wait_for_url("**/back?**paymentId=order-1")


def test_a_page_cant_have_the_window_run_a_script(at_the_shop):
    page = at_the_shop(windowType={"pc": "REDIRECTION"}, redirectUrl="javascript:document.title='owned'")
    page.click("#buy")
    assert told(page)["code"] == "RequestParseFailed"


def test_a_popup(team, at_the_shop):
    page = at_the_shop(windowType={"pc": "POPUP"})
    with page.expect_popup() as opened:
        page.click("#buy")
    opened.value.locator("[data-choice=pay]").click()
    assert told(page)["paymentId"] == "order-1"
    assert team.sandbox.payments["order-1"].status == "PAID"


def test_a_popup_that_is_closed(team, at_the_shop):
    page = at_the_shop(windowType={"pc": "POPUP"})
    with page.expect_popup() as opened:
        page.click("#buy")
    opened.value.locator("[data-choice=pay]").wait_for()
    opened.value.close()
    assert told(page)["code"] == "PGProviderError"


def test_registering_a_card(team, at_the_shop):
    page = at_the_shop()
    page.click("#card")
    choose(page, "issue")
    received = told(page)
    (key,) = team.sandbox.billing_keys
    assert received == {"transactionType": "ISSUE_BILLING_KEY", "billingKey": key}


def test_verifying_an_identity(team, at_the_shop):
    page = at_the_shop(customer={"fullName": "Kim"})
    page.click("#who")
    window = page.frame_locator("iframe")
    window.locator("[data-choice=verify]").wait_for()
    shown = window.locator("main").inner_text()
    assert "Identity verification" in shown
    assert "Kim, member-1" in shown
    choose(page, "verify")
    received, verified = told(page), team.sandbox.identity_verifications["member-1"]
    assert received == {
        "transactionType": "IDENTITY_VERIFICATION",
        "identityVerificationId": "member-1",
        "identityVerificationTxId": verified.tx_id,
    }
    assert verified.status == "VERIFIED"


def test_verifying_an_identity_by_redirection(team, at_the_shop):
    page = at_the_shop(windowType={"pc": "REDIRECTION"})
    page.click("#who")
    page.locator("[data-choice=decline]").click()
    page.wait_for_url("**/back?**code=PGProviderError**")
    assert "identityVerificationId=member-1" in page.url
    assert team.sandbox.identity_verifications["member-1"].status == "FAILED"


def test_a_popup_for_an_identity_that_is_closed(at_the_shop):
    page = at_the_shop(windowType={"pc": "POPUP"})
    with page.expect_popup() as opened:
        page.click("#who")
    opened.value.locator("[data-choice=verify]").wait_for()
    opened.value.close()
    received = told(page)
    assert (received["code"], received["identityVerificationId"]) == ("PGProviderError", "member-1")


def test_in_the_place_of_the_real_one(page, online, team):
    """The merchant's page loads PortOne's own script, and the test gives the stand-in for it."""
    script = page.request.get(f"{online}/__portone__/sdk.js").text()
    page.route(CDN, lambda route: route.fulfill(body=script, content_type="text/javascript"))
    html = PAGE.replace("SDK", CDN).encode()
    with running(lambda _: Response(200, {"content-type": "text/html"}, html)) as shop:
        page.goto(shop)
        page.click("#buy")
        choose(page, "pay")
        assert told(page)["paymentId"] == "order-1"


def test_messages_of_others_are_not_believed(team, at_the_shop):
    page = at_the_shop()
    page.click("#buy")
    page.frame_locator("iframe").locator("[data-choice=pay]").wait_for()
    page.evaluate("postMessage({ portone: location.href + '#1', response: { paymentId: 'forged' } }, '*')")
    choose(page, "decline")
    assert told(page)["paymentId"] == "order-1"
