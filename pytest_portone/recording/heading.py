"""The header of a cassette, in vcrpy's `metadata` as `portone`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pytest_portone.recording.tape import FORMAT, Header
from pytest_portone.traffic import decoding
from pytest_portone.traffic.model import UnreadableError

_AGAIN = "record the cassette again"


class NewerFormatError(UnreadableError):
    """A cassette that a later version wrote."""


def write(header: Header, exchanges: int) -> dict[str, Any]:
    """The header as it is written.

    Args:
        header: what it says.
        exchanges: how many there are: a file that was cut between two of them gives itself away.
    """
    return {
        "format": header.format,
        "contract": header.contract,
        "recorded": header.recorded.isoformat(),
        "expires": header.expires and header.expires.isoformat(),
        "exchanges": exchanges,
    }


def read(value: Any) -> tuple[Header, int]:
    """The header, and how many exchanges there should be.

    Raises:
        NewerFormatError: a later version of this package wrote it.
        UnreadableError: it is no header.
    """
    number = decoding.field(value, "format", int, "the number of a format")
    if number > FORMAT:
        raise NewerFormatError(f"format {number}", f"format {FORMAT} or older", "update pytest-portone")
    contract = str(decoding.field(value, "contract", (str, date), "the version of a contract"))
    recorded = decoding.moment(value.get("recorded"))
    if recorded is None:
        raise UnreadableError("no time as `recorded`", "a time with a zone", _AGAIN)
    count = decoding.field(value, "exchanges", int, "how many exchanges there are")
    return Header(contract, recorded, _day(value.get("expires")), number), count


def _day(value: Any) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UnreadableError("no day as `expires`", "YYYY-MM-DD, or nothing", _AGAIN) from None
