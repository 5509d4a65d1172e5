"""A marshmallow schema raises on unknown fields, as it does by default."""

from marshmallow import Schema, fields

from clients import by_requests as portone


class Channel(Schema):
    type = fields.String(required=True)
    id = fields.String()
    key = fields.String()
    name = fields.String()
    pgProvider = fields.String(required=True)
    pgMerchantId = fields.String(required=True)


def is_test(payment_id):
    channel = portone.get(f"/payments/{payment_id}").body["channel"]
    return Channel().load(channel)["key"].startswith("channel-key-")
