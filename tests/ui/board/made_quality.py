"""An invented week of quality review, its trend, and what one handler is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.builders import NOW
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.profile_file import default_profile
from triage.models.quality import (
    Drawn,
    Feedback,
    HandlerSample,
    Mark,
    MarkCount,
    QualityTrend,
    QualityWeek,
    Review,
    ReviewAnswer,
    TrendQuestion,
    TrendRow,
)
from triage.models.weeks import week_at, week_named, weeks_until

QUESTIONS = default_profile().quality.questions
WORDS = "Good look at the address history. Say in the rationale why it is not graded higher: she asked not to be rung."


def a_review(handler: str = "tom", now: datetime = NOW, **changes: object) -> Review:
    marks = (Mark.MET, Mark.MET, Mark.PARTLY, Mark.NOT_MET, Mark.MET, Mark.DOES_NOT_APPLY)
    made = Review(
        number=7,
        report_id=ReportId("00000001-0000-5000-8000-000000000000"),
        decision=1,
        version=1,
        week=week_at(now, 1),
        handler=handler,
        reviewer="sue",
        at=now - timedelta(hours=2),
        answers=tuple(ReviewAnswer(key=q.key, text=q.text, mark=m) for q, m in zip(QUESTIONS, marks, strict=True)),
        words=WORDS,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def a_drawn(number: int, handler: str, now: datetime = NOW, review: Review | None = None) -> Drawn:
    kind = default_profile().kinds[number]
    return Drawn(
        report_id=ReportId(f"{number:08d}-0000-5000-8000-000000000000"),
        decision=1,
        settled_at=now - timedelta(days=5, hours=number),
        outcome=default_profile().outcomes[number % 2].key,
        kind=kind.key,
        title=kind.name,
        place="Llanfair-under-Wychwood" if number % 2 else "Aberwen",
        risk=list(RiskLevel)[number % 4],
        review=replace(review, report_id=ReportId(f"{number:08d}-0000-5000-8000-000000000000")) if review else None,
    )


def a_week(now: datetime = NOW) -> QualityWeek:
    """Three handlers; one of the decisions is reviewed and answered."""
    week = week_at(now, 1)
    period = week_named(week)
    assert period is not None
    done = a_review(now=now, read_at=now, reply="The contact log has it.", replied_at=now)
    numbers = {"a.adeyemi": (2, 3, 4), "b.whittaker-jones@force.example": (5, 6, 7), "tom": (1, 8)}
    return QualityWeek(
        week=week,
        since=period.since,
        until=period.until,
        at=now,
        over=True,
        handlers=tuple(
            HandlerSample(
                handler=handler,
                settled=11 * len(theirs) + 1,
                drawn=tuple(a_drawn(number, handler, now, done if number == 1 else None) for number in theirs),
                erased=int(handler == "tom"),
            )
            for handler, theirs in numbers.items()
        ),
    )


def a_trend(now: datetime = NOW) -> QualityTrend:
    """Twelve weeks of the room and of one handler, the last ones with more reviews."""
    weeks = weeks_until(week_at(now, 1), 12)

    def row(at: int, handler: str, most: int) -> TrendRow:
        marks = {
            one.key: MarkCount(met=most - 1 - (at + n) % 3, partly=(at + n) % 3, not_met=1 if n % 2 else 0)
            for n, one in enumerate(QUESTIONS)
        }
        return TrendRow(week=weeks[at], handler=handler, reviewed=most, marks=marks)

    room = [row(at, "", 5 + at) for at in range(12) if at != 4]
    return QualityTrend(
        weeks=weeks,
        questions=tuple(TrendQuestion(key=one.key, text=one.label) for one in QUESTIONS),
        rows=(*room, *(row(at, "=tom", 4) for at in range(8, 12))),
    )


def some_feedback(now: datetime = NOW) -> tuple[Feedback, ...]:
    """One unread, one read and answered, one of a report that has been erased."""
    first = Feedback(review=a_review(now=now), title="Domestic abuse", place="Aberwen", may_answer=True)
    answered = replace(
        first.review, number=5, at=now - timedelta(days=6), read_at=now, reply="It is in the log.", replied_at=now
    )
    gone = replace(first.review, number=3, at=now - timedelta(days=40), read_at=now, words="", version=2)
    return (
        first,
        Feedback(review=answered, title="Theft", place="Llanfair-under-Wychwood", may_answer=False),
        Feedback(review=gone, title="", place="", may_answer=False),
    )
