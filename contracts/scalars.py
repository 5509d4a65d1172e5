"""The single values that travel, each as JSON Schema. The data that every reader and writer of types shares."""

from __future__ import annotations

from typing import Any

INT32 = 2**31
INT64 = 2**63

SCALARS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "date-time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
    "int32": {"type": "integer", "format": "int32", "minimum": -INT32, "maximum": INT32 - 1},
    "int64": {"type": "integer", "format": "int64", "minimum": -INT64, "maximum": INT64 - 1},
    "integer": {"type": "integer"},
    "double": {"type": "number", "format": "double"},
    "number": {"type": "number"},
    "object": {"type": "object"},
    "any": {},
    "csv": {"type": "string", "format": "binary"},
}
"""By the scalar's name in the notation. Bounds of int32 and int64 follow from their formats."""

JSON = "application/json"
MEDIA_TYPES = {"csv": "text/csv"}
"""Scalars that are a body by themselves, with the media type that they travel as. All else is JSON."""
