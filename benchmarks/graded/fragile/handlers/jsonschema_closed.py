"""A JSON Schema permits no additional properties."""

import jsonschema

from clients import by_requests as portone

AMOUNTS = ["total", "taxFree", "vat", "supply", "discount", "paid", "cancelled", "cancelledTaxFree"]
SCHEMA = {
    "type": "object",
    "properties": {each: {"type": "integer"} for each in AMOUNTS},
    "required": ["total", "paid"],
    "additionalProperties": False,
}


def paid(payment_id):
    amount = portone.get(f"/payments/{payment_id}").body["amount"]
    jsonschema.validate(amount, SCHEMA)
    return amount["paid"]
