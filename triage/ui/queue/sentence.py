"""A row of the queue as words: one sentence for a screen reader, and the small words at its left. No Qt."""

from __future__ import annotations

from datetime import datetime

from triage.models.caller import name_words
from triage.models.delivery import Delivery
from triage.models.stage import Stage
from triage.models.views import QueueRow
from triage.models.visible import one_line
from triage.models.withdrawal import MARKS, Freedom
from triage.ui.text import (
    DELIVERY_SHORT,
    DELIVERY_WORDS,
    RISK_WORDS,
    STAGE_SHORT,
    STAGE_WORDS,
    count,
    day_and_time,
    time_left,
    time_of_day,
)

NEW = ("New", "accent")
"""The mark of a report that nobody at this desk has looked at."""
PRESSURE = MARKS[Freedom.PRESSURE]
"""The mark of a report whose reporter asked to withdraw and may be under pressure."""
PINNED = "Pinned"
"""The mark of a report that a supervisor put before everything else."""
_SHORT = 10  # characters that fit under the risk
_LOUD = {Delivery.REJECTED: "wrong", Delivery.CONFLICT: "wrong", Delivery.UNCERTAIN: "warn"}


def heading(row: QueueRow) -> str:
    """ "Stalking · Colchester"."""
    return " · ".join(part for part in (row.summary.title, row.summary.place) if part)


def status(row: QueueRow) -> tuple[str, str]:
    """The few words under the risk and their tone: unsent work first, then who has it, then why it stands here."""
    if row.delivery in DELIVERY_SHORT:
        return DELIVERY_SHORT[row.delivery], _LOUD.get(row.delivery, "accent")
    if row.stage in STAGE_SHORT:
        return STAGE_SHORT[row.stage], "text_soft"
    if row.mine:
        return "Yours", "accent"
    if row.summary.held_by:
        return name_words(row.summary.held_by), "text_soft"
    if row.put_off_until:
        return f"To {time_of_day(row.put_off_until)}", "text_soft"
    why = row.summary.why
    if not why:
        return "", "text_soft"
    only = why[0] if len(why) == 1 and len(why[0]) <= _SHORT else ""
    return only or count(len(why), "reason"), "text_soft"


def standing(row: QueueRow) -> str:
    """The same in whole words, for a screen reader and the tooltip."""
    if row.delivery in DELIVERY_SHORT:
        return DELIVERY_WORDS[row.delivery]
    if row.stage in STAGE_SHORT:
        return STAGE_WORDS[row.stage]
    if row.mine:
        return "You have it"
    if row.summary.held_by:
        until = row.summary.lease_expires_at
        return f"{name_words(row.summary.held_by)} has it" + (f", claimed until {time_of_day(until)}" if until else "")
    return ""


def put_off(row: QueueRow, now: datetime) -> str:
    """ "put off until tomorrow 07:00: waiting for the garage"."""
    if row.put_off_until is None:
        return ""
    why = f": {row.summary.waiting_why}" if row.summary.waiting_why else ""
    return f"put off until {day_and_time(row.put_off_until, now)}{why}"


def marks(row: QueueRow) -> tuple[tuple[str, str], ...]:
    """Chips of the row as (words, kind): new or version first, then the summary's own marks."""
    chips: list[tuple[str, str]] = []
    if row.summary.version > 1:
        chips.append((f"Version {row.summary.version}", "accent"))
    elif row.unseen:
        chips.append(NEW)
    if row.has_draft and not row.mine:
        chips.append(("Draft", "plain"))
    chips.extend((f"#{tag}", "plain") for tag in row.tags)
    told = {words for words, _ in chips}
    placed = {PINNED, f"For {name_words(row.summary.assigned_to)}"}
    kinds = {PRESSURE: "warn", **dict.fromkeys(placed, "accent")}
    chips.extend((mark, kinds.get(mark, "plain")) for mark in row.summary.marks if mark not in told)
    if row.summary.attachments:
        chips.append((count(row.summary.attachments, "file"), "plain"))
    return tuple(chips)


def due_words(row: QueueRow, now: datetime) -> tuple[str, str, str]:
    """(text, spoken, tone) at the right of the first line; a closed report has no clock any more."""
    if row.stage is Stage.CLOSED:
        return "Closed", "closed", "text_soft"
    left = time_left(row.summary.due_at, now)
    return left.text, left.spoken, left.tone


def sentence(row: QueueRow, now: datetime, *, fresh: bool = False, found: str = "") -> str:
    """The whole row as a screen reader says it. ``fresh``: came since it was looked at; ``found``: a search's words."""
    summary = row.summary
    parts = (
        f"{RISK_WORDS[summary.risk]} risk",
        ", ".join(part for part in (summary.title, summary.place) if part),
        due_words(row, now)[1],
        ", ".join(text for text, _ in marks(row)),
        standing(row),
        put_off(row, now),
        "came in since you looked" if fresh else "",
        f"because {', '.join(summary.why)}" if summary.why else "",
        f"found: {one_line(found, 200)}" if found else summary.gist,
        f"submitted {day_and_time(summary.submitted_at, now)}",
    )
    return ". ".join(part for part in parts if part) + "."
