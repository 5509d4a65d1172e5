"""The arguments of the public strategies: what is refused, at once and with the way out; and how they show."""

import pytest
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from pytest_portone import contracts, strategies

OLD = contracts.load("2024-04-18")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: strategies.types("Paymnt"), "types('Paymnt'): no type 'Paymnt'; the nearest is 'Payment'"),
        (
            lambda: strategies.requests("getpaymnt"),
            "requests('getpaymnt'): no operation 'getpaymnt'; the nearest is 'getPayment'",
        ),
        (
            lambda: strategies.responses("cancelPaymet"),
            "responses('cancelPaymet'): no operation 'cancelPaymet'; the nearest is 'cancelPayment'",
        ),
        (
            lambda: strategies.responses("getPayment", 418),
            "responses('getPayment', 418): received status 418, expected one of 200, 400, 401, 403, 404",
        ),
        (
            lambda: strategies.webhooks("Transaction.Payd"),
            "webhooks('Transaction.Payd'): no webhook type 'Transaction.Payd'; the nearest is 'Transaction.Paid'",
        ),
        (
            lambda: strategies.webhooks("paid", version="2024-01-01"),
            "webhooks('paid'): no webhook status 'paid'; the nearest is 'Paid'",
        ),
        (
            lambda: strategies.webhooks(version="2024-04-24"),
            "webhooks(): no webhook version '2024-04-24'; the nearest is '2024-04-25'",
        ),
        (
            lambda: strategies.payments(status="CANCELED"),
            "payments(): no payment status 'CANCELED'; the nearest is 'CANCELLED'",
        ),
        (lambda: strategies.payments(currency="krw"), "payments(): no currency 'krw'; the nearest is 'KRW'"),
        (lambda: strategies.payments(total=0), "total: received 0, expected an integer of 1 or more for "),
        (lambda: strategies.payments(total="1"), "total: received '1', expected an integer of 1 or more for "),
        (
            lambda: strategies.payments(total=1, status="PARTIAL_CANCELLED"),
            "total: received 1, expected an integer of 2 or more for PARTIAL_CANCELLED",
        ),
        (lambda: strategies.payments(total=5, coherent=False), "payments(): total= and currency= need coherent=True"),
        (
            lambda: strategies.types("Payment", evolved=True, broken=True),
            "types('Payment'): evolved=True and broken=True exclude each other: an evolution is permitted",
        ),
        (
            lambda: strategies.types("Payment", evolved=True, direction="input"),
            "types('Payment'): evolved=True needs direction='output': the policy lets no input evolve",
        ),
        (
            lambda: strategies.types("Payment", direction="in"),
            "types('Payment'): received direction='in', expected 'input' or 'output'",
        ),
        (
            lambda: strategies.types("Payment", contract="2024-04-18"),
            "types('Payment'): received contract='2024-04-18', expected what contracts.load() returns",
        ),
        (
            lambda: strategies.types("PlatformUserDefinedFormulaResults", evolved=True),
            "types('PlatformUserDefinedFormulaResults'): nothing in it can evolve, so evolved=True has no values",
        ),
        (
            lambda: strategies.responses("attachB2bTaxInvoiceFile", evolved=True),
            "responses('attachB2bTaxInvoiceFile'): nothing in it can evolve, so evolved=True has no values",
        ),
        (
            lambda: strategies.responses("attachB2bTaxInvoiceFile", broken=True),
            "responses('attachB2bTaxInvoiceFile'): nothing about it can be wrong, so broken=True has no values",
        ),
        (
            lambda: strategies.requests("getPayment", broken=True),
            "requests('getPayment'): nothing about it can be wrong, so broken=True has no values",
        ),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(InvalidArgument) as caught:
        call()
    assert str(caught.value).startswith(message)


def test_a_total_that_is_drawn_is_checked_when_it_is(examples):
    strategy = strategies.payments(total=st.just(1), status="PARTIAL_CANCELLED")
    with pytest.raises(InvalidArgument, match="received 1, expected an integer of 2 or more for PARTIAL_CANCELLED"):
        examples(strategy)


@pytest.mark.parametrize(
    ("strategy", "shown"),
    [
        (strategies.types("Payment"), "types('Payment')"),
        (strategies.types("Payment", evolved=True), "types('Payment', evolved=True)"),
        (
            strategies.types("Card", broken=True, direction="input", coherent=False, contract=OLD),
            "types('Card', contract='2024-04-18', direction='input', broken=True, coherent=False)",
        ),
        (strategies.requests("cancelPayment", broken=True), "requests('cancelPayment', broken=True)"),
        (strategies.responses("getPayment", 404), "responses('getPayment', 404)"),
        (strategies.webhooks(), "webhooks()"),
        (
            strategies.webhooks("Paid", version="2024-01-01", evolved=True),
            "webhooks('Paid', version='2024-01-01', evolved=True)",
        ),
        (strategies.payments(), "payments()"),
        (
            strategies.payments(status="PAID", total=st.integers(1, 9)),
            "payments(status='PAID', total=integers(min_value=1, max_value=9))",
        ),
    ],
)
def test_a_strategy_shows_itself_as_the_call(strategy, shown):
    assert repr(strategy) == shown


def test_a_request_shows_itself_in_a_line(examples):
    whole = examples(strategies.requests("cancelPayment"), examples=1)[0]
    assert repr(whole) == "<cancelPayment: POST /payments/000000/cancel, body={'reason': '0'}>"
    broken = examples(strategies.requests("cancelPayment", broken=True), examples=1)[0]
    assert repr(broken).endswith(f", broken at {broken.breakage}>")


def test_one_status_has_the_bodies_of_that_status(newest, examples):
    types = {each["type"] for each in examples(strategies.responses("getPayment", 404))}
    assert types == {"PAYMENT_NOT_FOUND"}
    types = {each["type"] for each in examples(strategies.responses("cancelPayment", 409), examples=100)}
    errors = newest.errors_of(newest.operation("cancelPayment"))[409]
    assert types == {each.error.type for each in errors}


def test_no_content_is_none(examples):
    assert examples(strategies.responses("attachB2bTaxInvoiceFile")) == [None]


def test_one_type_of_webhook(examples):
    assert {each["type"] for each in examples(strategies.webhooks("BillingKey.Issued"))} == {"BillingKey.Issued"}
    assert {each["status"] for each in examples(strategies.webhooks("Paid", version="2024-01-01"))} == {"Paid"}


def test_webhooks_of_a_type_evolve_away_from_it(examples):
    evolved = examples(strategies.webhooks("BillingKey.Issued", evolved=True), examples=100)
    assert {each["type"] for each in evolved} == {"BillingKey.Issued", "Unknown.Event"}


def test_webhooks_validate_and_break(contract, for_all, check, where):
    for version, name in contract.webhooks.items():
        kinds = ({}, {"evolved": True}, {"broken": True})

        def test(values, name=name):
            valid, evolved, broken = values
            assert contract.is_valid(name, valid)
            assert check(contract, name, evolved) == ([], where(evolved.evolutions))
            assert check(contract, name, broken) == (where([broken.breakage]), [])

        for_all(
            test,
            *(strategies.webhooks(version=version, contract=contract, **kind) for kind in kinds),
            examples=30,
        )


def test_payments_evolve_and_break(contract, for_all, check, where):
    def test(values):
        evolved, broken = values
        assert check(contract, "Payment", evolved) == ([], where(evolved.evolutions))
        assert check(contract, "Payment", broken) == (where([broken.breakage]), [])

    kinds = ({"evolved": True}, {"broken": True})
    for_all(test, *(strategies.payments(total=39_000, contract=contract, **kind) for kind in kinds), examples=30)


def test_nothing_is_compiled_twice(newest):
    from pytest_portone.strategies.per_contract import compiler

    strategies.types("Payment")
    compiled = compiler(newest, coherent=True)
    assert compiler(newest, coherent=True) is compiled
    assert compiler(newest, coherent=False) is not compiled
    assert compiler(OLD, coherent=True) is not compiled
    from pytest_portone.contracts.model import Ref

    assert compiled.strategy(Ref("SelectedChannel")) is compiled.strategy(Ref("SelectedChannel"))
