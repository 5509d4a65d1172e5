"""A world in a file."""

from __future__ import annotations

import json
import time

import pytest

from pytest_portone import contracts
from pytest_portone.sandbox import Sandbox
from pytest_portone.serving import keeping
from pytest_portone.serving.keeping import Keeper, StateFileError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.json"


def test_a_world_is_gone_on_with(path):
    first = Sandbox()
    keeper = Keeper(first, path)
    keeper.load()
    with keeper.keeping():
        first.customer.pay("order-1", 1000)
        first.clock.advance(days=3)
    second = Sandbox()
    Keeper(second, path).load()
    assert second.payments == first.payments
    assert second.clock.now == first.clock.now


def test_it_is_saved_while_it_runs(path, monkeypatch):
    monkeypatch.setattr(keeping, "PAUSE", 0.01)
    sandbox = Sandbox()
    keeper = Keeper(sandbox, path)
    keeper.load()
    with keeper.keeping():
        sandbox.customer.pay("order-1", 1000)
        deadline = time.monotonic() + 10
        while b"order-1" not in path.read_bytes() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert b"order-1" in path.read_bytes()
    assert [each.name for each in path.parent.iterdir()] == ["state.json"]


def test_nothing_is_written_where_nothing_changed(path):
    from pytest_portone.sandbox import Request

    sandbox = Sandbox()
    keeper = Keeper(sandbox, path)
    keeper.load()
    keeper.save()
    before = path.stat().st_mtime_ns
    sandbox.handle(Request("GET", "/banks"))
    keeper.save()
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no JSON, or a part of some"),
        (b'{"version": 1, "contract": "2026-07-03", "now"', "it is no JSON, or a part of some"),
        (b"[]", "expected a world of version"),
        (b'{"name": "my-package.json"}', "expected a world of version"),
        (b"\xff\xfe\x00", "can't decode"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"version": 1, "contract": "2026-07-03", "tables": {"payments": 7}}', "can't be read"),
    ],
    ids=["empty", "torn", "list", "foreign", "binary", "deep", "other tables"],
)
def test_what_is_no_world_is_refused_and_left_alone(path, content, why):
    path.write_bytes(content)
    with pytest.raises(StateFileError, match="is no state of this sandbox") as caught:
        Keeper(Sandbox(), path).load()
    assert why in str(caught.value)
    assert str(caught.value).endswith("It is left as it is; name another file, or move it away")
    assert path.read_bytes() == content


def test_a_world_of_another_contract_is_refused(path):
    path.write_text(json.dumps(Sandbox(contracts.load("2024-04-18")).dump()))
    with pytest.raises(StateFileError, match="2024-04-18"):
        Keeper(Sandbox(), path).load()


def test_a_place_that_cant_be_written_is_told_at_the_start(tmp_path):
    with pytest.raises(OSError, match="No such file or directory"):
        Keeper(Sandbox(), tmp_path / "nowhere" / "state.json").load()
