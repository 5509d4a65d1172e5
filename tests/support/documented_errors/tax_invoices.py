"""Tax invoices and counterparties, by the newest contract."""

from __future__ import annotations

from documented_errors import SETTINGS
from pytest_portone import contracts
from pytest_portone.sandbox import B2b, Company, Sandbox, Settings
from pytest_portone.sandbox.counterparties.numbers import check_digit

OWN = "1234567891"
"""The merchant's number."""
UNKNOWN = "tax-invoice-9"
AMOUNTS = {"totalSupplyAmount": 10_000, "totalTaxAmount": 1_000, "totalAmount": 11_000}


def number(nine):
    """A business registration number, out of its first nine digits."""
    return nine + check_digit(nine)


SUPPLIER, OTHER, STRANGER = map(number, ("220816251", "110814237", "303811235"))


def told(brn=SUPPLIER, **changes):
    """What a merchant tells of a counterparty; None takes a field away."""
    body = {
        "brn": brn,
        "name": "Paper Ltd.",
        "representativeName": "Kim",
        "contact": {"name": "Park", "email": "park@example.com"},
    } | changes
    return {name: value for name, value in body.items() if value is not None}


def create(merchant, counterparty_id="paper", brn=SUPPLIER, *, options=None, **changes):
    """Create a counterparty."""
    body = {"counterpartyId": counterparty_id, "counterparty": told(brn, **changes)}
    return merchant.post("/b2b/counterparties", body | ({"options": options} if options else {}))


def created(merchant, counterparty_id="paper", brn=SUPPLIER, **changes):
    """The merchant, with a counterparty."""
    answer = create(merchant, counterparty_id, brn, **changes)
    assert answer.status == 200, answer.json()
    return merchant


def update(merchant, counterparty_id="paper", brn=SUPPLIER, *, options=None, **changes):
    """Change a counterparty."""
    body = {"counterparty": told(brn, **changes)} | ({"options": options} if options else {})
    return merchant.send("PATCH", f"/b2b/counterparties/{counterparty_id}", body)


def look_up(merchant, *numbers):
    """The verification of each number."""
    answer = merchant.post("/b2b/companies/business-info", {"brnList": list(numbers)}).json()
    return [each["verificationId"] for each in answer["result"]]


def info(merchant, brn=SUPPLIER):
    """Options that name a verification of a business's names."""
    return {"businessInfoVerificationId": look_up(merchant, brn)[0]}


def mistyped(merchant, brn=SUPPLIER):
    """Options that name it as one of the business's status."""
    return {"businessStatusVerificationId": look_up(merchant, brn)[0]}


def stale(merchant):
    """Options that name one that is too old."""
    options = info(merchant)
    merchant.sandbox.clock.advance(days=2)
    return options


def linked(merchant):
    """The merchant, with a counterparty that belongs to a partner."""
    created(merchant).sandbox.console.link_counterparty("paper", "partner-1")
    return merchant


def within(merchant, **settings):
    """The merchant, in a sandbox with other settings."""
    merchant.sandbox = Sandbox(contracts.load(), settings=Settings(**(SETTINGS | settings)))
    return merchant


def with_b2b(merchant, **terms):
    """The merchant, in a sandbox with other terms."""
    return within(merchant, b2b=B2b(**terms))


def certificate(merchant, what="", brn=SUPPLIER, method="GET"):
    """Ask for a certificate, or what there is of it."""
    return merchant.send(method, f"/b2b/counterparties/{brn}/certificate{what}")


def waiting(merchant):
    """The merchant, with a counterparty that the tax office has not connected."""
    return created(with_b2b(merchant, connections="awaited"))


def invoice(issuance="REVERSE", key="doc-1", **changes):
    """What an invoice says: with a key of both parties'. None takes a field away."""
    body = {
        "taxationType": "TAXABLE",
        "issuanceType": issuance,
        "writeDate": "2026-01-01",
        "purposeType": "INVOICE",
        **AMOUNTS,
        "supplierDocumentKey": key,
        "recipientDocumentKey": key,
        "supplier": {"brn": OWN if issuance == "NORMAL" else SUPPLIER},
        "recipient": {"brn": SUPPLIER if issuance == "NORMAL" else OWN, "name": "Buyer"},
    } | changes
    return {name: value for name, value in body.items() if value is not None}


BEGIN = {
    "draftB2bTaxInvoice": ("draft", "REVERSE"),
    "issueB2bTaxInvoiceImmediately": ("issue-immediately", "NORMAL"),
    "requestB2bTaxInvoiceReverseIssuance": ("request-reverse-issuance", "REVERSE"),
}
"""The operations that begin an invoice: how their paths end, and how they issue."""


def begin(merchant, operation="draftB2bTaxInvoice", issuance=None, *, body=None, **changes):
    """Begin an invoice."""
    path, usual = BEGIN[operation]
    asked = {"taxInvoice": invoice(issuance or usual, **changes)} | (body or {})
    return merchant.post(f"/b2b/tax-invoices/{path}", asked)


def begun(merchant, operation="draftB2bTaxInvoice", issuance=None, **changes):
    """The id of an invoice that was begun; its counterparty is created where it is missing."""
    if merchant.get("/b2b/counterparties/paper").status != 200:
        created(merchant)
    answer = begin(merchant, operation, issuance, **changes)
    assert answer.status == 200, answer.json()
    return answer.json()["taxInvoice"]["id"]


def act(merchant, what, invoice_id=UNKNOWN, method="POST", body=None, **query):
    """Do something to an invoice."""
    path = f"/b2b/tax-invoices/{invoice_id}" + (f"/{what}" if what else "")
    return merchant.send(method, path, body, query=query)


def requested(merchant, **changes):
    """The id of an invoice that is REQUESTED."""
    return begun(merchant, "requestB2bTaxInvoiceReverseIssuance", **changes)


def issued(merchant, **changes):
    """The id of an invoice that is ISSUED."""
    return begun(merchant, "issueB2bTaxInvoiceImmediately", **changes)


def completed(merchant, issuance="NORMAL", **changes):
    """The id of an invoice that the tax office has accepted."""
    found = issued(merchant, **changes) if issuance == "NORMAL" else requested(merchant, **changes)
    if issuance == "REVERSE":
        assert act(merchant, "issue", found, body={}).status == 200
    return merchant.sandbox.console.accept_tax_invoice(found).id


def modifying(invoice_id, **changes):
    """What a body says that modifies an invoice."""
    asked = {"type": "RETURN", "taxInvoiceKey": invoice_id, "taxInvoiceKeyType": "TAX_INVOICE_ID"} | changes
    return {"modification": {name: value for name, value in asked.items() if value is not None}}


def sheet(merchant, *, body=None, **changes):
    """The id of an invoice that was uploaded with a sheet."""
    created(merchant)
    console = merchant.sandbox.console
    bulk = console.draft_tax_invoices([{"taxInvoice": invoice(**changes)} | (body or {})])
    (found,) = (each for each in merchant.sandbox.tax_invoices.values() if each.bulk_id == bulk.id)
    return found.id


def orphan(merchant):
    """The id of an invoice whose bulk is gone."""
    found = sheet(merchant)
    console = merchant.sandbox.console
    (invoice_of,) = (each for each in merchant.sandbox.tax_invoices.values() if each.id == found)
    console.delete_bulk_tax_invoice(invoice_of.bulk_id)
    return found


def change(merchant, invoice_id=UNKNOWN, issuance="REVERSE", **changes):
    """Change a draft."""
    body = {"taxInvoiceKey": invoice_id, "taxInvoiceKeyType": "TAX_INVOICE_ID"}
    return merchant.send("PUT", "/b2b/tax-invoices/draft", body | {"taxInvoice": invoice(issuance, **changes)})


def attach(merchant, invoice_id=UNKNOWN, file_id="file-9"):
    """Attach a file."""
    return act(merchant, "attach-file", invoice_id, body={"fileId": file_id})


def fault(operation, error):
    """What a call meets while something is wrong: the body and the path do not matter then."""

    def provoke(merchant):
        found = contracts.load().operations[operation]
        merchant.sandbox.faults.error(error, operation=operation)
        return merchant.send(found.method, found.path.replace("{", "").replace("}", ""), {})

    return provoke


def off(operation):
    """What a call meets for which PortOne has not switched tax invoices on."""

    def provoke(merchant):
        merchant.sandbox.console.switch("B2B", on=False)
        return VALID[operation](merchant)

    return provoke


def broken(operation):
    """What a call meets whose request can't be read."""

    def provoke(merchant):
        found = contracts.load().operations[operation]
        path = found.path.replace("{", "").replace("}", "")
        return merchant.send(found.method, path, query={"test": "perhaps"})

    return provoke


def call(operation, body=None, **query):
    """A call that keeps the contract, about something that there is not."""

    def provoke(merchant):
        found = contracts.load().operations[operation]
        path = found.path.replace("{", "").replace("}", "")
        return merchant.send(found.method, path, body, query=query)

    return provoke


B2B = [each for each in contracts.load().operations.values() if each.path.startswith("/b2b/")]
BODIES = {
    "getB2bBusinessInfos": {"brnList": [SUPPLIER]},
    "createB2bCounterparty": {"counterparty": told()},
    "updateB2bCounterparty": {"counterparty": told()},
    "createB2bFileUploadUrl": {"fileName": "a.pdf"},
    "updateB2bTaxInvoiceDraft": {
        "taxInvoiceKey": UNKNOWN,
        "taxInvoiceKeyType": "TAX_INVOICE_ID",
        "taxInvoice": invoice(),
    },
    **{each: {"taxInvoice": invoice()} for each in BEGIN},
    "attachB2bTaxInvoiceFile": {"fileId": "file-9"},
    **{
        each: {}
        for each in (
            "cancelB2bTaxInvoiceIssuance",
            "cancelB2bTaxInvoiceRequest",
            "issueB2bTaxInvoice",
            "refuseB2bTaxInvoiceRequest",
        )
    },
}
VALID = {each.id: call(each.id, BODIES.get(each.id)) for each in B2B}
SHEET = "downloadB2bTaxInvoicesSheet"
WITHOUT_TEST = {"getB2bTaxInvoices", SHEET}
WRONG = {"brn": "12"}

SCENARIOS = {
    **{(each.id, "INVALID_REQUEST"): broken(each.id) for each in B2B if each.id not in WITHOUT_TEST},
    ("getB2bTaxInvoices", "INVALID_REQUEST"): lambda m: m.get("/b2b/tax-invoices", wanted={"pageSize": 1001}),
    (SHEET, "INVALID_REQUEST"): lambda m: m.get("/b2b/tax-invoices-sheet"),
    **{(each.id, "FORBIDDEN"): fault(each.id, "FORBIDDEN") for each in B2B if each.id != SHEET},
    **{(each.id, "B2B_NOT_ENABLED"): off(each.id) for each in B2B if each.id != SHEET},
    **{(each.id, "B2B_EXTERNAL_SERVICE"): fault(each.id, "B2B_EXTERNAL_SERVICE") for each in B2B if each.id != SHEET},
    # Counterparties.
    **{
        (f"{verb}B2bCounterparty", "B2B_COUNTERPARTY_NOT_FOUND"): VALID[f"{verb}B2bCounterparty"]
        for verb in ("get", "update", "delete")
    },
    ("createB2bCounterparty", "B2B_COUNTERPARTY_BRN_INVALID"): lambda m: create(m, brn="1234567890"),
    ("createB2bCounterparty", "B2B_COUNTERPARTY_SELF_ORIGIN_BRN_MISMATCH"): lambda m: create(m, brn=OWN),
    ("createB2bCounterparty", "B2B_COUNTERPARTY_ID_ALREADY_EXISTS"): lambda m: create(created(m)),
    ("createB2bCounterparty", "B2B_COUNTERPARTY_ID_ALREADY_EXISTS_BY_PARTNER"): lambda m: create(linked(m)),
    ("createB2bCounterparty", "B2B_COUNTERPARTY_PARTNER_NOT_CONNECTABLE"): lambda m: create(linked(m), "twin"),
    ("createB2bCounterparty", "B2B_COUNTERPARTY_NTS_CONNECTION_FAILED"): lambda m: create(
        within(m, companies=(Company(SUPPLIER, business_status="CLOSED"),))
    ),
    ("updateB2bCounterparty", "B2B_COUNTERPARTY_PARTNER_NOT_UPDATABLE"): lambda m: update(linked(m)),
    ("updateB2bCounterparty", "B2B_COUNTERPARTY_BRN_MODIFICATION_NOT_ALLOWED"): lambda m: update(
        created(m), brn=OTHER
    ),
    **{
        (f"{verb}B2bCounterparty", f"B2B_COUNTERPARTY_{error}"): scenario
        for verb, write in (
            ("create", create),
            ("update", lambda m, **how: update(created(m), **how)),
        )
        for error, scenario in {
            "MISSING_REQUIRED_FIELDS": lambda m, write=write: write(m, name=" "),
            "TOO_MANY_ADDITIONAL_CONTACTS": lambda m, write=write: write(
                m, additionalContacts=[{"name": "A", "email": "a@example.com"}] * 6
            ),
            "VERIFICATION_NOT_FOUND": lambda m, write=write: write(
                m, options={"businessInfoVerificationId": "verification-9"}
            ),
            "VERIFICATION_TYPE_MISMATCH": lambda m, write=write: write(m, options=mistyped(m)),
            "VERIFICATION_BRN_MISMATCH": lambda m, write=write: write(m, options=info(m, OTHER)),
            "VERIFICATION_INVALID": lambda m, write=write: write(m, options=stale(m)),
        }.items()
    },
    ("deleteB2bCounterparty", "B2B_COUNTERPARTY_PARTNER_NOT_DELETABLE"): lambda m: linked(m).delete(
        "/b2b/counterparties/paper"
    ),
    ("deleteB2bCounterparty", "B2B_COUNTERPARTY_ONGOING_TAX_INVOICE_EXISTS"): lambda m: [
        requested(m),
        m.delete("/b2b/counterparties/paper"),
    ][1],
    # Certificates.
    **{
        (operation, error): scenario
        for operation, what, method in (
            ("getB2bCounterpartyCertificate", "", "GET"),
            ("validateB2bCounterpartyCertificate", "/validate", "POST"),
            ("getB2bCounterpartyCertificateRegistrationUrl", "/registration-url", "GET"),
        )
        for error, scenario in {
            "B2B_COUNTERPARTY_NOT_FOUND": lambda m, what=what, method=method: certificate(m, what, STRANGER, method),
            "B2B_COUNTERPARTY_NTS_NOT_CONNECTED": lambda m, what=what, method=method: certificate(
                waiting(m), what, method=method
            ),
            "B2B_CERTIFICATE_UNREGISTERED": lambda m, what=what, method=method: certificate(
                created(m), what, method=method
            ),
        }.items()
        if (error, what) != ("B2B_CERTIFICATE_UNREGISTERED", "/registration-url")
    },
    # Invoices that there are not.
    **{
        (each.id, "B2B_TAX_INVOICE_NOT_FOUND"): VALID[each.id]
        for each in B2B
        if "{taxInvoiceKey}" in each.path or each.id == "updateB2bTaxInvoiceDraft"
    },
    ("getB2bTaxInvoices", "B2B_TAX_INVOICE_NOT_FOUND"): lambda m: with_b2b(m, unknown_in_list="refused").get(
        "/b2b/tax-invoices", wanted={"filter": {"primaryFilter": {"taxInvoiceId": UNKNOWN}}}
    ),
    ("getB2bBulkTaxInvoice", "B2B_BULK_TAX_INVOICE_NOT_FOUND"): lambda m: m.get("/b2b/bulk-tax-invoices/bulk-9"),
    ("deleteB2bTaxInvoice", "B2B_BULK_TAX_INVOICE_NOT_FOUND"): lambda m: act(m, "", orphan(m), "DELETE"),
    # Invoices that are begun.
    **{
        (operation, error): scenario
        for operation in BEGIN
        for error, scenario in {
            "B2B_TAX_INVOICE_NOT_FOUND": fault(operation, "B2B_TAX_INVOICE_NOT_FOUND"),
            "B2B_COUNTERPARTY_NOT_FOUND": lambda m, o=operation: begin(
                m, o, **{party: {"counterpartyId": "nobody"} for party in [OTHER_PARTY[o]]}
            ),
            "B2B_TAX_INVOICE_SUPPLIER_DOCUMENT_KEY_ALREADY_USED": lambda m, o=operation: [
                begun(m, o),
                begin(m, o, recipientDocumentKey=None),
            ][1],
            "B2B_TAX_INVOICE_RECIPIENT_DOCUMENT_KEY_ALREADY_USED": lambda m, o=operation: [
                begun(m, o),
                begin(m, o, supplierDocumentKey=None),
            ][1],
            "B2B_MODIFICATION_NOT_PROVIDED": lambda m, o=operation: begin(
                created(m), o, body=modifying("doc-1", taxInvoiceKeyType="SUPPLIER")
            ),
            "B2B_ORIGINAL_TAX_INVOICE_NOT_FOUND": lambda m, o=operation: begin(
                created(m), o, body=modifying(UNKNOWN)
            ),
            "B2B_TAX_INVOICE_STATUS_NOT_SENDING_COMPLETED": lambda m, o=operation: begin(
                m, o, key="doc-2", body=modifying(begun(m, o))
            ),
            "B2B_CANNOT_CHANGE_TAX_TYPE": lambda m, o=operation: begin(
                m, o, key="doc-2", taxationType="FREE", body=modifying(completed(m, BEGIN[o][1]))
            ),
        }.items()
    },
    ("issueB2bTaxInvoiceImmediately", "B2B_ISSUANCE_TYPE_MISMATCH"): lambda m: begin(
        m, "issueB2bTaxInvoiceImmediately", "REVERSE"
    ),
    ("requestB2bTaxInvoiceReverseIssuance", "B2B_ISSUANCE_TYPE_MISMATCH"): lambda m: begin(
        m, "requestB2bTaxInvoiceReverseIssuance", "NORMAL"
    ),
    ("draftB2bTaxInvoice", "B2B_ISSUANCE_TYPE_MISMATCH"): lambda m: begin(
        m, key="doc-2", body=modifying(completed(m, "NORMAL"))
    ),
    ("draftB2bTaxInvoice", "B2B_ID_ALREADY_EXISTS"): lambda m: begin(
        created(m),
        issuance="NORMAL",
        recipient={"counterpartyId": "paper"},
        body={"createRecipientCounterparty": True},
    ),
    ("issueB2bTaxInvoiceImmediately", "B2B_ID_ALREADY_EXISTS"): lambda m: begin(
        created(m),
        "issueB2bTaxInvoiceImmediately",
        recipient={"counterpartyId": "paper"},
        body={"createRecipientCounterparty": True},
    ),
    ("requestB2bTaxInvoiceReverseIssuance", "B2B_ID_ALREADY_EXISTS"): fault(
        "requestB2bTaxInvoiceReverseIssuance", "B2B_ID_ALREADY_EXISTS"
    ),
    ("draftB2bTaxInvoice", "B2B_SUPPLIER_NOT_FOUND"): begin,
    ("draftB2bTaxInvoice", "B2B_RECIPIENT_NOT_FOUND"): lambda m: begin(m, issuance="NORMAL", recipient={}),
    ("draftB2bTaxInvoice", "B2B_COUNTERPARTY_NTS_NOT_CONNECTED"): lambda m: begin(waiting(m)),
    ("requestB2bTaxInvoiceReverseIssuance", "B2B_SUPPLIER_NOT_FOUND"): lambda m: begin(
        m, "requestB2bTaxInvoiceReverseIssuance"
    ),
    ("requestB2bTaxInvoiceReverseIssuance", "B2B_RECIPIENT_NOT_FOUND"): lambda m: begin(
        created(with_b2b(m, business_number=OWN)), "requestB2bTaxInvoiceReverseIssuance", recipient={"brn": STRANGER}
    ),
    ("requestB2bTaxInvoiceReverseIssuance", "B2B_COUNTERPARTY_NTS_NOT_CONNECTED"): lambda m: begin(
        waiting(m), "requestB2bTaxInvoiceReverseIssuance"
    ),
    ("issueB2bTaxInvoiceImmediately", "B2B_SUPPLIER_NOT_FOUND"): lambda m: begin(
        with_b2b(m, business_number=OWN), "issueB2bTaxInvoiceImmediately", supplier={"brn": STRANGER}
    ),
    ("issueB2bTaxInvoiceImmediately", "B2B_RECIPIENT_NOT_FOUND"): lambda m: begin(
        m, "issueB2bTaxInvoiceImmediately", recipient={}
    ),
    ("issueB2bTaxInvoiceImmediately", "B2B_COUNTERPARTY_NTS_NOT_CONNECTED"): fault(
        "issueB2bTaxInvoiceImmediately", "B2B_COUNTERPARTY_NTS_NOT_CONNECTED"
    ),
    # Drafts that are changed.
    ("updateB2bTaxInvoiceDraft", "B2B_TAX_INVOICE_NOT_DRAFTED_STATUS"): lambda m: change(m, requested(m)),
    ("updateB2bTaxInvoiceDraft", "B2B_DOCUMENT_KEY_CANNOT_BE_CHANGED"): lambda m: change(m, begun(m), key="doc-2"),
    ("updateB2bTaxInvoiceDraft", "B2B_ISSUANCE_TYPE_MISMATCH"): lambda m: change(m, begun(m), "NORMAL"),
    ("updateB2bTaxInvoiceDraft", "B2B_SUPPLIER_NOT_FOUND"): lambda m: change(m, begun(m), supplier={"brn": STRANGER}),
    ("updateB2bTaxInvoiceDraft", "B2B_RECIPIENT_NOT_FOUND"): lambda m: change(
        m, begun(m, issuance="NORMAL"), "NORMAL", recipient={}
    ),
    ("updateB2bTaxInvoiceDraft", "B2B_COUNTERPARTY_NOT_FOUND"): lambda m: change(
        m, begun(m), supplier={"counterpartyId": "nobody"}
    ),
    ("updateB2bTaxInvoiceDraft", "B2B_COUNTERPARTY_NTS_NOT_CONNECTED"): lambda m: [
        found := begun(m),
        m.sandbox.console.disconnect_counterparty("paper"),
        change(m, found),
    ][2],
    ("updateB2bTaxInvoiceDraft", "B2B_TAX_INVOICE_SUPPLIER_DOCUMENT_KEY_ALREADY_USED"): lambda m: [
        found := begun(m, recipientDocumentKey=None),
        created(m, "glue", OTHER),
        begun(m, supplier={"brn": OTHER}, recipientDocumentKey=None),
        change(m, found, supplier={"brn": OTHER}, recipientDocumentKey=None),
    ][3],
    ("updateB2bTaxInvoiceDraft", "B2B_TAX_INVOICE_RECIPIENT_DOCUMENT_KEY_ALREADY_USED"): lambda m: [
        found := begun(m, issuance="NORMAL", supplierDocumentKey=None),
        begun(m, issuance="NORMAL", supplierDocumentKey=None, recipient={"brn": OTHER}),
        change(m, found, "NORMAL", supplierDocumentKey=None, recipient={"brn": OTHER}),
    ][2],
    ("updateB2bTaxInvoiceDraft", "B2B_CANNOT_CHANGE_TAX_TYPE"): lambda m: [
        original := completed(m, "REVERSE"),
        found := begun(m, key="doc-2", body=modifying(original)),
        change(m, found, key="doc-2", taxationType="FREE"),
    ][2],
    ("updateB2bTaxInvoiceDraft", "B2B_MODIFICATION_NOT_PROVIDED"): lambda m: change(
        m, sheet(m, body=modifying("doc-9", taxInvoiceKeyType="SUPPLIER"))
    ),
    ("updateB2bTaxInvoiceDraft", "B2B_ORIGINAL_TAX_INVOICE_NOT_FOUND"): lambda m: change(
        m, sheet(m, body=modifying(UNKNOWN))
    ),
    ("updateB2bTaxInvoiceDraft", "B2B_TAX_INVOICE_STATUS_NOT_SENDING_COMPLETED"): lambda m: change(
        m, drafted_before(m), key="doc-2"
    ),
    ("updateB2bTaxInvoiceDraft", "B2B_ID_ALREADY_EXISTS"): fault("updateB2bTaxInvoiceDraft", "B2B_ID_ALREADY_EXISTS"),
    # Drafts that are requested.
    ("requestB2bTaxInvoice", "B2B_TAX_INVOICE_NOT_DRAFTED_STATUS"): lambda m: act(m, "request", requested(m)),
    ("requestB2bTaxInvoice", "B2B_ISSUANCE_TYPE_MISMATCH"): lambda m: act(m, "request", begun(m, issuance="NORMAL")),
    ("requestB2bTaxInvoice", "B2B_TAX_INVOICE_NO_RECIPIENT_DOCUMENT_KEY"): lambda m: act(
        m, "request", begun(m, recipientDocumentKey=None)
    ),
    ("requestB2bTaxInvoice", "B2B_MODIFICATION_NOT_PROVIDED"): lambda m: act(
        m, "request", sheet(m, body=modifying("doc-9", taxInvoiceKeyType="SUPPLIER"))
    ),
    ("requestB2bTaxInvoice", "B2B_ORIGINAL_TAX_INVOICE_NOT_FOUND"): lambda m: act(
        m, "request", sheet(m, body=modifying(UNKNOWN))
    ),
    ("requestB2bTaxInvoice", "B2B_TAX_INVOICE_STATUS_NOT_SENDING_COMPLETED"): lambda m: act(
        m, "request", drafted_before(m)
    ),
    ("requestB2bTaxInvoice", "B2B_CANNOT_CHANGE_TAX_TYPE"): lambda m: act(m, "request", retaxed(m)),
    # The steps after that.
    ("issueB2bTaxInvoice", "B2B_TAX_INVOICE_NOT_DRAFTED_STATUS"): lambda m: act(m, "issue", issued(m), body={}),
    ("issueB2bTaxInvoice", "B2B_TAX_INVOICE_NOT_REQUESTED_STATUS"): lambda m: act(m, "issue", begun(m), body={}),
    ("issueB2bTaxInvoice", "B2B_TAX_INVOICE_NO_SUPPLIER_DOCUMENT_KEY"): lambda m: act(
        m, "issue", requested(m, supplierDocumentKey=None), body={}
    ),
    ("cancelB2bTaxInvoiceRequest", "B2B_TAX_INVOICE_NOT_REQUESTED_STATUS"): lambda m: act(
        m, "cancel-request", begun(m), body={}
    ),
    ("cancelB2bTaxInvoiceRequest", "B2B_TAX_INVOICE_NO_RECIPIENT_DOCUMENT_KEY"): lambda m: act(
        m, "cancel-request", requested(m, recipientDocumentKey=None), body={}
    ),
    ("refuseB2bTaxInvoiceRequest", "B2B_TAX_INVOICE_NOT_REQUESTED_STATUS"): lambda m: act(
        m, "refuse-request", begun(m), body={}
    ),
    ("refuseB2bTaxInvoiceRequest", "B2B_TAX_INVOICE_NO_SUPPLIER_DOCUMENT_KEY"): lambda m: act(
        m, "refuse-request", requested(m, supplierDocumentKey=None), body={}
    ),
    ("cancelB2bTaxInvoiceIssuance", "B2B_TAX_INVOICE_NOT_ISSUED_STATUS"): lambda m: act(
        m, "cancel-issuance", begun(m), body={}
    ),
    ("sendToNtsB2bTaxInvoice", "B2B_TAX_INVOICE_NOT_ISSUED_STATUS"): lambda m: act(m, "send-to-nts", begun(m)),
    ("deleteB2bTaxInvoice", "B2B_TAX_INVOICE_NON_DELETABLE_STATUS"): lambda m: act(m, "", issued(m), "DELETE"),
    # Attachments.
    ("attachB2bTaxInvoiceFile", "B2B_TAX_INVOICE_NOT_DRAFTED_STATUS"): lambda m: attach(m, issued(m)),
    ("attachB2bTaxInvoiceFile", "B2B_FILE_NOT_FOUND"): lambda m: attach(m, begun(m)),
    ("deleteB2bTaxInvoiceAttachment", "B2B_TAX_INVOICE_NOT_DRAFTED_STATUS"): lambda m: act(
        m, "attachments/a-9", issued(m), "DELETE"
    ),
    ("deleteB2bTaxInvoiceAttachment", "B2B_TAX_INVOICE_ATTACHMENT_NOT_FOUND"): lambda m: act(
        m, "attachments/a-9", begun(m), "DELETE"
    ),
}

OTHER_PARTY = {name: "recipient" if way == "NORMAL" else "supplier" for name, (_, way) in BEGIN.items()}


def drafted_before(merchant):
    """The id of a draft that modifies an invoice which the tax office has not accepted."""
    original = requested(merchant)
    console = merchant.sandbox.console
    bulk = console.draft_tax_invoices([{"taxInvoice": invoice(key="doc-2")} | modifying(original)])
    return next(each.id for each in merchant.sandbox.tax_invoices.values() if each.bulk_id == bulk.id)


def retaxed(merchant):
    """The id of a draft that modifies an invoice, and is taxed otherwise."""
    original = completed(merchant, "REVERSE")
    console = merchant.sandbox.console
    bulk = console.draft_tax_invoices(
        [{"taxInvoice": invoice(key="doc-2", taxationType="FREE")} | modifying(original)]
    )
    return next(each.id for each in merchant.sandbox.tax_invoices.values() if each.bulk_id == bulk.id)
