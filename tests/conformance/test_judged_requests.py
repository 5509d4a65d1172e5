"""Laws: valid requests break no rule, broken ones break theirs where they are broken, and nothing is given away."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.conformance import judge
from pytest_portone.sandbox import Request
from pytest_portone.strategies.broken_requests import can_break_request

CONTRACTS = {version: contracts.load(version) for version in contracts.versions()}
OPERATIONS = [(version, each) for version, contract in CONTRACTS.items() for each in contract.operations]
BREAKABLE = [
    (version, name)
    for version, name in OPERATIONS
    if can_break_request(CONTRACTS[version], CONTRACTS[version].operation(name))
]
SHORT = settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ABSENT = {("missing field",): "missing body", ("missing field", "query"): "missing parameter"}
"""What is missing where no field is: by the kind of breakage, and what is around it."""


def sent(drawn):
    headers = {name.lower(): each for name, each in drawn.headers.items()} | {"authorization": "PortOne secret"}
    return Request(drawn.method, drawn.path, drawn.query_string, headers, drawn.content)


def at(path, *, in_query):
    """What a place looks like: as the path says, or with a star for what is data and no name."""
    location, *steps = path
    root = "query.requestBody" if in_query and location == "body" else location
    return re.compile(re.escape(f"$.{root}") + "".join(rf"(\.{re.escape(str(each))}|\[\*])" for each in steps))


@pytest.mark.parametrize(("version", "operation"), OPERATIONS)
def test_valid_requests_break_no_rule(version, operation):
    contract = contracts.load(version)
    unstable = ["unstable operation"] if contract.operation(operation).unstable else []

    @SHORT
    @given(strategies.requests(operation, contract=contract))
    def check(drawn):
        found = judge(contract, sent(drawn))
        assert [each.rule for each in found] == unstable, (drawn, found)

    check()


@pytest.mark.parametrize(("version", "operation"), BREAKABLE)
def test_broken_requests_break_their_rule_at_their_place_alone(version, operation):
    contract = contracts.load(version)

    @SHORT
    @given(strategies.requests(operation, contract=contract, broken=True))
    def check(drawn):
        kind, path = drawn.breakage.kind, drawn.breakage.path
        found = [each for each in judge(contract, sent(drawn)) if each.rule != "unstable operation"]
        assert {each.rule for each in found} == {ABSENT.get((kind, *path[:-1]), kind)}, (drawn, found)
        place = at(path, in_query=drawn.body_in_query)
        assert all(each.operation == operation and place.fullmatch(each.place) for each in found), (drawn, found)

    check()


SECRETS = st.text("BCDGXYZ23456789-_%é한 ", min_size=8).map(str.strip).filter(lambda each: len(each) > 7)


FIELDS = [
    *("amount", "apiSecret", "billingKey", "card", "credential", "currency", "customer", "filter", "from", "method"),
    *("number", "orderName", "page", "products", "reason", "size", "total", "until", "virtualAccount"),
]


@st.composite
def requests_with(draw, secret):
    """A request that holds a secret wherever one may stand, and is wrong there in some way."""
    encoded = draw(st.sampled_from([secret, quote(secret, safe=""), quote(quote(secret, safe=""), safe="")]))
    path = draw(
        st.sampled_from(
            [
                f"/payments/{encoded}",
                f"/payments/{encoded}/cancel",
                f"/billing-keys/{encoded}/{encoded}",
                f"/payments//{encoded}",
                f"/{encoded}",
                f"/bank-accounts/{encoded}/{encoded}",
                f"/platform/bank-accounts/{encoded}/{encoded}",
                "/payments",
                "/payments/p-1/billing-key",
                "/payments/p-1/instant",
                "/login/api-secret",
            ]
        )
    )
    inside = st.recursive(
        st.sampled_from([secret, [secret], {"value": secret}]),
        lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
        max_leaves=12,
    )
    body = draw(inside.map(json.dumps) | st.just(secret) | st.just(f'{{"{secret}'))
    query = draw(
        st.sampled_from(
            ["", secret, f"storeId={encoded}", f"x={encoded}&x={encoded}", urlencode({"requestBody": body})]
        )
    )
    authorization = draw(
        st.sampled_from([secret, f"PortOne {secret}", f"portone {secret}", f'Bearer "{secret}"', f"Basic {secret}"])
    )
    media = draw(st.sampled_from(["application/json", "text/html"]))
    method = draw(st.sampled_from(["GET", "POST", "PUT"]))
    headers = {"authorization": authorization, "content-type": media}
    return Request(method, path, query, headers, body.encode())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_finding_gives_anything_away(data):
    secret = data.draw(SECRETS)
    found = judge(contracts.load(), data.draw(requests_with(secret)))
    assume(found)  # an empty body under a right credential gives nothing away, and nothing to find
    hidden = {secret, quote(secret), quote(secret, safe="")}
    for each in found:
        assert not any(one in each.place or one in each.message for one in hidden), each
