"""Quality review: decisions drawn at random for each handler and week, scored by a supervisor against the force's own
questions, with words that reach the handler.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from triage.models.decision import Decision
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel

MOST_TREND_WEEKS = 53


class Mark(StrEnum):
    """How far a decision meets a question."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    DOES_NOT_APPLY = "does_not_apply"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswer:
    """``text``: the question as it was asked then; the profile may ask others by now."""

    key: str
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a reviewer found of one decision, in one version; the newest counts, the older ones are kept.

    ``number`` names it among all reviews of this gateway; ``decision``: the number of the decision in its report.
    ``words`` and ``reply`` are "" once the report has been erased.
    """

    number: int
    report_id: ReportId
    decision: int
    version: int
    week: str
    handler: str
    reviewer: str
    at: datetime
    answers: tuple[ReviewAnswer, ...]
    words: str = ""
    read_at: datetime | None = None
    reply: str = ""
    replied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPut:
    """Score a decision that was drawn. ``after``: the version of one's own review that this one replaces, 0 for the
    first; ``answers``: question → mark, each question of the profile once; ``words`` reach the handler, and are needed
    where something is not met.
    """

    week: str
    decision: int
    answers: dict[str, Mark]
    words: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunReview:
    """What of a review was answered and not sent yet. ``at``: when it was last written. It stays at the workstation."""

    report_id: ReportId
    decision: int
    at: datetime
    answers: dict[str, Mark]
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A decision that was drawn. ``outcome``: its key in the profile."""

    report_id: ReportId
    decision: int
    settled_at: datetime
    outcome: str
    kind: str
    title: str
    place: str
    risk: RiskLevel
    review: Review | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerSample:
    """What was drawn of one person's decisions. ``settled``: how many there were; ``erased``: drawn ones whose report
    has been erased meanwhile."""

    handler: str
    settled: int
    drawn: tuple[Drawn, ...] = ()
    erased: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityWeek:
    """The sample of one week, as far as the caller may see it and without the caller's own decisions.

    ``over``: the week has ended, so that the sample stays as it is; until then what is settled later may take a place.
    """

    week: str
    since: datetime
    until: datetime
    at: datetime
    over: bool
    handlers: tuple[HandlerSample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityCase:
    """A settled decision to be reviewed. ``reviews``: every version of its review, the newest first."""

    decision: Decision
    settled_at: datetime
    references: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a reviewer told the caller about one of their decisions. ``title``: of the report, "" once it is erased;
    ``may_answer``: whether it can still be answered."""

    review: Review
    title: str
    place: str
    may_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPage:
    """The newest first; what is unread is always among them."""

    items: tuple[Feedback, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackReply:
    """The handler's answer, given once."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCount:
    """How often a question was answered so."""

    met: int = 0
    partly: int = 0
    not_met: int = 0
    does_not_apply: int = 0

    @property
    def scored(self) -> int:
        """Without those it does not apply to."""
        return self.met + self.partly + self.not_met


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    """One week of one handler, or of the whole room ("")."""

    week: str
    handler: str
    reviewed: int
    marks: dict[str, MarkCount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendQuestion:
    """``text``: as it was asked last."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityTrend:
    """Weeks in order; rows only where something was reviewed. A review counts in the week of its decision."""

    weeks: tuple[str, ...]
    questions: tuple[TrendQuestion, ...] = ()
    rows: tuple[TrendRow, ...] = ()


TYPES = (
    Drawn, Feedback, FeedbackPage, FeedbackReply, HandlerSample, MarkCount, QualityCase, QualityTrend, QualityWeek,
    Review, ReviewAnswer, ReviewPut, TrendQuestion, TrendRow,
)  # fmt: skip
"""What goes over the wire."""
