"""What modelled operations need, for PortOne's own SDK to call them: a module an area, with `STATE`.

A row of `STATE` is a method of the SDK, and a function that brings about what the method needs: it is given a
merchant, who calls a sandbox, and gives the arguments, as JSON has them.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from calling import Merchant


def gathered():
    """The rows of every area: method -> what is to be done with a sandbox before, which gives the arguments."""
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    rows = {method: row for module in modules for method, row in module.STATE.items()}
    return {method: lambda sandbox, row=row: row(Merchant(sandbox)) for method, row in rows.items()}
