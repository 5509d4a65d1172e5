"""A contract as an OpenAPI 3.1 document.

The `PortOne` authorization scheme is written as an API key in the Authorization header, which every tool can send.
What OpenAPI has no word for stands under PortOne's own extensions, and the contract's version under
`x-portone-contract`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.contracts.model import (
    AliasType,
    Answer,
    Body,
    Contract,
    EnumType,
    Field,
    ListOf,
    MapOf,
    NamedType,
    ObjectType,
    Operation,
    Parameter,
    Ref,
    Scalar,
    TypeExpr,
    UnionType,
    media_types,
)
from pytest_portone.contracts.scalars import JSON, SCALARS

if TYPE_CHECKING:
    from collections.abc import Iterable

Node: TypeAlias = dict[str, Any]

_SECURITY = {
    "portOne": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "The value is `PortOne <API secret>`.",
    },
    "bearer": {"type": "http", "scheme": "bearer"},
}
_PHRASES = {200: "Success"}


def write(contract: Contract) -> Node:
    """The contract as a decoded OpenAPI 3.1 document; `read` of it gives an equal contract."""
    paths: Node = {}
    schemas = {name: _named(contract, each) for name, each in contract.types.items()}
    for operation in contract.operations.values():
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(contract, operation, schemas)
    document: Node = {
        "openapi": "3.1.0",
        "info": {
            "title": "PortOne V2 REST API",
            "version": contract.version,
            "x-portone-contract": contract.version,
        },
        "servers": [{"url": contract.server}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY},
    }
    if contract.webhooks:
        document["webhooks"] = {name: _webhook(each) for name, each in contract.webhooks.items()}
    return document


def _operation(contract: Contract, operation: Operation, schemas: Node) -> Node:
    node: Node = {"operationId": operation.id, "tags": [operation.area]}
    if operation.note:
        node["description"] = operation.note
    parameters = [_parameter(contract, each) for each in operation.parameters]
    if operation.body:
        content = _content(operation.body)
        if operation.body.in_query:
            flag = {"enabled": True, "required": operation.body.required}
            parameters.append(
                {"name": "requestBody", "in": "query", "required": False, "content": _json(operation.body.type)}
                | {"x-portone-query-or-body": flag}
            )
        required = operation.body.required and not operation.body.in_query
        node["requestBody"] = {"content": content, "required": required}
    if parameters:
        node["parameters"] = parameters
    node["responses"] = _responses(contract, operation)
    node["security"] = [{name: []} for name in _SECURITY] if operation.authenticated else []
    if operation.unstable:
        node["x-portone-unstable"] = True
    if operation.errors:
        name = _free_name(f"{operation.id[:1].upper()}{operation.id[1:]}Error", schemas)
        schemas[name] = _error_union(contract, operation.errors)
        node["x-portone-error"] = _ref(name)
    return node


def _free_name(name: str, taken: Iterable[str]) -> str:
    while name in taken:
        name += "Union"
    return name


def _parameter(contract: Contract, parameter: Parameter) -> Node:
    node: Node = {"name": parameter.name, "in": parameter.location, "required": parameter.required}
    if is_json(contract, parameter):
        return node | {"content": {JSON: {"schema": _declared(parameter)}}}
    return node | {"schema": _declared(parameter)}


def is_json(contract: Contract, parameter: Parameter) -> bool:
    """Whether a parameter travels as JSON text: where its type is an object, a union or a map."""
    resolved = contract.resolve(parameter.type)
    return isinstance(resolved, ObjectType | UnionType | MapOf) or resolved == Scalar("object")


def _responses(contract: Contract, operation: Operation) -> Node:
    nodes = {str(each.status): _answer(each) for each in operation.answers}
    for status, errors in contract.errors_of(operation).items():
        schema = _error_union(contract, [each.name for each in errors])
        nodes[str(status)] = {
            "description": ", ".join(each.error.type or each.name for each in errors if each.error),
            "content": {JSON: {"schema": schema}},
        }
    return nodes


def _answer(answer: Answer) -> Node:
    node: Node = {"description": _PHRASES.get(answer.status, "")}
    if answer.type is not None:
        node["content"] = _content(answer)
    return node


def _content(content: Body | Answer) -> Node:
    assert content.type is not None  # noqa: S101 - asked by who calls
    return {each: {"schema": _expression(content.type)} for each in sorted(media_types(content))}


def _declared(declared: Field | Parameter) -> Node:
    """A schema with its default, which may stand beside a reference from OpenAPI 3.1 on."""
    default = {} if declared.default is None else {"default": json.loads(declared.default)}
    return _expression(declared.type) | default


def _error_union(contract: Contract, names: Iterable[str]) -> Node:
    names = list(names)
    marks = {name: contract.error(name).error for name in names}
    mapping = {mark.type: _pointer(name) for name, mark in marks.items() if mark and mark.type is not None}
    cases = [_ref(name) for name in names]
    return {"oneOf": cases, "discriminator": {"propertyName": "type", "mapping": mapping}}


def _webhook(type_name: str) -> Node:
    body = {"content": _json(Ref(type_name)), "required": True}
    return {"post": {"requestBody": body, "responses": {"200": {"description": "Taken"}}}}


def _json(expr: TypeExpr) -> Node:
    return {JSON: {"schema": _expression(expr)}}


def _pointer(name: str) -> str:
    return f"#/components/schemas/{name}"


def _ref(name: str) -> Node:
    return {"$ref": _pointer(name)}


def _expression(expr: TypeExpr) -> Node:
    match expr:
        case Ref(name):
            return _ref(name)
        case ListOf(item):
            return {"type": "array", "items": _expression(item)}
        case MapOf(value):
            return {"type": "object", "additionalProperties": _expression(value)}
        case Scalar(name):
            return dict(SCALARS[name])


def _named(contract: Contract, named: NamedType) -> Node:
    match named:
        case EnumType(values=values):
            node: Node = {"type": "string", "enum": list(values)}
        case AliasType(type=Scalar("object")):
            node = {"type": "object", "additionalProperties": True}
        case AliasType(type=expr):
            node = _expression(expr)
        case UnionType(tag=tag, cases=cases):
            mapping = {value: _pointer(case) for value, case in cases.items()}
            discriminator = {"propertyName": tag, "mapping": mapping}
            node = {"oneOf": [_ref(case) for case in cases.values()], "discriminator": discriminator}
        case ObjectType():
            node = _object(contract, named)
    return node | ({"description": named.note} if named.note else {})


def _object(contract: Contract, named: ObjectType) -> Node:
    properties = {name: _declared(each) for name, each in named.fields.items()}
    required = [name for name, each in named.fields.items() if each.required]
    tag = contract.tag_of(named.name)
    if tag:
        properties = {tag.field: {"type": "string", "const": tag.value}} | properties
        required = [tag.field, *(name for name in required if name != tag.field)]
    node: Node = {"type": "object", "properties": properties}
    if required:
        node["required"] = required
    if named.error:
        node["x-portone-status-code"] = named.error.status
    return node
