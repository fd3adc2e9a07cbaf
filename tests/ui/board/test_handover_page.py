"""The handover on the board over a real gateway: what is left, a note for the next shift, and the paper."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.builders import NOW
from tests.services.world import world
from tests.ui.board.test_board import at_the_window, until
from triage.models.handover import HandoverSheet, LeftReport, ShiftNote, Unsent
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.profile_file import default_profile
from triage.models.stage import Stage
from triage.ui.board.handover.page import HandoverPage
from triage.ui.board.handover.rows import handover_paper
from triage.ui.print.summary import Heading, Line, Paragraph
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel


def a_sheet() -> HandoverSheet:
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
            since=NOW - timedelta(minutes=25 * number + 4),
            due_at=NOW + timedelta(minutes=70 * number - 100),
            who=who,
            why=why,
            until=NOW + until if until else None,
        )

    return HandoverSheet(
        at=NOW,
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
        unsent=(Unsent(desk="6fd1c2aa-desk", who="c.shah", stated_at=NOW - timedelta(minutes=12), operations=2),),
        notes=(
            ShiftNote(number=2, by="m.osei", at=NOW - timedelta(hours=8), words="Ring the hospital at 7 about TYA 12."),
            ShiftNote(number=1, by="e.price", at=NOW - timedelta(hours=16), words="Records was slow all night."),
        ),
        more=("held",),
    )


async def test_a_supervisor_leaves_a_note_and_sees_what_is_left(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with at_the_window(there, "sue", theme) as window:
            await window.desk.synced()
            await window.desk.claims.claim(report_id)
            window.board.toggle()
            window.board.board.show_page("handover")
            page = window.board.board.page()
            assert isinstance(page, HandoverPage)
            await until(lambda: [row.report_id for row in page.cards["held"].rows.rows()] == [report_id], "it is held")
            page.keep.click()
            assert page.notes.count() == 0, "an empty note is not left"
            page.note.set_words("Ring the hospital at 7.")
            page.keep.click()
            page.keep.click()  # once too often
            await until(page.notes.count, "the note is kept")
            assert len((await window.desk.handover.sheet()).notes) == 1
            assert page.keep.isEnabled()
            assert page.note.words == ""
            assert "Ring the hospital at 7." in [label.text() for label in page.notes.findChildren(PlainLabel)]


def test_the_paper_says_all_that_the_screen_says() -> None:
    paper = handover_paper(a_sheet(), default_profile(), "M. Osei")
    blocks = list(paper.blocks)
    assert paper.marking == default_profile().handling_marking
    heads = [one.text for one in blocks if isinstance(one, Heading)]
    named = ["Held: 2 reports or more", "Waiting for somebody: 3 reports", "Put off: 1 report"]
    assert heads == ["Notes", *named, "Not sent"]
    lines = {one.label: one.text for one in blocks if isinstance(one, Line)}
    assert "being sent to records" in lines["TYA-77-26-0001-000"]
    assert "Ask the sergeant" in lines["TYA-77-26-0005-000"]
    assert any("hospital" in one.text for one in blocks if isinstance(one, Paragraph))
    empty = list(handover_paper(HandoverSheet(at=NOW), default_profile(), "M. Osei").blocks)
    assert len([one for one in empty if isinstance(one, Paragraph)]) == 5
