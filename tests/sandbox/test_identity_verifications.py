"""Identity verification: by SMS, in the app, in the browser's window; in lists; and its laws."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from documented_errors.identity_verifications import BODY, CUSTOMER, arrived, confirm, resend, send
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from state_diagrams import mermaid

from pytest_portone.sandbox import Channel, CheckoutError, Decline
from pytest_portone.sandbox.identity_verifications.models import TRANSITIONS
from pytest_portone.sandbox.identity_verifications.people import facts_of

PAGE = Path(__file__).parents[2] / "docs" / "sandbox" / "identity-verification.md"


def read(merchant, verification_id="v-1", **query):
    """Read a verification."""
    answer = merchant.get(f"/identity-verifications/{verification_id}", query=query)
    assert answer.status == 200, answer.json()
    return answer.json()


def listed(merchant, **wanted):
    """The ids of a list of verifications."""
    answer = merchant.get("/identity-verifications", wanted={"filter": wanted})
    assert answer.status == 200, answer.json()
    return [each["id"] for each in answer.json()["items"]]


def refused(answer):
    """The gateway's code of a refusal by it, or else its type."""
    body = answer.json()
    return body.get("pgCode", body.get("type"))


def test_a_code_is_sent_and_typed(merchant):
    assert send(merchant, customData="basket-1").json() == {}
    ready = read(merchant)
    assert (ready["status"], ready["customData"]) == ("READY", "basket-1")
    assert ready["requestedCustomer"] == {
        "name": "Hong Gildong",
        "phoneNumber": "01012345678",
        "birthYear": "1990",
        "birthMonth": "01",
        "birthDay": "01",
    }
    merchant.sandbox.clock.advance(minutes=1)
    code = arrived(merchant)
    assert re.fullmatch("[0-9]{6}", code)
    assert code not in repr(merchant.sandbox.identity_verifications["v-1"])

    verified = confirm(merchant, otp=code).json()["identityVerification"]
    assert verified == read(merchant)
    customer = verified["verifiedCustomer"]
    assert (len(customer.pop("ci")), len(customer.pop("di"))) == (88, 64)
    assert customer == {
        "name": "Hong Gildong",
        "operator": "SKT",
        "phoneNumber": "01012345678",
        "birthDate": "1990-01-01",
        "gender": "MALE",
        "isForeigner": False,
    }
    assert verified["verifiedAt"] == "2026-01-01T00:01:00.000Z"
    assert arrived(merchant) is None


def test_every_contract_verifies(merchant_of, contract):
    merchant = merchant_of(contract)
    send(merchant)
    assert resend(merchant).status == 200
    assert confirm(merchant, otp=arrived(merchant)).status == 200
    assert read(merchant)["status"] == "VERIFIED"
    merchant.sandbox.customer.fail_identity("v-2")
    assert read(merchant, "v-2")["status"] == "FAILED"


def test_a_wrong_code_can_be_corrected(merchant):
    send(merchant)
    assert refused(confirm(merchant, otp="wrong")) == "WRONG_CODE"
    assert read(merchant)["status"] == "READY"
    assert confirm(merchant, otp=arrived(merchant)).status == 200


def test_another_code_makes_the_first_one_worthless(merchant):
    send(merchant)
    first = arrived(merchant)
    resend(merchant)
    assert first != arrived(merchant)
    assert refused(confirm(merchant, otp=first)) == "WRONG_CODE"
    assert confirm(merchant, otp=arrived(merchant)).status == 200


def test_a_code_is_good_for_a_while(merchant):
    send(merchant)
    merchant.sandbox.clock.advance(minutes=3)
    resend(merchant)
    merchant.sandbox.clock.advance(minutes=3)
    assert refused(confirm(merchant, otp="wrong")) == "WRONG_CODE"
    merchant.sandbox.clock.advance(seconds=1)
    late = confirm(merchant, otp=arrived(merchant))
    assert (late.status, refused(late)) == (502, "CODE_EXPIRED")
    assert "good until 2026-01-01T00:06:00.000Z; it is 2026-01-01T00:06:01.000Z" in late.json()["message"]


def test_codes_are_sent_again_only_so_often(merchant_of):
    merchant = merchant_of(max_otp_resends=1)
    send(merchant)
    assert [resend(merchant).status for _ in range(2)] == [200, 502]


def test_in_the_app_there_is_no_code(merchant):
    customer = {name: value for name, value in CUSTOMER.items() if name != "identityNumber"}
    assert send(merchant, method="APP", customer=customer).status == 200
    assert arrived(merchant) is None
    assert refused(resend(merchant)) == "IDENTITY_VERIFICATION_NOT_SENT"
    found = confirm(merchant).json()["identityVerification"]["verifiedCustomer"]
    assert found.keys() == {"name", "operator", "phoneNumber", "ci", "di"}


def test_the_app_waits_for_the_customer_where_that_is_wanted(merchant_of):
    merchant = merchant_of(app_approval="awaited")
    send(merchant, method="APP")
    assert refused(confirm(merchant)) == "NOT_APPROVED"
    merchant.sandbox.customer.approve_identity("v-1")
    assert confirm(merchant).status == 200
    with pytest.raises(CheckoutError, match="the app asks nothing for 'v-1'"):
        merchant.sandbox.customer.approve_identity("v-1")


def test_all_that_is_wrong_with_a_request_is_listed_and_the_number_is_not_shown(merchant):
    answer = send(merchant, customer=CUSTOMER | {"name": " ", "phoneNumber": "010-1", "identityNumber": "9013011"})
    message = answer.json()["message"]
    assert "The request is wrong in 3 places" in message
    assert "9013011" not in message
    without = {name: value for name, value in CUSTOMER.items() if name != "identityNumber"}
    assert "customer: received nothing, expected identityNumber" in send(merchant, customer=without).json()["message"]


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        ("9001011", ("1990-01-01", "MALE", False)),
        ("0402294", ("2004-02-29", "FEMALE", False)),
        ("8812315", ("1988-12-31", "MALE", True)),
        ("0512318", ("2005-12-31", "FEMALE", True)),
        ("9912310", ("1899-12-31", "FEMALE", False)),
    ],
)
def test_what_the_first_seven_digits_say(number, facts):
    assert tuple(facts_of(number).values()) == facts


@pytest.mark.parametrize("number", ["900101", "90010111", "9013011", "9002301", "900101x", "9002294", ""])
def test_what_are_no_first_seven_digits(number):
    with pytest.raises(ValueError, match=r"not seven digits|month must be in|day is out of range"):
        facts_of(number)


def test_a_gateway_that_declines_fails_the_attempt_and_another_can_begin(merchant_of):
    no = Decline(frozenset({"identify"}), "NO_CONTRACT", "no contract")
    merchant = merchant_of(channels=(Channel("mute", decline=no), Channel("channel-key-1")))
    assert refused(send(merchant, channelKey="mute")) == "NO_CONTRACT"
    failed = read(merchant)
    assert (failed["status"], failed["failure"]["pgCode"]) == ("FAILED", "NO_CONTRACT")
    assert refused(confirm(merchant, otp="1")) == "IDENTITY_VERIFICATION_NOT_SENT"
    assert send(merchant).status == 200
    assert confirm(merchant, otp=arrived(merchant)).status == 200
    assert [each.status for each in merchant.sandbox.identity_verifications["v-1"].earlier] == ["FAILED"]


def test_a_phone_that_is_never_reached(merchant_of):
    no = Decline(frozenset({"identify"}), "UNREACHABLE", "the phone is switched off")
    merchant = merchant_of(declines={CUSTOMER["phoneNumber"]: no})
    assert refused(send(merchant)) == "UNREACHABLE"


def test_in_the_window(merchant):
    customer = merchant.sandbox.customer
    customer.open_identity_window("v-1", name="Kim", custom_data={"basket": 1}, customer_id="c-1")
    assert (read(merchant)["status"], read(merchant)["customData"]) == ("READY", '{"basket": 1}')
    customer.fail_identity("v-1", reason="another name")
    assert read(merchant)["failure"]["reason"] == "another name"
    customer.verify_identity("v-1", name="Kim", birth_date="2001-02-03", gender="FEMALE", foreigner=True)
    found = read(merchant)["verifiedCustomer"]
    assert (found["birthDate"], found["gender"], found["isForeigner"]) == ("2001-02-03", "FEMALE", True)
    with pytest.raises(
        CheckoutError, match=r"IdentityVerificationAlreadyVerified: .* is VERIFIED; it can't be done again"
    ):
        customer.verify_identity("v-1")


@pytest.mark.parametrize("wrong", [{"birth_date": "tomorrow"}, {"birth_date": "1990-13-01"}])
def test_what_no_verification_can_hold(merchant, wrong):
    with pytest.raises(ValueError, match=r"birth_date: received .*, expected a date \(yyyy-MM-dd\)"):
        merchant.sandbox.customer.verify_identity("v-1", **wrong)
    assert not merchant.sandbox.identity_verifications


def test_what_a_gateway_never_tells(merchant_of):
    channel = Channel("inicis", pg_provider="INICIS_UNIFIED")
    merchant = merchant_of(channels=(channel,))
    merchant.sandbox.customer.verify_identity("v-1")
    assert read(merchant)["verifiedCustomer"].keys().isdisjoint({"operator", "di"})
    assert listed(merchant, carriers=["SKT"]) == []


def test_a_person_is_the_same_everywhere_and_of_one_store_only_there(merchant_of):
    merchant = merchant_of(stores=frozenset({"store-1", "store-2"}), store_id="store-1")
    customer = merchant.sandbox.customer
    customer.verify_identity("v-1")
    customer.verify_identity("v-2", phone_number="01099999999")
    customer.verify_identity("v-3", store_id="store-2")
    customer.verify_identity("v-4", birth_date="1990-01-02")
    found = [read(merchant, f"v-{each}")["verifiedCustomer"] for each in (1, 2, 4)]
    found.append(read(merchant, "v-3", storeId="store-2")["verifiedCustomer"])
    first, moved, other, elsewhere = found
    assert first["ci"] == moved["ci"] == elsewhere["ci"] != other["ci"]
    assert first["di"] == moved["di"] != elsewhere["di"]


@pytest.fixture
def shop(merchant_of):
    """A merchant with a verification an hour: in the window, failed, sent, and one of another store."""
    channels = (Channel("channel-key-1"), Channel("live", "LIVE", "DANAL_TPAY", "mid-9"))
    merchant = merchant_of(channels=channels, stores=frozenset({"store-1", "store-2"}), store_id="store-1")
    customer, clock = merchant.sandbox.customer, merchant.sandbox.clock
    customer.verify_identity("window", channel="live", operator="KT", gender="FEMALE")
    clock.advance(hours=1)
    customer.fail_identity("failed", name="Kim")
    clock.advance(hours=1)
    send(merchant, "sent")
    clock.advance(hours=1)
    customer.open_identity_window("other", store_id="store-2", birth_date="1999-12-31")
    return merchant


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["other", "sent", "failed", "window"]),
        ({"storeId": "store-1"}, ["sent", "failed", "window"]),
        ({"identityVerificationId": "sent"}, ["sent"]),
        ({"identityVerificationTxId": "1"}, []),
        ({"isTest": False}, ["window"]),
        ({"statuses": ["VERIFIED", "FAILED"]}, ["failed", "window"]),
        ({"pgTxId": "1"}, []),
        ({"pgMerchantId": "mid-9"}, ["window"]),
        ({"pgProviders": ["DANAL_TPAY"]}, ["window"]),
        ({"pgCompanies": ["DANAL"]}, ["window"]),
        ({"carriers": ["KT"]}, ["window"]),
        ({"version": "V1"}, []),
        ({"customer": {"name": "Kim"}}, ["failed"]),
        ({"customer": {"birthYear": "1999"}}, ["other"]),
        ({"customer": {"gender": "FEMALE"}}, ["window"]),
        ({"customer": {"gender": "MALE"}}, []),
        ({"until": "2026-01-01T01:30:00Z"}, ["failed", "window"]),
        ({"timeRangeField": "VERIFIED_AT"}, ["window"]),
        ({"timeRangeField": "FAILED_AT"}, ["failed"]),
        ({"timeRangeField": "STATUS_UPDATED_AT", "from": "2026-01-01T02:30:00Z"}, ["other"]),
    ],
    ids=json.dumps,
)
def test_the_list_is_filtered(shop, wanted, found):
    assert listed(shop, **wanted) == found


def test_the_list_is_sorted_and_paged(shop):
    page = {"sort": {"order": "ASC"}, "page": {"number": 1, "size": 3}}
    answer = shop.get("/identity-verifications", wanted=page).json()
    assert [each["id"] for each in answer["items"]] == ["other"]
    assert answer["page"] == {"number": 1, "size": 3, "totalCount": 4}
    shop.sandbox.clock.advance(days=90)
    assert listed(shop) == ["other"]


def test_an_attempt_is_found_by_its_id(merchant):
    customer = merchant.sandbox.customer
    first = customer.fail_identity("v-1").tx_id
    customer.verify_identity("v-1")
    assert listed(merchant, identityVerificationTxId=first) == ["v-1"]


def test_it_comes_back_with_the_world(merchant, merchant_of):
    merchant.sandbox.customer.fail_identity("v-1")
    send(merchant)
    other = merchant_of()
    other.sandbox.load(json.loads(json.dumps(merchant.sandbox.dump())))
    assert confirm(other, otp=arrived(merchant)).status == 200
    assert BODY["customer"]["identityNumber"] not in json.dumps(merchant.sandbox.dump())


ACTS = {
    "send": send,
    "ask": lambda merchant, name: send(merchant, name, method="APP"),
    "resend": resend,
    "wrong": lambda merchant, name: confirm(merchant, name, otp="wrong"),
    "right": lambda merchant, name: confirm(merchant, name, otp=_code(merchant, name)),
    "wait": lambda merchant, _: merchant.sandbox.clock.advance(minutes=2),
    "open": lambda merchant, name: _try(merchant.sandbox.customer.open_identity_window, name),
    "verify": lambda merchant, name: _try(merchant.sandbox.customer.verify_identity, name),
    "fail": lambda merchant, name: _try(merchant.sandbox.customer.fail_identity, name),
}


def _code(merchant, name):
    found = merchant.sandbox.identity_verifications.get(name)
    return (found and found.otp) or "none"


def _try(act, name):
    with suppress(CheckoutError):
        act(name)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(["v-1", "v-2"])), max_size=14))
def test_attempts_keep_to_the_table_and_only_one_succeeds(merchant_of, steps):
    merchant = merchant_of(max_transactions=3)
    before = {}
    for act, name in steps:
        ACTS[act](merchant, name)
        for key, now in merchant.sandbox.identity_verifications.items():
            attempts = [*now.earlier, now]
            was = before.get(key)
            if was is not None and was.tx_id == now.tx_id:
                assert now.status == was.status or now.status in TRANSITIONS[was.status]
            assert [each.status for each in attempts].count("VERIFIED") == (now.status == "VERIFIED")
            assert len({each.tx_id for each in attempts}) == len(attempts) <= 3
            assert read(merchant, key)["status"] == now.status
            before[key] = now


def test_the_diagram_is_that_of_the_table(contract):
    diagrams = re.findall(r"```mermaid\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert diagrams == [mermaid(TRANSITIONS)]
    assert set(contract.types["IdentityVerification"].cases) == set(TRANSITIONS)
