"""What the pages of quality review say. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from triage.models.caller import name_words
from triage.models.clock import london
from triage.models.decision import Decision
from triage.models.draft import CheckState
from triage.models.profile import Profile
from triage.models.quality import Drawn, HandlerSample, Mark, MarkCount, QualityWeek, Review
from triage.models.weeks import week_at, week_named
from triage.ui.board.approvals.words import Fact
from triage.ui.board.row import BoardRow
from triage.ui.text import count, day_and_time

MARKS = {
    Mark.MET: "Met",
    Mark.PARTLY: "Partly",
    Mark.NOT_MET: "Not met",
    Mark.DOES_NOT_APPLY: "Does not apply",
}
SIGNS = {Mark.MET: "✓", Mark.PARTLY: "◐", Mark.NOT_MET: "✗", Mark.DOES_NOT_APPLY: "–"}
"""Shapes beside the words, for who looks from far or sees no colour."""
NO_QUESTIONS = (
    "The force profile asks no questions for quality review.",
    "IT puts them into the profile under [quality]. Decisions are drawn from then on, and scored here.",
)
ALL_REVIEWED = (
    "Everything that was drawn has been reviewed.",
    "“All” shows it again with your scores; another week is chosen above.",
)
FEW = 10
"""With fewer scores than this a share is told as numbers, never as a percentage: one decision would move it by much."""
WEEKS = 9
"""Weeks to choose from, the running one included."""
_CHECKED = {CheckState.DONE: "done", CheckState.NOT_POSSIBLE: "could not be done", CheckState.OPEN: "not done"}


def nothing_words(decisions: int) -> tuple[str, str]:
    """That nothing could be drawn from the week, and what will stand here. ``decisions``: drawn of each handler."""
    drawn = "One decision of each handler is" if decisions == 1 else f"{decisions} decisions of each handler are"
    return (
        "No decision of others was settled in this week.",
        f"{drawn} drawn at random from those that were settled, to be scored against the force's questions."
        " Another week is chosen above.",
    )


def week_names(now: datetime) -> list[tuple[str, str]]:
    """Weeks to choose from, the running one first: name → words."""
    spoken = ("This week so far", "Last week")
    names = [week_at(now, back) for back in range(WEEKS)]
    return [
        (name, f"{spoken[at]}, {_days(name)}" if at < len(spoken) else _days(name)) for at, name in enumerate(names)
    ]


def _days(name: str) -> str:
    """ "16 to 22 November"."""
    period = week_named(name)
    if period is None:
        return name
    first, last = period.first, period.last
    lead = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{lead} to {last.day} {last:%B}"


def rows_of(week: QualityWeek, profile: Profile, *, open_only: bool) -> list[tuple[Drawn, BoardRow]]:
    """Every drawn decision as a row, by handler; beside the first of each how far that handler's are done."""
    made = []
    for handler in week.handlers:
        shown = [one for one in handler.drawn if not (open_only and one.review)]
        for at, one in enumerate(shown):
            made.append((one, _row(handler, one, profile, first=at == 0)))
    return made


def _row(handler: HandlerSample, one: Drawn, profile: Profile, *, first: bool) -> BoardRow:
    outcome = profile.outcome(one.outcome)
    place = ", ".join(part for part in (one.title, one.place) if part)
    review, settled = one.review, london(one.settled_at)
    state = "to do" if review is None else "✓ done" if not review.reply else "✓ answered"
    done = sum(1 for drawn in handler.drawn if drawn.review)
    return BoardRow(
        report_id=one.report_id,
        number=one.decision,
        risk=one.risk,
        what=name_words(handler.handler),
        note=", ".join(part for part in (place, outcome.name if outcome else "") if part),
        figure=state,
        tone="text" if review is None else "text_soft",
        aside=f"{done} of {len(handler.drawn)} done" if first else f"{settled:%a} {settled.day} {settled:%b}",
        whole=True,
    )


def progress(week: QualityWeek) -> str:
    """ "4 of 9 reviewed, drawn from 37 decisions; the week is not over, so others may still be drawn"."""
    open_end = "" if week.over else "the week is not over, so others may still be drawn"
    if not week.handlers:
        return open_end.capitalize()
    drawn = [one for handler in week.handlers for one in handler.drawn]
    done = sum(1 for one in drawn if one.review)
    settled = sum(handler.settled for handler in week.handlers)
    gone = sum(handler.erased for handler in week.handlers)
    told = f"{done} of {len(drawn)} reviewed, drawn from {count(settled, 'decision')}"
    return "; ".join(part for part in (told, f"{gone} erased since" if gone else "", open_end) if part)


def check_facts(decision: Decision, profile: Profile) -> Iterator[Fact]:
    """Checks and look-ups of the decision, and the advice given."""
    names = {rule.key: rule.name for rule in profile.checks}
    checks = [
        f"{names.get(check.key, check.key)}: {check.result or _CHECKED[check.state]}"
        for check in decision.draft.checks
        if check.state is not CheckState.OPEN or check.result
    ]
    checks += [f"{one.source}, {one.value}: {one.summary}" for one in decision.draft.lookups]
    advice = {choice.key: choice.name for choice in profile.advice}
    yield Fact("Checks", "\n".join(checks) or "None recorded.")
    yield Fact("Advice given", "; ".join(advice.get(key, key) for key in decision.draft.advice))


def review_words(review: Review, now: datetime, me: str) -> str:
    """Who reviewed it, when, and whether it was read."""
    who = "You" if review.reviewer == me else name_words(review.reviewer)
    handler = name_words(review.handler)
    version = f", version {review.version}" if review.version > 1 else ""
    read = f"Read by {handler}." if review.read_at else f"Not read by {handler} yet."
    return f"{who} reviewed it {day_and_time(review.at, now)}{version}. {read}"


def share_words(told: MarkCount) -> str:
    """How many of the scored were met: "75%" of ten or more, "3 of 4" of fewer, "" of none."""
    if not told.scored:
        return ""
    if told.scored < FEW:
        return f"{told.met} of {told.scored}"
    return f"{round(100 * told.met / told.scored)}%"
