"""A tape without what is nobody's business."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_portone.recording.scrubbing import messages
from pytest_portone.recording.scrubbing.editing import Scrubber, is_telling
from pytest_portone.recording.scrubbing.pseudonyms import Original, Pseudonyms
from pytest_portone.recording.scrubbing.spellings import Texts, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_portone.recording.tape import Tape


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What scrubbing gives.

    Attributes:
        tape: the tape with pseudonyms.
        originals: the values that must not stand in its file. Left out are those that are the API's own words as
            well, or that a kept field has.
    """

    tape: Tape
    originals: frozenset[Original] = field(repr=False)


def scrub(tape: Tape, key: bytes, keep: Sequence[str] = (), secrets: Iterable[str] = ()) -> Scrubbed:
    """Replace what is nobody's business, in requests and answers, by pseudonyms.

    The tape is gone through twice: what the first finds in one place, the second replaces everywhere.

    Args:
        tape: as recorded. What is scrubbed already stays.
        key: the machine's, as `key.load` gives it; the same key gives the same pseudonyms.
        keep: the fields that stay as they are: `name`, `customer.name`, `*.customer.*`, in the case of the fields.
        secrets: values that are secret wherever they stand, such as the API secret.
    """
    pseudonyms = Pseudonyms(key)
    for each in filter(None, secrets):
        pseudonyms.of("secret", each)
    first = Scrubber(pseudonyms, tuple(keep))
    for exchange in tape.exchanges:
        messages.scrubbed(exchange, first)
    second = Scrubber(pseudonyms, tuple(keep))
    second.know(pseudonyms.originals())
    exchanges = tuple(messages.scrubbed(each, second) for each in tape.exchanges)
    originals = _out_of_place(pseudonyms, second)
    return Scrubbed(replace(tape, exchanges=exchanges), originals)


def _out_of_place(pseudonyms: Pseudonyms, scrubber: Scrubber) -> frozenset[Original]:
    """The originals whose standing anywhere in the file would be a leak."""
    telling = [each for each in pseudonyms.originals() if is_telling(each)]
    spellings = Texts(text for each in telling for text in spelled(each.value))
    in_place = spellings.within("\n".join(scrubber.left | pseudonyms.made()))
    return frozenset(each for each in telling if each.kind == "secret" or in_place.isdisjoint(spelled(each.value)))
