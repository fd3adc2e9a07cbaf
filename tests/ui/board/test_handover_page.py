"""The handover on the board over a real gateway: what is left, a note for the next shift, and the paper."""

from __future__ import annotations

from pathlib import Path

from tests.builders import NOW
from tests.services.world import world
from tests.ui.board.made_shift import a_sheet
from tests.ui.hands import at_the_window
from triage.models.handover import HandoverSheet
from triage.models.profile_file import default_profile
from triage.ui.board.handover.page import HandoverPage
from triage.ui.board.handover.rows import handover_paper
from triage.ui.print.summary import Heading, Line, Paragraph
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel


async def test_a_supervisor_leaves_a_note_and_sees_what_is_left(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with at_the_window(there, theme, me="sue") as hands:
            await hands.desk.synced()
            await hands.desk.claims.claim(report_id)
            hands.window.board.toggle()
            hands.window.board.board.show_page("handover")
            page = hands.window.board.board.page()
            assert isinstance(page, HandoverPage)
            await hands.until(
                lambda: [row.report_id for row in page.cards["held"].rows.rows()] == [report_id], "it is held"
            )
            assert page.note.line.hasFocus(), "who opens it writes, rather than saves"
            page.keep_note.click()
            assert page.notes.count() == 0, "an empty note is not left"
            page.note.set_words("Ring the hospital at 7.")
            page.note.focus()
            await hands.press("Ctrl+Return")  # as every other form is sent
            page.keep_note.click()  # once too often
            await hands.until(page.notes.count, "the note is kept")
            assert len((await hands.desk.overseeing.handover.sheet()).notes) == 1
            assert page.keep_note.isEnabled()
            assert page.note.words == ""
            assert "Ring the hospital at 7." in [label.text() for label in page.notes.findChildren(PlainLabel)]
            page.leave()
            page.show_sheet(HandoverSheet(at=NOW))
            below = page.none.mapTo(page, page.none.rect().topLeft()).y()
            assert page.none.isVisible()
            assert below > page.keep_note.mapTo(page, page.keep_note.rect().bottomLeft()).y()
            assert not any(card.isVisible() for card in page.cards.values()), "one word for all that is empty"
            page.show_sheet(a_sheet(NOW))
            assert page.none.isHidden()
            assert all(card.isVisible() for card in page.cards.values())


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
