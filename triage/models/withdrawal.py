"""A reporter asks to withdraw their report: a fact that a handler weighs, and never an end of the report.

A crime is recorded on the balance of probability, whether or not the victim supports it (NCRS; domain: HOCR), and
pressure to withdraw is itself a sign of risk. So a note changes no stage, no grade and no place in the queue: it is a
line of the contact log (`models/messages`), a mark in the queue line, and words for whoever decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from triage.models.ids import ReportId
from triage.models.messages import ContactLine
from triage.models.stage import Stage

NOTED = "withdrawal"
TAKEN_BACK = "withdrawal_taken_back"
"""Kinds of lines of the contact log; the second names in ``corrects`` the line that was noted by mistake."""


class Freedom(StrEnum):
    """Whether whoever took it believes that the reporter was free to say so."""

    FREELY = "freely"
    PRESSURE = "pressure"
    NOT_KNOWN = "not_known"


MARKS = {
    Freedom.FREELY: "Withdrawal asked",
    Freedom.PRESSURE: "Withdrawal: pressure?",
    Freedom.NOT_KNOWN: "Withdrawal: freely?",
}
"""The mark in the queue line, short enough for the narrowest row. Gateway and desk read it here, so a desk without its
network knows it too."""
_GRAVEST = (Freedom.PRESSURE, Freedom.NOT_KNOWN, Freedom.FREELY)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequest:
    """The reporter asked to withdraw. ``at`` None: now; ``words``: theirs, as far as they are known; ``taken_by``: who
    took it, empty for whoever notes it.
    """

    channel: Literal["phone", "in_person", "letter", "email", "sms", "other"] = "phone"
    freedom: Freedom
    at: datetime | None = None
    words: str = ""
    taken_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotWithdrawnRequest:
    """It was noted by mistake; the note stays in the contact log, and ``why`` beside it."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalNoted:
    """``number`` of the line that was added, and where the report stands: where it stood before. The words are in the
    contact log alone: answers are kept for their keys, and must not outlive the report.
    """

    report_id: ReportId
    number: int
    etag: str
    stage: Stage


TYPES = (NotWithdrawnRequest, WithdrawalNoted, WithdrawalRequest)
"""For the gateway's OpenAPI document."""


def standing(lines: Iterable[ContactLine]) -> tuple[ContactLine, ...]:
    """The notes that nobody took back, in the order they are given."""
    told = tuple(lines)
    back = {line.corrects for line in told if line.kind == TAKEN_BACK}
    return tuple(line for line in told if line.kind == NOTED and line.number not in back)


def gravest(found: Iterable[Freedom]) -> Freedom | None:
    """What counts of several notes: pressure before not known before freely; None for no note."""
    told = set(found)
    return next((one for one in _GRAVEST if one in told), None)


def freedom_of(line: ContactLine) -> Freedom:
    """A line of a newer gateway may have a word that is not known here."""
    return Freedom(line.freedom) if line.freedom in set(Freedom) else Freedom.NOT_KNOWN


def marked(marks: Iterable[str]) -> Freedom | None:
    """What a queue line's marks say of a withdrawal; None where nobody asked for one."""
    told = set(marks)
    return next((freedom for freedom in _GRAVEST if MARKS[freedom] in told), None)


def meaning(freedom: Freedom, guarded: bool) -> str:
    """What it means for whoever decides. ``guarded``: only ways marked safe are used for this report
    (`safe_contact.guard_words`), so there are signs of domestic abuse, stalking or control.
    """
    rule = "Still needs an outcome. A crime is recorded whether or not the victim supports it, and the grade stays."
    if freedom is Freedom.PRESSURE or guarded:
        return (
            f"{rule} They may be under pressure, a sign of risk in itself: contact them only by ways marked safe, "
            "and consider assessing again."
        )
    if freedom is Freedom.NOT_KNOWN:
        return f"{rule} Find out whether they were free to say so."
    return rule
