"""Whether the question sets, checks and downgrade rule of a profile fit together. Part of `cross_checks`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from triage.models.errors import FieldError
from triage.models.profile import Profile
from triage.models.questions import TYPES, Question, QuestionSet, condition_faults

MOST_QUESTIONS = 60
_KEY = re.compile(r"[a-z0-9][a-z0-9_\-]{0,47}\Z")


def question_faults(profile: Profile) -> Iterator[FieldError]:
    """Every fault of ``questions`` and ``downgrade``, named by its key."""
    kinds = {kind.key for kind in profile.kinds}
    yield from _once("questions", (group.key for group in profile.questions))
    for at, group in enumerate(profile.questions):
        path = f"questions[{at}]"
        yield from _named(path, "name", group.key, group.name)
        if not group.kinds:
            yield FieldError(f"{path}.kinds", "empty; the report kinds that are asked this are needed")
        for key in group.kinds:
            if key not in kinds:
                yield FieldError(f"{path}.kinds", f"“{key}” is not a report kind; allowed are {', '.join(kinds)}")
        if not 0 < len(group.ask) <= MOST_QUESTIONS:
            yield FieldError(f"{path}.ask", f"{len(group.ask)} questions; allowed are 1 to {MOST_QUESTIONS}")
        yield from _once(f"{path}.ask", (question.key for question in group.ask))
        for number, question in enumerate(group.ask):
            yield from _question(profile, group, number, f"{path}.ask[{number}]", question)
    if not 0 <= profile.downgrade.strong <= 1:
        yield FieldError("downgrade.strong", f"{profile.downgrade.strong} is not allowed; allowed is 0 to 1")


def _question(profile: Profile, group: QuestionSet, at: int, path: str, question: Question) -> Iterator[FieldError]:
    yield from _named(path, "text", question.key, question.text)
    if question.type not in TYPES:
        yield FieldError(f"{path}.type", f"“{question.type}” is not allowed; allowed are {', '.join(TYPES)}")
    yield from _choices(path, question)
    for name, condition in (("asked_if", question.asked_if), ("required_if", question.required_if)):
        fault = condition_faults(condition, group, at) if condition else ""
        if fault:
            yield FieldError(f"{path}.{name}", fault)
    if question.unsure and question.type != "yes_no":
        yield FieldError(f"{path}.unsure", "only a question of type yes_no can be answered “not known”")
    if question.pattern and question.pattern not in profile.reference_patterns:
        allowed = ", ".join(profile.reference_patterns) or "none"
        yield FieldError(f"{path}.pattern", f"“{question.pattern}” is not one of reference_patterns: {allowed}")
    if question.pattern and question.type != "text":
        yield FieldError(f"{path}.pattern", "only a question of type text has a pattern")
    if bool(question.deadline_days) != bool(question.deadline):
        yield FieldError(f"{path}.deadline", "deadline_days and deadline belong together: say both or neither")
    if question.deadline_days and (question.type != "date" or not 0 < question.deadline_days <= 3_650):
        yield FieldError(f"{path}.deadline_days", "1 to 3650 is allowed, for a question of type date")


def _choices(path: str, question: Question) -> Iterator[FieldError]:
    if question.type == "choice" and len(question.choices) < 2:
        yield FieldError(f"{path}.choices", "at least two are needed for a question of type choice")
    if question.type != "choice" and question.choices:
        yield FieldError(f"{path}.choices", "only a question of type choice has them")
    yield from _once(f"{path}.choices", (choice.key for choice in question.choices))
    for at, choice in enumerate(question.choices):
        yield from _named(f"{path}.choices[{at}]", "name", choice.key, choice.name)


def _named(path: str, name: str, key: str, words: str) -> Iterator[FieldError]:
    if not _KEY.match(key):
        yield FieldError(f"{path}.key", f"“{key}” is not a key; allowed are a-z, 0-9, _ and -, 1 to 48 characters")
    if not words.strip():
        yield FieldError(f"{path}.{name}", "empty; words for the screen are needed")


def _once(path: str, keys: Iterable[str]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if key in seen:
            yield FieldError(f"{path}[{at}].key", f"“{key}” is used already; each may be used once")
        seen.add(key)
