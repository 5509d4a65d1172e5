"""Names and values in words that show nobody's data: vocabulary of the API, and kinds."""

from __future__ import annotations

import re
from typing import Any

from pytest_portone.conformance.words import kind

_VOCABULARY = re.compile(r"[A-Za-z0-9_.-]{1,64}")
HIDDEN = "a value that is not shown"


def vocabulary(value: object) -> str:
    """An enum's value, a tag or a field's name, where it looks like one; else nothing."""
    return value if isinstance(value, str) and _VOCABULARY.fullmatch(value) else ""


def shown(value: object) -> str:
    """The same, with words for what is not shown."""
    return vocabulary(value) or HIDDEN


def a_kind(value: Any) -> str:
    """A value by its JSON type."""
    name = kind(value)
    return name if name == "null" else f"{'an' if name[0] in 'aio' else 'a'} {name}"
