"""The figures of the page "Now" in words. No Qt."""

from __future__ import annotations

from datetime import datetime, timedelta

from triage.models.caller import name_words
from triage.models.figures import SOON, BoardFigures, Hour, Stuck
from triage.ui.board.now.tiles import TileText
from triage.ui.text import count, span

STUCK_WORDS = {
    Stuck.HELD: "Set aside: needs a person",
    Stuck.APPROVAL: "Waiting for approval",
    Stuck.ACCEPTANCE: "Waiting for acceptance elsewhere",
    Stuck.REPORTER: "Waiting for the reporter",
    Stuck.FIXING: "Needs fixing at a workstation",
    Stuck.RECORDING: "Begun, and not recorded for an hour",
    Stuck.UNREADABLE: "Received, and not readable",
}
MOST_NAMED = 12
LATE, SOON_SIGN = "▲", "◆"
"""Shapes of what is late and of what soon will be, as on the queue's risk."""


def tile_texts(told: BoardFigures) -> tuple[TileText, ...]:
    """The headline figures, what matters most first."""
    now, waiting = told.as_of, told.waiting
    held = [len(person.held) for person in told.people if person.held]
    stuck = sum(pile.number for pile in told.stuck)
    oldest = told.oldest[0].since if told.oldest else waiting.oldest_at
    age = _short(now - oldest) if oldest else "–"
    return (
        TileText(
            key="late",
            name="Past target",
            figure=f"{waiting.late:,}",
            note=f"of {count(waiting.waiting, 'report')} waiting",
            tone="wrong" if waiting.late else "text",
            sign=LATE if waiting.late else "",
        ),
        TileText(
            key="soon",
            name=f"Breach within {span(SOON)}",
            figure=f"{waiting.soon:,}",
            note="of what waits",
            tone="warn" if waiting.soon else "text",
            sign=SOON_SIGN if waiting.soon else "",
        ),
        TileText(key="oldest", name="Oldest not looked at", figure=age, note=_since_sent(told)),
        TileText(
            key="hands", name="In hand", figure=f"{sum(held):,}", note=f"with {count(len(held), 'person', 'people')}"
        ),
        TileText(
            key="stuck",
            name="Stuck",
            figure=f"{stuck:,}",
            note="waits for somebody",
            tone="warn" if stuck else "text",
        ),
        _day(told, "Came in today", "came"),
        _day(told, "Closed today", "closed"),
    )


def _short(age: timedelta) -> str:
    """A tile has room for a few characters: minutes are told up to ten hours."""
    return span(age) if age < timedelta(hours=10) else span(timedelta(hours=age // timedelta(hours=1)))


def age_words(told: datetime, now: datetime) -> str:
    """How old the figures are."""
    gone = max(timedelta(0), now - told)
    return "As of now" if gone < timedelta(seconds=5) else f"As of {span(gone)} ago"


def held_head(told: BoardFigures) -> str:
    """ "9 on, 7 reports"."""
    on = sum(person.seen_at is not None for person in told.people)
    return f"{on:,} on, {count(sum(len(person.held) for person in told.people), 'report')}"


def free_words(told: BoardFigures, more: int) -> str:
    """What the list does not say: how many more are held, and who is on without holding a report."""
    free = [name_words(person.subject) for person in told.people if not person.held]
    named = ", ".join(free[:MOST_NAMED]) + (f" and {len(free) - MOST_NAMED:,} more" if len(free) > MOST_NAMED else "")
    lines = [
        f"{more:,} more are held for less long." if more > 0 else "",
        f"On, holding nothing: {named}" if free else "",
    ]
    return "\n".join(line for line in lines if line)


def until_now(told: BoardFigures) -> tuple[Hour, ...]:
    """Of the day a week before, the hours that have begun by now on that day."""
    return told.before[: len(told.today)]


def _since_sent(told: BoardFigures) -> str:
    put_off = f"{told.put_off:,} put off" if told.put_off else ""
    return ", ".join(part for part in ("since sent" if told.waiting.waiting else "", put_off) if part)


def _day(told: BoardFigures, name: str, field: str) -> TileText:
    today = sum(getattr(hour, field) for hour in told.today)
    before = sum(getattr(hour, field) for hour in until_now(told))
    return TileText(key=field, name=name, figure=f"{today:,}", note=f"{before:,} a week before")
