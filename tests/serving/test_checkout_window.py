"""What the browser's window asks of the server, and what the page gets."""

from __future__ import annotations

import httpx
import pytest

from pytest_portone.sandbox import Response, Sandbox, Settings
from pytest_portone.sandbox.channels import Channel
from pytest_portone.server import running

ORDER = {
    "storeId": "store-1",
    "channelKey": "channel-key-1",
    "paymentId": "order-1",
    "orderName": "Red shoes",
    "totalAmount": 39_000,
    "currency": "CURRENCY_KRW",
    "payMethod": "CARD",
}
NAVER = {"easyPay": {"easyPayProvider": "EASY_PAY_PROVIDER_NAVERPAY"}}
CARD = {"storeId": "store-1", "channelKey": "channel-key-1", "billingKeyMethod": "CARD", "issueId": "issue-1"}


class Window:
    def __init__(self, team, kind, request):
        self.team, self.told = team, {"kind": kind, "request": request}

    def open(self):
        return self.team.done("checkout/open", **self.told)

    def choose(self, choice):
        return self.team.done("checkout/decide", **self.told, choice=choice)["response"]


def paid(team, choice="pay", **changes):
    window = Window(team, "payment", ORDER | changes)
    assert "shown" in window.open(), window.open()
    return window.choose(choice)


def test_paying(team):
    window = Window(team, "payment", ORDER)
    shown = window.open()["shown"]
    assert shown["choices"] == ["pay", "decline", "pend", "abandon"]
    assert (shown["orderName"], shown["totalAmount"], shown["account"]) == ("Red shoes", 39_000, False)
    assert team.sandbox.payments["order-1"].status == "READY"
    payment = team.sandbox.payments["order-1"]
    assert window.choose("pay") == {
        "transactionType": "PAYMENT",
        "txId": payment.transaction_id,
        "paymentId": "order-1",
    }
    assert team.sandbox.payments["order-1"].status == "PAID"


def test_everything_that_the_page_hands_over_is_kept(team):
    paid(
        team,
        customer={"customerId": "c-1", "firstName": "Gil", "lastName": "Hong", "email": "a@b.example",
                  "address": {"addressLine1": "Road 1", "addressLine2": "2"}, "gender": "GENDER_MALE"},
        customData={"cart": [1]}, taxFreeAmount=1000, vatAmount=500, isEscrow=True, country="COUNTRY_KR",
        noticeUrls=["http://127.0.0.1:1/hook"],
        products=[{"id": "p", "name": "shoe", "amount": 39_000, "quantity": 1}],
        platform="MOBILE",
    )  # fmt: skip
    order = team.sandbox.payments["order-1"].order
    assert order.customer == {
        "id": "c-1", "name": "Gil Hong", "email": "a@b.example", "gender": "MALE",
        "address": {"type": "ONE_LINE", "oneLine": "Road 1 2"},
    }  # fmt: skip
    assert (order.currency, order.amount.tax_free, order.amount.vat, order.escrow) == ("KRW", 1000, 500, True)
    assert order.extras["customData"] == '{"cart": [1]}'
    assert order.notice_urls == ("http://127.0.0.1:1/hook",)
    assert order.platform == "MOBILE"
    assert order.channel.key == "channel-key-1"


@pytest.mark.parametrize(
    ("method", "more", "type_", "detail"),
    [
        ("CARD", {}, "PaymentMethodCard", {}),
        ("TRANSFER", {}, "PaymentMethodTransfer", {}),
        ("MOBILE", {}, "PaymentMethodMobile", {}),
        ("GIFT_CERTIFICATE", {}, "PaymentMethodGiftCertificate", {}),
        ("CONVENIENCE_STORE", {}, "PaymentMethodConvenienceStore", {}),
        ("EASY_PAY", {}, "PaymentMethodEasyPay", {"provider": "KAKAOPAY"}),
        ("EASY_PAY", NAVER, "PaymentMethodEasyPay", {"provider": "NAVERPAY"}),
        ("PAYPAL", {}, "PaymentMethodEasyPay", {"provider": "PAYPAL"}),
        ("PAY_METHOD_ALIPAY", {}, "PaymentMethodEasyPay", {"provider": "ALIPAY"}),
    ],
)  # fmt: skip
def test_every_method_pays(team, method, more, type_, detail):
    assert "code" not in paid(team, payMethod=method, **more)
    told = team.sandbox.payments["order-1"].order.method
    assert told["type"] == type_
    assert told.items() >= detail.items()


def test_a_virtual_account_is_issued_and_paid_into_later(team):
    changes = {
        "payMethod": "VIRTUAL_ACCOUNT",
        "virtualAccount": {"accountExpiry": {"validHours": 3}, "bankCode": "BANK_WOORI_BANK"},
    }
    assert Window(team, "payment", ORDER | changes).open()["shown"]["account"]
    assert "code" not in Window(team, "payment", ORDER | changes).choose("pay")
    payment = team.sandbox.payments["order-1"]
    assert (payment.status, payment.order.method["bank"]) == ("VIRTUAL_ACCOUNT_ISSUED", "WOORI")
    team.done("customer/deposit", payment_id="order-1")
    assert team.sandbox.payments["order-1"].status == "PAID"


def test_being_declined_is_told_and_can_be_tried_again(team):
    told = paid(team, "decline")
    assert told["code"] == "PGProviderError"
    assert (told["pgCode"], told["paymentId"]) == ("CARD_DECLINED", "order-1")
    assert team.sandbox.payments["order-1"].status == "FAILED"
    assert "code" not in paid(team)


def test_closing_the_window_leaves_the_payment_ready(team):
    told = paid(team, "abandon")
    assert (told["code"], told["message"]) == ("PGProviderError", "the customer closed the window")
    assert team.sandbox.payments["order-1"].status == "READY"


def test_a_review_by_the_gateway(team):
    assert "code" not in paid(team, "pend")
    assert team.sandbox.payments["order-1"].status == "PAY_PENDING"


def test_a_paid_payment_is_refused_at_the_opening_and_in_a_second_window(team):
    first, second = Window(team, "payment", ORDER), Window(team, "payment", ORDER)
    first.open()
    second.open()
    second.choose("pay")
    for choice in ("pay", "decline", "pend"):
        assert first.choose(choice)["code"] == "PaymentAlreadyPaid"
    assert Window(team, "payment", ORDER).open()["response"]["code"] == "PaymentAlreadyPaid"


def test_an_amount_that_was_altered_is_refused_where_it_was_registered(team):
    import json

    from pytest_portone.sandbox import Request

    body = json.dumps({"storeId": "store-1", "totalAmount": 39_000, "currency": "KRW"}).encode()
    headers = {"authorization": "PortOne x", "content-type": "application/json"}
    team.site.handle(Request("POST", "/payments/order-1/pre-register", "", headers, body))
    told = Window(team, "payment", ORDER | {"totalAmount": 100}).open()["response"]
    assert (told["transactionType"], told["paymentId"], told["code"]) == (
        "PAYMENT",
        "order-1",
        "AmountNotEqualToPredefined",
    )


def test_manual_confirmation_gives_a_token(team_of):
    team = team_of(Sandbox(settings=Settings(manual_confirm=frozenset({"channel-key-1"}))))
    assert paid(team)["paymentToken"] == team.sandbox.payments["order-1"].token
    told = Window(team, "billing-key", CARD).choose("issue")
    assert told["billingKey"] == "NEEDS_CONFIRMATION"
    assert told["billingIssueToken"].startswith("billing-issue-token-")


def test_channels_and_groups_are_those_of_the_settings(team_of):
    channels = (Channel("one", group="g"), Channel("two", group="g"), Channel("three"))
    team = team_of(Sandbox(settings=Settings(channels=channels)))
    told = Window(team, "payment", ORDER).open()["response"]
    assert told["code"] == "ChannelNotFound"
    group = {name: each for name, each in ORDER.items() if name != "channelKey"} | {"channelGroupId": "g"}
    window = Window(team, "payment", group)
    window.open()
    assert "code" not in window.choose("pay")
    assert team.sandbox.payments["order-1"].order.channel.group == "g"


def test_a_store_that_is_not_reached(team_of):
    team = team_of(Sandbox(settings=Settings(store_id="mine", stores=frozenset({"mine"}))))
    assert Window(team, "payment", ORDER).open()["response"]["code"] == "StoreNotFound"


def test_everything_that_is_wrong_with_a_request_is_told(team):
    wrong = ORDER | {"totalAmount": "39000", "payMethod": "CASH", "redirectUrl": "javascript:alert(1)"}
    del wrong["orderName"], wrong["channelKey"]
    told = Window(team, "payment", wrong).open()["response"]
    assert told["code"] == "RequestParseFailed"
    for each in ("/orderName: is missing", "/totalAmount: received a text, expected an integer",
                 "/channelKey: is missing",
                 "/payMethod: received 'CASH'", "/redirectUrl: expected an absolute URL"):  # fmt: skip
        assert each in told["message"]
    assert len(team.sandbox.payments) == 0


@pytest.mark.parametrize("changes", [{"taxFreeAmount": 50_000}, {"customer": {"email": 5}}, {"noticeUrls": "a"}])
def test_what_no_payment_can_hold_is_told_too(team, changes):
    assert Window(team, "payment", ORDER | changes).open()["response"]["code"] == "RequestParseFailed"


def test_registering_a_card(team):
    window = Window(team, "billing-key", CARD | {"customer": {"customerId": "c-1"}})
    assert window.open()["shown"]["choices"] == ["issue", "decline", "abandon"]
    told = window.choose("issue")
    assert told == {"transactionType": "ISSUE_BILLING_KEY", "billingKey": next(iter(team.sandbox.billing_keys))}
    assert team.sandbox.billing_keys[told["billingKey"]].customer == {"id": "c-1"}
    assert window.choose("decline")["code"] == "PGProviderError"
    assert window.choose("abandon")["code"] == "PGProviderError"
    assert [each.status for each in team.sandbox.billing_keys.values()] == ["ISSUED", "FAILED", "READY"]


def test_registering_a_card_for_a_first_payment(team):
    request = {name: each for name, each in ORDER.items() if name != "payMethod"} | {"billingKeyMethod": "MOBILE"}
    told = Window(team, "billing-key-and-pay", request).choose("issue")
    assert (told["transactionType"], told["billingKey"], told["txId"]) == (
        "ISSUE_BILLING_KEY_AND_PAY",
        "NEEDS_CONFIRMATION",
        "NEEDS_CONFIRMATION",
    )


def test_a_choice_that_there_is_not(team, refusal):
    response = team.post("checkout/decide", {"kind": "payment", "request": ORDER, "choice": "steal"})
    assert refusal(response) == (400, "WRONG_ARGUMENTS", "choice: expected one of pay, decline, pend, abandon")
    assert refusal(team.post("checkout/decide", {"kind": "payment", "request": ORDER}))[1] == "WRONG_ARGUMENTS"
    assert refusal(team.post("checkout/open", {"kind": "x", "request": []}))[1] == "WRONG_ARGUMENTS"


IDENTITY = {"storeId": "store-1", "channelKey": "channel-key-1", "identityVerificationId": "member-1"}
KIM = {"fullName": "Kim", "phoneNumber": "010-1234-5678", "birthYear": "2001", "birthMonth": "2", "birthDay": "3"}


def test_verifying_an_identity(team):
    window = Window(team, "identity-verification", IDENTITY | {"customer": KIM, "customData": {"step": 1}})
    shown = window.open()["shown"]
    assert (shown["person"], shown["choices"]) == ("Kim", ["verify", "decline", "abandon"])
    begun = team.sandbox.identity_verifications["member-1"]
    assert (begun.status, begun.custom_data) == ("READY", '{"step": 1}')
    assert window.choose("verify") == {
        "transactionType": "IDENTITY_VERIFICATION",
        "identityVerificationId": "member-1",
        "identityVerificationTxId": begun.tx_id,
    }
    verified = team.sandbox.identity_verifications["member-1"]
    assert (verified.status, verified.person.phone_number, verified.person.birth_date, list(verified.earlier)) == (
        "VERIFIED",
        "01012345678",
        "2001-02-03",
        [],
    )
    assert window.open()["response"]["code"] == "IdentityVerificationAlreadyVerified"
    assert window.choose("verify")["code"] == "IdentityVerificationAlreadyVerified"


def test_an_identity_that_is_not_verified_can_be_tried_again(team):
    window = Window(team, "identity-verification", IDENTITY)
    window.open()
    told = window.choose("decline")
    first = team.sandbox.identity_verifications["member-1"]
    assert (first.status, told["identityVerificationTxId"]) == ("FAILED", first.tx_id)
    assert (told["code"], told["pgCode"]) == ("PGProviderError", "NOT_VERIFIED")
    closed = window.choose("abandon")
    assert (closed["code"], closed["identityVerificationId"]) == ("PGProviderError", "member-1")
    assert "code" not in window.choose("verify")
    assert team.sandbox.identity_verifications["member-1"].tx_id != first.tx_id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identityVerificationId": ""}, "RequestParseFailed"),
        ({"customer": {"birthYear": "x", "birthMonth": "y", "birthDay": "z"}}, "RequestParseFailed"),
        ({"channelKey": None}, "RequestParseFailed"),
    ],
)
def test_a_request_for_an_identity_that_is_none(team, changes, code):
    told = Window(team, "identity-verification", IDENTITY | changes).open()["response"]
    assert (told["transactionType"], told["code"]) == ("IDENTITY_VERIFICATION", code)
    assert len(team.sandbox.identity_verifications) == 0


def test_the_merchants_server_is_asked_first(team, online):
    """It answers from a server of its own, and calls the API meanwhile."""
    seen = []

    def shop(request):
        key = {"authorization": "PortOne secret"}
        seen.append(httpx.get(f"{online}/payments/order-1", headers=key).json()["status"])
        return Response(409, {"content-type": "application/json"}, b'{"errorMessage": "sold out"}')

    with running(shop) as url:
        told = {"kind": "payment", "request": ORDER | {"confirmUrl": f"{url}/confirm"}}
        httpx.post(f"{online}/__portone__/checkout/open", json=told)
        answer = httpx.post(f"{online}/__portone__/checkout/decide", json={**told, "choice": "pay"}).json()[
            "response"
        ]
    assert (answer["code"], answer["message"]) == ("ConfirmProcessFailed", "sold out")
    assert answer["txId"] == team.sandbox.payments["order-1"].transaction_id
    assert seen == ["READY"]
    (asked,) = team.get("webhooks", "q=confirm").json()["items"]
    assert (asked["type"], asked["status"], asked["asks"]) == ("Transaction.Confirm", "refused", True)
    line = team.get("payments/order-1").json()["webhooks"]
    assert [each["type"] for each in line] == ["Transaction.Confirm"]
