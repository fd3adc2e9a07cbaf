"""The table of all rows."""

from __future__ import annotations

from triage.bench.crash.gateway import (
    bringing,
    carrying,
    handing,
    itself,
    looking,
    overseeing,
    posted,
    reviewing,
    ruling,
    way,
)

_ROOMS = (way, handing, overseeing, looking, itself, posted, carrying, bringing, reviewing, ruling)
ROWS = {row.name: row for room in _ROOMS for row in room.ROWS}
