"""What is written is what is read: for whatever the model can say, and for PortOne's API at every date."""

import json

import pytest
import yaml
from generated_contracts import contracts as generated
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from pytest_portone import contracts
from pytest_portone.contracts import notation, openapi

VERSIONS = contracts.versions()


def areas(contract):
    return {each.id: each.area for each in contract.operations.values()}


@given(generated())
@settings(max_examples=150, deadline=None)
def test_the_notation_carries_every_contract(contract):
    again = notation.read(notation.write(contract))
    assert again == contract
    assert areas(again) == areas(contract)


@given(generated())
@settings(max_examples=150, deadline=None)
def test_openapi_carries_every_contract(contract):
    document = json.loads(json.dumps(openapi.write(contract)))
    again = openapi.read(document)
    assert again == contract
    assert areas(again) == areas(contract)


@given(generated(defaults=st.none()))
@settings(max_examples=10, deadline=None)
def test_every_export_is_valid_openapi(contract):
    validate(openapi.write(contract))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_real_contracts_make_the_trip_both_ways(version):
    contract = contracts.load(version)
    assert notation.read(notation.write(contract)) == contract
    assert openapi.read(openapi.write(contract)) == contract


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_bundled_is_what_the_writer_writes(version):
    """So that a release of the API is a diff of facts, never of layout."""
    folder = contracts.loader.BUNDLED / version
    texts = {each.name: each.read_text(encoding="utf-8") for each in folder.glob("*.yaml")}
    assert notation.write(contracts.load(version)) == texts


@pytest.mark.parametrize("version", VERSIONS)
def test_the_real_exports_are_valid_openapi(version):
    validate(openapi.write(contracts.load(version)))


def test_an_export_as_yaml_reads_back(tmp_path):
    contract = contracts.load("2024-10-24")
    path = tmp_path / "api.yaml"
    path.write_text(yaml.safe_dump(openapi.write(contract)), encoding="utf-8")
    assert contracts.load(path) == contract
