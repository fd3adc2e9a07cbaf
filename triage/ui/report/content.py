"""What the cards of the report column say, as plain rows: label, value, and the original where it was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import overload

from triage.models.answer import Answer, Moment
from triage.models.corrections import label_of, original_of
from triage.models.draft import Correction
from triage.models.report import Report
from triage.ui.report.dates import long_date, long_moment, read_answer

Corrections = dict[str, Correction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of a row. ``field`` is its pointer ("" = cannot be corrected); ``original`` and ``value`` as stored,
    ``shown_*`` as read. ``by``/``at``: who corrected it, and when."""

    field: str = ""
    label: str
    original: str
    value: str
    shown_original: str
    shown_value: str
    by: str = ""
    at: datetime | None = None

    @property
    def changed(self) -> bool:
        return self.value != self.original


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a card: one or several parts ("Name" = title, first name, surname)."""

    label: str
    parts: tuple[Part, ...]
    joint: str = " "
    note: str = ""
    absent: str = "Not told"

    @property
    def correctable(self) -> bool:
        return any(part.field for part in self.parts)

    @property
    def text(self) -> str:
        told = self.joint.join(part.shown_value for part in self.parts if part.shown_value)
        return told or self.absent

    @property
    def spoken(self) -> str:
        """The row as one sentence for a screen reader: what it says, what it said, who changed it."""
        said = [f"{self.label}: {self.text}"]
        for part in self.parts:
            if part.changed:
                said.append(f"{part.label} was {part.shown_original or 'not told'}, corrected by {part.by}")
        return "; ".join([*said, self.note] if self.note else said)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContent:
    """A card: ``rows`` always shown, ``more`` behind "Show all".

    ``untold``: fields that nothing was told about, shown when a person wants to fill one in. ``acts``: what can be done
    with the whole card, as (name of the act, its words).
    """

    key: str
    title: str
    rows: tuple[Row, ...]
    more: Sequence[Row] = ()
    chips: tuple[str, ...] = field(default=())
    untold: tuple[Row, ...] = ()
    acts: tuple[tuple[str, str], ...] = ()


def by_field(corrections: Iterable[Correction]) -> Corrections:
    return {correction.field: correction for correction in corrections}


class AnswerRows(Sequence[Row]):
    """Rows of answers, made only when they are looked at: a report may have a hundred thousand of them."""

    def __init__(self, answers: tuple[Answer, ...], corrections: Corrections) -> None:
        self._answers = answers
        self._corrections = corrections

    def __len__(self) -> int:
        return len(self._answers)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> AnswerRows: ...
    def __getitem__(self, index: int | slice) -> Row | AnswerRows:
        if isinstance(index, slice):
            return AnswerRows(self._answers[index], self._corrections)
        return _answer_row(self._answers[index], self._corrections)

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, AnswerRows) and self._answers == other._answers
        return same and isinstance(other, AnswerRows) and self._corrections == other._corrections

    def __hash__(self) -> int:
        return hash(self._answers)


def answer_rows(answers: Iterable[Answer], corrections: Corrections) -> AnswerRows:
    """Answers that no typed field carries; what has no text is shown as such, never left out."""
    ours = {field: entry for field, entry in corrections.items() if field.startswith("answers/")}
    return AnswerRows(tuple(answer for answer in answers if not answer.shown_as), ours)


def answers_card(
    key: str, title: str, answers: Iterable[Answer], corrections: Corrections, shown: int = 12
) -> CardContent:
    """A card of answers, all but the first ``shown`` behind "Show all"."""
    rows = answer_rows(answers, corrections)
    return CardContent(key=key, title=title, rows=tuple(rows[:shown]), more=rows[shown:])


def plain(label: str, text: str, note: str = "") -> Row:
    part = Part(label=label, original=text, value=text, shown_original=text, shown_value=text)
    return Row(label=label, parts=(part,), note=note, absent="No answer")


def _answer_row(answer: Answer, corrections: Corrections) -> Row:
    pointer = f"answers{answer.path}/text"
    correction = corrections.get(pointer)
    value = correction.value if correction else answer.text
    part = Part(
        field=pointer if answer.path.startswith("/") else "",
        label=answer.label,
        original=answer.text,
        value=value,
        shown_original=read_answer(answer.text),
        shown_value=value if correction else read_answer(answer.text),
        by=correction.by if correction else "",
        at=correction.at if correction else None,
    )
    return Row(label=answer.label, parts=(part,), absent="No answer")


class Parts:
    """Makes the parts of one thing of the report: original, correction, and how both are read."""

    def __init__(self, report: Report, corrections: Corrections, base: str) -> None:
        self._report = report
        self._corrections = corrections
        self._base = base

    def __call__(self, attribute: str) -> Part:
        pointer = f"{self._base}/{attribute}"
        room = self._base.partition("/")[0]
        original = original_of(self._report, pointer)
        correction = self._corrections.get(pointer)
        value = correction.value if correction else original
        return Part(
            field=pointer,
            label=label_of(pointer),
            original=original,
            value=value,
            shown_original=self._read(room, attribute, original, told=True),
            shown_value=self._read(room, attribute, value, told=correction is None),
            by=correction.by if correction else "",
            at=correction.at if correction else None,
        )

    def _read(self, room: str, attribute: str, text: str, *, told: bool) -> str:
        if attribute == "born":
            return long_date(text)
        if room == "when" and told and self._report.when:
            moment = getattr(self._report.when, attribute)
            return long_moment(moment) if isinstance(moment, Moment) else text
        return text
