"""A field that is not known is warned of, where warnings are errors."""

import warnings

from clients import by_httpx as portone


def bank_names():
    items = portone.get("/banks").body["items"]
    if any(each.keys() - {"bank", "name"} for each in items):
        warnings.warn("PortOne has new fields", stacklevel=2)
    return [each["name"]["ko"] for each in items]
