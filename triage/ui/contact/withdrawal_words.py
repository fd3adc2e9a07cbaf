"""That a reporter asked to withdraw, in words: over the report, in the contact log, beside the decision. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from triage.models.messages import ContactLine
from triage.models.stage import Stage
from triage.models.visible import one_line
from triage.models.withdrawal import Freedom, freedom_of, meaning
from triage.ui.text import day_and_time

CHANNELS = {
    "phone": "by phone",
    "in_person": "in person",
    "letter": "by letter",
    "email": "by e-mail",
    "sms": "by text message",
}
FREEDOMS = {
    Freedom.FREELY: "They seemed free to say so.",
    Freedom.PRESSURE: "They may be under pressure.",
    Freedom.NOT_KNOWN: "It is not known whether they were free to say so.",
}
LONGEST = 160
"""Characters of the reporter's words over the report; the contact log has them all."""
_UNDER_WAY = (Stage.DECIDED, Stage.BEGUN)


def asked_words(line: ContactLine) -> str:
    """ "Asked to withdraw by phone, taken by the front counter. They may be under pressure." """
    way = CHANNELS.get(line.channel, "")
    taken = f", taken by {line.taken_by}" if line.taken_by else ""
    return f"Asked to withdraw{f' {way}' if way else ''}{taken}. {FREEDOMS[freedom_of(line)]}"


def banner_words(freedom: Freedom, lines: Sequence[ContactLine], *, waits: bool, now: datetime) -> str:
    """Over the report. ``lines``: the notes that stand, as far as they are known here; ``waits``: one of this desk has
    not arrived at the gateway yet.
    """
    if lines:
        last = lines[-1]
        way = CHANNELS.get(last.channel, "")
        said = f" “{one_line(last.note, LONGEST)}”" if last.note else ""
        more = f" Noted {len(lines)} times." if len(lines) > 1 else ""
        told = f"The reporter asked to withdraw{f' {way}' if way else ''}, {day_and_time(last.at, now)}."
        told = f"{told} {FREEDOMS[freedom]}{said}{more}"
    else:
        told = f"The reporter asked to withdraw this report. {FREEDOMS[freedom]}"
    return f"{told} The note waits here for the gateway." if waits else told


def decide_words(freedom: Freedom, stage: Stage, *, guarded: bool) -> str:
    """Beside the decision: what it means now."""
    if stage is Stage.CLOSED:
        return (
            "What was decided and recorded stays. Reopen the report to add to its record that they asked to withdraw."
        )
    if stage in _UNDER_WAY:
        return "The decision stands and goes on. That they asked to withdraw is kept with the report."
    return meaning(freedom, guarded)
