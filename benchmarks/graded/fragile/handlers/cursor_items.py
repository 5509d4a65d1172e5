"""What comes from a list by cursor is built by status, all of them at once."""

import json
from urllib.parse import quote

from clients import by_httpx as portone

BOOKED = {"READY": 0, "PAY_PENDING": 0, "VIRTUAL_ACCOUNT_ISSUED": 0, "FAILED": 0}
BOOKED |= {"PAID": 1, "PARTIAL_CANCELLED": 1, "CANCELLED": 1}


def entries():
    cursor, found = None, []
    while True:
        query = {"size": 2, **({"cursor": cursor} if cursor else {})}
        items = portone.get(f"/payments-by-cursor?requestBody={quote(json.dumps(query))}").body["items"]
        if not items:
            return found
        found += [(each["payment"]["id"], BOOKED[each["payment"]["status"]]) for each in items]
        cursor = items[-1]["cursor"]
