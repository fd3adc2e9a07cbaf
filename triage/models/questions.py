"""Question sets of the force profile: what is asked about one kind of report, and what was answered.

Sources: domestic, missing person, collision, stalking and hate reports each have questions of their own (domain 4);
forces word and order them differently, so they are a section of the profile (`[[questions]]`) and never code.

An answer is plain text under "set/question": "yes", "no" or "unknown"; a choice's key; words; an ISO date; digits.
Questions that are not asked (``asked_if``) keep their answer in the draft and never leave with the decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

TYPES = ("yes_no", "choice", "text", "list", "date", "number")
"""``list``: one entry on each line (children, parties). ``number``: a whole number, 0 and up."""
YES_NO = (("yes", "Yes"), ("no", "No"))
UNKNOWN = ("unknown", "Not known")
MOST_NUMBER = 1_000_000
_CONDITION = re.compile(r"(?P<key>[a-z0-9][a-z0-9_\-]*) (?P<sign>!?=) (?P<value>[a-z0-9][a-z0-9_\-]*)\Z")
_DIGITS = re.compile(r"[0-9]{1,7}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChoice:
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Conditions are "key = value" or "key != value" about an earlier question of the same set.

    ``required``: before sending; ``required_if``: only when the condition holds; ``required_to_close``: only for an
    outcome that closes the report. ``asked_if``: shown only when the condition holds. ``unsure``: yes_no also takes
    "not known". ``pattern``: a name of the profile's reference_patterns that the words must match. ``deadline_days``
    and ``deadline``: what has to be done within so many days of a date (the notice of intended prosecution: 14).
    """

    key: str
    text: str
    type: str
    required: bool = False
    required_if: str = ""
    required_to_close: bool = False
    asked_if: str = ""
    help: str = ""
    choices: tuple[AnswerChoice, ...] = ()
    unsure: bool = False
    pattern: str = ""
    deadline_days: int = 0
    deadline: str = ""

    def options(self) -> tuple[tuple[str, str], ...]:
        """(key, name) of what can be chosen; empty for questions that are answered in words."""
        if self.type == "choice":
            return tuple((choice.key, choice.name) for choice in self.choices)
        if self.type == "yes_no":
            return (*YES_NO, UNKNOWN) if self.unsure else YES_NO
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """The questions about reports of these kinds, in the order they are asked."""

    key: str
    name: str
    kinds: tuple[str, ...]
    ask: tuple[Question, ...]


class HasQuestions(Protocol):
    """The part of a profile that questions need."""

    @property
    def questions(self) -> tuple[QuestionSet, ...]: ...
    @property
    def reference_patterns(self) -> dict[str, str]: ...


Answers = Mapping[str, str]


def answer_key(group: QuestionSet, question: Question) -> str:
    return f"{group.key}/{question.key}"


def sets_for(profile: HasQuestions, kind: str) -> tuple[QuestionSet, ...]:
    return tuple(group for group in profile.questions if kind in group.kinds)


def asked(group: QuestionSet, answers: Answers) -> tuple[Question, ...]:
    """The questions of the set that the answers so far leave open to be asked."""
    shown: list[Question] = []
    for question in group.ask:
        seen = {one.key for one in shown}
        if not question.asked_if or _holds(question.asked_if, group, answers, seen):
            shown.append(question)
    return tuple(shown)


def is_required(question: Question, group: QuestionSet, answers: Answers, *, closing: bool) -> bool:
    """Whether it must be answered before sending; ``closing``: the outcome closes the report."""
    if question.required or (question.required_to_close and closing):
        return True
    seen = {one.key for one in asked(group, answers)}
    return bool(question.required_if) and _holds(question.required_if, group, answers, seen)


def given(profile: HasQuestions, kind: str, answers: Answers) -> Iterator[tuple[QuestionSet, Question, str]]:
    """Every answer that belongs to the report as it stands, in the order of the form."""
    for group in sets_for(profile, kind):
        for question in asked(group, answers):
            value = answers.get(answer_key(group, question), "").strip()
            if value:
                yield group, question, value


def in_words(question: Question, value: str) -> str:
    """An answer as it is read."""
    names = dict(question.options())
    if question.type == "date":
        day = as_date(value)
        return f"{day.day} {day:%B %Y}" if day else value
    if question.type == "list":
        return "; ".join(line.strip() for line in value.splitlines() if line.strip())
    return names.get(value, value)


def fault_of(question: Question, value: str, patterns: Mapping[str, str]) -> str:
    """What is wrong with an answer, as a sentence; "" when nothing is (an empty answer is never wrong)."""
    value = value.strip()
    if not value:
        return ""
    if question.options() and value not in dict(question.options()):
        return f"Choose an answer to “{question.text}”."
    if question.type == "date" and as_date(value) is None:
        return f"Write the date for “{question.text}” as day/month/year."
    if question.type == "number" and not (_DIGITS.match(value) and int(value) <= MOST_NUMBER):
        return f"Write a whole number for “{question.text}”."
    if question.pattern and not _matches(patterns.get(question.pattern, ""), value):
        return f"“{value}” is not how this force writes a reference: check “{question.text}”."
    return ""


def as_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def deadline_of(question: Question, value: str) -> date | None:
    """The last day for what ``question.deadline`` names; None when there is none, or no date yet.

    The day of the event itself does not count (RTOA 1988 s1: within 14 days of the offence).
    """
    day = as_date(value) if question.type == "date" and question.deadline_days else None
    return day + timedelta(days=question.deadline_days) if day else None


def condition_faults(condition: str, group: QuestionSet, at: int) -> str:
    """What is wrong with a condition of the question at ``at``, or ""."""
    found = _CONDITION.match(condition)
    if not found:
        return "allowed is “key = value” or “key != value”"
    earlier = next((one for one in group.ask[:at] if one.key == found["key"]), None)
    if earlier is None:
        return f"“{found['key']}” is not an earlier question of “{group.key}”"
    options = [key for key, _ in earlier.options()]
    if found["value"] not in options:
        return f"“{found['value']}” is not an answer of “{found['key']}”; allowed are {', '.join(options) or 'none'}"
    return ""


def _holds(condition: str, group: QuestionSet, answers: Answers, seen: set[str]) -> bool:
    """Whether a condition is met; one about a question that is not asked, or not answered, is not."""
    found = _CONDITION.match(condition)
    if not found or found["key"] not in seen:
        return False
    value = answers.get(f"{group.key}/{found['key']}", "")
    return bool(value) and (value == found["value"]) is (found["sign"] == "=")


def _matches(pattern: str, value: str) -> bool:
    try:
        return bool(re.fullmatch(pattern, value)) if pattern else True
    except re.error:
        return True
