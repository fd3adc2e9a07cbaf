"""Who may have a file's bytes: the one place that says no."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from triage.gateway.media.files import File
from triage.gateway.problems import Refusal
from triage.models.files import FAILED, INFECTED, STORED, SUSPICIOUS

_SOONEST, _LATEST = 2, 3600


def refuse_unless_readable(file: File, now: datetime, *, anyway: bool) -> None:
    """Raises Refusal attachment-pending, attachment-failed, attachment-suspicious or infected. ``anyway``: the reader
    knows that it is suspicious and wants it all the same; an infected file is never given.
    """
    if file.state == STORED or (file.state == SUSPICIOUS and anyway):
        return
    if file.state == INFECTED:
        raise Refusal("infected", f"The scanner found {file.signature}.")
    if file.state == SUSPICIOUS:
        raise Refusal("attachment-suspicious", f"{file.reason}. With ?anyway=1 it is handed out all the same.")
    if file.state == FAILED:
        raise Refusal("attachment-failed", f"{file.reason}. It can be asked for again.")
    wait = (file.due_at - now).total_seconds() if file.due_at and not file.busy else 0
    after = min(max(ceil(wait), _SOONEST), _LATEST)
    raise Refusal("attachment-pending", file.reason, headers={"Retry-After": str(after)})
