"""One cause is one finding, and nothing is lost by folding; what is accepted fails nothing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.contracts.changes import VERDICTS, Difference
from pytest_portone.findings.folding import fold, judged
from pytest_portone.findings.model import Report, Seen
from pytest_portone.known import Known

ONE = Difference(
    rule="output-field-removed",
    clause="2.1",
    verdict="breaking",
    operation="getPayment",
    direction="output",
    path="$.amount.discount",
    type="PaymentAmount",
    field="discount",
    before="int64",
    after="",
)
TEXTS = {"output-field-removed": "an output lost a field", "operation-removed": "an operation is gone"}
TODAY = date(2026, 7, 1)

differences = st.builds(
    Difference,
    rule=st.sampled_from(sorted(TEXTS)),
    clause=st.just("2.1"),
    verdict=st.sampled_from(VERDICTS),
    operation=st.sampled_from(["a", "b"]),
    direction=st.sampled_from(["input", "output"]),
    path=st.sampled_from(["$.x", "$.y"]),
    type=st.sampled_from(["", "T"]),
    field=st.sampled_from(["", "f"]),
    before=st.sampled_from(["", "int64"]),
    after=st.sampled_from(["", "string"]),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.builds(Seen, differences, st.sampled_from(["", "1", "2"])), max_size=12))
def test_every_difference_is_in_exactly_one_finding_and_the_worst_come_first(seen):
    found = fold(seen, TEXTS)
    ranks = [VERDICTS.index(each.verdict) for each in found]
    assert ranks == sorted(ranks)
    assert len({(each.fingerprint) for each in found}) == len(found)
    told = {
        (f.rule, f.verdict, f.direction, f.type, f.field, f.before, f.after, p.operation, p.path)
        for f in found
        for p in f.places
    }
    asked = {
        (d.rule, d.verdict, d.direction, d.type, d.field, d.before, d.after, d.operation, d.path)
        for d in (each.difference for each in seen)
    }
    assert told == asked
    sources = {each.source for each in seen} - {""}
    assert {source for f in found for p in f.places for source in p.sources} == sources


def test_one_change_of_a_type_is_told_once_with_all_its_places():
    other = replace(ONE, operation="getPayments", path="$.items[*].amount.discount")
    (finding,) = fold(map(Seen, (ONE, other, ONE)), TEXTS, lambda each: each.operation == "getPayments")
    assert finding.text == "an output lost a field"
    assert finding.subject == "PaymentAmount.discount"
    assert [(each.operation, each.touches) for each in finding.places] == [
        ("getPayment", False),
        ("getPayments", True),
    ]
    assert finding.touches


def test_a_finding_keeps_its_fingerprint_where_it_reaches_elsewhere():
    (here,), (there,) = (fold([Seen(replace(ONE, operation=each))], TEXTS) for each in ("getPayment", "payInstantly"))
    assert here.fingerprint == there.fingerprint
    (worse,) = fold([Seen(replace(ONE, verdict="review"))], TEXTS)
    assert worse.fingerprint != here.fingerprint


@pytest.mark.parametrize(
    ("until", "fails", "stale"),
    [
        (TODAY, False, {}),
        (date(2026, 6, 30), True, "accepted until 2026-06-30: not read"),
    ],
)
def test_what_is_accepted_fails_nothing_until_its_day_is_past(until, fails, stale):
    findings = fold([Seen(ONE)], TEXTS)
    mark = findings[0].fingerprint
    report = judged(Report("h", "t", findings), {"breaking"}, [Known(mark, until, "not read")], TODAY)
    assert report.fails is fails
    assert report.findings[0].accepted == ("" if fails else "not read")
    assert report.stale == ({mark: stale} if stale else {})


def test_what_is_accepted_and_not_found_is_stale():
    report = judged(Report("h", "t", ()), {"breaking"}, [Known("f" * 12, TODAY, "gone")], TODAY)
    assert report.stale == {"f" * 12: "not found any more: gone"}
    assert not report.fails


def test_hidden_verdicts_are_listed_where_they_touch():
    allowed = replace(ONE, verdict="allowed")
    quiet, loud = fold([Seen(allowed)], TEXTS), fold([Seen(allowed)], TEXTS, lambda _: True)
    assert Report("h", "t", quiet, frozenset({"allowed"})).visible == ()
    assert Report("h", "t", loud, frozenset({"allowed"})).visible == loud
