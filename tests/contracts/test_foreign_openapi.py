"""OpenAPI documents of other origin: imported where the model can say it all, refused with every reason where not."""

import json

import facts
import pytest

from pytest_portone import contracts
from pytest_portone.contracts import openapi
from pytest_portone.contracts.model import Answer, Body, EnumType, ListOf, MapOf, ObjectType, Parameter, Ref, Scalar


def document(**parts):
    return {"openapi": "3.0.3", "info": {"title": "Pets", "version": "1.2"}, "paths": {}} | parts


PETS = """\
openapi: 3.0.3
info: { title: Pets, version: 1.0.0, description: prose }
servers: [{ url: "https://pets.example/v1/" }]
tags: [{ name: pets, description: prose }]
components:
  parameters:
    Limit: { name: limit, in: query, description: prose, schema: { type: integer, format: int32, default: 20 } }
  responses:
    Missing: { description: gone, content: { application/json: { schema: { $ref: "#/components/schemas/Error" } } } }
  schemas:
    Pet:
      title: A pet
      type: object
      required: [id, kind]
      properties:
        id: { type: integer, format: int64, description: prose, example: 3 }
        kind: { type: string, enum: [cat, dog] }
        labels: { type: object, additionalProperties: { type: string } }
        owner: { type: object, properties: { name: { type: string } } }
    Error: { type: object, properties: { message: { type: string } } }
paths:
  /pets:
    parameters: [{ $ref: "#/components/parameters/Limit" }]
    get:
      tags: [pets]
      responses:
        200:
          description: ok
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Pet" } } } }
        404: { $ref: "#/components/responses/Missing" }
    post:
      operationId: createPet
      security: [{ key: [] }]
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
      responses: { 201: { description: made } }
"""


def test_a_document_of_another_api_is_imported(tmp_path):
    path = tmp_path / "pets.yaml"
    path.write_text(PETS)
    contract = contracts.load(path)
    assert contract.server == "https://pets.example/v1"
    assert list(contract.operations) == ["GetPets", "createPet"]
    listing, creation = contract.operations.values()
    assert listing.parameters == (Parameter("limit", "query", Scalar("int32"), required=False, default="20"),)
    assert listing.answers == (Answer(200, ListOf(Ref("Pet"))), Answer(404, Ref("Error")))
    assert (listing.area, listing.authenticated, creation.authenticated) == ("pets", False, True)
    assert (creation.body, creation.answers) == (Body(Ref("Pet")), (Answer(201),))
    pet = contract.type("Pet")
    assert pet.fields["labels"].type == MapOf(Scalar("string"))
    assert contract.resolve(pet.fields["kind"].type) == EnumType("PetKind", ("cat", "dog"))
    assert isinstance(contract.resolve(pet.fields["owner"].type), ObjectType)


def test_every_place_that_cannot_be_imported_is_listed():
    given = document(
        paths={
            "/a/{id}": {
                "get": {
                    "parameters": [{"in": "header", "name": "X-Trace", "schema": {"type": "string"}}],
                    "responses": {"2XX": {"description": ""}, "200": {"content": {"text/html": {}}}},
                }
            }
        },
        components={
            "securitySchemes": {"login": {"type": "oauth2"}},
            "schemas": {
                "Short": {"type": "string", "maxLength": 3},
                "Both": {"allOf": [{"$ref": "#/components/schemas/Short"}, {}]},
                "Either": {"oneOf": [{"$ref": "#/components/schemas/Short"}, {}]},
                "Nullable": {"type": ["string", "null"]},
                "Numbers": {"enum": [1, 2]},
                "Ghost": {"type": "object", "required": ["gone"], "properties": {}},
            },
        },
    )
    with pytest.raises(contracts.UnsupportedError) as caught:
        openapi.read(given, source="api.json")
    assert str(caught.value).splitlines() == [
        "api.json can't be imported, for 10 reasons:",
        '  /components/schemas/Both: keyword \'allOf\' ([{"$ref": "#/components/schemas/Short"}, {}])',
        "  /components/schemas/Either: a oneOf without a discriminator, or of schemas that have no name",
        "  /components/schemas/Ghost: required field 'gone' is not defined",
        "  /components/schemas/Nullable: type ['string', 'null']; expected a single type",
        "  /components/schemas/Numbers: enum values that are no strings: [1, 2]",
        "  /components/schemas/Short: keyword 'maxLength' (3)",
        "  /components/securitySchemes/login: expected a value of the Authorization header",
        "  /paths/~1a~1{id}/get/parameters/0: a parameter in 'header' ('X-Trace'); only path and query are supported",
        "  /paths/~1a~1{id}/get/responses/200: content text/html; expected application/json",
        "  /paths/~1a~1{id}/get/responses/2XX: status '2XX'; only single statuses are supported",
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"swagger": "2.0"}, "received OpenAPI version '2.0', expected 3.0.x or 3.1.x"),
        ([], "received OpenAPI version None, expected 3.0.x or 3.1.x"),
        (
            document(components={"schemas": {"A": True}}),
            "/components/schemas/A: received True, expected a schema object",
        ),
        (
            document(components={"schemas": {"A": {"type": "array", "items": {"$ref": "other.json"}}}}),
            "a reference outside of components/schemas: other.json",
        ),
    ],
)
def test_what_is_no_such_document_is_refused(given, message):
    with pytest.raises(contracts.UnsupportedError) as caught:
        openapi.read(given)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["{", "a: [", "just words"])
def test_a_file_that_is_no_document_is_refused_by_name(tmp_path, text):
    path = tmp_path / "api.txt"
    path.write_text(text)
    with pytest.raises(contracts.UnsupportedError, match=r"api\.txt can't be imported"):
        contracts.load(path)


@pytest.mark.parametrize("version", contracts.versions())
def test_prose_changes_nothing(version):
    given = facts.document(version)
    expected = openapi.read(given)
    noisy = json.loads(json.dumps(given))
    noisy["info"]["description"] = "prose"
    for schema in noisy["components"]["schemas"].values():
        schema |= {"title": "prose", "description": "prose", "x-portone-title": "prose", "deprecated": True}
    for item in noisy["paths"].values():
        for node in item.values():
            node |= {"summary": "prose", "description": "prose", "x-portone-summary": "prose", "deprecated": True}
    assert openapi.read(noisy) == expected


def test_a_default_is_found_wherever_it_may_stand():
    size = {"$ref": "#/components/schemas/Size"}
    properties = {
        "own": {"type": "integer", "default": 1},
        "named": size,
        "beside": size | {"default": 3},
        "wrapped": {"allOf": [size], "default": 4, "description": "prose"},
        "inside": {"allOf": [size]},
        "listed": {"type": "array", "items": size, "default": [1.0, 2]},
        "none": {"type": "integer"},
    }
    schemas = {
        "Size": {"type": "integer", "format": "int32", "default": 2},
        "Page": {"type": "object", "properties": properties},
    }
    fields = openapi.read(document(components={"schemas": schemas})).type("Page").fields
    assert {name: each.default for name, each in fields.items()} == {
        "own": "1",
        "named": "2",
        "beside": "3",
        "wrapped": "4",
        "inside": "2",
        "listed": "[1,2]",
        "none": None,
    }
    assert fields["wrapped"].type == Ref("Size")


def test_a_schema_that_refers_to_itself_has_no_default():
    schemas = {
        "A": {"$ref": "#/components/schemas/A"},
        "B": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}},
    }
    contract = openapi.read(document(components={"schemas": schemas}))
    assert contract.type("B").fields["a"].default is None


def test_a_default_that_is_no_json_is_refused():
    schemas = {"A": {"type": "object", "properties": {"a": {"type": "number", "default": float("nan")}}}}
    with pytest.raises(
        contracts.UnsupportedError, match="/components/schemas/A/properties/a: the default nan; expected"
    ):
        openapi.read(document(components={"schemas": schemas}))


def test_a_body_and_an_answer_may_travel_as_more_than_json():
    def content(**schemas):
        return {"content": {name.replace("_", "/"): {"schema": each} for name, each in schemas.items()}}

    row = {"$ref": "#/components/schemas/Row"}
    node = {
        "operationId": "read",
        "requestBody": content(application_json=row, application_xml=row) | {"required": True},
        "responses": {
            "200": content(text_csv={"type": "string"}, application_json=row) | {"description": ""},
            "201": content(text_csv={"type": "string"}, text_plain={"type": "string"}) | {"description": ""},
        },
    }
    schemas = {"Row": {"type": "object", "properties": {"id": {"type": "string"}}}}
    given = document(paths={"/rows": {"post": node}}, components={"schemas": schemas})
    operation = openapi.read(given).operation("read")
    assert operation.body == Body(Ref("Row"), media=frozenset({"application/json", "application/xml"}))
    assert operation.answers == (
        Answer(200, Ref("Row"), frozenset({"application/json", "text/csv"})),
        Answer(201, Scalar("csv"), frozenset({"text/csv", "text/plain"})),
    )
    node["requestBody"]["content"]["application/xml"]["schema"] = {"type": "integer"}
    with pytest.raises(contracts.UnsupportedError) as caught:
        openapi.read(given)
    assert (
        "/paths/~1rows/post/requestBody/application~1xml: a schema of its own; expected that of application/json"
        in (str(caught.value))
    )
