"""Tax invoices: the way of each, by calls, by the clock, by hand; modified ones, files, lists, sheets, webhooks."""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from documented_errors.tax_invoices import (
    OTHER,
    OWN,
    SUPPLIER,
    act,
    attach,
    begin,
    begun,
    change,
    completed,
    created,
    invoice,
    issued,
    modifying,
    requested,
    sheet,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from state_diagrams import mermaid

from pytest_portone import contracts
from pytest_portone.sandbox import B2b, Request
from pytest_portone.sandbox.tax_invoices import listing
from pytest_portone.sandbox.tax_invoices.models import EVENTS, STEPS, TRANSITIONS, Status

PAGE = Path(__file__).parents[2] / "docs" / "sandbox" / "tax-invoices.md"
FINAL = {status for status, following in TRANSITIONS.items() if not following}


def read(merchant, invoice_id, **query):
    """Read an invoice."""
    answer = merchant.get(f"/b2b/tax-invoices/{invoice_id}", query=query)
    assert answer.status == 200, answer.json()
    return answer.json()


def status(merchant, invoice_id):
    """How far an invoice is."""
    return read(merchant, invoice_id)["status"]


def listed(merchant, wanted=None, **body):
    """The ids of a list of invoices."""
    answer = merchant.get("/b2b/tax-invoices", wanted=body | ({"filter": wanted} if wanted else {}))
    assert answer.status == 200, answer.json()
    return [each["id"] for each in answer.json()["items"]]


def told(merchant):
    """The types of what the merchant was told, in their order."""
    return [each.type for each in merchant.sandbox.events]


@pytest.fixture
def post(merchant):
    """What arrives at the merchant's URL for tax invoices."""
    arrived = []

    def take(request):
        arrived.append(json.loads(request.content))
        return _ok()

    merchant.sandbox.webhooks.send_to(take, product="tax-invoices")
    return arrived


def test_a_reverse_invoice_goes_its_way(merchant):
    found = begun(merchant)
    shown = act(merchant, "request", found).json()["taxInvoice"]
    assert (shown["status"], shown["requestedAt"]) == ("REQUESTED", "2026-01-01T00:00:00.000Z")
    shown = act(merchant, "issue", found, body={"memo": "thanks"}).json()["taxInvoice"]
    assert (shown["status"], shown["memo"], shown["ntsApprovalNumber"][:8]) == ("ISSUED", "thanks", "20260101")
    assert told(merchant) == ["TaxInvoice.Requested", "TaxInvoice.Issued"]


def test_an_invoice_shows_all_that_it_was_told(merchant):
    items = [{"name": "paper", "quantity": {"value": 15, "scale": 1}, "supplyCostAmount": 10_000, "taxAmount": 1_000}]
    found = begun(merchant, items=items, remarks=["by hand"], serialNumber="7", cashAmount=11_000, bookVolume=9999)
    shown = read(merchant, found)
    assert shown == {
        "id": found,
        "status": "DRAFTED",
        "taxationType": "TAXABLE",
        "documentModificationType": "NORMAL",
        "isDelayed": False,
        "issuanceType": "REVERSE",
        "serialNumber": "7",
        "bookVolume": 9999,
        "writeDate": "2026-01-01",
        "issuanceDueDate": "2026-02-10",
        "purposeType": "INVOICE",
        "totalSupplyAmount": 10_000,
        "totalTaxAmount": 1_000,
        "totalAmount": 11_000,
        "cashAmount": 11_000,
        "remarks": ["by hand"],
        "supplierDocumentKey": "doc-1",
        "supplier": {
            "brn": SUPPLIER,
            "counterpartyId": "paper",
            "name": "Paper Ltd.",
            "representativeName": "Kim",
            "contact": {"name": "Park", "email": "park@example.com"},
        },
        "recipientDocumentKey": "doc-1",
        "recipient": {"brn": OWN, "name": "Buyer", "representativeName": "Lee Merchant"},
        "sendSms": False,
        "items": items,
        "additionalContacts": [],
        "draftedAt": "2026-01-01T00:00:00.000Z",
        "statusUpdatedAt": "2026-01-01T00:00:00.000Z",
    }


@pytest.mark.parametrize("key_type", ["SUPPLIER", "RECIPIENT"])
def test_a_document_key_names_an_invoice_of_its_business(merchant, key_type):
    found = begun(merchant)
    brn = SUPPLIER if key_type == "SUPPLIER" else OWN
    assert read(merchant, "doc-1", taxInvoiceKeyType=key_type, brn=brn)["id"] == found
    assert act(merchant, "", "doc-1", "GET", taxInvoiceKeyType=key_type, brn=OTHER).status == 404
    assert "brn" in act(merchant, "", "doc-1", "GET", taxInvoiceKeyType=key_type).json()["message"]


def test_one_that_is_issued_goes_to_the_tax_office_on_the_next_day(merchant):
    found, clock = issued(merchant), merchant.sandbox.clock
    clock.advance_to(datetime(2026, 1, 2, 5, 59, tzinfo=UTC))
    assert status(merchant, found) == "ISSUED"
    clock.advance(minutes=1)
    assert status(merchant, found) == "BEFORE_SENDING"
    clock.advance(minutes=1)
    assert status(merchant, found) == "WAITING_SENDING"
    clock.advance(minutes=1)
    assert (status(merchant, found), read(merchant, found)["ntsSentAt"]) == ("SENDING", "2026-01-02T06:02:00.000Z")
    clock.advance(minutes=10)
    shown = read(merchant, found)
    assert (shown["status"], shown["ntsResultCode"]) == ("SENDING_COMPLETED", "SUC001")
    assert shown["ntsResultReceivedAt"] == "2026-01-02T06:12:00.000Z"
    assert told(merchant) == ["TaxInvoice.Issued", "TaxInvoice.SendingCompleted"]


def test_it_may_wait_for_a_business_day(merchant_of):
    pytest.importorskip("holidays")
    merchant = merchant_of(start=datetime(2026, 1, 2, tzinfo=UTC), b2b=B2b(sending="next-business-day"))
    found = issued(merchant)
    merchant.sandbox.clock.advance_to(datetime(2026, 1, 5, 5, 59, tzinfo=UTC))
    assert status(merchant, found) == "ISSUED"
    merchant.sandbox.clock.advance(minutes=1)
    assert status(merchant, found) == "BEFORE_SENDING"


def test_one_that_is_cancelled_does_not_go_there(merchant):
    found = issued(merchant)
    assert act(merchant, "cancel-issuance", found, body={"memo": "wrong"}).json()["taxInvoice"]["memo"] == "wrong"
    merchant.sandbox.clock.advance(days=3)
    assert status(merchant, found) == "ISSUANCE_CANCELLED"


def test_one_that_is_sent_does_not_go_there_twice(merchant):
    found = issued(merchant)
    assert act(merchant, "send-to-nts", found).json()["taxInvoice"]["status"] == "BEFORE_SENDING"
    merchant.sandbox.clock.advance(days=3)
    assert told(merchant).count("TaxInvoice.SendingCompleted") == 1


def test_the_tax_office_rejects_and_the_invoice_can_be_deleted(merchant_of):
    merchant = merchant_of(b2b=B2b(waits={}))
    found = issued(merchant)
    merchant.sandbox.clock.advance(days=3)
    assert status(merchant, found) == "BEFORE_SENDING"
    merchant.sandbox.console.reject_tax_invoice(found, code="SYN003", reason="no such business")
    shown = read(merchant, found)
    assert (shown["status"], shown["ntsResultCode"], shown["ntsResult"]) == (
        "SENDING_FAILED",
        "SYN003",
        "no such business",
    )
    with pytest.raises(ValueError, match="does not wait"):
        merchant.sandbox.console.accept_tax_invoice(found)
    assert act(merchant, "", found, "DELETE").json() == {}
    assert act(merchant, "", found, "GET").status == 404
    assert issued(merchant) != found


def test_the_recipient_takes_back_and_the_supplier_refuses(merchant):
    first, second = requested(merchant), requested(merchant, key="doc-2")
    assert act(merchant, "cancel-request", first, body={}).status == 200
    assert act(merchant, "refuse-request", second, body={"memo": "no"}).status == 200
    assert [status(merchant, each) for each in (first, second)] == ["REQUEST_CANCELLED", "REQUEST_REFUSED"]
    assert told(merchant)[2:] == ["TaxInvoice.RequestCancelled", "TaxInvoice.Refused"]


def test_a_draft_is_changed_but_not_its_keys(merchant):
    found = begun(merchant, recipientDocumentKey=None)
    answer = change(merchant, found, recipientDocumentKey="mine", totalAmount=5_000, supplierDocumentKey=None)
    shown = answer.json()["taxInvoice"]
    assert (shown["supplierDocumentKey"], shown["recipientDocumentKey"]) == ("doc-1", "mine")
    assert shown["totalAmount"] == 5_000


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"items": [{}] * 100}, "99 or less"),
        ({"remarks": ["a"] * 4}, "3 or less"),
        ({"additionalContacts": [{"email": "a@example.com"}] * 6}, "5 or less"),
        ({"bookVolume": 10_000}, "9999 or less"),
        ({"bookIssue": -1}, "0 or more"),
        ({"supplierDocumentKey": "a b"}, "letters, digits"),
        ({"supplier": {"brn": "220-81-62517"}}, "ten digits"),
    ],
)
def test_rules_on_what_an_invoice_says(merchant, changes, expected):
    answer = begin(created(merchant), **changes)
    assert (answer.status, answer.json()["type"]) == (400, "INVALID_REQUEST")
    assert expected in answer.json()["message"]


def test_all_that_is_wrong_is_listed(merchant):
    message = begin(merchant, remarks=["a"] * 4, bookIssue=-1).json()["message"]
    assert "wrong in 2 places" in message


@pytest.mark.parametrize("changes", [{"totalAmount": 1}, {"taxationType": "FREE"}])
def test_amounts_have_to_add_up_where_the_settings_say_so(merchant_of, changes):
    strict, usual = merchant_of(b2b=B2b(amounts="consistent")), merchant_of()
    assert begin(created(strict), **changes).status == 400
    assert begin(strict).status == 200
    assert begin(created(usual), **changes).status == 200


def test_further_contacts_come_from_the_counterparty(merchant):
    kept = [{"name": "Choi", "email": "choi@example.com"}]
    created(merchant, additionalContacts=[{**kept[0], "memo": "early"}])
    mine = [{"email": "a@example.com"}]
    use = {"useCounterpartyAdditionalContacts": True}
    assert begin(merchant, **use).json()["taxInvoice"]["additionalContacts"] == kept
    own = begin(merchant, key="doc-2", additionalContacts=mine, **use).json()["taxInvoice"]
    assert own["additionalContacts"] == mine
    assert begin(merchant, key="doc-3").json()["taxInvoice"]["additionalContacts"] == []


def test_a_counterparty_is_made_of_a_recipient(merchant):
    recipient = {"brn": OTHER, "name": "Glue", "representativeName": "Jo", "contact": {"email": "jo@example.com"}}
    body = {"createRecipientCounterparty": True}
    shown = begin(merchant, issuance="NORMAL", recipient=recipient, body=body).json()["taxInvoice"]
    (made,) = merchant.get("/b2b/counterparties").json()["items"]
    assert shown["recipient"]["counterpartyId"] == made["id"]
    assert (made["brn"], made["companyName"]) == (OTHER, "Glue")
    again = begin(merchant, issuance="NORMAL", key="doc-2", recipient=recipient, body=body).json()["taxInvoice"]
    assert again["recipient"]["counterpartyId"] == made["id"]


def test_a_modified_invoice_names_its_original_and_the_first_of_all(merchant):
    first = completed(merchant)
    second = completed(merchant, key="doc-2", body=modifying(first))
    third = issued(merchant, key="doc-3", body=modifying("doc-2", taxInvoiceKeyType="SUPPLIER", brn=OWN))
    shown = read(merchant, third)
    assert shown["documentModificationType"] == "MODIFICATION"
    assert shown["modification"] == {
        "type": "RETURN",
        "originalNtsApprovalNumber": read(merchant, second)["ntsApprovalNumber"],
        "originalTaxInvoiceId": second,
        "rootTaxInvoiceId": first,
    }


def test_one_that_is_late_is_delayed(merchant):
    found, early = begun(merchant), completed(merchant, key="doc-2")
    merchant.sandbox.clock.advance_to(datetime(2026, 2, 10, 14, 59, tzinfo=UTC))
    assert read(merchant, found)["isDelayed"] is False
    merchant.sandbox.clock.advance(minutes=1)
    assert read(merchant, found)["isDelayed"] is True
    assert read(merchant, early)["isDelayed"] is False
    range_ = {"dateFilter": {"dateRange": [{"from": "2026-01-01", "until": "2026-02-28"}]}}
    assert listed(merchant, {"isDelayed": True, "primaryFilter": range_}) == [found]


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("0000-01-31", "0001-02-10"),
        ("2024-01-31", "2024-02-10"),
        ("2025-12-01", "2026-01-10"),
        ("9999-12-01", "9999-12-31"),
    ],
)
def test_an_invoice_is_due_on_the_tenth_of_the_month_after(merchant, written, due):
    assert read(merchant, begun(merchant, writeDate=written))["issuanceDueDate"] == due


# Files.


def put(merchant, url, content=b"%PDF"):
    """Put a file, as a merchant's HTTP client does."""
    path = url.removeprefix("https://api.portone.io")
    return merchant.sandbox.handle(Request("PUT", path, "", {}, content))


def test_a_file_is_put_attached_and_taken_off(merchant):
    found = begun(merchant)
    told_of = merchant.post("/b2b/file-upload-url", {"fileName": "offer.pdf"}).json()
    assert "has not come yet" in attach(merchant, found, told_of["fileId"]).json()["message"]
    assert put(merchant, told_of["url"]).status == 200
    assert attach(merchant, found, told_of["fileId"]).body == b""
    (attached,) = act(merchant, "attachments", found, "GET").json()["attachments"]
    assert attached["name"] == "offer.pdf"
    assert act(merchant, f"attachments/{attached['id']}", found, "DELETE").status == 200
    assert act(merchant, "attachments", found, "GET").json() == {"attachments": []}


def test_a_file_goes_to_its_own_url_alone(merchant):
    url = merchant.post("/b2b/file-upload-url", {"fileName": "offer.pdf"}).json()["url"]
    assert put(merchant, url + "x").status == 404
    assert merchant.get(url.removeprefix("https://api.portone.io")).status == 405
    answer = merchant.post("/b2b/file-upload-url", {"fileName": "a"}, query={"test": "true"}).json()
    put(merchant, answer["url"])
    assert attach(merchant, begun(merchant), answer["fileId"]).status == 404


# Lists.


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"statuses": ["REQUESTED"]}, "b"),
        ({"statuses": []}, "abc"),
        ({"supplierBrn": SUPPLIER}, "ab"),
        ({"partnerBrn": SUPPLIER}, "abc"),
        ({"issuanceTypes": ["NORMAL"]}, "c"),
        ({"taxationTypes": ["FREE"]}, "b"),
        ({"documentModificationTypes": ["NORMAL"], "purposeTypes": ["INVOICE"]}, "abc"),
        ({"counterpartyId": "paper"}, "abc"),
        ({"counterpartyId": "twin"}, ""),
        ({"counterpartyId": "twin", "includeBrnMatch": True}, "abc"),
        ({"primaryFilter": {"supplierDocumentKey": "b"}}, "b"),
        ({"primaryFilter": {"recipientDocumentKey": "c"}}, "c"),
        ({"primaryFilter": {"payoutId": "payout-1"}}, ""),
        ({"primaryFilter": {"dateFilter": {"dateType": "ISSUE", "dateRange": [{}]}}}, "c"),
        ({"primaryFilter": {"dateFilter": {"dateType": "WRITE", "dateRange": [{"until": "2025-12-31"}]}}}, ""),
    ],
)
def test_a_list_is_filtered(merchant, wanted, found):
    ids = {
        begun(merchant, key="a"): "a",
        requested(merchant, key="b", taxationType="FREE"): "b",
        issued(merchant, key="c"): "c",
    }
    created(merchant, "twin")
    assert sorted(ids[each] for each in listed(merchant, wanted)) == list(found)


def test_a_list_is_of_the_last_month_newest_first(merchant):
    first = begun(merchant)
    merchant.sandbox.clock.advance(days=20)
    second = begun(merchant, key="doc-2")
    assert listed(merchant) == [second, first]
    assert listed(merchant, sort={"by": "STATUS_UPDATED_AT", "order": "ASC"}, pageSize=1, pageNumber=1) == [second]
    merchant.sandbox.clock.advance(days=15)
    assert listed(merchant) == [second]
    assert listed(merchant, {"primaryFilter": {"taxInvoiceIds": [first]}}) == [first]


@pytest.mark.parametrize("wanted", [{}, {"taxInvoiceId": "a", "payoutId": "b"}])
def test_the_first_filter_is_one(merchant, wanted):
    answer = merchant.get("/b2b/tax-invoices", wanted={"filter": {"primaryFilter": wanted}})
    assert "exactly one of" in answer.json()["message"]


def test_a_list_is_of_live_or_of_test_data(merchant):
    begun(merchant)
    assert listed(merchant, test=True) == []


def test_the_tables_have_a_row_for_each_that_the_contract_has():
    kinds = contracts.load().types
    assert set(listing.SORTS) == set(kinds["B2bTaxInvoiceSortBy"].values)
    assert set(listing.DATES) == set(kinds["B2bSearchDateType"].values)
    assert set(listing.PRIMARY) == set(kinds["GetB2bTaxInvoicesBodyPrimaryFilter"].fields)
    asked = {"primaryFilter", "isDelayed", "counterpartyId", "includeBrnMatch"}
    assert set(listing.FILTERS) | asked == set(kinds["GetB2bTaxInvoicesBodyFilter"].fields)
    assert set(listing.COLUMNS.values()) - {"cancelReason"} <= set(kinds["B2bTaxInvoiceSummary"].fields)


@pytest.mark.parametrize("by", listing.SORTS)
def test_a_list_is_sorted_by_whatever_is_asked(merchant, by):
    less = begun(merchant, writeDate="2025-11-30", totalAmount=1, totalSupplyAmount=1, totalTaxAmount=0)
    merchant.sandbox.clock.advance(hours=1)
    more = issued(merchant, key="doc-2")
    if by == "REQUESTED_AT":
        more = requested(merchant, key="doc-3")
    if by == "NTS_SENT_AT":
        merchant.sandbox.console.accept_tax_invoice(more)
    found = [each for each in listed(merchant, sort={"by": by, "order": "ASC"}) if each in {less, more}]
    assert found == [less, more]
    assert [each for each in listed(merchant, sort={"by": by}) if each in {less, more}] == [more, less]


@pytest.mark.parametrize(
    ("what", "query", "end"),
    [
        ("pdf-download-url", {}, "{id}.pdf"),
        ("print-url", {}, "{id}/print"),
        ("popup-url", {}, "{id}?menu=true"),
        ("popup-url", {"includeMenu": "false"}, "{id}?menu=false"),
    ],
)
def test_views_of_an_invoice_have_urls(merchant, what, query, end):
    found = begun(merchant)
    assert act(merchant, what, found, "GET", **query).json()["url"].endswith(end.format(id=found))


def test_a_sheet_has_a_line_an_invoice(merchant):
    found = requested(merchant, items=[{"name": "paper"}])
    act(merchant, "cancel-request", found, body={"memo": "changed, my mind"})
    fields = ["PLAIN_ID", "TOTAL_AMOUNT", "CANCEL_REASON", "SUPPLIER_COMPANY_NAME", "ITEMS", "ISSUED_AT"]
    answer = merchant.get("/b2b/tax-invoices-sheet", wanted={"fields": fields})
    assert answer.headers["content-type"] == "text/csv"
    lines = list(csv.reader(StringIO(answer.body.decode())))
    assert lines == [fields, [found, "11000", "changed, my mind", "Paper Ltd.", '[{"name": "paper"}]', ""]]
    whole = merchant.get("/b2b/tax-invoices-sheet", wanted={}).body.decode()
    every = contracts.load().types["TaxInvoicesSheetField"].values
    assert set(next(csv.reader(StringIO(whole)))) == set(every)


# In bulk.


def bulk_of(merchant, invoice_id):
    """The bulk of an invoice."""
    return merchant.get(f"/b2b/bulk-tax-invoices/{read(merchant, invoice_id)['bulkTaxInvoiceId']}").json()


def test_a_sheet_of_the_consoles_is_drafted_requested_and_issued(merchant):
    console, found = merchant.sandbox.console, sheet(merchant)
    bulk = bulk_of(merchant, found)
    assert (bulk["status"], bulk["stats"]) == ("DRAFTED", {"DRAFTED": {"count": 1, "amountSum": 11_000}})
    console.process_tax_invoices(bulk["id"], "request")
    assert (status(merchant, found), bulk_of(merchant, found)["status"]) == ("REQUESTED", "IN_PROGRESS")
    console.process_tax_invoices(bulk["id"], "issue")
    console.process_tax_invoices(bulk["id"], "send")
    merchant.sandbox.clock.advance(hours=1)
    assert (status(merchant, found), bulk_of(merchant, found)["status"]) == ("SENDING_COMPLETED", "COMPLETED")
    assert told(merchant) == ["TaxInvoice.Requested", "TaxInvoice.Issued", "TaxInvoice.SendingCompleted"]
    with pytest.raises(ValueError, match="no tax invoice for cancel"):
        console.process_tax_invoices(bulk["id"], "cancel")


def test_what_cannot_be_done_in_bulk_fails_by_itself(merchant):
    console = created(merchant).sandbox.console
    unknown = invoice(key="doc-2", supplier={"brn": OTHER})
    bulk = console.draft_tax_invoices([{"taxInvoice": invoice(recipientDocumentKey=None)}, {"taxInvoice": unknown}])
    console.process_tax_invoices(bulk.id, "request")
    shown = merchant.get(f"/b2b/bulk-tax-invoices/{bulk.id}").json()
    assert shown["status"] == "FAILED"
    assert shown["stats"].keys() == {"REQUEST_FAILED", "DRAFT_FAILED"}


def test_a_sheet_makes_counterparties_of_its_recipients(merchant):
    contact = {"name": "Jo", "email": "jo@example.com"}
    recipient = {"brn": OTHER, "name": "Glue", "representativeName": "Jo", "contact": contact}
    merchant.sandbox.console.draft_tax_invoices([{"taxInvoice": invoice("NORMAL", recipient=recipient)}])
    (made,) = merchant.get("/b2b/counterparties").json()["items"]
    assert (made["brn"], made["contact"]) == (OTHER, contact)
    (found,) = merchant.sandbox.tax_invoices.values()
    assert found.told["recipient"]["counterpartyId"] == made["id"]


def test_invoices_of_a_sheet_are_cancelled_together(merchant):
    console = created(merchant).sandbox.console
    bulk = console.draft_tax_invoices([{"taxInvoice": invoice("NORMAL", key=each)} for each in "ab"], name="January")
    console.process_tax_invoices(bulk.id, "issue")
    console.process_tax_invoices(bulk.id, "cancel")
    merchant.sandbox.clock.advance(days=2)
    shown = merchant.get(f"/b2b/bulk-tax-invoices/{bulk.id}").json()
    assert (shown["name"], shown["status"]) == ("January", "COMPLETED")
    assert shown["stats"] == {"ISSUANCE_CANCELLED": {"count": 2, "amountSum": 22_000}}
    for each in listed(merchant, {"primaryFilter": {"bulkTaxInvoiceId": bulk.id}}):
        assert act(merchant, "", each, "DELETE").status == 200
    assert merchant.get(f"/b2b/bulk-tax-invoices/{bulk.id}").json()["status"] == "CANCELLED"


def test_a_sheet_is_issued_one_way(merchant):
    with pytest.raises(ValueError, match="expected one way"):
        merchant.sandbox.console.draft_tax_invoices([{"taxInvoice": invoice()}, {"taxInvoice": invoice("NORMAL")}])


# Webhooks.


def test_webhooks_tell_what_became_of_an_invoice(merchant, post):
    found = requested(merchant, supplierDocumentKey=None)
    merchant.sandbox.webhooks.deliver()
    merchant.sandbox.console.resend_tax_invoice_webhook(found)
    first, second = post
    assert first == {
        "type": "TaxInvoice.Requested",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "data": {
            "taxInvoiceId": found,
            "supplierDocumentKey": None,
            "recipientDocumentKey": "doc-1",
            "status": "REQUESTED",
            "supplierBrn": SUPPLIER,
            "totalAmount": 11_000,
            "totalSupplyAmount": 10_000,
            "totalTaxAmount": 1_000,
        },
    }
    assert (second["type"], second["data"]) == ("TaxInvoice.Manual", first["data"])
    assert found in merchant.sandbox.webhooks.timeline()


def test_each_product_has_urls_of_its_own(merchant, post):
    payments = []
    merchant.sandbox.webhooks.send_to(lambda request: payments.append(request) or _ok())
    merchant.instant()
    requested(merchant)
    merchant.sandbox.webhooks.deliver()
    assert (len(post), len(payments)) == (1, 1)


def test_live_and_test_invoices_can_have_urls_of_their_own(merchant):
    arrived = {"LIVE": [], "TEST": []}
    for name, taken in arrived.items():
        merchant.sandbox.webhooks.send_to(
            lambda request, taken=taken: taken.append(request) or _ok(), product="tax-invoices", channel_type=name
        )
    requested(merchant)
    merchant.sandbox.webhooks.deliver()
    assert [len(each) for each in arrived.values()] == [1, 0]


def _ok():
    import httpx

    return httpx.Response(200)


def test_they_are_tried_five_times(merchant_of):
    merchant = merchant_of(webhook_jitter=False)
    merchant.sandbox.webhooks.send_to(lambda _: 1 / 0, product="tax-invoices")
    requested(merchant)
    merchant.sandbox.clock.advance(days=1)
    (delivery,) = merchant.sandbox.webhooks.given_up
    minutes = [(each.at - delivery.event.at).seconds // 60 for each in delivery.attempts]
    assert minutes == [0, 5, 15, 35, 75]


def test_jitter_leaves_half_of_each_wait(merchant):
    merchant.sandbox.webhooks.send_to(lambda _: 1 / 0, product="tax-invoices")
    requested(merchant)
    merchant.sandbox.clock.advance(days=1)
    (delivery,) = merchant.sandbox.webhooks.given_up
    times = [each.at for each in delivery.attempts]
    waits = [(after - before).total_seconds() / 60 for before, after in pairwise(times)]
    assert all(longest / 2 <= wait <= longest for wait, longest in zip(waits, (5, 10, 20, 40), strict=True))
    assert waits != [5, 10, 20, 40]


def test_the_older_version_has_no_word_for_them(portone):
    with pytest.raises(ValueError, match="tells nothing"):
        portone.webhooks.send_to(lambda _: _ok(), product="tax-invoices", version="2024-01-01")


# Laws.


def test_the_table_names_every_status_and_each_can_be_reached():
    assert set(TRANSITIONS) == set(contracts.load().types["B2bTaxInvoiceStatus"].values) == set(Status.__args__)
    reached = {after for following in TRANSITIONS.values() for after in following}
    assert set(TRANSITIONS) - reached == {"DRAFT_PENDING"}
    assert all(after in TRANSITIONS[before] for step in STEPS.values() for before, after in _moves(step))


def _moves(step):
    return [(before, step.after) for before in step.before.values()]


ACTS = st.sampled_from([*STEPS, "day", "accept", "reject", "delete"])


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(way=st.sampled_from(["NORMAL", "REVERSE"]), acts=st.lists(ACTS, max_size=8))
def test_whatever_is_done_the_table_is_kept_and_each_step_is_told_once(merchant_of, way, acts):
    merchant = merchant_of()
    found = begun(merchant, issuance=way)
    seen = ["DRAFTED"]
    for each in acts:
        _do(merchant, found, each)
        kept = merchant.sandbox.tax_invoices[found]
        seen += [kept.status] if kept.status != seen[-1] else []
        if kept.deleted_at:
            break
    wanted = {EVENTS[each] for each in seen if each in EVENTS}
    assert wanted <= set(told(merchant))
    assert len(told(merchant)) == len(set(told(merchant)))
    assert sum(each in FINAL for each in seen) <= 1


def _do(merchant, found, what):
    console = merchant.sandbox.console
    with suppress(ValueError):
        if what == "day":
            merchant.sandbox.clock.advance(days=1)
        elif what in {"accept", "reject"}:
            getattr(console, f"{what}_tax_invoice")(found)
        elif what == "delete":
            act(merchant, "", found, "DELETE")
        else:
            assert act(merchant, what, found, body={}).status in {200, 400}


def test_a_world_with_invoices_is_kept_and_put_back(merchant):
    found = issued(merchant)
    world, kept = merchant.sandbox.dump(), merchant.sandbox.snapshot()
    merchant.sandbox.clock.advance(days=2)
    assert status(merchant, found) == "SENDING_COMPLETED"
    merchant.sandbox.restore(kept)
    assert status(merchant, found) == "ISSUED"
    merchant.sandbox.load(world)
    merchant.sandbox.clock.advance(days=2)
    assert status(merchant, found) == "SENDING_COMPLETED"


def test_the_page_shows_the_table():
    begins = ["DRAFTED", "REQUESTED", "ISSUED", "DRAFT_PENDING"]
    assert mermaid(TRANSITIONS, *begins) in PAGE.read_text(encoding="utf-8")
