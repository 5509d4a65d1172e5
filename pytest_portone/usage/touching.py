"""Whether a difference reaches what was used: how, is told for each rule by what it is about.

The walk over two contracts tells a type at one of its places in an operation. So a type counts wherever it stood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.usage.model import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_portone.contracts.changes import Difference
    from pytest_portone.usage.sides import Side, Used

Reach: TypeAlias = "Callable[[Side, Difference], bool]"
_ROOT = "$"


def touches(used: Used, difference: Difference) -> bool:
    """Whether a difference of an operation that is called, or of a webhook that came, reaches what was used."""
    return REACHES.get(difference.rule, called)(used.side(difference.direction), difference)


def called(_side: Side, _difference: Difference) -> bool:
    """It concerns every call: no run meets all that an operation may answer, and what is asked for newly lacks."""
    return True


def here(side: Side, difference: Difference) -> bool:
    """It concerns whatever stands at the place: a field, or a type wherever it stood."""
    path, name = difference.path, difference.field
    if path in side.paths or (path == _ROOT and difference.direction == "output"):
        return True
    if not name:
        return difference.type in side.places
    return any(side.has_field(each, name) for each in _owners(side, difference))


def around(side: Side, difference: Difference) -> bool:
    """It concerns whatever has such an object: a field that comes was met by nobody yet."""
    owners = set(_owners(side, difference))
    return _ROOT in owners or not owners.isdisjoint(side.paths)


def enum(side: Side, difference: Difference) -> bool:
    """It concerns whatever has such an enum or oneOf, whatever stood there."""
    return difference.path in {_ROOT} | side.paths or difference.type in side.places


def value(side: Side, difference: Difference) -> bool:
    """It concerns whatever was of this very value or case."""
    places = {difference.path} | side.places.get(difference.type, set())
    inner = {each for each in side.values if each.rpartition(".")[0] in places}
    return any(side.had_value(each, difference.field) for each in places | inner)


def _owners(side: Side, difference: Difference) -> Iterator[str]:
    """Where the object stands that a field is of."""
    yield difference.path.removesuffix(f".{difference.field}")
    yield from side.places.get(difference.type, ())


def query_body(side: Side, _difference: Difference) -> bool:
    """It concerns whatever sends its body in the query."""
    return not side.paths.isdisjoint(("$.query.requestBody", f"$.query.{UNKNOWN}"))


REACHES: Mapping[str, Reach] = {
    "input-field-removed": here,
    "input-required-field-added": around,
    "input-field-added": around,
    "input-field-made-required": around,
    "input-field-made-optional": here,
    "input-default-removed": around,
    "input-default-added": around,
    "input-default-changed": around,
    "output-field-removed": here,
    "output-field-added": around,
    "output-field-made-optional": here,
    "output-field-made-required": around,
    "input-value-removed": value,
    "input-value-added": enum,
    "output-value-removed": enum,
    "output-value-added": enum,
    "input-case-removed": value,
    "input-case-added": enum,
    "output-case-removed": enum,
    "output-case-added": enum,
    "input-tag-changed": here,
    "output-tag-changed": here,
    "output-enum-opened": here,
    "output-enum-closed": here,
    "input-type-narrowed": here,
    "input-type-widened": here,
    "output-type-widened": here,
    "output-type-narrowed": here,
    "parameter-removed": here,
    "required-parameter-added": called,
    "parameter-added": called,
    "parameter-made-required": called,
    "parameter-made-optional": here,
    "parameter-default-removed": called,
    "parameter-default-added": called,
    "parameter-default-changed": called,
    "body-removed": here,
    "required-body-added": called,
    "body-added": called,
    "body-made-required": called,
    "body-made-optional": here,
    "query-body-removed": query_body,
    "query-body-added": called,
    "input-media-type-removed": here,
    "input-media-type-added": here,
    "success-removed": called,
    "success-added": called,
    "failure-removed": called,
    "failure-added": called,
    "output-media-type-removed": called,
    "output-media-type-added": called,
    "content-removed": called,
    "content-added": called,
    "error-removed": called,
    "error-added": called,
    "authentication-added": called,
    "authentication-removed": called,
    "operation-made-unstable": called,
    "operation-made-stable": called,
    "operation-removed": called,
    "operation-added": called,
    "webhook-version-removed": called,
    "webhook-version-added": called,
}
"""A rule's id -> what a difference of its kind reaches. A rule that is not here reaches every call."""
