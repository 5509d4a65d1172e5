"""`pytest-portone contract` as a user types it."""

import json

import pytest
import yaml
from openapi_spec_validator import validate

from pytest_portone import cli, contracts
from pytest_portone.contracts import openapi


@pytest.fixture
def run(capsys):
    """Runs the command; gives exit code, standard output and standard error."""

    def command(*words):
        code = cli.main([str(each) for each in words])
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def api_file(tmp_path):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(openapi.write(contracts.load("2024-10-24"))))
    return path


def test_show_without_a_name_lists_every_operation_by_area(run):
    code, out, err = run("contract", "show")
    assert (code, err) == (0, "")
    assert out.startswith("Contract 2026-07-03: 147 operations, ")
    assert sum(" /" in line for line in out.splitlines()) == 147
    lines = out.splitlines()
    assert "payment.billingKey" in lines
    (row,) = [line.split() for line in lines if line.startswith("  getAllPaymentsByCursor ")]
    assert row == ["getAllPaymentsByCursor", "GET", "/payments-by-cursor", "UNSTABLE"]


def test_show_prints_an_operation_with_the_types_it_names(run):
    code, out, _ = run("contract", "show", "getPromotion")
    assert code == 0
    assert out.startswith("getPromotion:\n  GET: /promotions/{promotionId}\n")
    assert yaml.safe_load(out)["Promotion"]["union"] == "type"


def test_show_prints_types_alone_or_with_all_they_reach(run):
    _, alone, _ = run("contract", "show", "PaidPayment")
    _, deep, _ = run("contract", "show", "PaidPayment", "--deep")
    assert list(yaml.safe_load(alone)) == ["PaidPayment"]
    assert {"PaidPayment", "PaymentAmount", "CardBrand"} <= set(yaml.safe_load(deep))


def test_show_takes_another_contract(run):
    _, out, _ = run("contract", "show", "getPlatform", "--contract", "2024-04-18")
    assert "GET: /platform" in out


def test_a_wrong_name_is_wrong_use_and_names_the_nearest(run):
    assert run("contract", "show", "Paymnet") == (
        2,
        "",
        "pytest-portone: no operation or type 'Paymnet'; the nearest is 'Payment'\n",
    )


@pytest.mark.parametrize("options", [[], ["--yaml"]])
def test_export_prints_valid_openapi(run, options):
    code, out, _ = run("contract", "export", "2024-10-24", *options)
    document = yaml.safe_load(out) if options else json.loads(out)
    validate(document)
    assert (code, openapi.read(document)) == (0, contracts.load("2024-10-24"))


def test_import_writes_a_folder_that_loads(run, api_file, tmp_path):
    target = tmp_path / "mine"
    types = len(contracts.load("2024-10-24").types)
    code, out, _ = run("contract", "import", api_file, "--output", target)
    assert (code, out) == (0, f"{target}: 90 operations and {types} types in {len(list(target.iterdir()))} files\n")
    assert contracts.load(target) == contracts.load("2024-10-24")


def test_import_names_the_folder_by_the_version(run, api_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("contract", "import", api_file)[0] == 0
    assert contracts.load(tmp_path / "contract-2024-10-24") == contracts.load("2024-10-24")


def test_import_never_overwrites(run, api_file, tmp_path):
    target = tmp_path / "mine"
    target.mkdir()
    code, _, err = run("contract", "import", api_file, "--output", target)
    assert (code, list(target.iterdir())) == (2, [])
    assert f"{target} exists; name a new folder with --output" in err


def test_import_leaves_nothing_half_written(run, api_file, tmp_path, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.write_text", fail)
    code, _, err = run("contract", "import", api_file, "--output", tmp_path / "mine")
    assert (code, err) == (2, "pytest-portone: disk full\n")
    assert list(tmp_path.iterdir()) == [api_file]


def test_import_of_what_is_not_supported_lists_every_place(run, tmp_path):
    path = tmp_path / "api.json"
    schemas = {"A": {"type": "string", "pattern": "a"}, "B": {"not": {}}}
    path.write_text(json.dumps({"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}}))
    code, _, err = run("contract", "import", path)
    assert code == 2
    assert "for 2 reasons" in err
    assert "/components/schemas/A: keyword 'pattern'" in err
    assert "/components/schemas/B: keyword 'not'" in err


@pytest.mark.parametrize("words", [[], ["contract"], ["contract", "show", "--nope"], ["nonsense"]])
def test_wrong_words_are_wrong_use(words, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2
    assert "usage: pytest-portone" in capsys.readouterr().err
