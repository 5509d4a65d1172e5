"""What a request names, found or refused by PortOne's error. Live and test data are apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pytest_portone.sandbox import features
from pytest_portone.sandbox.platform.models import (
    AdditionalFeePolicy,
    Contract,
    DiscountSharePolicy,
    Lasting,
    Partner,
    graphql_id,
)
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.records import Shelf, Shelves
    from pytest_portone.sandbox.state import State

L = TypeVar("L", bound=Lasting)


@dataclass(frozen=True, slots=True)
class Kind(Generic[L]):
    """A kind of what lasts.

    Attributes:
        type: its records.
        noun: what PortOne's errors call it.
        nouns: what they call several.
        taken: what they say exists already, where an id is used twice.
        shelves: where they are kept.
    """

    type: type[L]
    noun: str
    nouns: str
    taken: str
    shelves: Callable[[State], Shelves[L]]

    def shelf(self, state: State, side: Side) -> Shelf[L]:
        """Those of one side."""
        return self.shelves(state).of(side)

    def get(self, state: State, side: Side, record_id: str) -> L:
        """The one with an id.

        Raises:
            Refusal: `PLATFORM_..._NOT_FOUND`, by what it is.
        """
        record = self.shelf(state, side).get(record_id)
        if record is None:
            message = f"There is no {self.words} with the id {record_id!r} among the {side} data"
            raise Refusal(f"PLATFORM_{self.noun}_NOT_FOUND", message)
        return record

    def get_all(self, state: State, side: Side, record_ids: Iterable[str]) -> tuple[L, ...]:
        """Those with these ids, in their order.

        Raises:
            Refusal: `PLATFORM_..._NOT_FOUND` in the plural, with the ids of all that there are not.
        """
        asked, shelf = tuple(record_ids), self.shelf(state, side)
        missing = tuple(dict.fromkeys(each for each in asked if each not in shelf))
        if missing:
            message = f"There is no {self.words} with the ids {', '.join(map(repr, missing))} among the {side} data"
            raise Refusal(f"PLATFORM_{self.nouns}_NOT_FOUND", message, self.ids(missing))
        return tuple(shelf[each] for each in asked)

    def ids(self, record_ids: Iterable[str]) -> dict[str, list[str]]:
        """The details of an error about several: their ids, both of each."""
        listed = list(record_ids)
        return {"ids": listed, "graphqlIds": [graphql_id(self.type.number, each) for each in listed]}

    @property
    def words(self) -> str:
        """What it is called in a message."""
        return self.noun.lower().replace("_", " ")


PARTNERS = Kind(Partner, "PARTNER", "PARTNERS", "PARTNER_ID", lambda state: state.platform_partners)
CONTRACTS = Kind(Contract, "CONTRACT", "CONTRACTS", "CONTRACT", lambda state: state.platform_contracts)
ADDITIONAL_FEE_POLICIES = Kind(
    AdditionalFeePolicy,
    "ADDITIONAL_FEE_POLICY",
    "ADDITIONAL_FEE_POLICIES",
    "ADDITIONAL_FEE_POLICY",
    lambda state: state.platform_additional_fee_policies,
)
DISCOUNT_SHARE_POLICIES = Kind(
    DiscountSharePolicy,
    "DISCOUNT_SHARE_POLICY",
    "DISCOUNT_SHARE_POLICIES",
    "DISCOUNT_SHARE_POLICY",
    lambda state: state.platform_discount_share_policies,
)


def side_of(state: State, inquiry: Inquiry) -> Side:
    """The side that a request is about: by `test` in its query, else `isForTest` in its body, else live.

    Raises:
        Refusal: `PLATFORM_NOT_ENABLED`, where PortOne has not switched partner settlement on for the merchant.
    """
    features.require(state, "PLATFORM")
    for_test = inquiry.parameters.get("test", inquiry.body.get("isForTest", False))
    return "test" if for_test else "live"


def partner(state: State, side: Side, partner_id: str) -> Partner:
    """The partner with an id.

    Raises:
        Refusal: `PLATFORM_PARTNER_NOT_FOUND`.
    """
    return PARTNERS.get(state, side, partner_id)


def contract(state: State, side: Side, contract_id: str) -> Contract:
    """The contract with an id.

    Raises:
        Refusal: `PLATFORM_CONTRACT_NOT_FOUND`.
    """
    return CONTRACTS.get(state, side, contract_id)


def additional_fee_policies(state: State, side: Side, policy_ids: Iterable[str]) -> tuple[AdditionalFeePolicy, ...]:
    """The additional-fee policies with these ids, in their order.

    Raises:
        Refusal: `PLATFORM_ADDITIONAL_FEE_POLICIES_NOT_FOUND`, with the ids of those that there are not.
    """
    return ADDITIONAL_FEE_POLICIES.get_all(state, side, policy_ids)


def discount_share_policies(state: State, side: Side, policy_ids: Iterable[str]) -> tuple[DiscountSharePolicy, ...]:
    """The discount-share policies with these ids, in their order.

    Raises:
        Refusal: `PLATFORM_DISCOUNT_SHARE_POLICIES_NOT_FOUND`, with the ids of those that there are not.
    """
    return DISCOUNT_SHARE_POLICIES.get_all(state, side, policy_ids)


def check_properties(state: State, properties: Mapping[str, Any]) -> None:
    """Go on only where the merchant has defined each of these properties.

    Raises:
        Refusal: `PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND`.
    """
    known = state.settings.user_defined_properties
    unknown = [repr(each) for each in properties if known is not None and each not in known]
    if unknown:
        message = f"The merchant has defined no property {', '.join(unknown)}; the sandbox's settings list others"
        raise Refusal("PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND", message)
