"""The recorded exchange that a call is: by its operation, its parameters and its body, whatever its ids are today.

`patterns` knows which parts of a text are another value each time, `binding` which value stands for which today.
`facets` takes a request apart, `recorded` prepares the requests of a tape, and `player` plays it. `answers` brings
today's values into a recorded answer, `differences` compares two answers, and `nearest` explains a miss.
"""

from pytest_portone.recording.matching.binding import Binding
from pytest_portone.recording.matching.comparing import Difference, differences
from pytest_portone.recording.matching.nearest import Nearest, miss
from pytest_portone.recording.matching.patterns import KINDS, Kind, Lexer
from pytest_portone.recording.matching.player import Found, Player

__all__ = ["KINDS", "Binding", "Difference", "Found", "Kind", "Lexer", "Nearest", "Player", "differences", "miss"]
