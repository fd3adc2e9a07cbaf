"""What is left for the next shift as rows and as a paper, in words. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from triage.models.caller import name_words
from triage.models.clock import london
from triage.models.handover import HandoverSheet, LeftReport, Unsent
from triage.models.profile import Profile
from triage.models.visible import one_line, visible
from triage.ui.board.row import BoardRow
from triage.ui.print.summary import Block, Heading, Line, Paper, Paragraph, paragraphs
from triage.ui.text import STAGE_WORDS, count, span, time_left

LISTS = (
    ("held", "Held", "Nobody holds a report."),
    ("awaiting", "Waiting for somebody", "Nothing waits for a person."),
    ("put_off", "Put off", "Nothing is put off."),
)
"""List → its name and what is said when it is empty."""
LONGEST_WHY = 400


def left_row(name: str, one: LeftReport, now: datetime) -> BoardRow:
    """One report. ``name``: the list it stands in."""
    left = time_left(one.due_at, now)
    figure = span(now - one.since) if one.until is None or name == "held" else f"until {london(one.until):%a %H:%M}"
    return BoardRow(
        report_id=one.report_id,
        risk=one.risk,
        what=", ".join(part for part in (one.title, one.place) if part),
        note=note_words(name, one),
        figure=figure,
        aside=left.text,
        aside_tone=left.tone,
        whole=True,
    )


def note_words(name: str, one: LeftReport) -> str:
    """Who has it or is waited for, and why."""
    why = one_line(one.why, LONGEST_WHY)
    if name == "held":
        told = f"with {name_words(one.who)}" + (", being sent to records" if one.stage.value == "begun" else "")
    elif name == "awaiting":
        told = STAGE_WORDS[one.stage]
        if one.who and one.who.casefold() not in told.casefold():
            told += f" ({one.who})"
    else:
        told = ""
    return ": ".join(part for part in (told, why) if part) or one.customer_reference


def unsent_words(one: Unsent) -> tuple[str, str]:
    """What a workstation has not sent, and when it said so."""
    return (
        f"{name_words(one.who)}: {count(one.operations, 'operation')}",
        f"{one.desk[:8]}, {london(one.stated_at):%d/%m %H:%M}",
    )


def handover_paper(told: HandoverSheet, profile: Profile, by: str) -> Paper:
    """The whole handover for the printer."""
    at = f"{london(told.at):%d/%m/%Y %H:%M}"
    return Paper(
        marking=profile.handling_marking,
        title="Handover between shifts",
        reference=f"Handover {at}",
        foot=f"Printed by {by}, {at}",
        blocks=_blocks(told),
    )


def _blocks(told: HandoverSheet) -> Iterator[Block]:
    yield Heading("Notes")
    for note in told.notes:
        yield Line(f"{name_words(note.by)}, {london(note.at):%d/%m %H:%M}", "")
        yield from paragraphs(visible(note.words))
    if not told.notes:
        yield Paragraph("Nobody left a note.")
    for name, words, empty in LISTS:
        lines: Sequence[LeftReport] = getattr(told, name)
        yield Heading(f"{words}: {count(len(lines), 'report')}{' or more' if name in told.more else ''}")
        yield from _lines(name, lines, told.at)
        if not lines:
            yield Paragraph(empty)
    yield Heading("Not sent")
    for one in told.unsent:
        what, where = unsent_words(one)
        yield Line(what, where)
    if not told.unsent:
        yield Paragraph("Every workstation that was heard of has sent everything.")


def _lines(name: str, lines: Iterable[LeftReport], now: datetime) -> Iterator[Block]:
    for one in lines:
        row = left_row(name, one, now)
        yield Line(one.customer_reference or one.report_id[:8], visible(f"{row.what}. {row.note}. {row.figure}"))
