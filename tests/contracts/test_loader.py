"""Where contracts come from, and what keeps them quick to load."""

import json

import pytest

from pytest_portone import contracts
from pytest_portone.contracts import notation, openapi
from pytest_portone.contracts.loader import load_folder


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "pytest-portone"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "notation"
    made.mkdir()
    (made / "contract.yaml").write_text("format: 1\ncontract: mine\n")
    (made / "a.yaml").write_text("types:\n  Currency: [KRW]\n")
    return made


def test_the_dates_are_listed_oldest_first_and_the_newest_is_the_default():
    assert contracts.versions() == ("2024-04-18", "2024-10-24", "2026-07-03")
    assert contracts.load() is contracts.load("2026-07-03")
    assert [len(contracts.load(each).operations) for each in contracts.versions()] == [118, 90, 147]


def test_a_folder_and_an_openapi_file_are_contracts_too(folder, tmp_path):
    assert contracts.load(folder).type("Currency").values == ("KRW",)
    path = tmp_path / "api.json"
    path.write_text(json.dumps(openapi.write(contracts.load("2024-10-24"))))
    assert contracts.load(path) == contracts.load("2024-10-24")


def test_what_is_none_of_them_names_the_nearest_date():
    with pytest.raises(contracts.UnknownNameError, match="'2026-07-30'; the nearest is '2026-07-03'"):
        contracts.load("2026-07-30")


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(contracts.BrokenContractError, match=r"the folder holds no \.yaml file"):
        load_folder(tmp_path)


def test_parsed_text_is_kept_and_a_changed_text_is_read_anew(folder, cache):
    load_folder(folder)
    (kept,) = cache.iterdir()
    assert json.loads(kept.read_text())["a.yaml"] == {"types": {"Currency": ["KRW"]}}
    (folder / "a.yaml").write_text("types:\n  Currency: [KRW, USD]\n")
    assert load_folder(folder).type("Currency").values == ("KRW", "USD")


def test_a_torn_cache_is_read_past(folder, cache):
    load_folder(folder)
    (kept,) = cache.iterdir()
    kept.write_text("{")
    assert load_folder(folder).type("Currency").values == ("KRW",)
    assert json.loads(kept.read_text())["a.yaml"] == {"types": {"Currency": ["KRW"]}}


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(folder, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert load_folder(folder).type("Currency").values == ("KRW",)


def test_a_broken_folder_is_never_kept(folder, cache):
    (folder / "a.yaml").write_text("types: [\n")
    with pytest.raises(contracts.BrokenContractError, match=r"a\.yaml:2: not YAML"):
        load_folder(folder)
    assert not cache.exists()


def test_writing_and_reading_a_folder_is_the_identity(tmp_path):
    contract = contracts.load("2024-10-24")
    for name, text in notation.write(contract).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert contracts.load(tmp_path) == contract
