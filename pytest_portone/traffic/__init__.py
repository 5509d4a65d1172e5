"""Recorded exchanges with PortOne, read from cassettes, HAR files and NDJSON.

`Traffic` in `reading` reads files and folders; each format is a module and a row of `formats.FORMATS`. What could not
be read is never left out silently: it is a `Fault`, or it is counted.
"""

from pytest_portone.traffic.model import Exchange, Fault, UnreadableError
from pytest_portone.traffic.reading import Traffic

__all__ = ["Exchange", "Fault", "Traffic", "UnreadableError"]
