"""Counterparties: kept, connected to the tax office, looked up, listed; and the check digit of their numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from documented_errors.tax_invoices import (
    OTHER,
    OWN,
    SUPPLIER,
    certificate,
    create,
    created,
    info,
    look_up,
    told,
    update,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.sandbox import B2b, Company
from pytest_portone.sandbox.counterparties import listing, numbers


def read(merchant, counterparty_id="paper", **query):
    """Read a counterparty."""
    return merchant.get(f"/b2b/counterparties/{counterparty_id}", query=query)


def listed(merchant, **wanted):
    """The ids of a list of counterparties."""
    answer = merchant.get("/b2b/counterparties", wanted={"filter": wanted})
    assert answer.status == 200, answer.json()
    return [each["id"] for each in answer.json()["items"]]


def test_a_counterparty_is_connected_when_it_is_created(merchant):
    answer = create(merchant, additionalContacts=[{"name": "Choi", "email": "choi@example.com"}], memo="slow")
    assert answer.json()["counterparty"] == read(merchant).json()
    assert read(merchant).json() == {
        "id": "paper",
        "graphqlId": "NzpwYXBlcg==",
        "isForTest": False,
        "brn": SUPPLIER,
        "companyName": "Paper Ltd.",
        "representativeName": "Kim",
        "contact": {"name": "Park", "email": "park@example.com"},
        "additionalContacts": [{"name": "Choi", "email": "choi@example.com"}],
        "memo": "slow",
        "ntsConnectionStatus": "CONNECTED",
        "ntsConnectedAt": "2026-01-01T00:00:00.000Z",
        "appliedAt": "2026-01-01T00:00:00.000Z",
    }


def test_live_and_test_data_are_apart(merchant):
    created(merchant)
    assert read(merchant, test="true").status == 404
    assert merchant.get("/b2b/counterparties", query={"test": "true"}).json()["items"] == []


def test_without_an_id_it_gets_one(merchant):
    made = merchant.post("/b2b/counterparties", {"counterparty": told()}).json()["counterparty"]
    assert read(merchant, made["id"]).json() == made


def test_names_that_are_looked_up_need_not_be_told(merchant):
    answer = create(merchant, name=None, representativeName=None, options={"checkBusinessInfo": True})
    shown = answer.json()["counterparty"]
    assert (shown["companyName"], shown["representativeName"]) == ("Company 220-81", "Kim Sandbox")
    assert shown["businessInfoVerification"]["checkedAt"] == "2026-01-01T00:00:00.000Z"


def test_a_verification_can_be_used_until_it_is_too_old(merchant):
    (verification,) = look_up(merchant, SUPPLIER)
    merchant.sandbox.clock.advance(days=1)
    shown = create(merchant, options={"businessInfoVerificationId": verification}).json()["counterparty"]
    assert shown["businessInfoVerification"] == {"id": verification, "checkedAt": "2026-01-01T00:00:00.000Z"}


def test_the_status_of_a_business_is_checked(merchant_of):
    companies = (Company(SUPPLIER, business_status="SUSPENDED"),)
    merchant = merchant_of(companies=companies, b2b=B2b(connections="awaited"))
    shown = create(merchant, options={"checkBusinessStatus": True}).json()["counterparty"]
    assert shown["businessStatus"] == "SUSPENDED"
    verification = shown["businessStatusVerification"]["id"]
    again = create(merchant, "twin", options={"businessStatusVerificationId": verification}).json()["counterparty"]
    assert again["businessStatusVerification"]["id"] == verification
    assert listed(merchant, businessStatuses=["SUSPENDED"]) == ["paper", "twin"]


def test_a_look_up_tells_of_each_number_by_itself(merchant):
    answer = merchant.post("/b2b/companies/business-info", {"brnList": [SUPPLIER, "1234567890"]})
    known, unknown = answer.json()["result"]
    assert known["businessInfo"]["brn"] == SUPPLIER
    assert unknown == {"brn": "1234567890", "error": "no business has the number '1234567890'"}


def test_a_change_leaves_what_is_not_told(merchant):
    created(merchant)
    changed = update(merchant, name="Paper Inc.", contact=None, representativeName=None).json()["counterparty"]
    assert (changed["companyName"], changed["contact"]["name"]) == ("Paper Inc.", "Park")
    assert info(merchant)
    assert read(merchant).json() == changed


def test_the_tax_office_answers_when_the_console_says_so(merchant_of):
    merchant = merchant_of(b2b=B2b(connections="awaited"))
    console = created(created(merchant), "glue", OTHER).sandbox.console
    assert read(merchant).json()["ntsConnectionStatus"] == "PENDING_CONNECT"
    console.connect_counterparty("paper")
    console.refuse_counterparty("glue", "closed")
    assert read(merchant).json()["ntsConnectionStatus"] == "CONNECTED"
    assert read(merchant, "glue").json()["ntsConnectionFailedReason"] == "closed"
    assert listed(merchant, ntsConnectionStatuses=["ERROR"]) == ["glue"]
    with pytest.raises(ValueError, match="was asked nothing"):
        console.connect_counterparty("paper")
    console.disconnect_counterparty("paper")
    assert console.connect_counterparty("paper").connection == "NOT_CONNECTED"


def test_a_counterparty_of_a_partner_is_its_partners(merchant):
    console = created(merchant).sandbox.console
    console.link_counterparty("paper", "partner-1")
    assert read(merchant).json()["partnerId"] == "partner-1"
    assert update(merchant).status == 403
    console.link_counterparty("paper", None)
    assert update(merchant).status == 200


def test_a_certificate_is_good_until_it_is_not(merchant):
    created(merchant).sandbox.console.register_certificate(SUPPLIER, days=30)
    assert certificate(merchant).json()["expiredAt"] == "2026-01-31T00:00:00.000Z"
    assert certificate(merchant, "/registration-url").json()["url"].startswith("https://")
    assert certificate(merchant, "/validate", method="POST").json() == {"isValid": True}
    merchant.sandbox.clock.advance(days=30)
    assert certificate(merchant, "/validate", method="POST").json() == {"isValid": False}


def test_one_that_is_deleted_is_gone_and_its_id_is_free(merchant):
    assert created(merchant).delete("/b2b/counterparties/paper").json() == {}
    assert read(merchant).status == 404
    assert create(merchant).status == 200


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["paper", "glue"]),
        ({"id": "pa"}, ["paper"]),
        ({"brn": OTHER}, ["glue"]),
        ({"companyName": "Glue"}, ["glue"]),
        ({"representativeName": "Kim"}, ["paper", "glue"]),
        ({"contactName": "Park", "counterpartyIds": ["glue"]}, ["glue"]),
        ({"contactEmail": "nobody"}, []),
        ({"contactPhone": "010"}, ["glue"]),
        ({"counterpartyIds": []}, ["paper", "glue"]),
    ],
)
def test_a_list_is_filtered(merchant, wanted, found):
    phone = {"name": "Park", "email": "park@example.com", "phoneNumber": "01012345678"}
    created(created(merchant), "glue", OTHER, name="Glue Ltd.", contact=phone)
    assert listed(merchant, **wanted) == found


def test_the_filters_are_those_of_the_contract():
    assert set(listing.FILTERS) == set(contracts.load().types["B2bCounterpartyFilter"].fields)


def test_settings_that_cant_work_are_refused_all_at_once():
    with pytest.raises(ValueError, match=r"business_number: received 12, .*verification_life: .*waits: .*SENDING"):
        B2b(business_number="12", verification_life=timedelta(), waits={"SENDING": timedelta(-1)})


def test_the_merchants_own_number_is_valid():
    assert numbers.is_valid(OWN)


@settings(deadline=None, max_examples=50)
@given(st.text("0123456789", min_size=9, max_size=9), st.integers(1, 9))
def test_one_digit_in_ten_checks_the_others(nine, off):
    digit = int(numbers.check_digit(nine))
    assert numbers.is_valid(f"{nine}{digit}")
    assert not numbers.is_valid(f"{nine}{(digit + off) % 10}")
