"""What really changed between two contracts, as changes to values: names and values are the newer contract's own."""

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.contracts.model import Ref
from pytest_portone.gate.changes import Subject
from pytest_portone.gate.since import Since

OLD, NEW = contracts.load("2024-04-18"), contracts.load()
SINCE = Since(OLD, NEW)


def places(contract):
    return {(each.method, each.path): each for each in contract.operations.values()}


BOTH = sorted(places(OLD).keys() & places(NEW).keys())


def subject(operation, status=200):
    return Subject(operation.id, status, OLD.answer(operation, status), operation)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_older_contract_does_not_know_what_the_newer_one_allows(data):
    operation = places(OLD)[data.draw(st.sampled_from(BOTH))]
    twin = places(NEW)[operation.method, operation.path]
    status = operation.success.status
    value = data.draw(strategies.responses(operation.id, contract=OLD))
    for change in islice(SINCE.changes(subject(operation, status), value), 20):
        changed, path = change.evolution.apply(value), change.evolution.path
        assert changed != value
        strange = [each.path for each in OLD.validate(OLD.answer(operation, status), changed).extensions]
        assert any(each[: len(path)] == path for each in strange), change
        report = NEW.validate(NEW.answer(twin, twin.success.status), changed)
        assert not [each for each in (*report.violations, *report.extensions) if each.path[: len(path)] == path], (
            change
        )


def test_what_is_there_already_is_no_change():
    assert list(Since(NEW, NEW).changes(subject(OLD.operation("getPayment")), {"status": "PAID"})) == []


def test_a_new_case_keeps_what_the_old_object_said():
    operation = OLD.operation("getPayment")
    value = strategies_example()
    found = {(each.spot.kind, each.spot.path) for each in SINCE.changes(subject(operation), value)}
    assert ("new-field", "$.disputes") in found
    assert all(kind in ("new-field", "new-enum-value", "new-case") for kind, _ in found)


def strategies_example():
    from hypothesis import find

    return find(strategies.responses("getPayment", contract=OLD), lambda value: value["status"] == "PAID")


@pytest.mark.parametrize("version", ["2024-04-25"])
def test_webhooks_are_compared_too(version):
    changes = SINCE.changes(
        Subject(f"webhook {version}", 0, Ref(OLD.webhooks[version])),
        {"type": "Transaction.Paid", "timestamp": "2026-01-01T00:00:00Z", "data": {"paymentId": "p"}},
    )
    assert {each.spot.kind for each in changes} <= {"new-field", "new-type"}
