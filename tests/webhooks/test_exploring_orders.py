"""Every order of webhooks and steps, and the shortest one that does harm."""

import json
from itertools import permutations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox import ExplorationError, Sandbox, Settings

READY, PAID, CANCELLED = "Transaction.Ready", "Transaction.Paid", "Transaction.Cancelled"


class Shop:
    """A merchant's records: the orders that were paid, how often they were shipped, and all that was heard."""

    def __init__(self, portone, **flaws):
        self.portone, self.flaws = portone, flaws
        portone.webhooks.send_to(self.hear, "/hooks")
        self.reset()

    def reset(self):
        self.heard, self.paid, self.shipped, self.redirected = [], False, 0, False

    def hear(self, request):
        event = json.loads(request.content)
        self.heard.append(event["type"])
        if event["type"] == PAID:
            self.settle()
        if event["type"] == CANCELLED:
            self.paid = False
        if self.flaws.get("fails") == event["type"] and self.heard.count(event["type"]) == 1:
            return httpx.Response(500)
        return httpx.Response(200)

    def settle(self):
        if self.flaws.get("believes") or self.portone.payments["order-1"].status == "PAID":
            self.shipped += not self.paid or bool(self.flaws.get("ships twice"))
            self.paid = True

    def redirect(self):
        self.heard.append("redirect")
        self.redirected = True
        self.settle()

    def right(self):
        status = self.portone.payments["order-1"].status
        assert (self.paid, self.shipped) == (status == "PAID", 1), (self.paid, self.shipped)


@pytest.fixture
def shop_of(portone):
    return lambda **flaws: Shop(portone, **flaws)


def pay(portone):
    return lambda: portone.customer.pay("order-1", 39_000)


def test_every_order_is_tried_once_and_each_in_a_fresh_world(portone, shop_of):
    shop, seen = shop_of(), []

    def rest():
        assert len(portone.payments) == 1
        seen.append(tuple(shop.heard))

    found = portone.explore(
        pay(portone), steps={"redirect": shop.redirect}, invariant=rest, reset=shop.reset, duplicates=0
    )
    assert sorted(seen) == sorted(permutations([READY, PAID, "redirect"]))
    assert (found.orders, found.complete) == (6, True)
    assert len(portone.payments) == 0
    assert shop.heard == []


def test_a_shop_that_is_right_in_every_order(portone, shop_of):
    shop = shop_of()
    found = portone.explore(
        pay(portone), steps={"redirect": shop.redirect}, invariant=shop.right, reset=shop.reset, losses=1
    )
    assert found.complete
    assert found.orders > 100


def test_the_shortest_order_that_breaks_the_invariant_is_told(portone, shop_of):
    shop = shop_of(**{"ships twice": True})
    with pytest.raises(ExplorationError) as broken:
        portone.explore(pay(portone), invariant=shop.right, reset=shop.reset)
    assert broken.value.order == (
        f"{READY} order-1: 200",
        f"{PAID} order-1: 200",
        f"{PAID} order-1 again: 200 (duplicate)",
    )
    lines = str(broken.value).splitlines()
    assert lines[0].startswith("the invariant is broken by this order, the shortest of ")
    assert lines[1:4] == [f"  {number}. {each}" for number, each in enumerate(broken.value.order, 1)]
    assert lines[4].startswith("AssertionError: (True, 2)")
    assert "2026-01-01T00:00:00.000Z  200 (duplicate)" in str(broken.value)
    assert isinstance(broken.value.__cause__, AssertionError)


def test_orders_without_duplicates_come_first(portone, shop_of):
    shop = shop_of(**{"ships twice": True})
    with pytest.raises(ExplorationError) as broken:
        portone.explore(pay(portone), steps={"redirect": shop.redirect}, invariant=shop.right, reset=shop.reset)
    assert len(broken.value.order) == 3
    assert not any("again" in each for each in broken.value.order)


def test_what_must_hold_always_is_looked_at_after_each_move(portone, shop_of):
    shop = shop_of()

    def never_before_the_browser():
        assert shop.redirected or not shop.paid

    with pytest.raises(ExplorationError) as broken:
        portone.explore(
            pay(portone),
            steps={"redirect": shop.redirect},
            invariant=lambda: True,
            always=never_before_the_browser,
            reset=shop.reset,
        )
    assert broken.value.order == (f"{PAID} order-1: 200",)


def test_a_retry_meets_the_other_moves(portone, shop_of):
    shop, seen = shop_of(fails=PAID), set()
    portone.explore(
        pay(portone),
        steps={"redirect": shop.redirect},
        invariant=lambda: seen.add(tuple(each for each in shop.heard if each != READY)),
        reset=shop.reset,
        duplicates=0,
    )
    assert seen == {(PAID, PAID, "redirect"), (PAID, "redirect", PAID), ("redirect", PAID, PAID)}


def test_a_lost_webhook_comes_later(portone, shop_of):
    shop, seen = shop_of(), set()

    def rest():
        [paid] = portone.webhooks.find(PAID)
        seen.add(tuple(each.code for each in paid.attempts))

    portone.explore(pay(portone), invariant=rest, reset=shop.reset, duplicates=0, losses=1)
    assert seen == {(200,), (None, 200)}


def test_webhooks_of_a_step_take_part(portone, shop_of):
    shop = shop_of(believes=True)

    def cancel():
        headers = {"authorization": f"PortOne {portone.secret}", "content-type": "application/json"}
        from pytest_portone.sandbox import Request

        assert (
            portone.handle(Request("POST", "/payments/order-1/cancel", "", headers, b'{"reason": "x"}')).status == 200
        )

    with pytest.raises(ExplorationError) as broken:
        portone.explore(
            pay(portone),
            steps={"cancel": cancel},
            invariant=lambda: not shop.paid,
            reset=shop.reset,
            duplicates=0,
        )
    order = [each.partition(" order-1")[0] for each in broken.value.order]
    assert order.index(CANCELLED) < order.index(PAID)
    assert "AssertionError: it gave False" in str(broken.value)


def test_steps_of_a_list_keep_their_order(portone, shop_of):
    shop, seen = shop_of(), set()
    acts = [lambda: shop.heard.append("first"), lambda: shop.heard.append("second")]
    portone.explore(
        lambda: portone.customer.open("order-1", 39_000),
        steps={"browser": acts},
        invariant=lambda: seen.add(tuple(shop.heard)),
        reset=shop.reset,
        duplicates=0,
    )
    assert seen == {(READY, "first", "second"), ("first", READY, "second"), ("first", "second", READY)}


def test_a_step_that_raises_is_told_with_its_order(portone, shop_of):
    shop = shop_of()

    def redirect():
        assert shop.paid, "the order is not paid yet"

    with pytest.raises(ExplorationError, match="an exception is raised in this order") as broken:
        portone.explore(pay(portone), steps={"redirect": redirect}, invariant=lambda: True, reset=shop.reset)
    assert broken.value.order == ("redirect",)
    assert "AssertionError: the order is not paid yet" in str(broken.value)


def test_a_search_that_is_cut_short_says_so(portone, shop_of):
    shop = shop_of()
    found = portone.explore(
        pay(portone), steps={"redirect": shop.redirect}, invariant=shop.right, reset=shop.reset, most=5
    )
    assert (found.orders, found.complete) == (5, False)


def test_code_that_does_not_do_the_same_each_time_is_told_of(portone, shop_of):
    shop, runs = shop_of(), []

    def sometimes():
        runs.append(None)
        portone.customer.open("order-1", 39_000)
        if len(runs) < 3:
            portone.customer.pay("order-1")

    with pytest.raises(RuntimeError, match="explore needs code that does the same each time"):
        portone.explore(sometimes, steps={"a": shop.redirect}, invariant=lambda: True, reset=shop.reset, duplicates=0)
    assert len(portone.payments) == 0


def test_hypothesis_draws_and_shrinks_an_order():
    orders = []

    @settings(deadline=None, max_examples=200, database=None, derandomize=True)
    @given(st.data())
    def run(data):
        portone = Sandbox(settings=Settings(webhook_jitter=False))
        shop = Shop(portone, **{"ships twice": True})
        try:
            portone.explore(pay(portone), invariant=shop.right, reset=shop.reset, draw=data.draw, duplicates=3)
        except ExplorationError as error:
            orders.append(error.order)
            raise

    with pytest.raises(ExplorationError):
        run()
    assert sorted(each.split(" ")[0] for each in orders[-1]) == [PAID, PAID, READY]
