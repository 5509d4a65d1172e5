"""A report with something of everything, and reports of anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from nasty_texts import NASTY

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.contracts.policy import CLAUSES
from pytest_portone.findings.model import Finding, Place, Report

GONE = Finding(
    rule="output-field-removed",
    clause="2.1",
    verdict="breaking",
    direction="output",
    type="PaymentAmount",
    field="discount",
    before="int64",
    after="",
    text="an output lost a field",
    places=tuple(Place(f"getPayment{number}", "$.amount.discount") for number in range(5)),
    fingerprint="0123456789ab",
    fails=True,
)
ACCEPTED = replace(
    GONE, type="Card", field="issuer", fingerprint="ba9876543210", accepted="we never read it", fails=False
)
TOUCHING = replace(
    GONE, field="total", fingerprint="aaaaaaaaaaaa", places=(Place("payInstantly", "$.total", touches=True),)
)
LOOK = replace(
    GONE,
    rule="output-value-removed",
    clause="2",
    verdict="review",
    type="Status",
    field="OLD",
    before="OLD",
    text="an enum of an output lost a value",
    fingerprint="bbbbbbbbbbbb",
    fails=False,
)
FREE = replace(
    LOOK, rule="operation-removed", clause="1", verdict="exempt", type="", field="", fingerprint="cccccccccccc"
)
GROWN = replace(
    GONE,
    rule="output-field-added",
    clause="2.4",
    verdict="allowed",
    field="later",
    before="",
    after="string",
    text="an output has a new field",
    places=(Place("getPayment", "$.later", ("a.yaml, exchange 1", "b.yaml, exchange 2")),),
    fingerprint="dddddddddddd",
    fails=False,
)


@pytest.fixture(scope="session")
def rich():
    return Report(
        heading="Contract changes",
        title="2024-10-24 -> 2026-07-03",
        findings=(GONE, ACCEPTED, TOUCHING, LOOK, FREE, GROWN),
        hidden=frozenset({"allowed"}),
        stale={"eeeeeeeeeeee": "not found any more: mended"},
        facts={"exchanges": "12 read"},
        file="api/openapi.json",
        usage="usage.json",
    )


TEXTS = st.sampled_from(NASTY) | st.text(max_size=12)


def findings():
    return st.builds(
        Finding,
        rule=st.sampled_from(["output-field-removed", "error-added"]),
        clause=st.sampled_from(sorted(CLAUSES)),
        verdict=st.sampled_from(VERDICTS),
        direction=st.sampled_from(["input", "output"]),
        type=TEXTS,
        field=TEXTS,
        before=TEXTS,
        after=TEXTS,
        text=TEXTS.filter(bool),
        places=st.lists(
            st.builds(Place, TEXTS.filter(bool), TEXTS.map("$.{}".format), st.lists(TEXTS, max_size=2).map(tuple)),
            min_size=1,
            max_size=5,
        ).map(tuple),
        fingerprint=st.text("0123456789abcdef", min_size=12, max_size=12),
        accepted=TEXTS,
        fails=st.booleans(),
    )


@pytest.fixture(scope="session")
def reports():
    return st.builds(
        Report,
        heading=TEXTS,
        title=TEXTS,
        findings=st.lists(findings(), max_size=4, unique_by=lambda each: each.fingerprint).map(tuple),
        hidden=st.sampled_from([frozenset(), frozenset({"allowed"})]),
        stale=st.dictionaries(TEXTS, TEXTS, max_size=2),
        facts=st.dictionaries(TEXTS, TEXTS, max_size=2),
        file=TEXTS,
        usage=TEXTS,
    )
