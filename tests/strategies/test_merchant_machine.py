"""A merchant machine passes an honest merchant, and tells each bug as its shortest story."""

import json
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.stateful import run_state_machine_as_test
from merchants import bugs
from merchants.checking import SumsDifferError, sums_agree, world
from merchants.shop import RefusedError, Shop

from pytest_portone import strategies
from pytest_portone.sandbox import Sandbox
from pytest_portone.strategies.forging import SIGNATURES, WORDS, forge
from pytest_portone.strategies.happenings import KINDS

SHOPS = Path(__file__).parents[2] / "examples"


def machine(merchant=Shop, **given):
    return strategies.merchant_machine(world, merchant, **{"refuses": RefusedError, "agree": sums_agree, **given})


def run(made, examples=300, *, steps=8, derandomize=True):
    usual = made.TestCase.settings
    few = {"max_examples": examples, "stateful_step_count": steps}
    run_state_machine_as_test(made, settings=settings(usual, database=None, derandomize=derandomize, **few))


def found(made, kind=AssertionError, **given):
    """What a machine raises, and the steps that Hypothesis prints."""
    with pytest.raises(kind) as caught:
        run(made, **given)
    lines = "\n".join(caught.value.__notes__).splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("state = "))
    return caught.value, lines[begin + 1 : lines.index("state.teardown()")]


def told(reconciliation):
    return [(each.name, each.ledger, each.portone, each.at_stake) for each in reconciliation.discrepancies]


STORIES = {
    bugs.BooksEveryWebhook: [
        "merchant.takes(1,000) -> order-1",
        "customer.pays(order-1, 1,000)",
        "webhook.arrives_again(order-1, Transaction.Paid)",
    ],
    bugs.BelievesTheOrder: [
        "merchant.takes(1,000) -> order-1",
        "customer.pays_another_amount(order-1, 100)",
    ],
    bugs.BelievesWebhooks: [
        "merchant.takes(1,000) -> order-1",
        "customer.abandons(order-1)",
        "forger.claims(order-1, Transaction.Paid, unsigned) -> answered 200",
    ],
    bugs.BelievesTheRedirect: [
        "merchant.takes(1,000) -> order-1",
        "browser.comes_back(order-1)",
    ],
    bugs.IgnoresCancellations: [
        "merchant.takes(1,000) -> order-1",
        "customer.pays(order-1, 1,000)",
        "console.cancels(order-1, 100)",
    ],
    bugs.RefundsTwice: [
        "merchant.takes(1,000) -> order-1",
        "customer.pays(order-1, 1,000)",
        "network.loses_the_answer_to(next call)",
        "merchant.refunds(order-1, 100)",
    ],
}
DISCREPANCIES = {
    bugs.BooksEveryWebhook: ("duplicate_in_ledger", "2 rows, 2,000 KRW", "1 row, 1,000 KRW", 1000),
    bugs.BelievesTheOrder: ("amount", "1,000 KRW", "100 KRW", 900),
    bugs.BelievesWebhooks: ("booked_before_paid", "done", "pending", 1000),
    bugs.BelievesTheRedirect: ("missing_at_portone", "1,000 KRW", None, 1000),
    bugs.IgnoresCancellations: ("cancellation_sum", None, "100 KRW", 100),
    bugs.RefundsTwice: ("cancellation_sum", "100 KRW", "200 KRW", 100),
}
SPARE = 1
"""How many steps a story may have besides: shrinking stops at some point."""


@pytest.mark.parametrize("bug", STORIES, ids=lambda each: each.__name__)
def test_each_bug_is_told_as_its_shortest_story(bug):
    error, story = found(machine(bug), SumsDifferError, examples=600)
    assert [each for each in story if each in STORIES[bug]] == STORIES[bug], story
    assert len(story) <= len(STORIES[bug]) + SPARE, story
    assert told(error.reconciliation()) == [DISCREPANCIES[bug]]


@pytest.mark.parametrize("number", range(3))
def test_an_honest_merchant_passes(number):
    run(seed(number)(machine()), examples=60, derandomize=False)


def test_the_ledger_is_reconciled_unless_another_comparison_is_given():
    def merchant(portone):
        return SimpleNamespace(order=lambda _: "order-1", ledger=list)

    others = {"network", "portone", "webhook", "forger", "time", "console"}
    made = strategies.merchant_machine(world, merchant, orders=1, without=others)
    error, story = found(made, strategies.DisagreementError, examples=10)
    assert story == ["merchant.takes(1,000) -> order-1", "customer.pays(order-1, 1,000)"]
    assert told(error.reconciliation) == [("missing_in_ledger", None, "1,000 KRW", 1000)]
    assert str(error).startswith("the merchant's ledger and PortOne disagree:\n1 discrepancy in 1 payment; 1,000 KRW")


def test_a_shop_on_a_web_framework_keeps_money_that_is_not_in_its_books(monkeypatch):
    monkeypatch.syspath_prepend(str(SHOPS / "fastapi_shop"))
    from merchants.bookstore import PRICES_IN_WON, Bookstore

    made = machine(Bookstore, totals=st.sampled_from(PRICES_IN_WON))
    error, story = found(made, SumsDifferError, examples=200, steps=6)
    assert story[-1] == "customer.pays_another_amount(order-1, 3,200)"
    assert len(story) <= 2 + SPARE
    assert told(error.reconciliation()) == [("missing_in_ledger", None, "3,200 KRW", 3200)]


def titles_of(made, **given):
    """The titles of all steps that happen in a run."""
    stories = []
    original = made.teardown

    def teardown(self):
        stories.extend(self.story)
        original(self)

    made.teardown = teardown
    run(made, **given)
    return {each.partition("(")[0] for each in stories}


def test_everything_happens_that_can():
    known = {each for kind in KINDS for each in kind.titles}
    assert titles_of(machine(), examples=150) == known | {"merchant.takes"}


def test_what_a_merchant_can_not_do_does_not_happen():
    def merchant(portone):
        numbers = count()
        return SimpleNamespace(order=lambda _: f"order-{next(numbers)}", ledger=list)

    seen = titles_of(machine(merchant, agree=lambda *_: None), examples=60)
    assert seen.isdisjoint(
        {"merchant.refunds", "merchant.catches_up", "browser.comes_back", "network.drops_for_good", "forger.claims"}
    )
    assert {"merchant.takes", "customer.pays", "console.cancels"} <= seen


def test_what_is_left_out_does_not_happen():
    left_out = {"forger", "customer.pays_twice"}
    seen = titles_of(machine(without=left_out), examples=40)
    assert not [each for each in seen if each in left_out or each.startswith("forger.")]


def test_a_step_that_does_not_exist_can_not_be_left_out():
    with pytest.raises(InvalidArgument, match=r"'customer\.payz' is no step; the nearest is 'customer\.pays'"):
        machine(without={"customer.payz"})


def test_what_the_merchant_raises_is_a_bug_unless_it_says_no_or_was_not_answered():
    class Crashes(Shop):
        def redirected(self, payment_id):
            raise KeyError(payment_id)

    error, story = found(machine(Crashes), KeyError, examples=60)
    assert error.args == ("order-1",)
    assert story == ["merchant.takes(1,000) -> order-1", "browser.comes_back(order-1)"]


def test_worlds_and_merchants_are_closed_whatever_happens():
    events = []

    @contextmanager
    def merchant(portone):
        events.append("opened")
        try:
            yield bugs.BelievesTheRedirect(portone)
        finally:
            events.append("closed")

    found(machine(merchant), SumsDifferError, examples=300, steps=2)
    assert events == ["opened", "closed"] * (len(events) // 2) != []


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("claim", WORDS)
@pytest.mark.parametrize(
    ("version", "form"), [("2024-04-25", "json"), ("2024-01-01", "json"), ("2024-01-01", "form")]
)
def test_a_forged_webhook_looks_like_one(version, form, claim, signature):
    import httpx

    heard = []

    def hear(request):
        heard.append(request)
        return httpx.Response(418)

    portone = Sandbox()
    endpoint = portone.webhooks.send_to(hear, version=version, form=form)
    assert forge(endpoint, claim, "order-1", signature) == "answered 418"
    assert ("webhook-signature" in heard[0].headers) == (signature != "unsigned")
    if form == "form":
        assert heard[0].content == f"payment_id=order-1&tx_id=forged-transaction&status={WORDS[claim]}".encode()
        return
    body = json.loads(heard[0].content)
    named = (body["data"]["paymentId"], body["type"]) if "data" in body else (body["payment_id"], body["status"])
    assert named == ("order-1", claim if "data" in body else WORDS[claim])
