"""PortOne's own Python SDK: every method that has an operation, synchronous and not, against the sandbox in process.

Arguments are made from the contract's request, as dataclasses of the SDK where it has them; the SDK decodes the
answer: what the sandbox answers when what the operation needs was brought about (`STATE`), and whatever else the
contract lets PortOne answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import dataclasses
import inspect
import json
import re
import sys
import types
import typing

import httpx
import portone_server_sdk
import pytest
from calling import Merchant
from hypothesis import given, settings
from hypothesis import strategies as st
from portone_server_sdk import common, errors, identity_verification, payment
from portone_server_sdk.payment import billing_key
from portone_server_sdk.platform import transfer
from sdk_states import gathered
from sdk_states.transfers import TRANSFERS

from pytest_portone import contracts
from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Ref, Scalar, UnionType
from pytest_portone.sandbox import Band, Channel, GatewayPromotion, Promotion, Request, Response, Sandbox, Settings
from pytest_portone.sandbox.customer import METHODS as METHODS_OF_PAYMENT
from pytest_portone.strategies import responses
from pytest_portone.transport import intercept

CONTRACT = contracts.load()

SECRET = "the-merchant-s-secret"

NOT_CALLABLE = {
    "b2b.counterparty.delete_b2b_counterparty": (NameError, "it reads a variable that it never sets"),
}
"""Methods that fail before they call anything: with what, and why."""

NO_OPERATION: dict[str, str] = {}
"""Methods whose path the newest contract does not have, each with the reason."""

EMPTY = {"payment.billing_key.issue_billing_key": ["channel_specific_failures"]}
"""Lists in which there is nothing: no channel of the sandbox here declines what another one of its group accepts."""


def clients(client, path=""):
    """(dotted name, client) of every client below `client`."""
    for name, each in vars(client).items():
        if type(each).__module__.startswith("portone_server_sdk") and type(each).__name__.endswith("Client"):
            yield f"{path}{name}", each
            yield from clients(each, f"{path}{name}.")


def methods():
    """The dotted name of every method, without its asynchronous twin."""
    for path, client in clients(portone_server_sdk.PortOneClient(secret="x")):
        for name, _ in inspect.getmembers(type(client), inspect.isfunction):
            if not name.startswith("_") and not name.endswith("_async"):
                yield f"{path}.{name}"


METHODS = sorted(methods())


def bound(sdk, method):
    """The method `method`, dotted, of the SDK's client."""
    *path, name = method.split(".")
    client = sdk
    for each in path:
        client = getattr(client, each)
    return getattr(client, name)


def call(function, arguments):
    """Call it, and wait where there is something to wait for."""
    result = function(**arguments)
    return asyncio.run(_awaited(result)) if inspect.isawaitable(result) else result


async def _awaited(result):
    return await result


def hints(function):
    return typing.get_type_hints(function)


SCALARS = {
    "string": "text",
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "boolean": True,
    "int32": 1,
    "int64": 1,
    "integer": 1,
    "double": 0.5,
    "number": 0.5,
    "object": {},
    "any": {},
}


def sample(expr, *, full=False, within=()):
    """A value of a type: its required fields alone, or `full`, with all that do not lead back into themselves."""
    node = CONTRACT.resolve(expr)
    match node:
        case Scalar(name):
            return SCALARS[name]
        case EnumType(values=values):
            return values[0]
        case ListOf(item):
            return [sample(item, full=full, within=within)] if full else []
        case MapOf(value):
            return {"key": sample(value, full=full, within=within)} if full else {}
        case UnionType(cases=cases):
            return sample(Ref(next(iter(cases.values()))), full=full, within=within)
        case ObjectType(name=name, fields=fields):
            tag = CONTRACT.tag_of(name)
            value = {tag.field: tag.value} if tag else {}
            inside = (*within, name)
            for field in fields.values():
                if field.required or (full and not set(CONTRACT.reachable(field.type)) & set(inside)):
                    value[field.name] = sample(field.type, full=full, within=inside)
            return value
    raise AssertionError(node)


def wire_name(name):
    """`from_` -> `from`, `payment_id` -> `paymentId`."""
    head, *rest = name.strip("_").split("_")
    return head + "".join(each.capitalize() for each in rest)


def as_sdk(hint, value):
    """A JSON value as what a parameter's type hint asks for: dataclasses where there are any. The SDK makes them in
    place, out of a copy here."""
    options = [each for each in _options(hint) if each is not type(None)]
    for option in options:
        if dataclasses.is_dataclass(option) and isinstance(value, dict):
            try:
                return _deserializer(option)(copy.deepcopy(value))
            except ValueError:
                continue
        if typing.get_origin(option) is list and isinstance(value, list):
            return [as_sdk(typing.get_args(option)[0], each) for each in value]
    return value


def _options(hint):
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [inner for each in typing.get_args(hint) for inner in _options(each)]
    return [hint]


def _deserializer(cls):
    module = sys.modules[cls.__module__]
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
    names = [
        each
        for each in vars(module)
        if each.startswith("_deserialize_") and each.replace("_", "") == f"deserialize{snake.replace('_', '')}"
    ]
    return getattr(module, names[0])


def _fields_of_the_body(operation):
    bodies = [operation.body] if operation.body else []
    bodies += [each for each in operation.parameters if each.name == "requestBody"]
    return [field for each in bodies for field in CONTRACT.resolve(each.type).fields.values()]


def arguments_for(operation, function, *, full):
    """Arguments that make a request that the contract permits."""
    fields = [*operation.parameters, *_fields_of_the_body(operation)]
    known = {each.name: each.type for each in fields}
    required = {each.name for each in fields if each.required}
    annotated = hints(function)
    parameters = [each for each in inspect.signature(function).parameters if each != "self"]
    unknown = [each for each in parameters if wire_name(each) not in known]
    assert unknown == [], f"parameters of {function.__qualname__} that {operation.id} does not have"
    return {
        each: as_sdk(annotated[each], sample(known[wire_name(each)], full=full))
        for each in parameters
        if full or wire_name(each) in required
    }


def probe(function):
    """Arguments of the right kind and nothing more, to see which operation is called."""
    annotated = hints(function)
    parameters = inspect.signature(function).parameters.values()
    return {each.name: _any_of(annotated[each.name]) for each in parameters if each.default is each.empty}


def _any_of(hint):
    if dataclasses.is_dataclass(hint) or hint is dict:
        return {}
    return {int: 1, bool: True}.get(hint, [] if typing.get_origin(hint) is list else "1")


def undecoded(value, hint, path="$"):
    """The places where the SDK left JSON as it came, though the hint names a dataclass."""
    if dataclasses.is_dataclass(value):
        annotated = typing.get_type_hints(type(value))
        for each in dataclasses.fields(value):
            yield from undecoded(getattr(value, each.name), annotated[each.name], f"{path}.{each.name}")
    elif isinstance(value, list):
        (item,) = [typing.get_args(each)[0] for each in _options(hint) if typing.get_origin(each) is list]
        for index, each in enumerate(value):
            yield from undecoded(each, item, f"{path}[{index}]")
    elif isinstance(value, dict) and any(map(dataclasses.is_dataclass, _options(hint))):
        yield path


@pytest.fixture(scope="module")
def sdk():
    return portone_server_sdk.PortOneClient(secret=SECRET)


@pytest.fixture
def sandbox():
    ours = (Promotion("sale", (Band(1, percent=10),)),)
    theirs = (GatewayPromotion("g-1", "KAKAO_BANK", 500),)
    made = Sandbox(settings=Settings(promotions=ours, gateway_promotions=theirs))
    with intercept(made.handle, other_hosts="refuse"):
        yield made


@pytest.fixture(scope="module")
def operations(sdk):
    """Method -> the id of the operation that it calls, as the sandbox saw it; None for one that it does not know."""
    found = {}
    for method in METHODS:
        sandbox = Sandbox()
        with intercept(sandbox.handle), contextlib.suppress(errors.PortOneError, ValueError, NameError):
            bound(sdk, method)(**probe(bound(sdk, method)))
        found[method] = [each.operation for each in sandbox.calls]
    return found


def test_every_method_calls_one_operation_or_is_excluded_with_a_reason(operations):
    calls = {method: found for method, found in operations.items() if len(found) != 1 or found[0] is None}
    assert calls == {each: [] for each in NOT_CALLABLE} | {each: [None] for each in NO_OPERATION}


@pytest.mark.parametrize("method", NOT_CALLABLE)
def test_what_is_not_callable_still_is_not(sdk, sandbox, method):
    error, _ = NOT_CALLABLE[method]
    with pytest.raises(error):
        bound(sdk, method)(**probe(bound(sdk, method)))
    assert sandbox.calls == []


NOT_IN_THE_SDK = {
    "createPaymentSession",
    "getPaymentSession",
    "closePaymentSession",
    "evaluateCheckoutProfile",
    "getBankInfos",
}


def test_the_operations_that_no_method_calls_are_known(operations):
    called = {each for found in operations.values() for each in found}
    assert set(CONTRACT.operations) - called == {*NOT_IN_THE_SDK, "deleteB2bCounterparty"}


def paid(sandbox):
    sandbox.customer.pay("order-1", total=39_000)
    return {"payment_id": "order-1"}


def account_issued(sandbox):
    sandbox.customer.issue_virtual_account("order-1", total=39_000)
    return {"payment_id": "order-1"}


def key_issued(sandbox):
    return {"billing_key": sandbox.customer.issue_billing_key().id}


def logged_in(sandbox):
    body = json.dumps({"apiSecret": SECRET}).encode()
    request = Request("POST", "/login/api-secret", headers={"content-type": "application/json"}, body=body)
    return {"refresh_token": sandbox.handle(request).json()["refreshToken"]}


def listed(sandbox):
    sandbox.customer.pay("order-1", total=39_000)
    sandbox.customer.issue_virtual_account("order-2", total=39_000)
    sandbox.customer.fail("order-3", total=39_000)
    sandbox.customer.issue_billing_key()
    return {}


CARD = {"card": {"credential": {"number": "4111111111111111", "expiryYear": "30", "expiryMonth": "12"}}}


def instant(cls):
    """A method of payment by card, as an SDK's class, and a channel."""
    return lambda _: {"method": _deserializer(cls)(CARD), "channel_key": "channel-key-1"}


def scheduled(sandbox):
    """A schedule, made as the SDK makes it."""
    key = sandbox.customer.issue_billing_key().id
    payment = {"billingKey": key, "orderName": "month", "amount": {"total": 9_900}, "currency": "KRW"}
    body = json.dumps({"payment": payment, "timeToPay": "2026-02-01T00:00:00Z"}).encode()
    headers = {"authorization": f"PortOne {SECRET}", "content-type": "application/json"}
    answer = sandbox.handle(Request("POST", "/payments/month-1/schedule", headers=headers, body=body))
    return answer.json()["schedule"]["id"]


def one_scheduled(sandbox):
    scheduled(sandbox)
    return {"filter": {"from": "2026-01-01T00:00:00Z", "until": "2026-03-01T00:00:00Z"}}


def to_schedule(sandbox):
    key = sandbox.customer.issue_billing_key().id
    sent = {"billingKey": key, "orderName": "month", "amount": {"total": 9_900}, "currency": "KRW"}
    return {"payment": _deserializer(payment.BillingKeyPaymentInput)(sent), "time_to_pay": "2026-02-01T00:00:00Z"}


STATE = {
    "payment.additional_feature.get_pg_card_promotions": lambda _: {"amount": 1000},
    "payment.billing_key.confirm_billing_key": lambda sandbox: {
        "billing_issue_token": sandbox.customer.issue_billing_key(confirm=True).token
    },
    "payment.billing_key.confirm_billing_key_issue_and_pay": lambda sandbox: {
        "billing_issue_token": sandbox.customer.issue_and_pay("order-1", total=39_000).token
    },
    "payment.payment_schedule.create_payment_schedule": to_schedule,
    "payment.payment_schedule.get_payment_schedule": lambda sandbox: {"payment_schedule_id": scheduled(sandbox)},
    "payment.payment_schedule.get_payment_schedules": one_scheduled,
    "payment.payment_schedule.revoke_payment_schedules": lambda sandbox: {"schedule_ids": [scheduled(sandbox)]},
    "payment.promotion.get_promotion": lambda _: {"promotion_id": "sale"},
    "auth.login_via_api_secret": lambda _: {"api_secret": SECRET},
    "auth.refresh_token": logged_in,
    "payment.billing_key.delete_billing_key": key_issued,
    "payment.billing_key.get_billing_key_info": key_issued,
    "payment.billing_key.get_billing_key_infos": listed,
    "payment.billing_key.issue_billing_key": instant(billing_key.InstantBillingKeyPaymentMethodInput),
    "payment.cancel_payment": paid,
    "payment.close_virtual_account": account_issued,
    "payment.get_all_payments_by_cursor": listed,
    "payment.get_payment_transactions": paid,
    "payment.get_payments": listed,
    "payment.pay_instantly": instant(payment.InstantPaymentMethodInput),
    "payment.pay_with_billing_key": key_issued,
    "payment.pre_register_payment": lambda _: {"payment_id": "order-1", "total_amount": 1000},
}
"""What a modelled operation needs: brought about, and what of it the arguments must name."""


def told(sandbox):
    sandbox.webhooks.send_to(lambda _: httpx.Response(200))
    return paid(sandbox)


def quarrelled(sandbox):
    """A payment of which the merchant was told, which was disputed, and of which a part was given back."""
    told(sandbox)
    sandbox.customer.dispute("order-1")
    sandbox.customer.chargeback("order-1", 1_000)
    return {"payment_id": "order-1"}


def authorized(sandbox):
    return {"payment_id": "order-1", "payment_token": sandbox.customer.authorize("order-1", total=39_000).token}


def cancellation_requested(sandbox):
    later = Channel("later", pg_provider="TRIPLE_A")
    sandbox.customer.pay("order-1", total=39_000, channel=later)
    body = json.dumps({"reason": "r"}).encode()
    headers = {"authorization": "PortOne " + SECRET, "content-type": "application/json"}
    answer = sandbox.handle(Request("POST", "/payments/order-1/cancel", "", headers, body)).json()
    return {"payment_id": "order-1", "cancellation_id": answer["cancellation"]["id"]}


LOGISTICS = {"logistics": {"company": "CJ", "invoiceNumber": "1", "sentAt": "2026-01-01T00:00:00Z"}}


def held(sandbox, *, sent=False):
    sandbox.customer.pay("order-1", total=39_000, escrow=True)
    if sent:
        headers = {"authorization": "PortOne " + SECRET, "content-type": "application/json"}
        body = json.dumps(LOGISTICS).encode()
        sandbox.handle(Request("POST", "/payments/order-1/escrow/logistics", "", headers, body))
    return {"payment_id": "order-1"}


STATE |= {
    "payment.apply_escrow_logistics": held,
    "payment.capture_payment": paid,
    "payment.confirm_escrow": lambda sandbox: held(sandbox, sent=True),
    "payment.confirm_payment": authorized,
    "payment.get_all_payment_events_by_cursor": listed,
    "payment.get_payment": quarrelled,
    "payment.modify_escrow_logistics": lambda sandbox: held(sandbox, sent=True),
    "payment.register_store_receipt": paid,
    "payment.resend_webhook": told,
    "payment.stop_payment_cancellation": cancellation_requested,
}


def receipt(sandbox):
    sandbox.customer.pay("order-1", total=39_000, method="TRANSFER", cash_receipt="PERSONAL")
    return {"payment_id": "order-1"}


def one_receipt(sandbox):
    receipt(sandbox)
    return {}


def by_hand(_):
    amount = _deserializer(common.PaymentAmountInput)({"total": 1000})
    return {"payment_id": "order-1", "order_name": "shoes", "amount": amount}


KIM = {"name": "Kim", "phoneNumber": "01012345678", "identityNumber": "9001012", "ipAddress": "10.0.0.1"}


def to_send(_):
    made = _deserializer(identity_verification.SendIdentityVerificationBodyCustomer)(KIM)
    return {"identity_verification_id": "member-1", "customer": made, "method": "SMS"}


def sent(sandbox):
    """A verification whose code has arrived."""
    body = {"channelKey": "channel-key-1", "customer": KIM, "operator": "SKT", "method": "SMS"}
    headers = {"authorization": f"PortOne {SECRET}", "content-type": "application/json"}
    path = "/identity-verifications/member-1/send"
    assert sandbox.handle(Request("POST", path, "", headers, json.dumps(body).encode())).status == 200
    return {"identity_verification_id": "member-1"}


def typed(sandbox):
    return sent(sandbox) | {"otp": sandbox.identity_verifications["member-1"].otp}


def verified(sandbox):
    return {"identity_verification_id": sandbox.customer.verify_identity("member-1").id}


def one_verified(sandbox):
    verified(sandbox)
    return {}


def delivered(sandbox):
    transaction_id = sandbox.customer.pay("order-1", total=39_000).transaction_id
    return {"transaction_id": transaction_id, "delivery_type": "DIGITAL"}


STATE |= {
    "identity_verification.confirm_identity_verification": typed,
    "identity_verification.get_identity_verification": verified,
    "identity_verification.get_identity_verifications": one_verified,
    "identity_verification.resend_identity_verification": sent,
    "identity_verification.send_identity_verification": to_send,
    "payment.cash_receipt.cancel_cash_receipt_by_payment_id": receipt,
    "payment.cash_receipt.get_cash_receipt_by_payment_id": receipt,
    "payment.cash_receipt.get_cash_receipts": one_receipt,
    "payment.cash_receipt.issue_cash_receipt": by_hand,
    "pg_specific.confirm_paymentwall_delivery": delivered,
    "pg_specific.get_kakaopay_payment_order": lambda _: {},
}

STATE |= gathered()

SYNC_AND_ASYNC = pytest.mark.parametrize("how", ["", "_async"], ids=["sync", "async"])


def check_call(sandbox, sdk, method, arguments, expected):
    """Call `method`; expect the operation and the provenance. The answer, all of which is decoded."""
    function = bound(sdk, method)
    answer = call(function, arguments)
    made = sandbox.calls[-1]
    assert (made.operation, made.provenance, made.response.status) == (*expected, 200)
    assert list(undecoded(answer, hints(function)["return"])) == []
    return answer


def empty_lists(answer):
    """The fields of an answer that are lists with nothing in them: that it is decoded proves nothing."""
    return [name for name, value in vars(answer).items() if value == []] if dataclasses.is_dataclass(answer) else []


@SYNC_AND_ASYNC
@pytest.mark.parametrize("method", STATE)
def test_a_modelled_answer_is_decoded(sdk, operations, sandbox, method, how):
    (operation,) = operations[method]
    annotated = hints(bound(sdk, method))
    brought = {name: as_sdk(annotated[name], value) for name, value in STATE[method](sandbox).items()}
    arguments = arguments_for(CONTRACT.operation(operation), bound(sdk, method), full=False) | brought
    answer = check_call(sandbox, sdk, method + how, arguments, (operation, "modelled"))
    assert empty_lists(answer) == EMPTY.get(method, [])


@pytest.fixture(scope="module")
def moved():
    """The contract with every operation at another path, where no domain looks for it."""
    operations = {
        name: dataclasses.replace(each, path=f"/later{each.path}") for name, each in CONTRACT.operations.items()
    }
    return dataclasses.replace(CONTRACT, operations=operations)


@pytest.fixture
def unmodelled(moved):
    """A sandbox that models nothing: it accepts whatever the contract permits."""
    made = Sandbox(moved)

    def later(sent):
        return made.handle(dataclasses.replace(sent, path=f"/later{sent.path}"))

    with intercept(later, other_hosts="refuse"):
        yield made


@pytest.mark.parametrize(
    "full_and_how",
    [(False, ""), (True, ""), (False, "_async"), (True, "_async")],
    ids=["required-sync", "all-sync", "required-async", "all-async"],
)
@pytest.mark.parametrize("method", STATE)
def test_what_the_sdk_sends_is_what_the_contract_permits(sdk, operations, unmodelled, method, full_and_how):
    full, how = full_and_how
    (operation,) = operations[method]
    arguments = arguments_for(CONTRACT.operation(operation), bound(sdk, method), full=full)
    check_call(unmodelled, sdk, method + how, arguments, (operation, "generated"))


def answered(body):
    """A response with this body: JSON, or the text of a sheet."""
    kind, content = ("text/csv", body) if isinstance(body, str) else ("application/json", json.dumps(body))
    return Response(200, {"content-type": kind}, content.encode())


@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(data=st.data())
@pytest.mark.parametrize("method", STATE)
def test_whatever_is_answered_is_decoded(sdk, operations, method, data):
    function, (operation,) = bound(sdk, method), operations[method]
    body = data.draw(responses(operation))
    with intercept(lambda _: answered(body), other_hosts="refuse"):
        answer = call(function, arguments_for(CONTRACT.operation(operation), function, full=False))
    assert list(undecoded(answer, hints(function)["return"])) == []


PAYMENTS = {
    payment.ReadyPayment: lambda customer: customer.open("order-1", 1000),
    payment.PaidPayment: lambda customer: customer.pay("order-1", 1000),
    payment.FailedPayment: lambda customer: customer.fail("order-1", 1000),
    payment.PayPendingPayment: lambda customer: customer.pend("order-1", 1000),
    payment.CancelledPayment: lambda customer: (customer.pay("order-1", 1000), customer.chargeback("order-1")),
    payment.VirtualAccountIssuedPayment: lambda customer: customer.issue_virtual_account("order-1", 1000),
}


@pytest.mark.parametrize("cls", PAYMENTS, ids=lambda cls: cls.__name__)
def test_a_payment_is_decoded_as_what_it_is(sdk, sandbox, cls):
    PAYMENTS[cls](sandbox.customer)
    answer = sdk.payment.get_payment(payment_id="order-1")
    assert type(answer) is cls
    assert list(undecoded(answer, payment.Payment)) == []


@pytest.mark.parametrize("name", TRANSFERS)
def test_a_transfer_is_decoded_as_what_it_is(sdk, sandbox, name):
    answer = sdk.platform.transfer.get_platform_transfer(id=TRANSFERS[name](Merchant(sandbox)), test=True)
    assert type(answer).__name__ == name
    assert list(undecoded(answer, transfer.PlatformTransfer)) == []


@pytest.mark.parametrize("method", METHODS_OF_PAYMENT)
def test_a_method_of_payment_is_decoded(sdk, sandbox, method):
    sandbox.customer.pay("order-1", 1000, method=method)
    answer = sdk.payment.get_payment(payment_id="order-1")
    assert type(answer.method).__name__ == METHODS_OF_PAYMENT[method]["type"]


@SYNC_AND_ASYNC
def test_a_payment_from_the_order_to_the_last_won(sdk, sandbox, how):
    def ask(name, **arguments):
        return call(getattr(sdk.payment, name + how), {"payment_id": "주문/1 ", **arguments})

    ask("pre_register_payment", total_amount=39_000, currency="KRW")
    sandbox.customer.pay("주문/1 ", total=39_000)
    before = ask("get_payment")
    assert (type(before), before.amount.total) == (payment.PaidPayment, 39_000)
    first = ask("cancel_payment", amount=9_000, reason="변심").cancellation
    assert (type(first), first.total_amount) == (payment.SucceededPaymentCancellation, 9_000)
    assert type(ask("get_payment")) is payment.PartialCancelledPayment
    ask("cancel_payment", reason="변심")
    done = ask("get_payment")
    assert (type(done), done.amount.cancelled, len(done.cancellations)) == (payment.CancelledPayment, 39_000, 2)
    with pytest.raises(errors.PaymentAlreadyCancelledError):
        ask("cancel_payment", reason="변심")


@SYNC_AND_ASYNC
def test_errors_are_the_sdk_s_own(sdk, sandbox, how):
    client = portone_server_sdk.PaymentClient(secret=" ")
    with pytest.raises(errors.UnauthorizedError):
        call(getattr(client, "get_payment" + how), {"payment_id": "order-1"})
    with pytest.raises(errors.PaymentNotFoundError, match="order-1"):
        call(getattr(sdk.payment, "get_payment" + how), {"payment_id": "order-1"})
    assert [each.response.status for each in sandbox.calls] == [401, 404]


def test_every_method_has_a_state_or_a_reason():
    assert sorted([*NOT_CALLABLE, *NO_OPERATION, *STATE]) == METHODS


def test_the_tables_name_methods_that_have_a_state():
    assert set(EMPTY) <= set(STATE)
