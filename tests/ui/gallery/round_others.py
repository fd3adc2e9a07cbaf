"""Pictures of work against work: yours and theirs, work of others, what was seen at a records system."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.builders import NOW
from tests.ui.gallery import case
from tests.ui.gallery.walk import Walk
from triage.models.conflict import Keep, differences
from triage.models.draft import Correction, CrimeLine
from triage.models.ids import PersonKey
from triage.models.profile_file import default_profile
from triage.models.stage import Stage
from triage.services.conflicts import Conflict
from triage.training.colleague import COLLEAGUE, Colleague
from triage.training.desk_calls import DeskCalls
from triage.training.filing import Filing
from triage.ui.conflict.words import sides_of_conflict


async def others(walk: Walk) -> None:
    await walk.leave()
    room = walk.window.conflicts
    room._sheet.show_sides(sides_of_conflict(a_conflict()))
    walk.shell.set_overlay(room._sheet, sheet=True)
    room._sheet.focus_start()
    await walk.take("conflict")
    await walk.leave()
    profile, addresses = default_profile(), walk.ground.addresses
    calls = DeskCalls(addresses.real_gateway, walk.ground.tokens.colleague, COLLEAGUE)
    colleague = Colleague(calls, Filing(addresses.real_records, profile))
    await asyncio.to_thread(colleague.leave_work, profile)
    await walk.press("Ctrl+Shift+U")
    await walk.until("others hold something", lambda: room._held._lines)
    await walk.take("held")
    next(iter(room._held._lines.values())).click()
    await walk.until("records were looked at", lambda: room._held.looked)
    await walk.take("held-chosen")
    await walk.leave()
    seen = walk.window.by_hand._seen
    seen.start(
        "",
        "Record at Crime",
        "Harassment by a former partner · TYA-77-26-0311-000\n"
        "It left, and Crime cannot be asked whether it arrived. Look there first.",
    )
    walk.shell.set_overlay(seen, sheet=True)
    seen.focus_start()
    await walk.take("seen-there")
    await walk.leave()


def a_conflict() -> Conflict:
    """Nine fields that two people wrote differently, two of them decided."""
    report, profile = case.report(), case.profile()
    mine = replace(case.draft(report), outcome="crime", rationale="Course of conduct; he is still there. Attend now.")
    theirs = replace(
        mine,
        corrections=(
            Correction(field="people/p1/surname", original="Hughs", value="Hughes-Parry", by="P. Bevan", at=NOW),
        ),
        thrive={**mine.thrive, "threat": "A threat in words at the door.", "risk": "Reported before in September."},
        grade="priority",
        grade_reason="He left when told to.",
        overall_risk="medium",
        crimes=(*mine.crimes, CrimeLine(key="crime-2", class_code="8L", victim=PersonKey("p1"))),
        advice=("danger_999",),
        rationale="Harassment; a child is in the house.",
    )
    found = differences(mine, theirs, report, profile)
    return Conflict(
        report_id=report.report_id,
        title=report.title,
        customer_reference=report.submission.customer_reference,
        mine=mine,
        theirs=theirs,
        report=report,
        version=1,
        stage=Stage.IN_TRIAGE,
        holder="p.bevan",
        differences=found,
        choices={found[0].key: Keep.MINE, found[1].key: found[1].options[-1]},
    )
