"""HTML that is put together safely: text is escaped unless it was made here."""

from __future__ import annotations

from html import escape

VOID = frozenset({"input", "meta"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | bool) -> Markup:
    """An element.

    Args:
        name: the element's name.
        children: what is inside; a plain string is escaped.
        attributes: their values are escaped; True is an attribute without a value, False is none. An underscore at
            the end of a name is dropped, one inside is a hyphen.
    """
    told = "".join(map(_attribute, attributes.items()))
    inside = joined(*children)
    return Markup(f"<{name}{told}>" if name in VOID else f"<{name}{told}>{inside}</{name}>")


def joined(*children: str) -> Markup:
    """Several children as one."""
    return Markup("".join(each if isinstance(each, Markup) else escape(each) for each in children))


def _attribute(told: tuple[str, str | bool]) -> str:
    name, value = told[0].rstrip("_").replace("_", "-"), told[1]
    if isinstance(value, bool):
        return f" {name}" if value else ""
    return f' {name}="{escape(value)}"'
