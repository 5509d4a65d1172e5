"""The control API as an OpenAPI 3.1 document, written from its routes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pytest_portone.serving.control import routes

if TYPE_CHECKING:
    from pytest_portone.serving.control import Desk, Route

_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "message": {"type": "string"},
                "problems": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"at": {"type": "string"}, "message": {"type": "string"}},
                        "required": ["at", "message"],
                    },
                },
            },
            "required": ["name", "message", "problems"],
        }
    },
    "required": ["error"],
}


def document(desk: Desk) -> dict[str, Any]:
    """The document."""
    paths: dict[str, Any] = {}
    for each in routes(desk):
        paths.setdefault(f"/__portone__/{each.path}", {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pytest-portone: control of the sandbox",
            "version": "1",
            "description": "What a customer does, the clock, webhooks, faults and the world of a sandbox.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Error": _ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _operation(route: Route) -> dict[str, Any]:
    words = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]
    told = {
        "operationId": route.name,
        "summary": route.summary,
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": {"type": "object"}}}},
            "default": {
                "description": "It can't be done.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
    }
    if route.method == "GET":
        query = [
            {"name": name, "in": "query", "schema": each} for name, each in route.arguments["properties"].items()
        ]
        return told | {"parameters": [*words, *query]}
    body = {
        "required": bool(route.arguments["required"]),
        "content": {"application/json": {"schema": route.arguments}},
    }
    return told | {"parameters": words, "requestBody": body}
