"""Every operation of every contract: its requests and its answers, valid, evolved and broken."""

import json
from urllib.parse import parse_qs, unquote

import pytest

from pytest_portone import contracts, strategies
from pytest_portone.contracts.model import Scalar
from pytest_portone.strategies.broken_requests import can_break_request
from pytest_portone.strategies.evolved import can_evolve

PARTS = 3
ALL = [
    pytest.param(version, part, id=f"{version}, part {part + 1}")
    for version in contracts.versions()
    for part in range(PARTS)
]
NOTHING = ([], [])


def operations(version, part):
    contract = contracts.load(version)
    return contract, list(contract.operations.values())[part::PARTS]


def parameters_of(request):
    """(parameter, its value if it is there) of a request."""
    given = {"path": request.path_parameters, "query": request.query}
    return [(each, given[each.location].get(each.name)) for each in request.operation.parameters]


def faults(contract, request, check):
    """Where a request is wrong: its parameters, and its body."""
    found = []
    for parameter, value in parameters_of(request):
        if value is None:
            found += [(parameter.location, parameter.name)] if parameter.required else []
            continue
        inner = check(contract, parameter.type, value, "input")
        found += [(parameter.location, parameter.name, *path) for path in inner.violations + inner.extensions]
    if request.body is not None:
        inner = check(contract, request.operation.request, request.body)
        found += [("body", *path) for path in inner.violations + inner.extensions]
    elif request.operation.body and request.operation.body.required:
        found.append(("body",))
    return found


@pytest.mark.parametrize(("version", "part"), ALL)
@pytest.mark.parametrize("coherent", [True, False], ids=["coherent", "whole range"])
def test_requests_are_valid(version, part, coherent, for_all, check):
    contract, some = operations(version, part)

    def test(values):
        assert faults(contract, values[0], check) == []

    for operation in some:
        for_all(test, strategies.requests(operation.id, contract=contract, coherent=coherent), examples=3)


@pytest.mark.parametrize(("version", "part"), ALL)
def test_broken_requests_are_wrong_at_exactly_one_place(version, part, for_all, check):
    contract, some = operations(version, part)

    def test(values):
        (request,) = values
        assert faults(contract, request, check) == [tuple(map(str, request.breakage.path))], request

    for operation in some:
        if can_break_request(contract, operation):
            for_all(test, strategies.requests(operation.id, contract=contract, broken=True), examples=4)


def decoded(contract, parameter, text):
    """A parameter's value, as a server reads it from its text."""
    named = contract.resolve(parameter.type)
    is_text = named in (Scalar("string"), Scalar("date"), Scalar("date-time")) or hasattr(named, "values")
    return text if is_text else json.loads(text)


@pytest.mark.parametrize(("version", "part"), ALL)
def test_requests_travel_unchanged(version, part, for_all):
    """The path and the query of a URL lead back to the parameters, and the bytes to the body."""
    contract, some = operations(version, part)

    def test(values):
        (request,) = values
        assert request.method == request.operation.method
        path, _, query_string = request.url.partition("?")
        template = request.operation.path.split("/")
        segments = dict(zip(template, map(unquote, path.split("/")), strict=True))
        query = parse_qs(query_string, keep_blank_values=True, strict_parsing=bool(query_string))
        for parameter, value in parameters_of(request):
            texts = {"path": [segments.get(f"{{{parameter.name}}}")], "query": query.pop(parameter.name, [])}
            read = [decoded(contract, parameter, text) for text in texts[parameter.location]]
            assert read == ([] if value is None else [value])
        body = query.pop("requestBody") if request.body_in_query else [request.content.decode()]
        assert [json.loads(each) for each in body if each] == ([] if request.body is None else [request.body])
        assert query == {}

    for operation in some:
        for_all(test, strategies.requests(operation.id, contract=contract, coherent=False), examples=4)


@pytest.mark.parametrize(("version", "part"), ALL)
def test_answers_are_valid_at_every_status(version, part, for_all, check):
    contract, some = operations(version, part)
    for operation in some:
        for status in contract.statuses(operation):
            side = contract.answer(operation, status)

            def test(values, side=side):
                assert check(contract, side, values[0]) == NOTHING

            for_all(test, strategies.responses(operation.id, status, contract=contract), examples=2)


@pytest.mark.parametrize(("version", "part"), ALL)
def test_evolved_and_broken_answers(version, part, for_all, check, where):
    contract, some = operations(version, part)
    for operation in some:
        for status in contract.statuses(operation):
            side = contract.answer(operation, status)
            if not can_evolve(contract, side):
                continue

            def test(values, side=side):
                evolved, broken = values
                assert check(contract, side, evolved) == ([], where(evolved.evolutions))
                assert check(contract, side, broken) == ([tuple(map(str, broken.breakage.path))], [])

            kinds = ({"evolved": True}, {"broken": True})
            for_all(
                test,
                *(strategies.responses(operation.id, status, contract=contract, **kind) for kind in kinds),
                examples=2,
            )


@pytest.mark.parametrize("version", contracts.versions())
def test_where_nothing_can_be_wrong(version):
    """Only a request of texts alone is always right."""
    contract = contracts.load(version)
    for operation in contract.operations.values():
        loose = [each for each in operation.parameters if each.location == "path" or not each.required]
        texts = all(contract.resolve(each.type) == Scalar("string") for each in loose)
        right = operation.body is None and texts and len(loose) == len(operation.parameters)
        assert can_break_request(contract, operation) is not right, operation.id
