"""Partner settlement: what is set, and the life that contracts, policies and partners share."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from documented_errors.platform import (
    BUSINESS,
    CONTRACT_BODY,
    LATER,
    PARTNER,
    contract,
    discount_policy,
    fee_policy,
    partner,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from state_diagrams import mermaid

from pytest_portone import contracts
from pytest_portone.sandbox import BankAccount, Company, Settings
from pytest_portone.sandbox.platform.formulas import DEFAULTS, FormulaError, parse
from pytest_portone.sandbox.platform.models import CONNECTIONS

PAGE = Path(__file__).parents[2] / "docs/sandbox/platform.md"
KINDS = {
    "contracts": (contract, "contract", "Contract"),
    "partners": (partner, "partner", "Partner"),
    "additional-fee-policies": (fee_policy, "additionalFeePolicy", "AdditionalFeePolicy"),
    "discount-share-policies": (discount_policy, "discountSharePolicy", "DiscountSharePolicy"),
}


@pytest.fixture(params=KINDS)
def kind(request):
    """The path of a kind, what makes one, what answers call it, and what a schedule calls it."""
    return (f"/platform/{request.param}", *KINDS[request.param])


def ids(merchant, path, **wanted):
    """The ids in a list, in its order."""
    return [each["id"] for each in merchant.get(path, wanted={"filter": wanted}).json()["items"]]


def test_one_is_made_and_read_again(merchant, kind):
    path, make, field, _ = kind
    made = make(merchant, id="x-1", memo="a memo").json()[field]
    assert (made["id"], made["memo"], made["isArchived"], made["isForTest"]) == ("x-1", "a memo", False, False)
    assert merchant.get(f"{path}/x-1").json() == made


def test_without_an_id_it_gets_one(merchant, kind):
    path, make, field, _ = kind
    body = make(merchant).json()[field]
    response = make(merchant, id=None)
    made = response.json()[field]
    assert made["id"] != body["id"]
    assert ids(merchant, path) == [made["id"], body["id"]]


def test_live_and_test_data_are_apart(merchant, kind):
    path, make, _, __ = kind
    make(merchant, id="x-1")
    assert merchant.get(f"{path}/x-1", query={"test": "true"}).status == 404
    assert merchant.get(path, query={"test": "true"}).json()["items"] == []


def test_a_change_is_made_when_it_is_due(merchant, kind):
    path, make, field, name = kind
    make(merchant, id="x-1")
    one, body = f"{path}/x-1", {"update": {"name": "later"}, "appliedAt": LATER}
    planned = merchant.post(f"{one}/schedule", body).json()[f"scheduled{name}"]
    assert (planned["name"], planned["appliedAt"]) == ("later", "2026-02-01T00:00:00.000Z")
    assert merchant.get(f"{one}/schedule").json() == planned
    assert merchant.get(one).json()["name"] != "later"

    merchant.sandbox.clock.advance_to(datetime(2026, 2, 1, tzinfo=UTC))
    assert merchant.get(one).json() == planned
    assert merchant.get(f"{one}/schedule").status == 404
    assert merchant.post(f"{one}/archive").json()[field]["isArchived"]


def test_a_change_that_is_given_up_is_not_made(merchant, kind):
    path, make, _, __ = kind
    make(merchant, id="x-1")
    before = merchant.get(f"{path}/x-1").json()
    merchant.post(f"{path}/x-1/schedule", {"update": {"name": "later"}, "appliedAt": LATER})
    assert merchant.delete(f"{path}/x-1/schedule").json() == {}
    merchant.sandbox.clock.advance(days=60)
    assert merchant.get(f"{path}/x-1").json() == before


def test_a_change_is_put_off_and_made_otherwise(merchant, kind):
    path, make, _, __ = kind
    make(merchant, id="x-1")
    one = f"{path}/x-1"
    merchant.post(f"{one}/schedule", {"update": {"name": "later"}, "appliedAt": LATER})
    merchant.send("PUT", f"{one}/schedule", {"update": {"memo": "m"}, "appliedAt": "2026-03-01T00:00:00Z"})
    merchant.sandbox.clock.advance_to(datetime(2026, 2, 15, tzinfo=UTC))
    assert "memo" not in merchant.get(one).json()
    merchant.sandbox.clock.advance_to(datetime(2026, 3, 2, tzinfo=UTC))
    changed = merchant.get(one).json()
    assert (changed["memo"], changed["appliedAt"]) == ("m", "2026-03-01T00:00:00.000Z")
    assert changed["name"] != "later"


def test_a_change_now_and_one_later_go_together(merchant, kind):
    path, make, _, __ = kind
    make(merchant, id="x-1")
    merchant.post(f"{path}/x-1/schedule", {"update": {"name": "later"}, "appliedAt": LATER})
    merchant.send("PATCH", f"{path}/x-1", {"memo": "now"})
    merchant.sandbox.clock.advance(days=60)
    changed = merchant.get(f"{path}/x-1").json()
    assert (changed["name"], changed["memo"]) == ("later", "now")


def test_what_is_past_is_refused_or_made_at_once(merchant_of, kind):
    path, make, _, __ = kind
    body = {"update": {"name": "sooner"}, "appliedAt": "2025-12-31T00:00:00Z"}
    strict, lenient = merchant_of(), merchant_of(past_schedules="run")
    for each in (strict, lenient):
        make(each, id="x-1")
    assert strict.post(f"{path}/x-1/schedule", body).json()["type"] == "INVALID_REQUEST"
    assert lenient.post(f"{path}/x-1/schedule", body).status == 200
    assert lenient.get(f"{path}/x-1").json()["name"] == "sooner"


def test_archived_ones_are_hidden_until_they_are_recovered(merchant, kind):
    path, make, field, _ = kind
    make(merchant, id="x-1")
    merchant.post(f"{path}/x-1/archive")
    assert (ids(merchant, path), ids(merchant, path, isArchived=True)) == ([], ["x-1"])
    assert merchant.send("PATCH", f"{path}/x-1", {"name": "y"}).status == 409
    assert not merchant.post(f"{path}/x-1/recover").json()[field]["isArchived"]
    assert ids(merchant, path) == ["x-1"]
    assert merchant.post(f"{path}/x-1/recover").status == 200


def test_a_world_goes_back_with_what_is_to_come(merchant, kind):
    path, make, _, __ = kind
    make(merchant, id="x-1")
    merchant.post(f"{path}/x-1/schedule", {"update": {"name": "later"}, "appliedAt": LATER})
    kept = merchant.sandbox.snapshot()
    for _ in range(2):
        merchant.sandbox.clock.advance(days=60)
        assert merchant.get(f"{path}/x-1").json()["name"] == "later"
        merchant.sandbox.restore(kept)
        assert merchant.get(f"{path}/x-1").json()["name"] != "later"


def test_a_world_is_saved_with_all_of_it(merchant_of):
    first, second = merchant_of(), merchant_of()
    for make, _, __ in KINDS.values():
        make(first)
    for path in ("contracts/c-1", "partners/p-1", "additional-fee-policies/f-1", "discount-share-policies/d-1"):
        first.post(f"/platform/{path}/schedule", {"update": {"name": "later"}, "appliedAt": LATER})
    first.get("/platform/bank-accounts/SHINHAN/110-123/holder")
    first.send("PATCH", "/platform/setting", {"deductWht": False})
    first.sandbox.console.switch("B2B", on=False)
    second.sandbox.load(json.loads(json.dumps(first.sandbox.dump())))
    assert second.sandbox.dump() == first.sandbox.dump()
    second.sandbox.clock.advance(days=60)
    assert second.get("/platform/partners/p-1").json()["name"] == "later"
    assert second.get("/platform/contracts/c-1").json()["settlementCycle"]["lagDays"] == 2


def test_keywords_and_fields_filter(merchant):
    contract(merchant)
    contract(
        merchant, id="c-2", name="weekly", platformFeeVatPayer="MERCHANT", settlementCycle=_cycle(weekly=["MON"])
    )
    path = "/platform/contracts"
    assert ids(merchant, path, keyword={"name": "week"}) == ["c-2"]
    assert ids(merchant, path, platformFeePayers=["MERCHANT"]) == ["c-2"]
    assert ids(merchant, path, cycleTypes=["WEEKLY", "DAILY"]) == ["c-2"]
    assert ids(merchant, path, datePolicies=["HOLIDAY_BEFORE"]) == ["c-2", "c-1"]
    assert ids(merchant, path, datePolicies=["CALENDAR_DAY"]) == []
    both = merchant.get(path, wanted={"filter": {"keyword": {"id": "c", "name": "w"}}})
    assert "id or name, not both" in both.json()["message"]


def _cycle(weekly):
    cycle = CONTRACT_BODY["settlementCycle"]
    return cycle | {"method": {"weekly": {"daysOfWeek": weekly}}}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"platformFee": {}}, "platformFee"),
        ({"platformFee": {"fixedRate": 1, "fixedAmount": 1}}, "platformFee"),
        ({"platformFee": {"fixedRate": 100_001}}, "platformFee.fixedRate"),
        ({"platformFee": {"fixedAmount": -1}}, "platformFee.fixedAmount"),
        ({"settlementCycle": CONTRACT_BODY["settlementCycle"] | {"lagDays": 0}}, "settlementCycle.lagDays"),
        ({"settlementCycle": CONTRACT_BODY["settlementCycle"] | {"lagDays": 11}}, "settlementCycle.lagDays"),
        ({"settlementCycle": CONTRACT_BODY["settlementCycle"] | {"method": {}}}, "settlementCycle.method"),
        ({"settlementCycle": _cycle([])}, "settlementCycle.method.weekly.daysOfWeek"),
    ],
)
def test_wrong_terms_are_told_by_their_place(merchant, changes, place):
    body = contract(merchant, **changes).json()
    assert body["type"] == "INVALID_REQUEST"
    assert f"$.body.{place}" in body["message"]
    contract(merchant)
    later = merchant.post("/platform/contracts/c-1/schedule", {"update": changes, "appliedAt": LATER}).json()
    assert f"$.body.update.{place}" in later["message"]


METHODS = [
    ({"daily": {}}, {"type": "DAILY"}),
    ({"weekly": {"daysOfWeek": ["MON", "FRI"]}}, {"type": "WEEKLY", "daysOfWeek": ["MON", "FRI"]}),
    ({"monthly": {"daysOfMonth": [15, 31]}}, {"type": "MONTHLY", "daysOfMonth": [15, 31]}),
    (
        {"manualDates": {"dates": [{"month": 2, "day": 29}]}},
        {"type": "MANUAL_DATES", "dates": [{"month": 2, "day": 29}]},
    ),
]


@pytest.mark.parametrize(("sent", "shown"), METHODS)
def test_every_cycle_is_shown_as_it_was_told(merchant, sent, shown):
    cycle = CONTRACT_BODY["settlementCycle"] | {"method": sent}
    assert contract(merchant, settlementCycle=cycle).json()["contract"]["settlementCycle"]["method"] == shown


@pytest.mark.parametrize("date", [{"month": 2, "day": 30}, {"month": 13, "day": 1}, {"month": 0, "day": 1}])
def test_a_day_that_no_year_has_is_refused(merchant, date):
    cycle = CONTRACT_BODY["settlementCycle"] | {"method": {"manualDates": {"dates": [date]}}}
    assert "manualDates.dates[0]" in contract(merchant, settlementCycle=cycle).json()["message"]


def test_the_rates_to_filter_by(merchant):
    for number, rate in enumerate((50_000, 10_000, 50_000)):
        discount_policy(merchant, id=f"d-{number}", partnerShareRate=rate)
    merchant.post("/platform/discount-share-policies/d-1/archive")
    path = "/platform/discount-share-policy-filter-options"
    assert merchant.get(path).json() == {"partnerShareRates": [50_000]}
    assert merchant.get(path, query={"isArchived": "true"}).json() == {"partnerShareRates": [10_000]}
    assert ids(merchant, "/platform/discount-share-policies", partnerShareRates=[50_000]) == ["d-2", "d-0"]


def test_additional_fees_are_found_by_their_number(merchant):
    fee_policy(merchant)
    fee_policy(merchant, id="f-2", fee={"fixedAmount": 700}, vatPayer="MERCHANT")
    path = "/platform/additional-fee-policies"
    assert ids(merchant, path, keyword={"fee": "700"}) == ["f-2"]
    assert ids(merchant, path, vatPayers=["PARTNER"]) == ["f-1"]


def test_settings_are_changed_in_part_and_apart(merchant):
    path = "/platform/setting"
    before = merchant.get(path).json()
    changes = {"deductWht": False, "defaultDepositMemo": "market", "settlementAmountType": "NET"}
    changed = merchant.send("PATCH", path, changes).json()["setting"]
    assert changed == before | changes == merchant.get(path).json()
    assert merchant.get(path, query={"test": "true"}).json() == before | {"isForTest": True}


@pytest.mark.parametrize("version", ["2024-04-18", "2024-10-24"])
def test_older_contracts_have_a_platform(merchant_of, version):
    merchant = merchant_of(contracts.load(version))
    before = merchant.get("/platform").json()
    assert (before["roundType"], before["settlementFormula"]) == ("DOWN", DEFAULTS)
    changes = {"roundType": "OFF", "settlementFormula": {"platformFee": "min(orderAmount * platformFeeRate, 500)"}}
    changed = merchant.send("PATCH", "/platform", changes).json()["platform"]
    assert changed["settlementFormula"] == DEFAULTS | changes["settlementFormula"]
    assert merchant.get("/platform").json() == changed


def test_every_wrong_formula_is_told(merchant_of):
    formulas = {"platformFee": "orderAmount ^ 2", "additionalFee": "orderAmount *\n (1", "discountShare": "1"}
    body = (
        merchant_of(contracts.load("2024-10-24")).send("PATCH", "/platform", {"settlementFormula": formulas}).json()
    )
    assert body["type"] == "PLATFORM_INVALID_SETTLEMENT_FORMULA"
    assert (body["platformFee"]["type"], body["platformFee"]["operator"]) == ("INVALID_OPERATOR", "^")
    position = {"startLine": 2, "startIndex": 3, "endLine": 2, "endIndex": 3}
    assert body["additionalFee"] == {"type": "INVALID_SYNTAX", "syntax": "", "position": position}
    assert "discountShare" not in body


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("fee", "INVALID_VARIABLE"),
        ("discountAmount", "UNSUPPORTED_VARIABLE"),
        ("sqrt(4)", "INVALID_FUNCTION"),
        ("max(1)", "UNEXPECTED_FUNCTION_ARGUMENTS"),
        ("1 2", "INVALID_SYNTAX"),
        ("(" * 10_000, "UNKNOWN_ERROR"),
    ],
)
def test_wrong_formulas(text, kind):
    with pytest.raises(FormulaError) as raised:
        parse("platformFee", text)
    assert raised.value.details["type"] == kind


EXPRESSIONS = st.recursive(
    st.integers(1, 99).map(str) | st.just("orderAmount"),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map("({0[0]} {0[1]} {0[2]})".format),
    max_leaves=8,
)


@given(text=EXPRESSIONS, amount=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_a_formula_is_worked_out_as_arithmetic_is(text, amount):
    expected = eval(text, {"orderAmount": amount})  # noqa: S307 - made of numbers, one name and three signs
    assert parse("platformFee", text)({"orderAmount": amount}) == expected


def test_division_is_exact():
    assert parse("additionalFee", "orderAmount / 3 * 3")({"orderAmount": 10}) == 10
    assert parse("additionalFee", "floor(orderAmount / 3)")({"orderAmount": 10}) == 3
    assert parse("additionalFee", "orderAmount - 1 - 1")({"orderAmount": Fraction(10)}) == 8


def test_a_holder_is_looked_up_and_a_partner_verified_by_it(merchant):
    found = merchant.get("/platform/bank-accounts/SHINHAN/110-123/holder", query={"birthdate": "900101"}).json()
    account = PARTNER["account"] | {"accountVerificationId": found["accountVerificationId"]}
    assert partner(merchant, account=account).json()["partner"]["account"]["status"] == "VERIFIED"
    assert partner(merchant, id="p-2").json()["partner"]["account"]["status"] == "NOT_VERIFIED"


def test_a_look_up_names_one_who_may_hold_it(merchant):
    query = {"birthdate": "900101", "businessRegistrationNumber": BUSINESS["businessRegistrationNumber"]}
    body = merchant.get("/platform/bank-accounts/SHINHAN/110-123/holder", query=query).json()
    assert "one of them, not both" in body["message"]


def test_a_bank_knows_its_own_accounts(merchant_of):
    merchant = merchant_of(bank_accounts=(BankAccount("KAKAO", "777", "Lee Fish"),))
    assert merchant.get("/platform/bank-accounts/KAKAO/7-77/holder").json()["holderName"] == "Lee Fish"
    unknown = merchant.get("/platform/bank-accounts/SHINHAN/777/holder")
    assert (unknown.status, unknown.json()["type"]) == (503, "PLATFORM_EXTERNAL_API_FAILED")


def test_a_company_is_as_the_tax_office_says(merchant_of):
    company = Company("1234567891", "SIMPLE", "SUSPENDED")
    merchant = merchant_of(companies=(company,))
    found = merchant.get("/platform/companies/1234567891/state").json()
    state = {"taxationType": "SIMPLE", "businessStatus": "SUSPENDED"}
    assert found["companyState"] == state
    kind = {"business": BUSINESS | {"companyVerificationId": found["companyVerificationId"]}}
    shown = partner(merchant, type=kind).json()["partner"]["type"]
    assert {name: shown[name] for name in state} == state


def test_a_feature_has_to_be_known(portone):
    with pytest.raises(ValueError, match="expected one of B2B, PLATFORM, PLATFORM_BTX"):
        portone.console.switch("PAYMENTS", on=True)
    with pytest.raises(ValueError, match="features: received PAYMENTS"):
        Settings(features=frozenset({"PAYMENTS"}))


def test_the_settings_say_what_is_switched_on(merchant_of):
    merchant = merchant_of(features=frozenset())
    assert merchant.get("/platform/setting").json()["type"] == "PLATFORM_NOT_ENABLED"
    merchant.sandbox.console.switch("PLATFORM", on=True)
    assert merchant.get("/platform/setting").status == 200


def test_the_page_shows_how_partners_are_connected():
    diagram = re.search(r"```mermaid\n(.*?)\n```", PAGE.read_text(), re.DOTALL)[1]
    assert diagram == mermaid(CONNECTIONS)
