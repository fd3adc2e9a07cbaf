"""What a printed summary says, as plain blocks in reading order. No Qt; text of the public stays plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from triage.models.answer import Answer
from triage.models.clock import london
from triage.models.clocks import ClockState
from triage.models.composed import composed
from triage.models.messages import ContactLine
from triage.models.profile import Profile
from triage.models.report import Report
from triage.models.things import Attachment
from triage.models.views import ReportDetail
from triage.models.visible import visible
from triage.ui.decide.decided import decided_rows
from triage.ui.report.cards import Maker, makers_for
from triage.ui.report.clocks import clock_lines
from triage.ui.report.content import Row, answers_card
from triage.ui.report.dates import in_full
from triage.ui.report.history import history_card
from triage.ui.report.notes import in_words
from triage.ui.report.thing_cards import laid_over
from triage.ui.text import STAGE_WORDS, count

PIECE = 2_000
"""Characters of a paragraph at most; a longer one is cut at a blank, so that no single one holds up the screen."""
MOST_CARDS, MOST_ANSWERS, MOST_TEXT = 50, 300, 60_000
"""People and things, answers and characters of the narrative on a summary; what there is more comes on demand."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


Block = Heading | Line | Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A summary before it is laid out. ``marking`` stands at the head and foot of every page; ``foot`` beside it.

    ``left_out``: what of a very large report is not on it, in words; "" when everything is.
    """

    marking: str
    title: str
    reference: str
    foot: str
    blocks: Iterable[Block]
    left_out: str = ""


def summary_paper(
    detail: ReportDetail,
    profile: Profile,
    by: str,
    now: datetime,
    *,
    noted: Sequence[ContactLine] = (),
    whole: bool = False,
) -> Paper:
    """The open report with everything laid over it, as it stands now.

    Args:
        by: who prints it, as other people read it.
        noted: as in `history_card`.
        whole: everything, also of a report with thousands of people or answers.
    """
    report = detail.body.report if detail.body else None
    makers = makers_for(report, detail.draft) if report else ()
    kind = profile.kind(detail.summary.kind)
    title = (report.title if report else detail.summary.title) or (kind.name if kind else "Report")
    return Paper(
        marking=profile.handling_marking,
        title=visible(title),
        reference=visible(detail.summary.customer_reference or detail.summary.report_id),
        foot=f"Printed by {visible(by)}, {in_full(now)}. Version {detail.summary.version}.",
        blocks=_blocks(detail, profile, now, noted, makers, whole=whole),
        left_out="" if whole or report is None else _left_out(report, len(makers)),
    )


def _left_out(report: Report, cards: int) -> str:
    """What is above the bounds of a summary: "9,951 people and things, 19,700 answers"."""
    over = (
        (cards - MOST_CARDS, "person or thing", "people and things"),
        (sum(max(0, len(told) - MOST_ANSWERS) for _, _, told in _answer_rooms(report)), "answer", "answers"),
        (len(report.narrative) - MOST_TEXT, "character of the narrative", "characters of the narrative"),
    )
    return ", ".join(count(number, one, many) for number, one, many in over if number > 0)


def _answer_rooms(report: Report) -> tuple[tuple[str, str, tuple[Answer, ...]], ...]:
    return (
        ("answers", "About the incident", report.answers),
        ("other", "Other answers", report.other),
        ("submission", "Submission", report.submission.details),
    )


def _blocks(
    detail: ReportDetail,
    profile: Profile,
    now: datetime,
    noted: Sequence[ContactLine],
    makers: tuple[Maker, ...],
    *,
    whole: bool,
) -> Iterator[Block]:
    yield from _about(detail, profile, now)
    if detail.body is None:
        yield Paragraph(visible(detail.summary.gist))
        return
    report, draft = detail.body.report, detail.draft
    yield from _section("Decision", decided_rows(composed(report, draft), draft, profile) if draft.outcome else ())
    yield Heading("Narrative")
    told = report.narrative or "The report has no narrative."
    yield from paragraphs(told if whole else told[:MOST_TEXT])
    yield from _more(0 if whole else len(told) - MOST_TEXT, "character")
    signs = detail.body.assessment.indicators
    if signs:
        yield Heading("Signs of risk")
    for sign in signs:
        quote = f"“{visible(sign.quote)}” " if sign.quote else ""
        yield Line(in_words(sign.kind), f"{quote}{visible(sign.why)} (rule {sign.rule})")
    laid = laid_over(draft)
    for maker in makers if whole else makers[:MOST_CARDS]:
        card = maker(laid)
        yield from _section(card.title, (*card.rows, *card.more))
    yield from _more(0 if whole else len(makers) - MOST_CARDS, "person or thing", "people and things")
    for key, title, answers in _answer_rooms(report):
        card = answers_card(key, title, answers if whole else answers[:MOST_ANSWERS], laid.corrections)
        yield from _section(card.title, chain(card.rows, card.more))
        yield from _more(0 if whole else len(answers) - MOST_ANSWERS, "answer")
    yield from _attachments(report.attachments)
    history = history_card(detail, profile, noted)
    yield from _section(history.title, (*history.more, *history.rows))


def _more(number: int, one: str, many: str = "") -> Iterator[Block]:
    """What is not on this paper, said where it would stand."""
    if number > 0:
        yield Paragraph(f"And {count(number, f'more {one}', f'more {many}' if many else '')}: see the report itself.")


def _about(detail: ReportDetail, profile: Profile, now: datetime) -> Iterator[Block]:
    summary = detail.summary
    kind = profile.kind(summary.kind)
    report = composed(detail.body.report, detail.draft) if detail.body else None
    rows = (
        ("Reference", summary.customer_reference),
        ("Type", kind.name if kind else summary.title),
        ("Submitted", in_full(summary.submitted_at)),
        ("Received", in_full(summary.received_at)),
        ("Stage", STAGE_WORDS[detail.stage]),
        ("Held by", summary.held_by),
        ("Risk", f"{summary.risk.value.capitalize()}. {'; '.join(summary.why)}".strip()),
        ("Our number", summary.report_id),
    )
    yield from (Line(label, visible(text)) for label, text in rows if text)
    for clock in clock_lines(summary, detail.stage, profile, detail.draft.grade, now, report):
        done = clock.state is ClockState.DONE
        words = f"{clock.words[:1].upper()}{clock.words[1:]}"
        yield Line(clock.label, words if done else f"{words}. {clock.hint}")
    for line in detail.deliveries:
        if line.reference:
            yield Line(visible(line.deliverable.capitalize()), visible(f"{line.reference} at {line.destination}"))


def _attachments(attachments: tuple[Attachment, ...]) -> Iterator[Block]:
    if attachments:
        yield Heading("Attachments")
    for file in attachments:
        told = (file.name, file.media_type, f"{file.size:,} bytes" if file.size is not None else "",
                f"SHA-256 {file.sha256}" if file.sha256 else "")  # fmt: skip
        yield Line(str(file.number), visible(", ".join(one for one in told if one)))


def _section(title: str, rows: Iterable[Row]) -> Iterator[Block]:
    first = True
    for row in rows:
        if first:
            yield Heading(visible(f"{title[:1].upper()}{title[1:]}"))
            first = False
        head, *rest = _pieces(visible(row_text(row)))
        yield Line(visible(row.label), head)
        yield from (Line("", piece) for piece in rest)


def row_text(row: Row) -> str:
    """A row with what it said before and who put it right, in words: paper has no struck-through grey."""
    said = [row.text]
    for part in row.parts:
        if part.changed:
            when = f", {london(part.at):%d %b %Y %H:%M}" if part.at else ""
            said.append(f"({part.label} as told: {part.shown_original or 'nothing'}; put right by {part.by}{when})")
    return " ".join([*said, f"({row.note})"] if row.note else said)


def paragraphs(text: str) -> Iterator[Paragraph]:
    """A long text as paragraphs, each short enough to be laid out at once."""
    for line in visible(text).split("\n"):
        yield from (Paragraph(piece) for piece in _pieces(line))


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    while len(text) - start > PIECE:
        at = text.rfind(" ", start + PIECE // 2, start + PIECE)
        cut = at + 1 if at > 0 else start + PIECE
        found.append(text[start:cut])
        start = cut
    return [*found, text[start:]]
