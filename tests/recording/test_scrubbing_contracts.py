"""Whatever the contracts permit is as valid after scrubbing, of the same structure, and scrubbed for good."""

import json
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.contracts.model import Ref
from pytest_portone.recording.scrubbing.scan import suspects
from pytest_portone.recording.scrubbing.scrub import scrub
from pytest_portone.recording.scrubbing.vocabulary import field_names, plain_name
from pytest_portone.recording.tape import Tape
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.traffic.model import Exchange

KEY = b"k" * 32
FEW = settings(deadline=None, max_examples=4, suppress_health_check=list(HealthCheck))
JSON = {"content-type": "application/json"}


def exchange(request, answer, status=200):
    sent = Request(request.method, request.path, request.query_string, {}, request.content)
    return Exchange(sent, Response(status, dict(JSON), json.dumps(answer, ensure_ascii=False).encode()), "", "")


@cache
def drawn(version, operation_id):
    contract = contracts.load(version)
    return (
        strategies.requests(operation_id, contract=contract),
        strategies.responses(operation_id, contract=contract),
    )


def structure(value):
    """What scrubbing leaves as it is: the contracts' names, lengths, the types of leaves.

    A name that the merchant makes up may be an e-mail address, and is replaced then.
    """
    if isinstance(value, dict):
        return [(plain_name(name) in field_names() and name, structure(each)) for name, each in value.items()]
    return [structure(each) for each in value] if isinstance(value, list) else type(value).__name__


def check(tape):
    """What holds of every tape."""
    done = scrub(tape, KEY)
    assert scrub(done.tape, KEY).tape == done.tape
    assert suspects(done.tape) == ()
    return done.tape.exchanges


@pytest.mark.parametrize("version", contracts.versions())
@pytest.mark.parametrize("part", range(8))
def test_answers_and_requests_of_every_operation_stay_valid(version, part):
    contract = contracts.load(version)
    for operation in sorted(contract.operations.values(), key=lambda each: each.id)[part::8]:
        stays_valid(contract, operation)


def stays_valid(contract, operation):
    """A law of one operation alone: one over many would be shrunk for minutes when it fails."""
    success = operation.success

    @FEW
    @given(*drawn(contract.version, operation.id))
    def law(request, answer):
        (told,) = check(Tape(None, (exchange(request, answer, success.status),)))
        body = json.loads(told.response.body)
        assert contract.is_valid(contract.answer(operation, success.status), body)
        assert structure(body) == structure(answer)
        if request.content:
            sent = json.loads(told.request.body)
            assert contract.is_valid(operation.request, sent)
            assert structure(sent) == structure(request.body)
        assert told.request.path.count("/") == request.path.count("/")
        assert told.request.query.count("&") == request.query_string.count("&")

    law()


@pytest.mark.parametrize("version", contracts.versions())
def test_webhooks_stay_valid(version):
    contract = contracts.load(version)

    @settings(FEW, max_examples=30)
    @given(st.data())
    def law(data):
        for webhook_version, name in contract.webhooks.items():
            webhook = data.draw(strategies.webhooks(version=webhook_version, contract=contract))
            content = json.dumps(webhook).encode()
            (told,) = check(Tape(None, (Exchange(Request("POST", "/hook", "", {}, content), Response(204), "", ""),)))
            assert contract.is_valid(Ref(name), json.loads(told.request.body))

    law()
