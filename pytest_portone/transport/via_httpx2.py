"""httpx2, the successor of httpx: other name, same shape."""

from __future__ import annotations

from pytest_portone.transport.via_httpx import patched

__all__ = ["MODULE", "patched"]

MODULE = "httpx2"
