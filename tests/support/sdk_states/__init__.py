"""What modelled operations need, for PortOne's own SDK to call them: a module an area, with `STATE`.

A row of `STATE` is a method of the SDK, and a function that brings about what the method needs: it is given a caller
of the sandbox, and gives the arguments, as JSON has them.
"""

from __future__ import annotations

import json
from functools import partialmethod
from importlib import import_module
from pkgutil import iter_modules
from urllib.parse import urlencode

from pytest_portone.sandbox import Request


class Caller:
    """Calls a sandbox as a merchant's server would."""

    def __init__(self, sandbox):
        self.sandbox = sandbox

    def send(self, method, path, body=None, *, query=None):
        """`body` goes as JSON."""
        headers = {"authorization": f"PortOne {self.sandbox.secret}", "content-type": "application/json"}
        content = b"" if body is None else json.dumps(body).encode()
        return self.sandbox.handle(Request(method, path, urlencode(query or {}), headers, content))

    get = partialmethod(send, "GET")
    post = partialmethod(send, "POST")


def gathered():
    """The rows of every area: method -> what is to be done with a sandbox before, which gives the arguments."""
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    rows = {method: row for module in modules for method, row in module.STATE.items()}
    return {method: lambda sandbox, row=row: row(Caller(sandbox)) for method, row in rows.items()}
