"""Customers: as requests send them, and as answers show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.rules import Checks


def customer_json(sent: Mapping[str, Any]) -> dict[str, Any]:
    """A `CustomerInput` as `Customer`: one name, and an address in one line as well as in parts."""
    shown = {name: value for name, value in sent.items() if name not in {"name", "address"}}
    if "name" in sent:
        shown["name"] = _name(sent["name"])
    if "address" in sent:
        address = sent["address"]
        one_line = f"{address['addressLine1']} {address['addressLine2']}"
        shown["address"] = {"type": "SEPARATED", "oneLine": one_line, **address}
    return {name: value for name, value in shown.items() if value is not None}


def _name(sent: Mapping[str, Any]) -> str | None:
    if "separated" in sent:
        return f"{sent['separated']['first']} {sent['separated']['last']}"
    full: str | None = sent.get("full")
    return full


def check(body: Mapping[str, Any], checks: Checks) -> None:
    """What the schema does not say of a request's customer: a name is given in one form."""
    name = body.get("customer", {}).get("name")
    if name is not None:
        checks.exactly_one(("customer", "name"), name, "full", "separated")
