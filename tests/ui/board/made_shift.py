"""A handover of an invented night, and alarms that stand in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.builders import NOW
from triage.models.alarms import Alarm, AlarmKind, Alarms, Outside, ViewAlarm
from triage.models.handover import HandoverSheet, LeftReport, ShiftNote, Unsent
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.profile_file import default_profile
from triage.models.stage import Stage


def a_sheet(now: datetime = NOW) -> HandoverSheet:
    """Some of everything, with words that are long."""

    def left(number: int, stage: Stage, who: str = "", why: str = "", until: timedelta | None = None) -> LeftReport:
        kind = default_profile().kinds[number]
        return LeftReport(
            report_id=ReportId(f"{number:08d}-0000-5000-8000-000000000000"),
            kind=kind.key,
            title=kind.name,
            place="Llanfair-under-Wychwood" if number % 2 else "Aberwen",
            customer_reference=f"TYA-77-26-{number:04d}-000",
            risk=list(RiskLevel)[number % 4],
            stage=stage,
            since=now - timedelta(minutes=25 * number + 4),
            due_at=now + timedelta(minutes=70 * number - 100),
            who=who,
            why=why,
            until=now + until if until else None,
        )

    return HandoverSheet(
        at=now,
        held=(
            left(1, Stage.BEGUN, "a.adeyemi@force.example", until=timedelta(minutes=9)),
            left(2, Stage.CLAIMED, "b.whittaker-jones@force.example", until=timedelta(minutes=3)),
        ),
        awaiting=(
            left(3, Stage.AWAITING_REPORTER, "the reporter", "Which shop, and when?"),
            left(4, Stage.AWAITING_ACCEPTANCE, "Roads policing", "A collision with injuries on the force boundary."),
            left(5, Stage.HELD, why="Ask the sergeant whether the two reports are one."),
        ),
        put_off=(left(6, Stage.INCOMING, why="Waits for CCTV from the shop.", until=timedelta(hours=3)),),
        unsent=(Unsent(desk="6fd1c2aa-desk", who="c.shah", stated_at=now - timedelta(minutes=12), operations=2),),
        notes=(
            ShiftNote(number=2, by="m.osei", at=now - timedelta(hours=8), words="Ring the hospital at 7 about TYA 12."),
            ShiftNote(number=1, by="e.price", at=now - timedelta(hours=16), words="Records was slow all night."),
        ),
        more=("held",),
    )


def some_alarms(now: datetime) -> Alarms:
    """One of each kind, and limits on two views."""

    def alarm(kind: AlarmKind, minutes: int, view: str = "", **more: object) -> Alarm:
        raised = now - timedelta(minutes=minutes)
        key = f"{kind.value}:{view}" if view else kind.value
        return Alarm(key=key, kind=kind, raised_at=raised, told_at=raised, **more)  # type: ignore[arg-type]

    some = (ReportId("00000001-0000-5000-8000-000000000000"),)
    oldest = now - timedelta(minutes=94)
    went = Outside(word="raised", sent_at=now - timedelta(minutes=4))
    missed = replace(went, reason="The webhook answered 503.", trying=True)
    return Alarms(
        standing=(
            alarm(
                AlarmKind.HIGH_UNSEEN, 4, count=3, oldest_at=now - timedelta(minutes=16), report_ids=some, outside=went
            ),
            alarm(
                AlarmKind.VIEW, 12, "to_do", count=34, oldest_at=oldest, report_ids=some, mark="to_do", outside=missed
            ),
            alarm(AlarmKind.SILENT, 31, oldest_at=oldest),
            alarm(AlarmKind.NOBODY, 2),
        ),
        views=(
            ViewAlarm(view="to_do", most_count=20, most_minutes=60, set_by="m.osei@force.example", set_at=oldest),
            ViewAlarm(view="all", most_count=200, set_by="m.osei@force.example", set_at=oldest),
        ),
        addresses=2,
        webhook=True,
        outside=missed,
    )
