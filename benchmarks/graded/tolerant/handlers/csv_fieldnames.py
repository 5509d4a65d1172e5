"""As `fragile.handlers.csv_fieldnames`, and survives what it does not know."""

import csv
import io

from clients import by_httpx as portone

FIELDS = ["total", "taxFree", "vat", "supply", "discount", "paid", "cancelled", "cancelledTaxFree"]


def export():
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, FIELDS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(each["amount"] for each in portone.get("/payments").body["items"])
    return sheet.getvalue().splitlines()
