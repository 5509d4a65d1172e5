"""A report with something of everything, and reports of anything."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import get_args

import pytest
from hypothesis import strategies as st
from nasty_texts import NASTY

from pytest_portone.contracts.policy import CLAUSES
from pytest_portone.report.model import Attempted, Blame, Break, Coverage, Finding, Kind, Report, Result, Verdict

CRASH = Break(
    test="tests/test_orders.py::test_paid",
    operation="getPayment",
    status=200,
    path="$.method.provider",
    kind="new-enum-value",
    clause="2.4",
    verdict="crash",
    blame="sdk",
    exception="ValueError: 'UNKNOWN_VALUE' is not a valid EasyPayProvider",
    where="portone/sdk/payment.py:311 in _deserialize",
    file="portone/sdk/payment.py",
    line=311,
    merchant_file="shop/orders.py",
    merchant_line=42,
    before='"KAKAOPAY"',
    after='"UNKNOWN_VALUE"',
    fingerprint="3f2a9c1d",
    command="pytest --portone-compat=each tests/test_orders.py::test_paid",
)
CHANGE = replace(
    CRASH,
    test="tests/test_refunds.py::test_partly",
    operation="cancelPayment",
    path="$.cancellation",
    kind="new-field",
    verdict="change",
    blame="test",
    exception="AssertionError: assert {'a': 1} == {}",
    where="tests/test_refunds.py:17 in test_partly",
    file="tests/test_refunds.py",
    line=17,
    merchant_file="tests/test_refunds.py",
    merchant_line=17,
    before="",
    after='{"unknownField": 1}',
    others=("getPayment 200 $.status: new-case",),
    fingerprint="77aa0b21",
    command="pytest --portone-compat=each tests/test_refunds.py::test_partly",
    fails=False,
)
KNOWN = replace(
    CRASH, path="$.channel", fingerprint="00112233", known="the SDK's fault until 0.22", command="x", fails=False
)
SILENT = replace(
    CRASH,
    operation="webhook 2024-04-25",
    status=0,
    path="$.type",
    kind="new-type",
    clause="W1",
    verdict="silent",
    blame="merchant",
    exception="",
    fingerprint="5e5e5e5e",
    where="shop/hooks.py:8 in receive",
    file="shop/hooks.py",
    line=8,
    merchant_file="shop/hooks.py",
    merchant_line=8,
    command="pytest --portone-compat=each tests/test_hooks.py",
    fails=False,
)


def attempted():
    for test in ("tests/test_orders.py::test_paid", "tests/test_orders.py::test_late"):
        for path in ("$.amount", "$.method", "$"):
            yield Attempted(test, "getPayment", 200, path, "new-field", "survived")
        yield Attempted(test, "getPayment", 200, "$.method.provider", "new-enum-value", "broke")
        yield Attempted(test, "getPayment", 200, "$.status", "new-case", "not received")
        yield Attempted(test, "getPayment", 404, "$.type", "new-type", "survived")
        yield Attempted(test, "getPayment", 200, "$.blob", "new-field", "not tried", "the answer is no JSON")
    yield Attempted(
        "tests/test_refunds.py::test_partly", "cancelPayment", 200, "$.cancellation", "new-field", "broke"
    )
    yield Attempted("tests/test_hooks.py::test_paid", "webhook 2024-04-25", 0, "$.type", "new-type", "survived")


@pytest.fixture(scope="session")
def rich():
    tests = tuple(f"tests/test_orders.py::test_{name}" for name in ("paid", "late", "twice", "never"))
    return Report(
        contract="2026-07-03",
        mode="crash, all at once",
        tests=(*tests, "tests/test_refunds.py::test_partly", "tests/test_hooks.py::test_paid"),
        attempted=tuple(attempted()),
        breaks=(CHANGE, KNOWN, SILENT, *(replace(CRASH, test=test) for test in tests)),
        flaky={"tests/test_time.py::test_now": "AssertionError: assert 3 == 4"},
        stale={"deadbeef": "fixed in SDK 0.21"},
        unnoticed=(Attempted(tests[0], "getPayment", 200, "$.amount.total", "amount-changed", "survived"),),
        requests=(
            Finding(
                "cancelPayment",
                "unknown field",
                "$.body.cause",
                "received a field `cause`, expected one of amount, reason; rename it to `reason`",
                (tests[0],),
            ),
        ),
        coverage=Coverage(
            ("cancelPayment", "getPayment"),
            147,
            ("getPayment 200",),
            1102,
            ("Currency.KRW",),
            950,
            ("Payment.PAID",),
            210,
        ),
        reruns=19,
        seconds=1.26,
    )


def filled(value, text):
    """The value with every free text replaced."""
    if isinstance(value, tuple):
        return tuple(filled(each, text) for each in value)
    if is_dataclass(value):
        free = {each.name: text for each in fields(value) if each.type == "str"}
        others = {each.name: filled(getattr(value, each.name), text) for each in fields(value)}
        return replace(value, **{**others, **free})
    return value


@pytest.fixture(params=NASTY, ids=range(len(NASTY)))
def nasty(request, rich):
    """A report in which every free text is one that means to break out."""
    text = request.param
    return replace(filled(rich, text), tests=(text,), flaky={text: text}, stale={text: text})


def texts():
    return st.one_of(st.text(max_size=20), st.sampled_from(NASTY), st.sampled_from(("getPayment", "$.status", "a b")))


def some(strategy, most=4):
    return st.lists(strategy, max_size=most).map(tuple)


@pytest.fixture(scope="session")
def reports():
    """A strategy of reports: anything that the model permits, with texts that mean to break out."""
    fields = {"test": texts(), "operation": texts(), "status": st.sampled_from((0, 200, 404)), "path": texts()}
    fields["kind"] = st.sampled_from(get_args(Kind))
    tried = st.builds(Attempted, **fields, result=st.sampled_from(get_args(Result)), note=texts())
    lines = st.integers(0, 10**6)
    files = st.one_of(st.just(""), texts(), st.sampled_from(("shop/orders.py", "/usr/lib/x y.py", "가게/주문.py")))
    broken = st.builds(
        Break,
        **fields,
        clause=st.one_of(st.sampled_from(sorted(CLAUSES)), texts()),
        verdict=st.sampled_from(get_args(Verdict)),
        blame=st.sampled_from(get_args(Blame)),
        **dict.fromkeys(("exception", "where", "before", "after", "fingerprint", "command", "known"), texts()),
        file=files,
        merchant_file=files,
        line=lines,
        merchant_line=lines,
        others=some(texts(), 2),
        fails=st.booleans(),
    )
    found = st.builds(
        Finding, operation=texts(), rule=texts(), place=texts(), message=texts(), tests=some(texts(), 2)
    )
    counts = st.integers(0, 2000)
    names = ("operations", "statuses", "values", "cases")
    met = {name: some(texts(), 2) for name in names} | {f"of_{name}": counts for name in names}
    return st.builds(
        Report,
        contract=texts(),
        mode=texts(),
        tests=some(texts()),
        attempted=some(tried),
        breaks=some(broken),
        flaky=st.dictionaries(texts(), texts(), max_size=2),
        stale=st.dictionaries(texts(), texts(), max_size=2),
        unnoticed=some(tried, 2),
        requests=some(found, 2),
        coverage=st.builds(Coverage, **met),
        reruns=counts,
        seconds=st.floats(0, 1e6),
    )
