"""Cassettes in files: loaded safely, saved whole or not at all, and by several workers without loss."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.recording import notation, writing
from pytest_portone.recording.errors import CassetteError
from pytest_portone.recording.locking import locked
from pytest_portone.recording.merging import merged
from pytest_portone.recording.reading import Content, read
from pytest_portone.recording.tape import Tape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


def load(path: Path, base_urls: Iterable[str] = ()) -> Tape:
    """What a cassette holds. Of one that vcrpy wrote by itself, only what concerns PortOne.

    Args:
        path: of the file.
        base_urls: where PortOne's API is served, besides https://api.portone.io.

    Raises:
        CassetteError: there is no such file, or something of it can't be read; all is listed.
        ValueError: a base URL is none.
    """
    return content(path, base_urls).tape


def content(path: Path, base_urls: Iterable[str] = ()) -> Content:
    """The same, with what the file holds besides; see `load`."""
    try:
        return read(str(path), path.read_bytes(), base_urls)
    except FileNotFoundError:
        way_out = "check its name, or record it: `pytest --portone-record=once`"
        raise CassetteError(f"{path} can't be read: there is no such file; {way_out}") from None
    except OSError as error:
        raise CassetteError(f"{path} can't be read: {_reason(error)}; name a file that can") from None


def save(path: Path, tape: Tape, *, loaded: Tape | None, check: Callable[[str], None], broken: bytes = b"") -> None:
    """Put a cassette in place, at once. What other workers have written into it meanwhile is kept.

    Args:
        path: of the file; folders are made.
        tape: what it shall hold.
        loaded: what it held when recording began; None where there was no file. What of it `tape` leaves out goes.
        check: is called with the text before anything is written, and may raise `SecretError`.
        broken: what stood there when recording began, if it could not be read: it gives way.

    Raises:
        CassetteError: it can't be written, or what stands there can't be read or would be lost. The file is as it
            was.
    """
    try:
        with locked(path):
            present = _present(path, broken)
            _check_others(path, present)
            known = loaded.exchanges if loaded else ()
            whole = replace(tape, exchanges=merged(tape.exchanges, known, present.tape.exchanges))
            text = notation.write(whole, present.metadata)
            check(text)
            writing.replace(path, text.encode())
    except OSError as error:
        way_out = "Nothing is lost that was there before; mend this and record again."
        raise CassetteError(f"{path} can't be written: {_reason(error)}. {way_out}") from None
    except UnicodeEncodeError:
        raise CassetteError(
            f"{path} can't be written: an exchange has half of a surrogate pair in its URL or headers, which is no "
            "Unicode; leave that exchange out of what is recorded"
        ) from None


def _present(path: Path, broken: bytes) -> Content:
    """What the file holds now."""
    if not path.exists() or (broken and path.read_bytes() == broken):
        return Content(Tape(None))
    return content(path)


def _check_others(path: Path, present: Content) -> None:
    if present.others:
        hosts = ", ".join(sorted(each or "no host" for each in present.others))
        raise CassetteError(
            f"{path} can't be written: it holds calls to {hosts}, which would be lost, as only those to PortOne are "
            "recorded here; name another file"
        )


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
