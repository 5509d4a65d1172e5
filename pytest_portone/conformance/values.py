"""Rules about the values in body and parameters: each takes a fault, and gives a message if that is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.conformance.words import expected, fits, form, hint, received, word
from pytest_portone.contracts.model import EnumType, ObjectType, Scalar, UnionType
from pytest_portone.contracts.scalars import SCALARS

if TYPE_CHECKING:
    from pytest_portone.conformance.sent import Fault


def no_json(fault: Fault) -> str | None:
    """What should be JSON is none."""
    if fault.role != "unreadable" or isinstance(fault.type, Scalar | EnumType):
        return None
    return f"received what is no JSON (RFC 8259) in UTF-8, expected {expected(fault.type)}"


def unknown_field(fault: Fault) -> str | None:
    """The contract has no such field, or does not have it there."""
    if fault.role != "unknown field":
        return None
    owner = fault.type.name if isinstance(fault.type, ObjectType) else "the contract"
    return f"received {word(fault.name)}, expected a field of {owner}{hint(fault.nearest)}"


def missing_field(fault: Fault) -> str | None:
    """A required field lacks, or is null."""
    if fault.role != "no field":
        return None
    instead = f"; received {word(fault.nearest)} instead" if fault.nearest else ""
    return f"received nothing, expected {fault.expected} (required){instead}"


def wrong_type(fault: Fault) -> str | None:
    """A value is of another JSON type, or a text in the URL is not what its type is written as."""
    if fault.role == "tag":
        return (
            None if isinstance(fault.value, str) else f"received {received(fault.value)}, expected {fault.expected}"
        )
    as_text = fault.role == "unreadable" and isinstance(fault.type, Scalar)
    if as_text or (fault.role == "value" and not fits(fault.type, fault.value)):
        return f"received {received(fault.value)}, expected {expected(fault.type)}"
    return None


def _is_scalar(fault: Fault) -> bool:
    """Whether a single value is of its JSON type, and still wrong."""
    return fault.role == "value" and isinstance(fault.type, Scalar) and fits(fault.type, fault.value)


def bad_format(fault: Fault) -> str | None:
    """A text is not written as its type is."""
    if not _is_scalar(fault) or not isinstance(fault.value, str):
        return None
    return f"received a text of the form `{form(fault.value)}`, expected {expected(fault.type)}"


def out_of_range(fault: Fault) -> str | None:
    """A number is beyond its type."""
    if not _is_scalar(fault) or not isinstance(fault.type, Scalar) or isinstance(fault.value, str):
        return None
    schema, side = SCALARS[fault.type.name], "small" if fault.value < 0 else "large"
    return f"received a number too {side}, expected an integer from {schema['minimum']} to {schema['maximum']}"


def unknown_enum_value(fault: Fault) -> str | None:
    """An enum has no such value."""
    if fault.role != "value" or not isinstance(fault.type, EnumType) or not isinstance(fault.value, str):
        return None
    return f"received {_another(fault)}, expected {expected(fault.type)}{hint(fault.nearest)}"


def unknown_case(fault: Fault) -> str | None:
    """A union has no case with this tag."""
    if fault.role != "tag" or not isinstance(fault.type, UnionType) or not isinstance(fault.value, str):
        return None
    return f"received {_another(fault)}, expected {fault.expected}{hint(fault.nearest)}"


def wrong_tag(fault: Fault) -> str | None:
    """A case that stands by itself has another case's tag."""
    if fault.role != "tag" or isinstance(fault.type, UnionType) or not isinstance(fault.value, str):
        return None
    return f"received {_another(fault)}, expected {fault.expected}"


def _another(fault: Fault) -> str:
    return "another string" if fault.value else "an empty string"
