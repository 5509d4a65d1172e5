"""The payment gateway's no, as PortOne hands it on."""

from __future__ import annotations

from pytest_portone.sandbox.refusals import Refusal


def refusal(code: str, message: str) -> Refusal:
    """A refusal with the gateway's own code and words: `PG_PROVIDER`."""
    return Refusal("PG_PROVIDER", f"The payment gateway refused: {message}", {"pgCode": code, "pgMessage": message})
