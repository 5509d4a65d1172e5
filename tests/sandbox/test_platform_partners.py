"""Partners: three kinds of them, made alone and together, changed, verified, connected to their counterparties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from documented_errors.platform import BUSINESS, LATER, PARTNER, contract, partner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox import Company
from pytest_portone.sandbox.platform.models import CONNECTIONS
from pytest_portone.sandbox.platform.partners import connecting
from pytest_portone.sandbox.refusals import Refusal

PATH = "/platform/partners"
ONE = f"{PATH}/p-1"
CONNECT, DISCONNECT = f"{PATH}/counterparty-connect", f"{PATH}/counterparty-disconnect"
STATUS, REASON = "memberCompanyConnectionStatus", "memberCompanyConnectionFailedReason"


def change(merchant, **changes):
    """Change the partner now."""
    return merchant.send("PATCH", ONE, changes)


def kind(merchant, partner_id="p-1"):
    """What the partner is."""
    return merchant.get(f"{PATH}/{partner_id}").json()["type"]


def batch(merchant, *changes):
    """Ask for partners together."""
    contract(merchant)
    return merchant.post(f"{PATH}/batch", {"partners": [PARTNER | each for each in changes]})


def ids(merchant, **wanted):
    """The ids of the partners that a filter lets through, the oldest first."""
    items = merchant.get(PATH, wanted={"filter": wanted, "page": {"size": 100}}).json()["items"]
    return [each["id"] for each in reversed(items)]


@pytest.mark.parametrize(("name", "shown"), [("whtPayer", "WHT_PAYER"), ("nonWhtPayer", "NON_WHT_PAYER")])
def test_people(merchant, name, shown):
    made = partner(merchant, type={name: {"birthdate": "1990-01-31"}}).json()["partner"]
    assert made["type"] == {"type": shown, "birthdate": "1990-01-31"}


def test_a_business(merchant):
    made = partner(merchant).json()["partner"]
    assert made["type"] == {
        "type": "BUSINESS",
        **BUSINESS,
        "taxationType": "NORMAL",
        "businessStatus": "NOT_VERIFIED",
        STATUS: "NOT_CONNECTED",
    }
    assert (made["status"], made["tags"], made["userDefinedProperties"]) == ("APPROVED", ["fruit"], {})


def test_a_business_is_changed_in_part(merchant):
    partner(merchant)
    change(merchant, type={"business": {"companyName": "Garden"}}, contact={"phoneNumber": "01012345678"})
    found = merchant.get(ONE).json()
    assert found["type"] == kind(merchant) | {"companyName": "Garden", "representativeName": "Kim Apple"}
    assert found["contact"] == PARTNER["contact"] | {"phoneNumber": "01012345678"}


def test_a_business_with_another_number_is_not_verified_any_more(merchant):
    found = merchant.get("/platform/companies/1234567891/state").json()
    partner(merchant, type={"business": BUSINESS | {"companyVerificationId": found["companyVerificationId"]}})
    assert kind(merchant)["businessStatus"] == "IN_BUSINESS"
    change(merchant, type={"business": {"businessRegistrationNumber": "2234567893"}})
    assert kind(merchant)["businessStatus"] == "NOT_VERIFIED"


def test_a_number_can_have_hyphens(merchant):
    found = merchant.get("/platform/companies/1234567891/state").json()["companyVerificationId"]
    number = {"businessRegistrationNumber": "123-45-67891", "companyVerificationId": found}
    partner(merchant, type={"business": BUSINESS | number})
    assert kind(merchant)["businessStatus"] == "IN_BUSINESS"


def test_a_partner_becomes_another_kind(merchant):
    partner(merchant)
    change(merchant, type={"whtPayer": {"birthdate": "1990-01-31"}})
    assert kind(merchant)["type"] == "WHT_PAYER"
    change(merchant, type={"whtPayer": {}})
    assert kind(merchant) == {"type": "WHT_PAYER", "birthdate": "1990-01-31"}
    refused = change(merchant, type={"business": {"companyName": "Garden"}}).json()
    assert "businessRegistrationNumber, representativeName" in refused["message"]
    change(merchant, type={"business": BUSINESS})
    assert kind(merchant)["type"] == "BUSINESS"


def test_properties_are_kept(merchant):
    properties = {"colour": {"string": "red"}}
    assert (
        partner(merchant, userDefinedProperties=properties).json()["partner"]["userDefinedProperties"] == properties
    )
    change(merchant, userDefinedProperties={})
    assert merchant.get(ONE).json()["userDefinedProperties"] == {}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"tags": [str(number) for number in range(11)]}, "tags"),
        ({"memo": "m" * 257}, "memo"),
        ({"userDefinedProperties": {str(number): {"string": "x"} for number in range(11)}}, "userDefinedProperties"),
        ({"type": {}}, "type"),
        ({"type": {"whtPayer": {}, "nonWhtPayer": {}}}, "type"),
        ({"name": " "}, "name"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(merchant, changes, place):
    assert f"$.body.{place}:" in partner(merchant, **changes).json()["message"]
    partner(merchant)
    assert f"$.body.{place}:" in change(merchant, **changes).json()["message"]
    later = merchant.post(f"{ONE}/schedule", {"update": changes, "appliedAt": LATER}).json()
    assert f"$.body.update.{place}:" in later["message"]
    many = merchant.post(f"{PATH}/schedule", {"update": changes, "appliedAt": LATER}).json()
    assert f"$.body.update.{place}:" in many["message"]
    assert f"$.body.partners[1].{place}:" in batch(merchant, {"id": "p-2"}, changes).json()["message"]


def test_a_refused_partner_leaves_its_verification_unused(merchant):
    contract(merchant)
    found = merchant.get("/platform/bank-accounts/SHINHAN/110-123/holder").json()
    account = PARTNER["account"] | {"accountVerificationId": found["accountVerificationId"]}
    refused = merchant.post(PATH, PARTNER | {"account": account, "defaultContractId": "c-9"})
    assert refused.json()["type"] == "PLATFORM_CONTRACT_NOT_FOUND"
    assert partner(merchant, account=account).json()["partner"]["account"]["status"] == "VERIFIED"


def test_a_verification_of_the_other_side_is_none(merchant):
    contract(merchant)
    path = "/platform/bank-accounts/SHINHAN/110-123/holder"
    found = merchant.get(path, query={"test": "true"}).json()["accountVerificationId"]
    refused = partner(merchant, account=PARTNER["account"] | {"accountVerificationId": found}).json()
    assert refused["type"] == "PLATFORM_ACCOUNT_VERIFICATION_NOT_FOUND"


def test_a_company_that_was_never_looked_up_is_refused(merchant):
    wrong = partner(merchant, type={"business": BUSINESS | {"companyVerificationId": "x"}}).json()
    assert wrong["type"] == "INVALID_REQUEST"
    assert "$.body.type.business.companyVerificationId" in wrong["message"]


def test_partners_are_made_together_or_not_at_all(merchant):
    made = batch(merchant, {"id": "p-1"}, {"id": "p-2", "type": {"whtPayer": {}}}).json()["partners"]
    assert [each["id"] for each in made] == ids(merchant) == ["p-1", "p-2"]
    refused = batch(merchant, {"id": "p-3"}, {"id": "p-2"}, {"id": "p-1"}).json()
    assert refused["ids"] == ["p-2", "p-1"]
    assert refused["graphqlIds"] == [merchant.get(f"{PATH}/{each}").json()["graphqlId"] for each in refused["ids"]]
    assert ids(merchant) == ["p-1", "p-2"]


def test_a_batch_uses_a_look_up_once(merchant):
    found = merchant.get("/platform/bank-accounts/SHINHAN/110-123/holder").json()["accountVerificationId"]
    account = PARTNER["account"] | {"accountVerificationId": found}
    refused = batch(merchant, {"id": "p-1", "account": account}, {"id": "p-2", "account": account}).json()
    assert refused["type"] == "INVALID_REQUEST"
    assert "used once" in refused["message"]
    assert ids(merchant) == []


def test_filters(merchant):
    contract(merchant, id="c-2")
    person, dollars = {"whtPayer": {}}, PARTNER["account"] | {"currency": "USD", "bank": "KAKAO", "number": "777"}
    batch(
        merchant,
        {"id": "p-1"},
        {"id": "p-2", "type": person, "tags": ["fish", "salt"], "defaultContractId": "c-2", "memo": "by the sea"},
        {"id": "p-3", "type": {"business": BUSINESS | {"taxationType": "TAX_FREE"}}, "account": dollars},
    )
    cases = {
        "tags": (["salt", "none"], ["p-2"]),
        "banks": (["KAKAO"], ["p-3"]),
        "accountCurrencies": (["KRW"], ["p-1", "p-2"]),
        "ids": (["p-3", "p-9"], ["p-3"]),
        "contractIds": (["c-2"], ["p-2"]),
        "accountStatuses": (["VERIFIED"], []),
        "businessStatuses": (["NOT_VERIFIED"], ["p-1", "p-3"]),
        "types": (["WHT_PAYER"], ["p-2"]),
        "taxationTypes": (["TAX_FREE"], ["p-3"]),
        "memberCompanyConnectionStatuses": (["NOT_CONNECTED"], ["p-1", "p-3"]),
    }
    for name, (wanted, expected) in cases.items():
        assert ids(merchant, **{name: wanted}) == expected, name
    words = {
        "id": ("-2", ["p-2"]),
        "memo": ("sea", ["p-2"]),
        "businessRegistrationNumber": ("34567", ["p-1", "p-3"]),
        "accountNumber": ("777", ["p-3"]),
        "defaultContractId": ("c-2", ["p-2"]),
        "email": ("nobody", []),
    }
    for name, (word, expected) in words.items():
        assert ids(merchant, keyword={name: word}) == expected, name
    assert merchant.get("/platform/partner-filter-options").json() == {
        "tags": ["fish", "fruit", "salt"],
        "contractSummary": [{"id": "c-1", "name": "standard"}, {"id": "c-2", "name": "standard"}],
    }


def test_many_are_changed_later(merchant):
    batch(merchant, {"id": "p-1"}, {"id": "p-2"}, {"id": "p-3", "tags": []})
    body = {"filter": {"tags": ["fruit"]}, "update": {"memo": "ripe"}, "appliedAt": LATER}
    assert merchant.post(f"{PATH}/schedule", body).json() == {}
    refused = merchant.post(f"{PATH}/schedule", body | {"filter": {}}).json()
    assert refused["ids"] == ["p-2", "p-1"]
    merchant.sandbox.clock.advance_to(datetime(2026, 2, 1, tzinfo=UTC))
    assert ids(merchant, keyword={"memo": "ripe"}) == ["p-1", "p-2"]


def test_many_stay_what_they_are(merchant):
    batch(merchant, {"id": "p-1"}, {"id": "p-2", "type": {"whtPayer": {}}})
    body = {"update": {"type": {"whtPayer": {"birthdate": "1990-01-31"}}}, "appliedAt": LATER}
    refused = merchant.post(f"{PATH}/schedule", body).json()
    assert (refused["type"], "'p-1' have another" in refused["message"]) == ("INVALID_REQUEST", True)
    merchant.post(f"{PATH}/schedule", body | {"filter": {"types": ["WHT_PAYER"]}})
    assert merchant.get(f"{PATH}/p-2/schedule").json()["type"]["birthdate"] == "1990-01-31"


def test_nobody_is_changed_where_the_filter_lets_nobody_through(merchant):
    body = {"filter": {"ids": ["p-9"]}, "update": {"memo": "ripe"}, "appliedAt": LATER}
    assert merchant.post(f"{PATH}/schedule", body).json() == {}


def test_a_partner_is_connected_by_the_clock(merchant):
    partner(merchant)
    asked = merchant.post(f"{CONNECT}/p-1").json()["partner"]
    assert asked["type"][STATUS] == "CONNECT_PENDING"
    merchant.sandbox.clock.advance(minutes=10)
    assert kind(merchant)[STATUS] == "CONNECTED"
    assert merchant.post(f"{DISCONNECT}/p-1").json()["partner"]["type"][STATUS] == "DISCONNECT_PENDING"
    merchant.sandbox.clock.advance(minutes=10)
    assert kind(merchant)[STATUS] == "NOT_CONNECTED"


def test_a_connected_partner_has_a_counterparty(merchant):
    number = "2208162517"
    partner(merchant, type={"business": BUSINESS | {"businessRegistrationNumber": number}})
    merchant.post(f"{CONNECT}/p-1")
    assert merchant.get("/b2b/counterparties").json()["items"] == []
    merchant.sandbox.clock.advance(minutes=10)
    (found,) = merchant.get("/b2b/counterparties").json()["items"]
    assert (found["brn"], found["companyName"], found["partnerId"]) == (number, "Orchard", "p-1")
    one = f"/b2b/counterparties/{found['id']}"
    assert merchant.delete(one).json()["type"] == "B2B_COUNTERPARTY_PARTNER_NOT_DELETABLE"
    assert merchant.get("/b2b/counterparties", query={"test": "true"}).json()["items"] == []

    merchant.post(f"{DISCONNECT}/p-1")
    merchant.sandbox.clock.advance(minutes=10)
    assert merchant.delete(one).status == 200


def test_two_partners_of_one_business_share_its_counterparty(merchant):
    batch(merchant, {"id": "p-1"}, {"id": "p-2"})
    merchant.post(CONNECT, {})
    merchant.sandbox.clock.advance(minutes=10)
    assert len(merchant.get("/b2b/counterparties").json()["items"]) == 1


def test_what_is_closed_is_not_connected(merchant_of):
    merchant = merchant_of(companies=(Company("1234567891", business_status="CLOSED"),))
    partner(merchant)
    merchant.post(f"{CONNECT}/p-1")
    merchant.sandbox.clock.advance(minutes=10)
    assert (kind(merchant)[STATUS], REASON in kind(merchant)) == ("CONNECT_FAILED", True)
    assert merchant.post(f"{CONNECT}/p-1").status == 200
    merchant.sandbox.console.answer_connection("p-1")
    assert (kind(merchant)[STATUS], REASON in kind(merchant)) == ("CONNECTED", False)


def test_the_tax_office_is_waited_for(merchant_of):
    merchant = merchant_of(connection_wait=None)
    partner(merchant)
    with pytest.raises(ValueError, match="asked nothing"):
        merchant.sandbox.console.answer_connection("p-1")
    merchant.post(f"{CONNECT}/p-1")
    merchant.sandbox.clock.advance(days=30)
    assert kind(merchant)[STATUS] == "CONNECT_PENDING"
    merchant.sandbox.console.answer_connection("p-1", agreed=False)
    assert kind(merchant)[STATUS] == "CONNECT_FAILED"
    with pytest.raises(Refusal, match="PLATFORM_PARTNER_NOT_FOUND"):
        merchant.sandbox.console.answer_connection("p-1", test=True)


def test_an_answer_by_hand_is_not_given_again_by_the_clock(merchant):
    partner(merchant)
    merchant.post(f"{CONNECT}/p-1")
    merchant.sandbox.console.answer_connection("p-1", agreed=False)
    merchant.post(f"{CONNECT}/p-1")
    merchant.sandbox.console.answer_connection("p-1")
    merchant.post(f"{DISCONNECT}/p-1")
    merchant.sandbox.console.answer_connection("p-1", agreed=False)
    merchant.sandbox.clock.advance(days=1)
    assert kind(merchant)[STATUS] == "CONNECTED"


def test_an_answer_that_nobody_waits_for_changes_nothing(merchant):
    partner(merchant)
    before = merchant.sandbox.dump()
    for each in ("p-1", "p-9"):
        connecting.decide(merchant.sandbox._state, "live", each)
    assert merchant.sandbox.dump() == before


def test_who_is_archived_is_disconnected(merchant):
    partner(merchant)
    merchant.post(f"{CONNECT}/p-1")
    merchant.sandbox.clock.advance(minutes=10)
    archived = merchant.post(f"{ONE}/archive").json()["partner"]
    assert (archived["isArchived"], archived["type"][STATUS]) == (True, "DISCONNECT_PENDING")
    merchant.sandbox.clock.advance(minutes=10)
    recovered = merchant.post(f"{ONE}/recover").json()["partner"]
    assert (recovered["isArchived"], recovered["type"][STATUS]) == (False, "NOT_CONNECTED")


def test_a_task_about_many_goes_on_with_each(merchant_of):
    merchant = merchant_of(connection_wait=None)
    batch(merchant, {"id": "p-1"}, {"id": "p-2"}, {"id": "p-3", "type": {"whtPayer": {}}})
    task = merchant.post(CONNECT, {}).json()["bulkTask"]
    assert (task["status"], task["type"]) == ("PREPARED", "CONNECT_MEMBER_COMPANIES")
    assert task["progressStats"]["preparedCount"] == 2

    state = merchant.sandbox._state  # no operation reads a task again
    merchant.sandbox.clock.advance(hours=1)
    merchant.sandbox.console.answer_connection("p-1")
    assert (state.platform_bulk_tasks[task["id"]].status, kind(merchant)[STATUS]) == ("PROCESSING", "CONNECTED")
    merchant.sandbox.console.answer_connection("p-2", agreed=False)
    done = state.platform_bulk_tasks[task["id"]]
    assert (done.status, dict(done.outcomes)) == ("COMPLETED", {"p-1": True, "p-2": False})
    assert done.status_updated_at - done.created_at == timedelta(hours=1)

    assert merchant.post(DISCONNECT, {}).json()["bulkTask"]["progressStats"]["preparedCount"] == 1
    assert kind(merchant)[STATUS] == "DISCONNECT_PENDING"


def test_every_contract_makes_partners(merchant_of, contract):
    merchant = merchant_of(contract)
    for each in ({"business": BUSINESS}, {"whtPayer": {"birthdate": "1990-01-31"}}):
        contact = PARTNER["contact"] | {"phoneNumber": "01012345678"}
        made = partner(merchant, id=None, type=each, contact=contact).json()["partner"]
        assert merchant.get(f"{PATH}/{made['id']}").json() == made
        assert made["account"]["status"] == ("UNKNOWN" if contract.version == "2024-04-18" else "NOT_VERIFIED")
    assert merchant.get(PATH, {}).json()["page"]["totalCount"] == 2


STEPS = st.sampled_from(
    [
        ("POST", f"{CONNECT}/p-1", None),
        ("POST", f"{DISCONNECT}/p-1", None),
        ("POST", f"{ONE}/archive", None),
        ("POST", f"{ONE}/recover", None),
        ("PATCH", ONE, {"type": {"business": {"businessRegistrationNumber": "2234567893"}}}),
        ("PATCH", ONE, {"type": {"whtPayer": {}}}),
        ("PATCH", ONE, {"type": {"business": BUSINESS}}),
        ("POST", f"{ONE}/schedule", {"update": {"name": "later"}, "appliedAt": "2030-01-01T00:00:00Z"}),
        ("DELETE", f"{ONE}/schedule", None),
        None,
    ]
)


@given(steps=st.lists(STEPS, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_a_connected_partner_keeps_its_number_and_what_is_archived_stays(merchant_of, steps):
    merchant = merchant_of()
    partner(merchant)
    before = merchant.get(ONE).json()
    for step in steps:
        if step is None:
            merchant.sandbox.clock.advance(minutes=10)
        else:
            merchant.send(*step)
        after = merchant.get(ONE).json()
        _check(before, after, step)
        before = after


def _check(before, after, step):
    was, now = before["type"].get(STATUS), after["type"].get(STATUS)
    if was in {"CONNECTED", "CONNECT_PENDING", "DISCONNECT_PENDING"}:
        assert after["type"]["businessRegistrationNumber"] == before["type"]["businessRegistrationNumber"]
    if was and now and was != now:
        assert now in CONNECTIONS[was]
    if before["isArchived"] and step is not None:
        assert {**after, "isArchived": True} == before
