"""Figures of an invented room: busy, with everything that the board can show; and of an empty one."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.builders import NOW
from triage.models.figures import (
    BoardFigures,
    BoardLine,
    BoardTally,
    HeldLine,
    Hour,
    OnShift,
    Stuck,
    StuckPile,
    ViewTally,
)
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.profile_file import default_profile
from triage.models.stage import Stage

PLACES = ("Aberwen", "Castleford Green", "Llanfair-under-Wychwood Industrial Estate", "Mill Rise")


def line(
    number: int, now: datetime, *, waits: int, due: int, stage: Stage = Stage.INCOMING, **more: object
) -> BoardLine:
    """``waits``: minutes since; ``due``: minutes until its target."""
    kinds = default_profile().kinds
    kind = kinds[number % len(kinds)]
    return BoardLine(
        report_id=ReportId(f"{number:08d}-0000-5000-8000-000000000000"),
        kind=kind.key,
        title=kind.name,
        place=PLACES[number % len(PLACES)],
        customer_reference=f"TYA-77-26-{number:04d}-000",
        risk=list(RiskLevel)[number % 4],
        stage=stage,
        received_at=now - timedelta(minutes=waits),
        due_at=now + timedelta(minutes=due),
        since=now - timedelta(minutes=waits),
        **more,  # type: ignore[arg-type]
    )


def busy(now: datetime = NOW) -> BoardFigures:
    """A Friday morning with too few people."""
    kinds = default_profile().kinds
    return BoardFigures(
        as_of=now,
        waiting=BoardTally(key="", waiting=134, late=12, soon=8, oldest_at=now - timedelta(minutes=192)),
        put_off=5,
        oldest=tuple(line(at, now, waits=192 - at * 24, due=at * 24 - 147) for at in range(8)),
        next_due=tuple(line(at + 20, now, waits=44 - at * 4, due=1 + at * 4) for at in range(8)),
        by_risk=(
            BoardTally(key="high", waiting=6, late=2, soon=1, oldest_at=now - timedelta(minutes=31)),
            BoardTally(key="raised", waiting=22, late=4, soon=3, oldest_at=now - timedelta(minutes=80)),
            BoardTally(key="routine", waiting=71, late=5, soon=3, oldest_at=now - timedelta(minutes=192)),
            BoardTally(key="low", waiting=35, late=1, soon=1, oldest_at=now - timedelta(minutes=150)),
        ),
        by_grade=(
            BoardTally(key="emergency", waiting=4, late=2, soon=2, oldest_at=now - timedelta(minutes=31)),
            BoardTally(key="priority", waiting=19, late=3, soon=4, oldest_at=now - timedelta(minutes=80)),
            BoardTally(key="scheduled", waiting=31, oldest_at=now - timedelta(minutes=180)),
            BoardTally(key="", waiting=80, oldest_at=now - timedelta(minutes=192)),
        ),
        by_kind=tuple(
            BoardTally(
                key=kind.key, waiting=30 - at, late=max(0, 5 - at), soon=at % 3, oldest_at=now - timedelta(hours=1)
            )
            for at, kind in enumerate(kinds[:14])
        ),
        views=(
            ViewTally(
                key="night",
                name="Night burglaries",
                tally=BoardTally(key="night", waiting=12, late=3, soon=2),
            ),
            ViewTally(key="hate", name="Hate", tally=BoardTally(key="hate", waiting=2)),
        ),
        views_as_of=now - timedelta(seconds=20),
        people=tuple(_person(at, now) for at in range(9)),
        stuck=(
            _pile(Stuck.HELD, now, Stage.HELD, 3, why="Its lease ran out 5 times"),
            _pile(Stuck.APPROVAL, now, Stage.AWAITING_APPROVAL, 2, holder="m.osei"),
            _pile(Stuck.REPORTER, now, Stage.AWAITING_REPORTER, 14),
            StuckPile(why=Stuck.UNREADABLE, number=1, since=now - timedelta(minutes=9)),
        ),
        today=tuple(
            Hour(start=now - timedelta(hours=6 - at), came=14 + (at * 7) % 11, closed=9 + (at * 5) % 9)
            for at in range(7)
        ),
        before=tuple(
            Hour(start=now - timedelta(days=7, hours=6 - at), came=10 + (at * 11) % 17, closed=8 + (at * 3) % 13)
            for at in range(24)
        ),
    )


def empty(now: datetime = NOW) -> BoardFigures:
    """Nobody on, nothing waiting."""
    hours = tuple(Hour(start=now - timedelta(hours=6 - at)) for at in range(7))
    return BoardFigures(as_of=now, waiting=BoardTally(key=""), today=hours, before=hours)


def _person(at: int, now: datetime) -> OnShift:
    held = tuple(
        HeldLine(
            report_id=ReportId(f"{100 + at * 3 + number:08d}-0000-5000-8000-000000000000"),
            kind=default_profile().kinds[at].key,
            risk=list(RiskLevel)[(at + number) % 4],
            since=now - timedelta(minutes=70 - at * 8 - number),
            due_at=now + timedelta(minutes=at * 10 - 20),
            begun=at == 2,
        )
        for number in range(1 if at < 7 else 0)
    )
    names = ("a.adeyemi", "b.whittaker-jones", "c.shah", "d.osei", "e.price", "f.o'neill", "g.khan", "h.lee", "i.novak")
    return OnShift(subject=f"{names[at]}@force.example", role="handler", seen_at=now - timedelta(seconds=8), held=held)


def _pile(pile: Stuck, now: datetime, stage: Stage, number: int, **more: object) -> StuckPile:
    lines = tuple(line(at + 50, now, waits=400 - at * 20, due=-30, stage=stage, **more) for at in range(min(number, 5)))
    return StuckPile(why=pile, number=number, since=lines[0].since, lines=lines)
