"""Partners as requests describe them: read, checked, and what is written beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform import finding, verifications
from pytest_portone.sandbox.platform.models import Account, Contact, NonWhtPayer
from pytest_portone.sandbox.platform.partners import kinds
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.platform.models import Partner, PartnerType
    from pytest_portone.sandbox.platform.resources import Draft, Fields

CURRENCIES = frozenset({"KRW", "USD", "JPY", "EUR", "CNY", "TWD", "AUD", "THB", "HKD"})
"""What partners can be paid in."""

MOST_TAGS = 10
LONGEST_MEMO = 256
MOST_PROPERTIES = 10


def fields_of(draft: Draft[Partner]) -> dict[str, Any]:
    """The values that a draft gives to a partner's own fields.

    Raises:
        Refusal: `INVALID_REQUEST`, `PLATFORM_CONTRACT_NOT_FOUND`, `PLATFORM_CURRENCY_NOT_SUPPORTED`,
            `PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND`, and those of verifications and of `kinds.kind_of`.
    """
    sent = draft.sent
    _check(draft)
    if "defaultContractId" in sent:
        finding.contract(draft.state, draft.side, sent["defaultContractId"])
    finding.check_properties(draft.state, sent.get("userDefinedProperties", {}))
    made = {field: read(draft) for name, (field, read) in _READ.items() if name in sent}
    return made if draft.before else {"type": NonWhtPayer(), **made}


def afterwards(draft: Draft[Partner]) -> None:
    """Use the verifications that a draft names, once it is written."""
    verifications.use(draft.state, draft.sent.get("account", {}).get("accountVerificationId"))
    business = draft.sent.get("type", {}).get("business", {})
    verifications.use(draft.state, business.get("companyVerificationId"))


def check_body(sent: Fields, checks: Checks, at: tuple[str | int, ...]) -> None:
    """What the schema does not say of a partner's fields."""
    tags, properties = sent.get("tags", ()), sent.get("userDefinedProperties", {})
    checks.require((*at, "tags"), tags, f"{MOST_TAGS} tags or fewer", met=len(tags) <= MOST_TAGS)
    memo = sent.get("memo", "")
    checks.require((*at, "memo"), memo, f"{LONGEST_MEMO} characters or fewer", met=len(memo) <= LONGEST_MEMO)
    met = len(properties) <= MOST_PROPERTIES
    checks.require((*at, "userDefinedProperties"), properties, f"{MOST_PROPERTIES} or fewer", met=met)
    if "type" in sent:
        checks.exactly_one((*at, "type"), sent["type"], *kinds.NAMES)


def _check(draft: Draft[Partner]) -> None:
    checks = Checks()
    check_body(draft.sent, checks, draft.at)
    checks.done()


def _contact(draft: Draft[Partner]) -> Contact:
    sent = draft.sent["contact"]
    names = {"name": "name", "email": "email", "phoneNumber": "phone_number"}
    fields = {field: sent[name] for name, field in names.items() if name in sent}
    return replace(draft.before.contact, **fields) if draft.before else Contact(**fields)


def _account(draft: Draft[Partner]) -> Account:
    sent = draft.sent["account"]
    bank, currency, number, holder = (sent[name] for name in ("bank", "currency", "number", "holder"))
    if currency not in CURRENCIES:
        message = f"account.currency: received {currency!r}, expected one of {', '.join(sorted(CURRENCIES))}"
        raise Refusal("PLATFORM_CURRENCY_NOT_SUPPORTED", message)
    if "accountVerificationId" not in sent:
        return Account(bank, currency, number, holder)
    digits = number.replace("-", "")
    verifications.check_account(draft.state, draft.side, sent["accountVerificationId"], bank, digits, holder)
    return Account(bank, currency, number, holder, "VERIFIED")


def _type(draft: Draft[Partner]) -> PartnerType:
    return kinds.kind_of(draft)


def _properties(draft: Draft[Partner]) -> dict[str, str]:
    return {name: value["string"] for name, value in draft.sent["userDefinedProperties"].items()}


_READ: Mapping[str, tuple[str, Callable[[Draft[Partner]], Any]]] = {
    "contact": ("contact", _contact),
    "account": ("account", _account),
    "type": ("type", _type),
    "defaultContractId": ("default_contract_id", lambda draft: draft.sent["defaultContractId"]),
    "tags": ("tags", lambda draft: tuple(dict.fromkeys(draft.sent["tags"]))),
    "userDefinedProperties": ("user_defined_properties", _properties),
}
"""A partner's field for each of the body's, and how it is read."""
