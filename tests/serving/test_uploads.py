"""Files that a merchant puts to the server: the upload URL leads there, and nowhere else."""

from __future__ import annotations

import httpx
import pytest
from documented_errors.tax_invoices import invoice, told

SECRET = {"authorization": "PortOne any"}


@pytest.fixture
def api(portone_server):
    with httpx.Client(base_url=portone_server.url, headers=SECRET) as client:
        yield client


def test_a_file_that_is_put_to_its_url_can_be_attached(portone_server, api):
    api.post("/b2b/counterparties", json={"counterparty": told()})
    draft = api.post("/b2b/tax-invoices/draft", json={"taxInvoice": invoice()}).json()["taxInvoice"]
    upload = api.post("/b2b/file-upload-url", json={"fileName": "offer.pdf"}).json()
    assert upload["url"].startswith(f"{portone_server.url}/__portone__/files/")

    # Whoever puts a file knows no secret, and sends it as it is.
    assert httpx.put(upload["url"], content=b"%PDF").status_code == 200
    assert portone_server.sandbox.dump()["tables"]["uploads"][0][1]["content"] == {"$bytes": "JVBERg=="}

    path = f"/b2b/tax-invoices/{draft['id']}"
    assert api.post(f"{path}/attach-file", json={"fileId": upload["fileId"]}).status_code == 200
    assert [each["name"] for each in api.get(f"{path}/attachments").json()["attachments"]] == ["offer.pdf"]


def test_there_is_nothing_to_put_elsewhere(portone_server):
    assert httpx.put(f"{portone_server.url}/__portone__/files/file-9", content=b"x").status_code == 404


def test_a_url_that_is_refused_is_as_the_sandbox_says(api):
    answer = api.post("/b2b/file-upload-url", json={"fileName": " "})
    assert (answer.status_code, answer.json()["type"]) == (400, "INVALID_REQUEST")


def test_a_foreign_name_that_leads_here_gets_nothing(portone_server, api):
    upload = api.post("/b2b/file-upload-url", json={"fileName": "offer.pdf"}).json()
    answer = httpx.put(upload["url"], content=b"x", headers={"host": "evil.example"})
    assert (answer.status_code, answer.json()["error"]["name"]) == (403, "HOST_NOT_SERVED")


def test_the_dashboard_shows_what_is_told_of_an_invoice(portone_server, api):
    portone_server.sandbox.webhooks.send_to(lambda _: httpx.Response(200), product="tax-invoices")
    api.post("/b2b/counterparties", json={"counterparty": told()})
    path = "/b2b/tax-invoices/request-reverse-issuance"
    made = api.post(path, json={"taxInvoice": invoice()}).json()["taxInvoice"]
    (shown,) = api.get("/__portone__/webhooks").json()["items"]
    assert (shown["type"], shown["taxInvoiceId"]) == ("TaxInvoice.Requested", made["id"])
