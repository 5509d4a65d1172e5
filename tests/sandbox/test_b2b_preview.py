"""The preview API of contract 2024-04-18: member companies and the tax invoices that they exchange."""

from __future__ import annotations

from datetime import date

import pytest
from documented_errors.b2b_preview import (
    AS_SELLER,
    BUYER,
    INVOICES,
    KEY,
    NAMED,
    SEARCH,
    SELLER,
    attach,
    business,
    company,
    contact,
    do,
    holder,
    invoice,
    join,
    joined,
    look,
    made,
    make,
    remove,
    rename,
    search,
    taken,
    uploaded,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.sandbox import B2b, BankAccount, Company
from pytest_portone.sandbox.b2b_preview.words import LISTED, TAGS
from pytest_portone.sandbox.tax_invoices.models import TRANSITIONS

CONTRACT = "2024-04-18"
START = "2026-01-01T00:00:00.000Z"


@pytest.fixture
def merchant(merchant_of):
    return merchant_of(contracts.load(CONTRACT))


def test_a_company_and_its_manager(merchant):
    answer = join(merchant, SELLER, "seller", name="Fruit Ltd").json()
    assert answer == {
        "company": {
            "brn": SELLER,
            "name": "Fruit Ltd",
            "ceoName": "Kim",
            "address": "1 Sejong-daero, Seoul",
            "businessType": "wholesale",
            "businessClass": "fruit",
        },
        "contact": {
            "id": "seller",
            "name": "Lee",
            "phoneNumber": "01000000000",
            "email": "lee@example.com",
            "registeredAt": START,
            "isManager": True,
        },
    }
    assert company(merchant).json() == answer["company"]
    assert contact(merchant, "seller").json() == answer["contact"]


def test_what_is_changed_stays_changed(merchant):
    join(merchant)
    assert rename(merchant, SELLER, name="Pears Ltd").json()["memberCompany"]["name"] == "Pears Ltd"
    assert company(merchant).json()["name"] == "Pears Ltd"
    changed = rename(
        merchant, f"{SELLER}/contacts/contact-{SELLER}", email="kim@example.com", password="another-word"
    )
    assert changed.json()["contact"] == contact(merchant).json()
    assert contact(merchant).json()["email"] == "kim@example.com"


def test_passwords_are_neither_kept_nor_shown(merchant):
    join(merchant)
    rename(merchant, f"{SELLER}/contacts/contact-{SELLER}", password="another-word")
    kept = str(merchant.sandbox.dump())
    assert "secret-word" not in kept
    assert "another-word" not in kept
    refused = rename(merchant, f"{SELLER}/contacts/contact-{SELLER}", password=47_110_815).json()
    assert refused["message"].endswith("$.body.password: received a value that is not shown, expected a string")


def test_an_id_is_taken_once_for_all_companies(merchant):
    assert taken(merchant).json() == {"exists": False}
    join(merchant, SELLER, "contact-1")
    assert taken(merchant).json() == {"exists": True}


def test_everything_wrong_with_a_company_is_listed(merchant):
    message = join(merchant, "1", " ", name="").json()["message"]
    for place in ("company.brn", "company.name", "contact.id"):
        assert f"$.body.{place}: " in message


def test_a_certificate_is_registered_at_a_page_of_its_own(merchant):
    join(merchant, SELLER, "seller")
    assert company(merchant, SELLER, "/certificate/registration-url").json()["url"].startswith("https://")
    merchant.sandbox.console.certify_member(SELLER, days=365)
    found = company(merchant, SELLER, "/certificate").json()
    assert (found["registeredAt"], found["expiredAt"]) == (START, "2027-01-01T00:00:00.000Z")
    assert (found["registrantContactId"], found["registrantContactName"]) == ("seller", "Lee")
    assert SELLER in found["subjectDn"]


def test_live_and_test_data_are_apart(merchant):
    join(merchant)
    assert merchant.get(f"/b2b-preview/member-companies/{SELLER}", query={"test": "true"}).status == 404
    assert merchant.get(f"/b2b-preview/member-companies/{SELLER}", query={"test": "false"}).status == 200
    made(merchant)
    assert look(merchant).status == 200
    assert look(merchant, test="true").json()["type"] == "B2B_TAX_INVOICE_NOT_FOUND"
    assert search(merchant, test="true").json()["items"] == []


def test_what_banks_and_the_tax_office_know(merchant_of):
    merchant = merchant_of(
        contracts.load(CONTRACT),
        bank_accounts=(BankAccount("SHINHAN", "11-0123", "Kim"),),
        companies=(Company(SELLER, "SIMPLE", "CLOSED", date(2025, 1, 1), date(2025, 12, 31)),),
    )
    assert holder(merchant).json() == {"accountHolder": "Kim"}
    assert business(merchant).json() == {
        "taxationType": "SIMPLE",
        "taxationTypeDate": "2025-01-01",
        "businessStatus": "CLOSED",
        "closedSuspendedDate": "2025-12-31",
    }


def test_without_settings_every_account_and_company_is_known(merchant):
    assert holder(merchant).json() == {"accountHolder": "Hong Gildong"}
    assert business(merchant).json() == {"taxationType": "NORMAL", "businessStatus": "IN_BUSINESS"}


def test_what_is_shown_of_an_invoice(merchant):
    items = [{"name": "pears", "quantity": 10, "supplyCostAmount": 10_000, "taxAmount": 1_000}]
    answer = make(joined(merchant), items=items, remarks=["by Friday"], supplier={"brn": SELLER, "name": "Fruit Ltd"})
    known = {
        "ceoName": "Kim",
        "address": "1 Sejong-daero, Seoul",
        "businessType": "wholesale",
        "businessClass": "fruit",
    }
    assert answer.json() == {
        **invoice(),
        "status": "REGISTERED",
        "supplier": {"brn": SELLER, "name": "Fruit Ltd", **known},
        "recipient": {"brn": BUYER, "name": f"Company {BUYER[:3]}", **known},
        "items": items,
        "remarks": ["by Friday"],
        "contacts": [],
        "sendSms": False,
        "statusUpdatedAt": START,
    }
    assert look(merchant).json() == look(merchant, named=AS_SELLER).json() == answer.json()


def test_from_the_request_to_the_tax_office(merchant):
    made(merchant, "request")
    issued = do(merchant, "issue", memo="thanks", emailSubject="Your invoice").json()
    assert (issued["status"], issued["issuedAt"]) == ("ISSUED", START)
    assert issued["ntsApproveNumber"].startswith("20260101")
    assert len(issued["ntsApproveNumber"]) == 24

    merchant.sandbox.clock.advance(days=1, hours=5, minutes=59)
    assert look(merchant).json()["status"] == "ISSUED"
    merchant.sandbox.clock.advance(minutes=1)  # 15:00 in Korea on the next day
    assert look(merchant).json()["status"] == "BEFORE_SENDING"
    merchant.sandbox.clock.advance(hours=1)
    sent = look(merchant).json()
    assert (sent["status"], sent["ntsResultCode"]) == ("SENDING_COMPLETED", "SUC001")
    assert sent["issuedAt"] < sent["ntsSentAt"] < sent["ntsResultReceivedAt"]
    assert remove(merchant).json()["type"] == "B2B_TAX_INVOICE_NON_DELETABLE_STATUS"


ENDS = {
    (): ("REGISTERED", "REGISTERED"),
    ("request",): ("REQUESTED", "REQUESTED"),
    ("request", "cancel-request"): ("REQUEST_CANCELLED", "REQUEST_CANCELLED_BY_RECIPIENT"),
    ("request", "refuse-request"): ("ISSUANCE_REFUSED", "REQUEST_REFUSED"),
    ("request", "issue"): ("ISSUED", "ISSUED"),
    ("request", "issue", "cancel-issuance"): ("ISSUANCE_CANCELLED", "ISSUANCE_CANCELLED_BY_SUPPLIER"),
}


@pytest.mark.parametrize(("steps", "statuses"), ENDS.items(), ids=str)
def test_a_status_has_two_names(merchant, steps, statuses):
    made(merchant, *steps)
    [listed] = search(merchant).json()["items"]
    assert (look(merchant).json()["status"], listed["status"]) == statuses


def test_every_status_on_the_way_has_its_names():
    contract = contracts.load(CONTRACT)
    shown, listed = set(contract.types["B2bTaxInvoice"].cases), set(contract.types["B2bTaxInvoiceStatus"].values)
    pending = {"DRAFT_FAILED", "REQUEST_FAILED", "ISSUE_FAILED"}  # of bulks, which the preview does not have
    known = {each for each in TRANSITIONS if not each.endswith("_PENDING")} - pending
    assert {TAGS.get(each, each) for each in known} == shown
    assert {LISTED.get(each, each) for each in known} == listed


def test_an_invoice_that_was_taken_back_can_be_deleted(merchant):
    made(merchant, "request", "issue", "cancel-issuance")
    assert remove(merchant).status == 200
    assert look(merchant).status == 404
    assert make(merchant).status == 200  # its keys are free again


def test_one_that_was_taken_back_does_not_go_to_the_tax_office(merchant):
    made(merchant, "request", "issue", "cancel-issuance")
    merchant.sandbox.clock.advance(days=3)
    assert look(merchant).json()["status"] == "ISSUANCE_CANCELLED"


def test_the_tax_office_refuses(merchant):
    made(merchant, "request", "issue")
    merchant.sandbox.console.reject_tax_invoice(only(merchant).id, code="ERR007", reason="no such business")
    refused = look(merchant).json()
    assert (refused["status"], refused["ntsResultCode"]) == ("SENDING_FAILED", "ERR007")
    assert refused["ntsResult"] == "no such business"
    assert remove(merchant).status == 200


def test_the_merchant_is_told_as_of_other_invoices(merchant):
    made(merchant, "request", "issue")
    first, second = merchant.sandbox.events
    assert (first.type, second.type) == ("TaxInvoice.Requested", "TaxInvoice.Issued")
    assert first.tax_invoice == {
        "taxInvoiceId": only(merchant).id,
        "supplierDocumentKey": "sale-1",
        "recipientDocumentKey": KEY,
        "status": "REQUESTED",
        "supplierBrn": SELLER,
        "totalAmount": 11_000,
        "totalSupplyAmount": 10_000,
        "totalTaxAmount": 1_000,
    }


def only(merchant):
    """The one invoice that there is."""
    [found] = merchant.sandbox.tax_invoices.values()
    return found


def test_a_supplier_without_a_key_can_issue(merchant):
    made(merchant, "request", supplierDocumentKey=None)
    assert do(merchant, "issue").json()["status"] == "ISSUED"


def test_an_invoice_is_asked_for_at_once(merchant):
    made(merchant, how="request-reverse-issuance")
    assert look(merchant).json()["status"] == "REQUESTED"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"writeDate": "2026-02-30"}, "writeDate"),
        ({"items": [{"purchaseDate": "20260101"}]}, "items[0].purchaseDate"),
        ({"contacts": [{"email": "a@example.com"}] * 6}, "contacts"),
        ({"remarks": ["x"] * 4}, "remarks"),
        ({"bookVolume": 10_000}, "bookVolume"),
        ({"recipientDocumentKey": "a b"}, "recipientDocumentKey"),
        ({"recipient": {"brn": "220-81-62517"}}, "recipient.brn"),
    ],
)
def test_what_an_invoice_can_not_say(merchant, changes, place):
    answer = make(joined(merchant), **changes).json()
    assert answer["type"] == "INVALID_REQUEST"
    assert f"$.body.taxInvoice.{place}: " in answer["message"]


def test_amounts_have_to_add_up_where_the_settings_say_so(merchant_of):
    merchant = joined(merchant_of(contracts.load(CONTRACT), b2b=B2b(amounts="consistent")))
    assert make(merchant).status == 200
    message = make(merchant, taxType="FREE", totalAmount=10_000).json()["message"]
    assert "$.body.taxInvoice.totalAmount: received 10000" in message
    assert "$.body.taxInvoice.taxTotalAmount: received 1000" in message


def test_a_key_is_used_once_by_a_party(merchant):
    made(merchant)
    for changes in ({"supplierDocumentKey": "sale-2"}, {"recipientDocumentKey": "invoice-2"}):
        answer = make(merchant, **changes).json()
        assert answer["type"] == "INVALID_REQUEST"
        assert "DOCUMENT_KEY_ALREADY_USED" in answer["message"]
    both = {"supplierDocumentKey": KEY, "recipientDocumentKey": "sale-1"}
    assert make(merchant, **both).status == 200  # each party has keys of its own


def test_what_the_operation_has_no_word_for_is_an_invalid_request(merchant):
    answer = do(joined(merchant), "cancel-issuance").json()
    assert answer["type"] == "INVALID_REQUEST"
    assert "B2B_TAX_INVOICE_NOT_FOUND" in answer["message"]


def test_files(merchant):
    made(merchant)
    assert attach(merchant, uploaded(merchant, "first.pdf")).status == 200
    attach(merchant, uploaded(merchant, "second.pdf"))
    first, second = look(merchant, "/attachments").json()["attachments"]
    assert (first["name"], second["name"], first["attachedAt"]) == ("first.pdf", "second.pdf", START)
    assert remove(merchant, f"/attachments/{first['id']}").status == 200
    assert look(merchant, "/attachments").json() == {"attachments": [second]}


def test_a_file_that_was_never_put_there_can_not_be_attached(merchant):
    link = merchant.post(f"{INVOICES}/file-upload-link", {"fileName": "a.pdf"}).json()
    assert attach(made(merchant), link["fileId"]).json()["type"] == "B2B_FILE_NOT_FOUND"


def test_pages_of_an_invoice(merchant):
    made(merchant)
    urls = [look(merchant, f"/{page}").json()["url"] for page in ("popup-url", "print-url", "pdf-download-url")]
    assert len(set(urls)) == 3
    assert look(merchant, "/popup-url", includeMenu="false").json()["url"] != urls[0]


def test_the_list_of_a_party(merchant_of):
    until = date(2025, 6, 30)
    merchant = merchant_of(contracts.load(CONTRACT), companies=(Company(BUYER, "NORMAL", "SUSPENDED", None, until),))
    made(merchant)
    merchant.sandbox.clock.advance(hours=1)
    make(merchant, supplierDocumentKey="sale-2", recipientDocumentKey="invoice-2", writeDate="2025-12-31")
    merchant.sandbox.clock.advance(hours=1)
    do(merchant, "request")
    first, second = search(merchant).json()["items"]
    assert (first["recipientDocumentKey"], second["recipientDocumentKey"]) == (KEY, "invoice-2")
    assert first == {
        "taxType": "TAXABLE",
        "supplyCostTotalAmount": 10_000,
        "taxTotalAmount": 1_000,
        "purposeType": "INVOICE",
        "supplierBrn": SELLER,
        "supplierName": f"Company {SELLER[:3]}",
        "supplierDocumentKey": "sale-1",
        "recipientBrn": BUYER,
        "recipientName": f"Company {BUYER[:3]}",
        "recipientDocumentKey": KEY,
        "recipientBusinessStatus": "SUSPENDED",
        "recipientClosedSuspendedDate": "2025-06-30",
        "status": "REQUESTED",
        "statusUpdatedAt": "2026-01-01T02:00:00.000Z",
    }
    assert search(merchant, brn=SELLER).json()["items"] == []
    assert len(search(merchant, brn=SELLER, documentKeyType="SUPPLIER").json()["items"]) == 2
    assert [each["recipientDocumentKey"] for each in search(merchant, dateType="WRITE").json()["items"]] == [KEY]
    assert search(merchant, dateType="ISSUE").json()["items"] == []
    page = search(merchant, pageNumber=1, pageSize=1).json()
    assert page == {"items": [second], "page": {"number": 1, "size": 1, "totalCount": 2}}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"from": "January"}, "from"),
        ({"until": "2026-1-31"}, "until"),
        ({"until": "2025-12-31"}, "until"),
        ({"pageNumber": -1}, "pageNumber"),
        ({"pageSize": 0}, "pageSize"),
    ],
)
def test_what_a_list_can_not_be_asked_for(merchant, changes, place):
    answer = search(merchant, **changes).json()
    assert answer["type"] == "INVALID_REQUEST"
    assert f"$.query.{place}: " in answer["message"]


def test_a_list_has_500_items_by_default(merchant):
    assert search(merchant).json()["page"] == {"number": 0, "size": 500, "totalCount": 0}
    assert set(SEARCH) == {"brn", "from", "until", "dateType"}


STEPS = ("request", "issue", "cancel-request", "refuse-request", "cancel-issuance")


@given(st.lists(st.sampled_from([*STEPS, "wait"]), max_size=7))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_steps_leaves_the_table(merchant_of, steps):
    merchant = made(merchant_of(contracts.load(CONTRACT)))
    names = {LISTED.get(each, each): each for each in TRANSITIONS}

    def status():
        return names[search(merchant).json()["items"][0]["status"]]

    for step in steps:
        before = status()
        if step == "wait":
            merchant.sandbox.clock.advance(days=2)
            assert status() == before if before != "ISSUED" else status() == "SENDING_COMPLETED"
            continue
        response = do(merchant, step)
        if response.status == 200:
            assert status() in TRANSITIONS[before]
        else:
            assert status() == before
            assert response.json()["type"] == f"B2B_TAX_INVOICE_NOT_{_needed(step)}_STATUS"


def _needed(step):
    return {"request": "REGISTERED", "cancel-issuance": "ISSUED"}.get(step, "REQUESTED")


def test_a_world_with_companies_and_invoices_is_kept(merchant, merchant_of):
    made(merchant, "request", "issue")
    merchant.sandbox.console.certify_member(SELLER)
    other = merchant_of(contracts.load(CONTRACT))
    other.sandbox.load(merchant.sandbox.dump())
    assert look(other, named=NAMED).json() == look(merchant).json()
    assert company(other, SELLER, "/certificate").json() == company(merchant, SELLER, "/certificate").json()
    other.sandbox.clock.advance(days=2)
    assert look(other).json()["status"] == "SENDING_COMPLETED"
