"""Findings as text: what failed, the request that shows it, and the command that repeats it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemathesis.engine.recorder import Request

    from pytest_portone.contract_run.findings import Finding

_LONGEST_ANSWER = 2000
_UNTOLD = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "user-agent", "x-schemathesis-testcaseid"}
)
"""Headers that a client adds by itself."""


def curl(request: Request, secret: str) -> str:
    """The curl command that sends a request again; the API secret is left to the environment."""
    url = urlsplit(request.uri)
    words = ["curl", "-X", request.method]
    words += ["--path-as-is"] if "/." in url.path else []
    words += ["--globoff"] if set(request.uri) & set("[]{}") else []
    for name, values in request.headers.items():
        if name.lower() not in _UNTOLD:
            words += [_header(name, value, secret) for value in values]
    if request.body:
        words += ["--data-raw", shlex.quote(request.body.decode("utf-8", "backslashreplace"))]
    return " ".join([*words, shlex.quote(request.uri)])


def _header(name: str, value: str | bytes, secret: str) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if secret and name.lower() == "authorization" and text == f"PortOne {secret}":
        return '-H "Authorization: PortOne $PORTONE_API_SECRET"'
    return f"-H {shlex.quote(f'{name}: {text}')}"


def shortened(text: str) -> str:
    """A body, cut where it is long."""
    return text if len(text) <= _LONGEST_ANSWER else f"{text[:_LONGEST_ANSWER]}… ({len(text)} characters)"


def told(findings: Iterable[Finding], command: str) -> str:
    """The text of a failed item: every finding, and the command that repeats exactly this item."""
    findings = list(findings)
    checks = ", ".join(dict.fromkeys(each.check for each in findings))
    count = f"{len(findings)} findings" if len(findings) > 1 else "1 finding"
    lines = [f"{count}: {checks}", ""]
    shown: dict[tuple[str, ...], int] = {}
    for number, finding in enumerate(findings, 1):
        lines += _heading(number, finding)
        first = shown.setdefault((*finding.requests, finding.answer), number) if finding.requests else number
        lines += _example(finding) if first == number else [f"   (the requests of {first})"]
        lines.append("")
    return "\n".join([*lines, "Repeat exactly this run:", f"  {command}"])


def _heading(number: int, finding: Finding) -> Iterator[str]:
    times = f", {finding.times} cases" if finding.times > 1 else ""
    yield f"{number}. {finding.check}: {finding.title} ({finding.phase}{times})"
    if finding.operation:
        yield f"   Operation: {finding.operation}"
    yield from (f"   {line}" for line in finding.details)


def _example(finding: Finding) -> Iterator[str]:
    yield from (f"   $ {line}" for request in finding.requests for line in request.splitlines())
    yield from (f"   {'< ' if index == 0 else '  '}{line}" for index, line in enumerate(finding.answer.splitlines()))
