"""How a person leaves the desk, and who comes to a locked one."""

from __future__ import annotations

from enum import Enum, StrEnum


class Leaving(StrEnum):
    """``SWITCH``: somebody else wants to work; the first one stays signed in at the provider."""

    QUIT = "quit"
    SIGN_OUT = "sign out"
    SWITCH = "switch"


class Unlocked(Enum):
    """Who came to a locked desk: its owner, somebody else, or somebody who closes it."""

    BACK, OTHER, QUIT = range(3)
