"""The laws, a file for each thing that they are about. `LAWS` are those that are looked at after every step."""

from world_machine.laws.amounts import AMOUNTS
from world_machine.laws.telling import TELLING
from world_machine.laws.transitions import TRANSITIONS
from world_machine.laws.webhooks import WEBHOOKS

LAWS = (*AMOUNTS, *TRANSITIONS, *TELLING, *WEBHOOKS)
"""Each takes the world, with what was seen before, and what is seen now."""
