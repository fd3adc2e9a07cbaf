"""What a force says of its quality review: its own questions, and how many decisions are drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.models.errors import FieldError

MOST_QUESTIONS = 20
MOST_DECISIONS = 20
FEWEST_WEEKS, MOST_WEEKS = 4, 260
_KEY = re.compile(r"[a-z0-9][a-z0-9_\-]{0,47}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityQuestion:
    """One question that a reviewer answers about a decision: met, partly met, not met, or does not apply.

    ``text``: the question as the screen says it; ``short``: a word or two for tables and charts (else ``text``);
    ``help``: what to look at, below the question.
    """

    key: str
    text: str
    short: str = ""
    help: str = ""

    @property
    def label(self) -> str:
        """What a table or a chart calls it."""
        return self.short or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityRules:
    """Quality review. Without ``questions`` there is none.

    ``decisions``: how many settled decisions of each handler are drawn for each week; ``may_answer``: whether the
    handler may answer feedback, once; ``score_weeks``: so long scores are kept, in weeks (the words of feedback go
    with their report, if that is sooner).
    """

    decisions: int = 3
    may_answer: bool = True
    score_weeks: int = 52
    questions: tuple[QualityQuestion, ...] = ()

    def question(self, key: str) -> QualityQuestion | None:
        return next((one for one in self.questions if one.key == key), None)


def quality_faults(rules: QualityRules) -> Iterator[FieldError]:
    """Every fault of ``[quality]``, named by its key."""
    for path, value, low, high in (
        ("quality.decisions", rules.decisions, 1, MOST_DECISIONS),
        ("quality.score_weeks", rules.score_weeks, FEWEST_WEEKS, MOST_WEEKS),
    ):
        if not low <= value <= high:
            yield FieldError(path, f"{value} is not allowed; allowed is {low} to {high}")
    if len(rules.questions) > MOST_QUESTIONS:
        yield FieldError("quality.questions", f"{len(rules.questions)} questions; allowed are {MOST_QUESTIONS} at most")
    seen: set[str] = set()
    for at, one in enumerate(rules.questions):
        path = f"quality.questions[{at}]"
        if not _KEY.match(one.key):
            yield FieldError(
                f"{path}.key", f"“{one.key}” is not a key; allowed are a-z, 0-9, _ and -, 1 to 48 characters"
            )
        if one.key in seen:
            yield FieldError(f"{path}.key", f"“{one.key}” is used already; each may be used once")
        seen.add(one.key)
        if not one.text.strip():
            yield FieldError(f"{path}.text", "empty; the question for the screen is needed")
