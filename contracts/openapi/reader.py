"""An OpenAPI document as a contract.

What the model can't say is never dropped in silence: `read` collects every such place and raises them together.
Prose, examples and unknown extensions are no facts of the wire, and are passed over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.contracts.errors import Unsupported, UnsupportedError
from pytest_portone.contracts.expressions import json_text
from pytest_portone.contracts.model import (
    AliasType,
    Answer,
    Body,
    Contract,
    EnumType,
    ErrorMark,
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
)
from pytest_portone.contracts.scalars import INT32, INT64, JSON, MEDIA_TYPES, SCALARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Node: TypeAlias = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_SCHEMAS = "#/components/schemas/"
_STATUS = "x-portone-status-code"
_SILENT = {"title", "description", "example", "examples", "deprecated", "externalDocs", "default", "readOnly"}
_SILENT |= {"writeOnly", "$comment", "xml", "format"}
_SCALAR_BY_SHAPE = {(each.get("type"), each.get("format")): name for name, each in SCALARS.items()}
_RANGES = {"minimum": {-INT32, -INT64}, "maximum": {INT32 - 1, INT64 - 1}}
_TEXTS: tuple[Node, ...] = ({}, {"type": "string"}, SCALARS["csv"])
"""Schemas that say of another media type no more than that it is text."""
_UNSAFE = re.compile(r"\W+")


def read_file(path: Path) -> Contract:
    """Read an OpenAPI document, JSON or YAML, from a file.

    Raises:
        UnsupportedError: what `read` raises; also where the file is neither JSON nor YAML.
        OSError: the file can't be read.
    """
    text = path.read_text(encoding="utf-8")
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except ValueError as error:
        raise UnsupportedError(str(path), [Unsupported("", f"neither JSON nor YAML: {error}")]) from error
    return read(document, source=str(path))


def _yaml(text: str) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def read(document: object, *, source: str = "the document") -> Contract:
    """Read an OpenAPI 3.0 or 3.1 document.

    Args:
        document: the decoded document.
        source: its name, for messages.

    Raises:
        UnsupportedError: the document says things that a contract can't; every place is listed.
    """
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith(("3.0", "3.1")):
        received = document.get("openapi", document.get("swagger")) if isinstance(document, dict) else None
        message = f"received OpenAPI version {received!r}, expected 3.0.x or 3.1.x"
        raise UnsupportedError(source, [Unsupported("/openapi", message)])
    reader = _Reader(document)
    contract = reader.contract()
    if reader.problems:
        raise UnsupportedError(source, reader.problems)
    return contract


@dataclass(slots=True)
class _Reader:
    """One pass over one document. `types` grows by the anonymous objects and enums that are met inside others."""

    document: Node
    types: dict[str, NamedType] = field(default_factory=dict)
    problems: list[Unsupported] = field(default_factory=list)
    _tags: dict[str, tuple[str, str]] = field(default_factory=dict)

    def contract(self) -> Contract:
        info = self.document.get("info", {})
        version = str(info.get("x-portone-contract") or info.get("version") or "imported")
        schemas = self.document.get("components", {}).get("schemas", {})
        self._check_security_schemes()
        self._tags = _tags(schemas)
        operations = [
            self._operation(method, path, item, f"/paths/{_escape(path)}/{method}")
            for path, item in self.document.get("paths", {}).items()
            for method in METHODS
            if method in item
        ]
        for each in sorted(_duplicates(operation.id for operation in operations)):
            self._refuse("/paths", f"operationId {each!r} stands twice")
        consumed = self._error_unions()
        for name, schema in schemas.items():
            if name not in consumed:
                self._named(name, schema, f"/components/schemas/{_escape(name)}")
        webhooks = {name: self._webhook(name, item) for name, item in self.document.get("webhooks", {}).items()}
        servers = self.document.get("servers") or [{}]
        return Contract(
            version=version,
            operations={each.id: each for each in operations},
            types=self.types,
            webhooks={name: each for name, each in webhooks.items() if each},
            server=str(servers[0].get("url", "/")).rstrip("/"),
        )

    def _refuse(self, pointer: str, message: str) -> None:
        self.problems.append(Unsupported(pointer, message))

    # --- operations

    def _operation(self, method: str, path: str, item: Node, at: str) -> Operation:
        node = item[method]
        given = [*item.get("parameters", []), *node.get("parameters", [])]
        located = [(self._followed(each, at), f"{at}/parameters/{index}") for index, each in enumerate(given)]
        body, json_query = self._body(node, [each for each, _ in located], at)
        parameters = [
            parameter
            for each, where in located
            if each is not json_query and (parameter := self._parameter(each, where))
        ]
        answers, errors = self._answers(node, at)
        tags = node.get("tags") or ["api"]
        return Operation(
            id=node.get("operationId") or _identifier(f"{method} {path}"),
            method=method.upper(),
            path=path,
            area=str(node.get("x-portone-category") or tags[0]),
            parameters=tuple(sorted(parameters, key=lambda each: each.location)),
            body=body,
            answers=answers,
            errors=errors,
            authenticated=bool(node.get("security", self.document.get("security"))),
            unstable=bool(node.get("x-portone-unstable", False)),
        )

    def _parameter(self, node: Node, at: str) -> Parameter | None:
        location, name = node.get("in"), node.get("name", "")
        if location not in ("path", "query"):
            self._refuse(at, f"a parameter in {location!r} ({name!r}); only path and query are supported")
            return None
        schema = node["content"].get(JSON, {}).get("schema") if "content" in node else node.get("schema")
        if schema is None:
            self._refuse(at, f"parameter {name!r} has neither a schema nor {JSON} content")
            return None
        expr = self._expression(schema, f"{at}/schema", _identifier(name))
        return Parameter(name, location, expr, bool(node.get("required", False)), self._default(schema, at))

    def _body(self, node: Node, parameters: list[Node], at: str) -> tuple[Body | None, Node | None]:
        """The body, and the query parameter that may stand for it (`x-portone-query-or-body`)."""
        in_query = next((each for each in parameters if "x-portone-query-or-body" in each), None)
        if "requestBody" not in node:
            return None, None
        body = self._followed(node["requestBody"], at)
        content = self._content(body.get("content", {}), f"{at}/requestBody", node)
        if content is None:
            return None, None
        required = bool(body.get("required", False))
        if in_query:
            required = bool(in_query["x-portone-query-or-body"].get("required", required))
        expr, media = content
        return Body(expr, required, in_query is not None, media), in_query

    def _answers(self, node: Node, at: str) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
        answers, errors = [], list(self._errors_of(node.get("x-portone-error")))
        for status, given in node.get("responses", {}).items():
            where = f"{at}/responses/{status}"
            response = self._followed(given, where)
            if not str(status).isdigit():
                self._refuse(where, f"status {status!r}; only single statuses are supported")
                continue
            documented = self._errors_of(_json_schema(response))
            if documented:
                errors += [each for each in documented if each not in errors]
                continue
            content = self._content(response.get("content", {}), where, node) if response.get("content") else None
            answers.append(Answer(int(status), *(content or ())))
        return tuple(answers), tuple(errors)

    def _content(self, content: Node, at: str, owner: Node) -> tuple[TypeExpr, frozenset[str]] | None:
        """What stands in a body, and its media types where the type does not say them."""
        texts = [scalar for scalar, media in MEDIA_TYPES.items() if media in content]
        if JSON not in content and not texts:
            self._refuse(at, f"content {', '.join(content) or 'of no media type'}; expected {JSON}")
            return None
        media = frozenset(content) if len(content) > 1 else frozenset()
        if JSON not in content:
            return Scalar(texts[0]), media
        schema = content[JSON].get("schema", {})
        for each in sorted(media):
            if content[each].get("schema", schema) not in (schema, *_TEXTS):
                self._refuse(f"{at}/{_escape(each)}", f"a schema of its own; expected that of {JSON}")
        hint = f"{owner.get('operationId', '')} {at.rsplit('/', 1)[-1]}"
        return self._expression(schema, at, _identifier(hint)), media

    def _webhook(self, name: str, item: Node) -> str | None:
        at = f"/webhooks/{_escape(name)}"
        content = None
        for node in (item[method] for method in METHODS if method in item):
            content = self._content(node.get("requestBody", {}).get("content", {}), at, {"operationId": name})
        if content and isinstance(content[0], Ref):
            return content[0].name
        self._refuse(at, "a webhook without a named type as its body")
        return None

    # --- errors

    def _schema(self, name: str) -> Node:
        schema = self.document.get("components", {}).get("schemas", {}).get(name, {})
        return schema if isinstance(schema, dict) else {}

    def _errors_of(self, schema: Node | None) -> tuple[str, ...]:
        """Names of the error types behind a schema: one of them, or a union of nothing else."""
        if not schema:
            return ()
        name = _referred(schema)
        if name and _STATUS in self._schema(name):
            return (name,)
        union = self._schema(name) if name else schema
        cases = [_referred(each) for each in union.get("oneOf", [])]
        if cases and all(each and _STATUS in self._schema(each) for each in cases):
            return tuple(each for each in cases if each)
        return ()

    def _error_unions(self) -> set[str]:
        """Unions that only say which errors an operation has; `Operation.errors` says it instead."""
        used: set[str] = set()
        for item in self.document.get("paths", {}).values():
            for node in (item[method] for method in METHODS if method in item):
                schemas = [node.get("x-portone-error") or {}]
                schemas += [_json_schema(each) for each in node.get("responses", {}).values()]
                used |= {name for each in schemas if self._errors_of(each) and (name := _referred(each))}
        return {name for name in used if _STATUS not in self._schema(name)}

    # --- types

    def _named(self, name: str, schema: object, at: str) -> None:
        if isinstance(schema, bool) or not isinstance(schema, dict):
            self._refuse(at, f"received {schema!r}, expected a schema object")
        elif "oneOf" in schema:
            self._union(name, schema, at)
        elif "enum" in schema:
            self._enum(name, schema, at)
        elif _is_object(schema):
            self._object(name, schema, at)
        else:
            self.types[name] = AliasType(name, self._expression(schema, at, name))

    def _union(self, name: str, schema: Node, at: str) -> None:
        self._check_keywords(schema, {"oneOf", "discriminator", "type", "required", "properties"}, at)
        discriminator = schema.get("discriminator")
        members = [_referred(each) for each in schema["oneOf"]]
        if not discriminator or None in members:
            self._refuse(at, "a oneOf without a discriminator, or of schemas that have no name")
            return
        mapping = {value: _tail(target) for value, target in discriminator.get("mapping", {}).items()}
        cases = mapping or {each: each for each in members if each}
        missing = [each for each in members if each not in cases.values()]
        if missing:
            self._refuse(at, f"cases that the discriminator does not map: {', '.join(map(str, missing))}")
        self.types[name] = UnionType(name, discriminator["propertyName"], cases)

    def _enum(self, name: str, schema: Node, at: str) -> None:
        self._check_keywords(schema, {"enum", "type"}, at)
        values = schema["enum"]
        if not all(isinstance(each, str) for each in values):
            self._refuse(at, f"enum values that are no strings: {values!r}")
            return
        self.types[name] = EnumType(name, tuple(values))

    def _object(self, name: str, schema: Node, at: str) -> None:
        self._check_keywords(schema, {"type", "properties", "required", "additionalProperties"}, at)
        required = set(schema.get("required", []))
        properties: Node = schema.get("properties", {})
        tag = self._tags.get(name)
        fields = {}
        for key, each in properties.items():
            if tag and key == tag[0] and _is_tag(each, tag[1]) and key in required:
                continue
            where = f"{at}/properties/{_escape(key)}"
            expr = self._expression(each, where, name + _identifier(key))
            fields[key] = Field(key, expr, key in required, self._default(each, where))
        if tag and tag[0] not in required:
            self._refuse(at, f"the tag {tag[0]!r} is not required in this case of a union")
        for key in sorted(required - set(properties)):
            self._refuse(at, f"required field {key!r} is not defined")
        self.types[name] = ObjectType(name, fields, self._mark(name, schema, tag))

    def _mark(self, name: str, schema: Node, tag: tuple[str, str] | None) -> ErrorMark | None:
        if _STATUS not in schema:
            return None
        if tag and tag[0] != "type":
            self._refuse(f"/components/schemas/{name}", f"an error told apart by {tag[0]!r}; expected 'type'")
        return ErrorMark(int(schema[_STATUS]), tag[1] if tag else None)

    def _expression(self, schema: object, at: str, hint: str) -> TypeExpr:
        """A schema as a type expression. An anonymous object, enum or union is named by `hint`."""
        if not isinstance(schema, dict):
            self._refuse(at, f"received {schema!r}, expected a schema object")
            return Scalar("any")
        schema = _unwrapped(schema)
        name = _referred(schema)
        if name:
            return Ref(name)
        if "$ref" in schema:
            self._refuse(at, f"a reference outside of components/schemas: {schema['$ref']}")
            return Scalar("any")
        if schema.get("properties") or "enum" in schema or "oneOf" in schema:
            return self._hoisted(schema, at, hint)
        if schema.get("type") == "array":
            self._check_keywords(schema, {"type", "items"}, at)
            return ListOf(self._expression(schema.get("items", {}), f"{at}/items", hint))
        if isinstance(schema.get("additionalProperties"), dict):
            self._check_keywords(schema, {"type", "additionalProperties"}, at)
            return MapOf(self._expression(schema["additionalProperties"], f"{at}/additionalProperties", hint))
        return self._scalar(schema, at)

    def _default(self, schema: object, at: str, seen: frozenset[str] = frozenset()) -> str | None:
        """The default that a schema says, as JSON text, or that the schema says which it refers to."""
        if not isinstance(schema, dict):
            return None
        if "default" in schema:
            return self._json(schema["default"], at)
        inner = _unwrapped(schema)
        name = _referred(inner)
        if inner is not schema:
            return self._default(inner, at, seen)
        return self._default(self._schema(name), at, seen | {name}) if name and name not in seen else None

    def _json(self, value: object, at: str) -> str | None:
        try:
            return json_text(value)
        except ValueError:
            self._refuse(at, f"the default {value!r}; expected JSON")
            return None

    def _hoisted(self, schema: Node, at: str, hint: str) -> Ref:
        taken = {*self.types, *self.document.get("components", {}).get("schemas", {})}
        name = next(each for each in _numbered(hint) if each not in taken)
        self._named(name, schema, at)
        return Ref(name)

    def _scalar(self, schema: Node, at: str) -> Scalar:
        allowed = {"type", "additionalProperties"}
        ranges = {key for key, known in _RANGES.items() if schema.get(key) in known}
        self._check_keywords(schema, allowed | ranges, at)
        kind = schema.get("type")
        if not isinstance(kind, str | None):
            self._refuse(at, f"type {kind!r}; expected a single type")
            return Scalar("any")
        exact = _SCALAR_BY_SHAPE.get((kind, schema.get("format")))
        plain = exact or _SCALAR_BY_SHAPE.get((kind, None))
        if plain is None:
            self._refuse(at, f"type {kind!r}; expected one of string, integer, number, boolean, object, array")
        return Scalar(plain or "any")

    # --- what can't be said

    def _followed(self, node: Node, at: str) -> Node:
        """A parameter, body or response, its `$ref` followed within the document."""
        target: Any = node
        for step in str(node.get("$ref", "")).removeprefix("#/").split("/") if "$ref" in node else []:
            target = self.document if target is node else target
            target = target.get(step.replace("~1", "/").replace("~0", "~"), {})
        if not target:
            self._refuse(at, f"reference {node.get('$ref')!r} leads nowhere")
        return target if isinstance(target, dict) else {}

    def _check_keywords(self, schema: Node, allowed: set[str], at: str) -> None:
        for key in schema:
            if key in allowed or key in _SILENT or key.startswith("x-"):
                continue
            self._refuse(at, f"keyword {key!r} ({json.dumps(schema[key], default=str)[:60]})")

    def _check_security_schemes(self) -> None:
        for name, each in self.document.get("components", {}).get("securitySchemes", {}).items():
            header_key = each.get("type") == "apiKey" and each.get("name", "").lower() == "authorization"
            if not header_key and each.get("type") != "http":
                self._refuse(f"/components/securitySchemes/{name}", "expected a value of the Authorization header")


def _json_schema(response: Node) -> Node:
    schema: Node = response.get("content", {}).get(JSON, {}).get("schema", {})
    return schema


def _tags(schemas: Node) -> dict[str, tuple[str, str]]:
    """The tag's field and value, by the name of a union's case or of an error that says its type as a constant."""
    tags: dict[str, tuple[str, str]] = {}
    for name, schema in schemas.items():
        if not isinstance(schema, dict):
            continue
        own = schema.get("properties", {}).get("type", {})
        if _STATUS in schema and isinstance(own, dict) and isinstance(own.get("const"), str):
            tags.setdefault(name, ("type", own["const"]))
        if "oneOf" in schema and "discriminator" in schema:
            implied = {case: case for each in schema["oneOf"] if (case := _referred(each))}
            for value, target in (schema["discriminator"].get("mapping") or implied).items():
                tags[_tail(target)] = (schema["discriminator"]["propertyName"], value)
    return tags


def _referred(schema: object) -> str | None:
    """The name behind a `$ref` to a named schema."""
    if not isinstance(schema, dict):
        return None
    target = str(schema.get("$ref", ""))
    return _tail(target) if target.startswith(_SCHEMAS) else None


def _unwrapped(schema: Node) -> Node:
    """What an `allOf` of one is: how OpenAPI 3.0 puts words beside a reference."""
    rest = {key for key in schema if key not in _SILENT and not key.startswith("x-")}
    whole = schema.get("allOf")
    if rest == {"allOf"} and isinstance(whole, list) and len(whole) == 1 and isinstance(whole[0], dict):
        return whole[0]
    return schema


def _tail(pointer: str) -> str:
    return pointer.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _identifier(text: str) -> str:
    """Words joined in camel case with a capital first: 'post /login' -> 'PostLogin'."""
    return "".join(each[:1].upper() + each[1:] for each in _UNSAFE.split(text))


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1


def _duplicates(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}


def _is_object(schema: Node) -> bool:
    return "properties" in schema or (schema.get("type") == "object" and not schema.get("additionalProperties"))


def _is_tag(schema: Node, value: str) -> bool:
    """Whether a property says no more than that it is the tag: a plain string, or a constant of that value."""
    said = {key: each for key, each in schema.items() if key not in _SILENT and not key.startswith("x-")}
    constants = ({"type": "string", "const": value}, {"const": value}, {"type": "string", "enum": [value]})
    return said == {"type": "string"} or said in constants
