"""Histories: of contracts, of anything, and of documents that were committed."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import strategies as st
from nasty_texts import NASTY

from pytest_portone.contracts import openapi
from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.contracts.model import Answer, Contract, EnumType, Field, ObjectType, Operation, Ref, Scalar
from pytest_portone.contracts.policy import CLAUSES
from pytest_portone.findings.model import Finding, Place
from pytest_portone.history.building import Version
from pytest_portone.history.model import History, Step, Unreadable
from pytest_portone.history.statistics import KINDS

SMALL = Contract(
    "v1",
    {
        "getThing": Operation(
            id="getThing",
            method="GET",
            path="/things",
            answers=(Answer(200, Ref("Thing")),),
            area="things",
        )
    },
    {
        "Thing": ObjectType("Thing", {"id": Field("id", Scalar("string")), "state": Field("state", Ref("State"))}),
        "State": EnumType("State", ("OPEN", "DONE")),
    },
)


@pytest.fixture(scope="session")
def grown():
    """Gives the small contract with more values of its enum, and fields added or taken out of its object."""

    def make(*values, fields=(), without=()):
        kept = {name: each for name, each in SMALL.types["Thing"].fields.items() if name not in without}
        more = {name: Field(name, Scalar("string"), required=False) for name in fields}
        types = {
            "Thing": ObjectType("Thing", {**kept, **more}),
            "State": EnumType("State", ("OPEN", "DONE", *values)),
        }
        return replace(SMALL, types=types)

    return make


@pytest.fixture(scope="session")
def versions():
    """Makes versions of contracts, a month apart where `dated`."""

    def make(contracts, *, dated=True):
        for number, contract in enumerate(contracts):
            day = date(2024 + number // 12, 1 + number % 12, 15) if dated else None
            yield Version(f"v{number}", day, lambda contract=contract: contract)

    return make


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """An empty git repository, and a function that commits files of it: name -> text, None to remove it."""
    if shutil.which("git") is None:
        pytest.skip("git is not there")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "repository"
    folder.mkdir()

    def git(*words, when="2024-01-01"):
        day = {"GIT_AUTHOR_DATE": f"{when}T12:00:00+09:00", "GIT_COMMITTER_DATE": f"{when}T12:00:00+09:00"}
        names = {f"GIT_{who}_{what}": "tester" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        command = ["git", "-C", folder, *words]
        done = subprocess.run(command, env={**os.environ, **day, **names}, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(files, when):
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        git("add", "--all")
        git("commit", "--quiet", "--message", when, when=when)
        return git("rev-parse", "--short", "HEAD")

    git("init", "--quiet", "--initial-branch=main")
    return folder, commit, git


@pytest.fixture(scope="session")
def document():
    """A contract as the text of an OpenAPI document."""

    def make(contract):
        return json.dumps(openapi.write(contract), indent=1, ensure_ascii=False)

    return make


TEXTS = st.sampled_from(NASTY) | st.text(max_size=12)
PLACES = st.builds(Place, TEXTS.filter(bool), TEXTS.map("$.{}".format))
FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from(["input-field-removed", "webhook-version-added", *KINDS]),
    clause=st.sampled_from(sorted(CLAUSES)),
    verdict=st.sampled_from(VERDICTS),
    direction=st.sampled_from(["input", "output"]),
    type=TEXTS,
    field=TEXTS,
    before=TEXTS,
    after=TEXTS,
    text=TEXTS.filter(bool),
    places=st.lists(PLACES, min_size=1, max_size=3).map(tuple),
    fingerprint=st.text("0123456789abcdef", min_size=12, max_size=12),
)


@st.composite
def _histories(draw):
    labels = draw(st.lists(TEXTS, min_size=2, max_size=6))
    days = draw(st.lists(st.dates(date(2020, 1, 1), date(2026, 12, 31)), min_size=len(labels), max_size=len(labels)))
    days = draw(st.sampled_from([days, sorted(days), [None] * len(days)]))
    steps = []
    for at in range(1, len(labels)):
        found = sorted(draw(st.lists(FINDINGS, max_size=3)), key=lambda each: VERDICTS.index(each.verdict))
        steps.append(Step(labels[at - 1], labels[at], days[at - 1], days[at], tuple(found)))
    reached = {place.operation for step in steps for each in step.findings for place in each.places}
    skipped = draw(st.lists(st.builds(Unreadable, TEXTS, TEXTS), max_size=2))
    areas = {name: draw(TEXTS) for name in sorted(reached)}
    hidden = draw(st.sampled_from([frozenset(), frozenset({"allowed"})]))
    return History(draw(TEXTS), tuple(steps), areas, tuple(skipped), hidden)


@pytest.fixture(scope="session")
def histories():
    """A strategy of histories: anything that the model permits, with texts that mean to break out."""
    return _histories()
