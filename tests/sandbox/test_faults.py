"""What goes wrong between a merchant and PortOne, and what PortOne has done by then."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.contracts.errors import UnknownNameError
from pytest_portone.sandbox import Fault, Request, Sandbox, SweepError

COMMITTING = {
    "lost_answer": lambda faults: faults.lost_answer(),
    "latency": lambda faults: faults.latency(90.0),
    "truncated": lambda faults: faults.truncated(),
    "malformed": lambda faults: faults.malformed(),
    "reset after": lambda faults: faults.reset(committed=True),
    "500 after": lambda faults: faults.server_error(committed=True),
}
HARMLESS = {
    "connect_timeout": lambda faults: faults.connect_timeout(),
    "read_timeout": lambda faults: faults.read_timeout(),
    "reset": lambda faults: faults.reset(),
    "429": lambda faults: faults.too_many_requests(retry_after=7),
    "500": lambda faults: faults.server_error(),
    "maintenance": lambda faults: faults.maintenance(times=1),
    "pg_error": lambda faults: faults.pg_error("P9", "the gateway is down"),
    "outstanding": lambda faults: faults.outstanding_request(),
}


@pytest.mark.parametrize("name", COMMITTING)
def test_portone_has_done_it_and_the_answer_does_not_arrive(merchant, name):
    COMMITTING[name](merchant.sandbox.faults)
    response = merchant.instant("p-1")
    assert response.fate or response.delay or response.status >= 500 or not response.body.startswith(b"{")
    assert merchant.payment("p-1")["status"] == "PAID"
    assert merchant.sandbox.calls[0].provenance == "fault"


@pytest.mark.parametrize("name", HARMLESS)
def test_portone_has_done_nothing(merchant, name):
    HARMLESS[name](merchant.sandbox.faults)
    response = merchant.instant("p-1")
    assert response.fate or response.status in (409, 429, 500, 502, 503)
    assert merchant.payment("p-1")["type"] == "PAYMENT_NOT_FOUND"
    assert merchant.instant("p-1").status == 200


def test_what_the_answers_say(merchant):
    faults = merchant.sandbox.faults
    faults.too_many_requests(retry_after=7)
    assert merchant.instant().headers["retry-after"] == "7"
    faults.pg_error("P9", "the gateway is down")
    answer = merchant.instant()
    assert (answer.status, answer.json()["pgCode"], answer.json()["pgMessage"]) == (502, "P9", "the gateway is down")
    faults.outstanding_request()
    answer = merchant.instant()
    assert (answer.status, answer.json()["type"]) == (409, "IDEMPOTENCY_OUTSTANDING_REQUEST")


def pairs():
    contract = contracts.load()
    for operation in contract.operations.values():
        for status, errors in contract.errors_of(operation).items():
            for error in errors:
                yield operation.id, error.error.type, status


def test_every_documented_error_of_every_operation_can_be_asked_for():
    sandbox = Sandbox()
    contract = sandbox.contract
    for name, error, status in pairs():
        operation = contract.operations[name]
        sandbox.faults.error(error, operation=name)
        path = operation.path.replace("{", "").replace("}", "")
        response = sandbox.handle(Request(operation.method, path))
        assert response.status == status, (name, error)
        assert contract.validate(contract.answer(operation, status), response.json()).valid
        assert sandbox.faults.waiting == []


def test_a_fault_is_aimed(merchant):
    faults = merchant.sandbox.faults
    faults.server_error(operation="payInstantly", after=1, times=2)
    merchant.sandbox.customer.pay("p-0", 100)
    assert merchant.get("/payments/p-0").status == 200
    assert [merchant.instant(f"p-{number}").status for number in range(1, 5)] == [200, 500, 500, 200]
    faults.maintenance()
    assert {merchant.get("/payments/p-0").status for _ in range(3)} == {503}
    faults.clear()
    assert merchant.get("/payments/p-0").status == 200


def test_chance_is_the_sandboxs_own_and_the_same_each_time():
    def outcomes():
        sandbox = Sandbox()
        sandbox.faults.server_error(times=None, probability=0.5)
        headers = {"authorization": f"PortOne {sandbox.secret}"}
        return [sandbox.handle(Request("GET", "/payments/x", "", headers)).status for _ in range(40)]

    assert outcomes() == outcomes()
    assert set(outcomes()) == {404, 500}


def test_going_back_brings_faults_back(merchant):
    sandbox = merchant.sandbox
    sandbox.faults.server_error()
    start = sandbox.snapshot()
    assert [merchant.instant().status, merchant.instant().status] == [500, 200]
    sandbox.restore(start)
    assert [merchant.instant().status, merchant.instant().status] == [500, 200]


def test_a_fault_that_can_not_be_is_refused(merchant):
    faults = merchant.sandbox.faults
    with pytest.raises(UnknownNameError, match="payInstantly"):
        faults.reset(operation="payInstantli")
    with pytest.raises(ValueError, match=r"expected an error of getPayment: .*PAYMENT_NOT_FOUND"):
        faults.error("PG_PROVIDER", operation="getPayment")
    with pytest.raises(ValueError, match="received times=0, after=-1"):
        faults.reset(times=0, after=-1)
    with pytest.raises(ValueError, match="expected 500 to 599"):
        faults.server_error(404)


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_hypothesis_may_choose(data):
    sandbox = Sandbox()
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    sandbox.customer.pay("p-1", 1000)
    with sandbox.faults.drawn(data, [Fault(name="broken", status=500)]):
        response = sandbox.handle(Request("GET", "/payments/p-1", "", headers))
    assert response.status in (200, 500)
    assert sandbox.handle(Request("GET", "/payments/p-1", "", headers)).status == 200


class Shop:
    """A merchant who refunds in two steps, and keeps a ledger."""

    def __init__(self, merchant, *, careful):
        self.merchant, self.careful, self.ledger = merchant, careful, []

    def reset(self):
        self.ledger.clear()

    def refund(self):
        key = {"idempotency-key": '"refund-of-p-1-number-1"'} if self.careful else {}
        for _ in range(3 if self.careful else 2):
            response = self.merchant.post("/payments/p-1/cancel", {"reason": "x", "amount": 100}, headers=key)
            if response.fate is None and response.status == 200:
                self.ledger.append(100)
                return
        raise TimeoutError("PortOne does not answer")

    def check(self):
        cancelled = self.merchant.sandbox.payments["p-1"].cancelled
        assert cancelled == sum(self.ledger), f"PortOne gave back {cancelled}, the ledger has {sum(self.ledger)}"


def test_a_sweep_finds_the_refund_that_is_made_twice(merchant):
    merchant.sandbox.customer.pay("p-1", 1000)
    shop = Shop(merchant, careful=False)
    with pytest.raises(SweepError) as caught:
        merchant.sandbox.sweep(shop.refund, shop.check, shop.reset)
    (failure,) = caught.value.sweep.failures
    assert (failure.call, failure.operation, failure.fault) == (1, "cancelPayment", "lost answer")
    assert str(caught.value) == (
        "the invariant is broken after 1 of 2 runs in which one call fails:\n"
        "  call 1 (cancelPayment), lost answer: AssertionError: PortOne gave back 200, the ledger has 100"
    )
    assert merchant.sandbox.payments["p-1"].cancelled == 0


def test_a_sweep_passes_over_a_merchant_who_uses_an_idempotency_key(merchant):
    merchant.sandbox.customer.pay("p-1", 1000)
    shop = Shop(merchant, careful=True)
    sweep = merchant.sandbox.sweep(shop.refund, shop.check, shop.reset)
    assert [(each.fault, each.raised, each.broken) for each in sweep.outcomes] == [
        ("never sent", "", ""),
        ("lost answer", "", ""),
    ]


def test_without_an_invariant_the_scenarios_own_assertions_count(merchant):
    merchant.sandbox.customer.pay("p-1", 1000)

    def scenario():
        answered = merchant.cancel(amount=100)
        if answered.fate == "connect-timeout":
            raise TimeoutError("tried again tonight")
        assert merchant.sandbox.payments["p-1"].cancelled == (0 if answered.fate else 100), "it is done all the same"

    with pytest.raises(SweepError, match="AssertionError: it is done all the same") as caught:
        merchant.sandbox.sweep(scenario)
    assert [(each.fault, bool(each.raised), bool(each.broken)) for each in caught.value.sweep.outcomes] == [
        ("never sent", True, False),
        ("lost answer", False, True),
    ]
