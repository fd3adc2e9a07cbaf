"""A file that records refused, in the window by keys alone, against the real systems: sent again, or left out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gateway.media.desk import JPEG, inline
from tests.services.test_enclosures import waiting, with_files
from tests.services.world import closed, triage_one
from tests.ui.report.stage import stage
from triage.ui.handoff.why_sheet import WhySheet
from triage.ui.theme import Theme


async def test_it_is_left_out_with_a_reason_and_the_report_goes_on(tmp_path: Path, theme: Theme) -> None:
    telling = {"profile": with_files("image/*"), "files": (inline(JPEG),)}
    async with stage(tmp_path, theme, "My shed was opened in the night.", **telling) as at:
        await at.there.faults("crime", refuse_media="image/")
        await triage_one(at.desk, at.report_id)
        op_id = (await waiting(at.desk, at.report_id)).op_id
        await at.press("Ctrl+B")
        panel = at.window.overlays._outbox
        await at.until(lambda: panel._list.hasFocus() and panel._list.current_row(), "the outbox is shown")
        panel._list.go_to(op_id)
        await at.press("O")
        sheet = at.window.shell.overlay()
        assert isinstance(sheet, WhySheet)
        assert "door.jpg" in sheet.words.text()
        await at.press("Ctrl+Return")
        assert sheet.state.text() == "Write a reason first."
        QTest.keyClicks(QApplication.focusWidget(), "Printed for the file.")
        await at.press("Ctrl+Return")
        detail = await closed(at.desk, at.report_id)
        assert [one.why for one in detail.left_out] == ["Printed for the file."]
