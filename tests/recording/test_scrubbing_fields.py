"""Every field of every contract is classified, and what is classified exists."""

import pytest

from pytest_portone import contracts
from pytest_portone.contracts.model import ListOf, MapOf, ObjectType, Scalar
from pytest_portone.recording.scrubbing import fields
from pytest_portone.recording.scrubbing.fields import kind_of
from pytest_portone.recording.scrubbing.kinds import MAKERS
from pytest_portone.recording.scrubbing.vocabulary import field_names, plain_name
from pytest_portone.recording.tokens import KINDS

TEXTS = {"string", "date", "any", "object", "csv"}
IDENTIFIERS = ("id", "ids")
NOT_OF_THE_CONTRACTS = {
    "authorization", "cookie", "customeruid", "cvc", "proxyauthorization", "setcookie", "webhooksecret",
    "webhooksignature", "xapikey", "xforwardedfor", "xrealip",
}  # fmt: skip
"""Headers, and fields of older APIs and of gateways."""


def leaf(contract, expression):
    resolved = contract.resolve(expression)
    while isinstance(resolved, ListOf | MapOf):
        resolved = contract.resolve(resolved.item if isinstance(resolved, ListOf) else resolved.value)
    return resolved


def texts():
    """The names of all fields and parameters that hold free texts."""
    for contract in map(contracts.load, contracts.versions()):
        named = [
            each for kind in contract.types.values() if isinstance(kind, ObjectType) for each in kind.fields.values()
        ]
        named += [each for operation in contract.operations.values() for each in operation.parameters]
        for each in named:
            found = leaf(contract, each.type)
            if isinstance(found, Scalar) and found.name in TEXTS:
                yield each.name


def listed(*tables):
    return {plain_name(name.split(".")[-1]) for table in tables for names in table for name in names.split()}


def test_every_text_of_every_contract_is_classified():
    known = listed(fields.NAMES.values(), fields.WITHIN.values(), [fields.PLAIN])
    unknown = {
        each for each in texts() if plain_name(each) not in known and not plain_name(each).endswith(IDENTIFIERS)
    }

    assert unknown == set()


def test_nothing_is_classified_that_does_not_exist():
    known = listed(fields.NAMES.values(), fields.WITHIN.values(), [fields.PLAIN])

    assert known - field_names() == NOT_OF_THE_CONTRACTS


def test_no_name_is_both_somebodys_and_plain():
    assert listed(fields.NAMES.values()) & listed([fields.PLAIN]) == set()


def test_every_kind_has_a_maker_and_a_look():
    kinds = {*fields.NAMES, *fields.WITHIN, *(kind for kind, _ in fields.FRAGMENTS)} - {"plain"}

    assert kinds <= set(MAKERS)
    assert set(MAKERS) == {*KINDS, "short"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("customer", "name", "full"), "text"),
        (("customer", "phone_number"), "phone"),
        (("card", "number"), "card"),
        (("card", "name"), None),
        (("channel", "name"), None),
        (("page", "number"), None),
        (("refundAccount", "number"), "account"),
        (("customData", "buyer_tel"), "phone"),
        (("customData", "email", "home"), "email"),
        (("customer", "address", "country"), None),
        (("pgResponse", "CARD_NUM"), "card"),
        (("예금주 이름",), "text"),
        (("X-API-Key",), "secret"),
        ((), None),
    ],
)
def test_a_kind_is_told_by_the_name_the_parent_or_the_looks(path, kind):
    assert kind_of(path) == kind
