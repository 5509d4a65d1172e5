"""A recorded answer with today's values in it: those that the calls so far have named otherwise."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.recording.matching.leaves import json_in
from pytest_portone.recording.matching.patterns import GENERATED
from pytest_portone.recording.scrubbing.layers import dumped

if TYPE_CHECKING:
    from pytest_portone.recording.matching.binding import Binding, Token
    from pytest_portone.recording.matching.patterns import Lexer
    from pytest_portone.sandbox.messages import Request, Response

_VALUE = re.compile(r'"(?:[^"\\]++|\\.)*+"|(?<![\w.+-])900000[0-9]{9}(?![\w.])')
"""In JSON: a string, or a number that is a pseudonym."""
_GENERATED = frozenset(each.name for each in GENERATED if each.bound)
_LENGTH = "content-length"


class Speaker:
    """Says what was recorded with the values of today.

    Attributes:
        binding: what is bound. An id that nobody has named yet is called today what it was called then, and bound so.
    """

    def __init__(self, binding: Binding, lexer: Lexer) -> None:
        self.binding, self._lexer = binding, lexer

    def response(self, recorded: Response) -> Response:
        """An answer, without the length of its content. JSON keeps its spelling but for what changes."""
        headers = {name: self.text(value) for name, value in recorded.headers.items() if name != _LENGTH}
        return replace(recorded, headers=headers, body=self._body(recorded.body))

    def request(self, recorded: Request) -> Request:
        """A webhook as it comes today."""
        headers = {name: self.text(value) for name, value in recorded.headers.items() if name != _LENGTH}
        return replace(recorded, headers=headers, body=self._body(recorded.body))

    def text(self, text: str) -> str:
        """A text, or the texts in the JSON that it is."""
        if not self._lexer.may_have_tokens(text):
            return text
        if json_in(text) is not None:
            return _VALUE.sub(self._json_value, text)
        return self._lexer.replaced(text, self._today)

    def _body(self, body: bytes) -> bytes:
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return body
        said = self.text(text)
        return body if said == text else said.encode()

    def _json_value(self, match: re.Match[str]) -> str:
        written = match[0]
        if not written.startswith('"'):
            return self._lexer.replaced(written, self._today)
        if not self._lexer.may_have_tokens(written):
            return written
        text = json.loads(written) if "\\" in written else written[1:-1]
        said = self.text(text)
        return written if said == text else dumped(said, compact=True)

    def _today(self, token: Token) -> str:
        value = self.binding.today.get(token)
        if value is None and token.kind in _GENERATED:
            self.binding = self.binding.bound(token, token.text) or self.binding
        return token.text if value is None else value
