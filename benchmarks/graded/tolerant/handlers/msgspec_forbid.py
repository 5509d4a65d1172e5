"""As `fragile.handlers.msgspec_forbid`, and survives what it does not know."""

import msgspec

from clients import by_requests as portone


class Name(msgspec.Struct):
    ko: str


class Bank(msgspec.Struct):
    bank: str
    name: Name


def bank_names():
    banks = msgspec.convert(portone.get("/banks").body["items"], list[Bank])
    return [each.name.ko for each in banks]
