"""Reference numbers as forces write them: "CAD 1234 of 20NOV26" restarting daily, "77/012345/26" restarting yearly.

Patterns vary by force; these two are the training force's (domain: NCRS recording, reference numbers).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from triage.models.clock import london

INCIDENT = "incident"
TRAINING_FORCE = "77"
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

NextOf = Callable[[str], int]
"""The next number of a named series, from 1."""


def reference_for(kind: str, force: str, now: datetime, next_of: NextOf) -> str:
    """The reference of one deliverable of ``kind``: a log number for an incident, a crime number for all others.

    Days and years are London's, as a control room counts them.
    """
    here = london(now)
    if kind == INCIDENT:
        day = f"{here.day:02d}{_MONTHS[here.month - 1]}{here.year % 100:02d}"
        return f"CAD {next_of(f'{INCIDENT}-{here.date().isoformat()}')} of {day}"
    number = force if force.isdigit() and len(force) <= 3 else TRAINING_FORCE
    return f"{number}/{next_of(f'crime-{here.year}'):06d}/{here.year % 100:02d}"
