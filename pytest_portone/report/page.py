"""A page that needs nothing else.

It forbids itself every load and every script but its own (a content security policy with hashes), and no data of a
report stands in a script. The page's own script filters `.card`s by what the form with the id `filter` says.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from pytest_portone.report.markup import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Iterable


def page(heading: str, title: str, body: Markup, style: str = "", script: str = "") -> str:
    """A whole page.

    Args:
        heading: what stands above.
        title: what a browser's tab says.
        body: what stands below the heading.
        style: CSS beyond the page's own.
        script: JavaScript that shows what the filter wants (see `filter.js`), instead of the page's own.
    """
    style, script = _text("page.css") + style, _text("filter.js") + (script or _text("page.js"))
    return Template(_text("page.html")).substitute(
        heading=joined(heading),
        title=joined(title),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        body=body,
    )


def choice(name: str, values: Iterable[str]) -> Markup:
    """A control of the filter: cards whose `data-NAME` is the chosen value."""
    options = [tag("option", "any", value=""), *(tag("option", each, value=each) for each in values)]
    return tag("label", f"{name} ", tag("select", *options, name=name))


def filter_form(controls: Iterable[Markup]) -> Markup:
    """The form that filters the cards, with a search of their texts; hidden where there is no script."""
    return tag(
        "form",
        *controls,
        tag("label", "text ", tag("input", type="search", name="q", placeholder="every word of it")),
        tag("button", "show all", type="reset"),
        tag("output", id="count", aria_live="polite"),
        id="filter",
        hidden=True,
    )


def _text(name: str) -> str:
    return resources.files("pytest_portone.report").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
