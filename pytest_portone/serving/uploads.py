"""Files that a merchant puts to the sandbox: whoever asks this server where to gets a URL that leads here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.tax_invoices.files import ORIGIN, PATH

if TYPE_CHECKING:
    from pytest_portone.sandbox import Request, Response

_OK = 200


def led_here(request: Request, response: Response) -> Response:
    """An answer of the API's: where it tells to where a file goes, with a URL that leads to this server."""
    if (request.method, request.path, response.status) != ("POST", "/b2b/file-upload-url", _OK):
        return response
    here = f"http://{request.headers.get('host', '')}{PATH}".encode()
    return replace(response, body=response.body.replace(f"{ORIGIN}{PATH}".encode(), here, 1))


def is_file(path: str) -> bool:
    """Whether a path is that of a file, of one that is waited for or not."""
    return path.startswith(PATH)
