"""A pydantic field is an enum of the gateways that the shop has used so far."""

from enum import StrEnum

from pydantic import BaseModel

from clients import by_httpx as portone


class Gateway(StrEnum):
    TOSSPAYMENTS = "TOSSPAYMENTS"
    KCP = "KCP_V2"
    INICIS = "INICIS_V2"


class Channel(BaseModel):
    key: str
    pgProvider: Gateway


def channel_of(payment_id):
    return Channel.model_validate(portone.get(f"/payments/{payment_id}").body["channel"])
