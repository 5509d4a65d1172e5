"""The platform as older contracts have it."""

from __future__ import annotations

from documented_errors.platform import sending, standard, update
from pytest_portone.sandbox import Request

CONTRACT = "2024-10-24"

read = sending("GET", "/platform")


def garbled(merchant):
    """A call whose query can't be read."""
    return merchant.sandbox.handle(Request("GET", "/platform", "%", merchant.headers))


change = update("/platform", roundType="UP")

SCENARIOS = standard({"getPlatform": (read, garbled), "updatePlatform": (change, update("/platform", roundType="?"))})
del SCENARIOS["getPlatform", "FORBIDDEN"]
SCENARIOS["updatePlatform", "PLATFORM_INVALID_SETTLEMENT_FORMULA"] = update(
    "/platform", settlementFormula={"platformFee": "orderAmount *"}
)
