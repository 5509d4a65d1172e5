"""What goes wrong with recordings. Each message says what was received, what was expected, where, and the way out."""

from __future__ import annotations


class RecordingError(Exception):
    """Anything that keeps a recording from being made, kept or played."""


class CassetteError(RecordingError):
    """A cassette file that can't be read or written. What was there is still there."""


class SecretError(RecordingError):
    """A cassette that would have held a secret. Nothing has been written."""


class LiveStoreError(RecordingError):
    """The far side is no test store. Recording has stopped, and nothing is written."""


class MissError(RecordingError):
    """A call that the cassette has no exchange for."""
