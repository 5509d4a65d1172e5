"""The laws of single calls: answers keep the contract, refusals and reads change nothing."""

import json
from functools import lru_cache

from pytest_portone import contracts

LOOK_UPS = frozenset({"platform_verifications"})
"""What reads write: that an account or a company was looked up, which a later call may say."""


def hold(world, made, before):
    """Hold a call to its laws."""
    operation, call = made.sent.operation, made.call
    if call.operation is not None:
        answers_are_in_the_contract(world, operation, call)
    after = world.content()
    changed = sorted(name for name, each in after.items() if each is not before[name])
    if call.provenance == "refused" or (call.provenance != "fault" and 400 <= call.response.status < 500):
        assert not changed, f"a refused call changed {changed}: {call}"
    if operation.method == "GET":
        assert LOOK_UPS.issuperset(changed), f"a read changed {changed}: {call}"


def answers_are_in_the_contract(world, operation, call):
    """Law 4. An answer in whose place a fault came is held to it where it is one that the operation documents."""
    response, documented = call.response, world.contract.statuses(operation)
    if call.provenance == "fault" and not _is_documented(world, operation, response):
        return
    assert response.status in documented, f"{operation.id}: {response.status} is not among {documented}"
    body = response.body
    wrong = _wrong(world.contract.version, operation.id, response.status, _media(response), body)
    assert not wrong, f"{operation.id}, {response.status}: {wrong}"


def _media(response):
    return response.headers.get("content-type", "")


@lru_cache(maxsize=4096)
def _wrong(version, operation_id, status, media, body):
    contract = contracts.load(version)
    side = contract.answer(contract.operation(operation_id), status)
    if not body:
        return None if side.type is None and not side.errors else "no body"
    value = json.loads(body) if media == "application/json" else body.decode()
    report = contract.validate(side, value)
    return [*report.violations, *report.extensions]


def _is_documented(world, operation, response):
    errors = world.contract.errors_of(operation).get(response.status, ())
    kinds = {each.error.type for each in errors if each.error}
    whole = response.fate is None and response.body.startswith(b"{")
    return whole and any(f'"type":"{each}"'.encode() in response.body for each in kinds)


def gather(world, made):
    """Learn the ids that an answer names."""
    response = made.call.response
    if made.call.provenance == "modelled" and response.status == 200 and _media(response) == "application/json":
        world.known.gather(response.json())
