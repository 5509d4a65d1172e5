"""From a request to what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.conformance.rules import RULES
from pytest_portone.conformance.sent import read
from pytest_portone.report.model import Finding

if TYPE_CHECKING:
    from pytest_portone.contracts.model import Contract
    from pytest_portone.sandbox.messages import Request


def judge(contract: Contract, request: Request) -> tuple[Finding, ...]:
    """Everything about a request that the contract does not say, in the order of `RULES`.

    Args:
        contract: what it is judged by.
        request: with the path below the base URL.

    Returns:
        Findings without tests, one for each rule and place; all items of a list are one place.
    """
    sent = read(contract, request)
    meant = sent.operation or sent.meant
    found: dict[tuple[str, str], Finding] = {}
    for rule in RULES:
        for place, message in rule.broken(sent):
            found.setdefault((rule.name, place), Finding(meant.id if meant else "", rule.name, place, message))
    return tuple(found.values())
