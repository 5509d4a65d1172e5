"""The last look before a file is written, and a look at files whose originals nobody knows."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import yaml

from pytest_portone.recording.errors import SecretError
from pytest_portone.recording.scrubbing import messages
from pytest_portone.recording.scrubbing.editing import Scrubber, is_telling
from pytest_portone.recording.scrubbing.pseudonyms import Original, Pseudonyms
from pytest_portone.recording.scrubbing.spellings import Texts, in_base64, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pytest_portone.recording.tape import Tape

_SCAFFOLD = " ".join(
    [
        "metadata portone format contract recorded expires exchanges interactions recorded_at request response",
        "method uri body headers status code message string version null true false application/json utf-8 binary",
        "https://api.portone.io GET POST PUT PATCH DELETE HEAD",
        *(each.phrase for each in HTTPStatus),
    ]
)
"""What stands in every cassette."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Suspect:
    """Something in a tape that looks like a secret or like somebody's data. Its value is not told.

    Attributes:
        place: such as `exchange 3, answer: customer.name`.
        kind: what it looks like.
    """

    place: str
    kind: str

    def __str__(self) -> str:
        return f"{self.place}: looks like {WORDS[self.kind]}"


WORDS = {
    "secret": "a secret",
    "email": "an e-mail address",
    "phone": "a phone number",
    "card": "a card's number",
    "account": "an account's or a resident registration number",
    "business": "a business registration number",
    "birthdate": "a date of birth",
    "number": "somebody's number",
    "identity": "a CI or DI",
    "text": "a name, an address or an identifier of somebody",
    "short": "part of a birthday or of a card's data",
}
"""What the kinds are called in messages."""


def check(text: str, originals: Iterable[Original], secrets: Iterable[str] = ()) -> None:
    """Make sure that no original and no secret stands in a text, however it is spelled.

    Raises:
        SecretError: one does. The message names kinds and lines, no values.
    """
    wanted = [each for each in originals if not _is_scaffold(each.value)]
    wanted += filter(is_telling, (Original("secret", each) for each in secrets))
    found = sorted(_hits(text, wanted))
    if found:
        listed = "\n".join(f"  line {line}: {WORDS[kind]}" for line, kind in found[:_SHOWN])
        more = f"\n  and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise SecretError(
            f"received a cassette in which known secrets or personal data still stand, in {len(found)} places, "
            f"expected none; nothing is written:\n{listed}{more}\n"
            "If it is meant to stand there, name its field in the ini option portone_keep; if not, use another value "
            "in the test, or leave the call out of the recording."
        )


def _is_scaffold(value: str) -> bool:
    return value in _SCAFFOLD


def _texts(text: str) -> Iterator[tuple[int, str]]:
    """The file's text, and each text that its YAML spells, with the line where it begins: a long one is folded."""
    yield 1, text
    try:
        nodes = [yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))]
    except yaml.YAMLError:
        return
    for node in nodes:
        match node:
            case yaml.ScalarNode(value=value, tag=tag):
                yield node.start_mark.line + 1, _binary(value) if tag.endswith(":binary") else value
            case yaml.SequenceNode(value=items):
                nodes += items
            case yaml.MappingNode(value=pairs):
                nodes += [each for pair in pairs for each in pair]


def _binary(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "surrogateescape")
    except ValueError:
        return text


def _hits(file: str, originals: Iterable[Original]) -> set[tuple[int, str]]:
    """The lines at which originals begin, with their kinds."""
    kinds = {text: each.kind for each in originals for text in (*spelled(each.value), *in_base64(each.value))}
    wanted = Texts(kinds)
    return {
        (line + (content.count("\n", 0, content.find(found)) if line == 1 else 0), kinds[found])
        for line, content in _texts(file)
        for found in wanted.within(content)
    }


def suspects(tape: Tape, keep: Sequence[str] = ()) -> tuple[Suspect, ...]:
    """What in a tape would be replaced if it were scrubbed; nothing, for one that is."""
    return tuple(
        Suspect(f"exchange {number}, {side}: {place or 'a text'}", kind)
        for number, exchange in enumerate(tape.exchanges, 1)
        for side, look in (
            ("request", lambda scrubber, told=exchange.request: messages.request(told, scrubber)),
            ("answer", lambda scrubber, told=exchange.response: messages.response(told, scrubber)),
        )
        for place, kind in _found(look, keep)
    )


def _found(look: Callable[[Scrubber], object], keep: Sequence[str]) -> list[tuple[str, str]]:
    scrubber = Scrubber(Pseudonyms(b""), tuple(keep))
    look(scrubber)
    return list(dict.fromkeys(scrubber.found))
