"""The report column in the running window over a real gateway: made, undone, compared, saved as PDF, by keyboard."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFileDialog

from tests.services.world import arrived
from tests.ui.report.stage import Stage, send, stage
from triage.models.ids import ReportId
from triage.services import audit
from triage.ui.print.preview import PrintSheet
from triage.ui.report.compare import CompareSheet
from triage.ui.theme import Theme
from triage.ui.widgets.value_text import ValueText

TOLD = "He came back at half past ten and smashed the wing mirror. I took pictures."


def select(on: Stage, words: str) -> None:
    view = on.window.report.narrative.text.view
    view.setFocus()
    at = view.toPlainText().index(words)
    cursor = view.textCursor()
    cursor.setPosition(at)
    cursor.setPosition(at + len(words), QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)


async def test_a_thing_made_of_words_is_saved_and_undone(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TOLD) as on:
        select(on, "wing mirror")
        for key in ("W", "4", "2"):
            await on.press(key)
        draft = on.window.decide.draft
        assert draft is not None
        assert [(one.thing, one.role, one.source.quote) for one in draft.additions] == [
            ("property/a1", "damaged", "wing mirror")
        ]
        await on.window.reports.flush()
        assert (await on.desk.drafts.load(on.report_id)).additions == draft.additions
        await on.press("Ctrl+Z")
        await on.window.reports.flush()
        assert (await on.desk.drafts.load(on.report_id)).additions == ()


async def test_who_asks_what_words_are_while_the_report_opens_keeps_the_keyboard(
    tmp_path: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, theme, "Nothing more.") as on:
        shown, may, reached = asyncio.Event(), asyncio.Event(), asyncio.Event()
        opening, reveal = on.window.reports.open, on.window.shell.reveal

        async def slowly(report_id: ReportId) -> None:
            await opening(report_id)
            shown.set()
            await may.wait()

        def reveals(column: str) -> None:
            reveal(column)
            reached.set()

        another = await send(on.there, TOLD, submission_id="s-2")
        await arrived(on.desk, another)
        monkeypatch.setattr(on.window.reports, "open", slowly)
        monkeypatch.setattr(on.window.shell, "reveal", reveals)
        on.window.commands.claim(another)
        await shown.wait()
        select(on, "wing mirror")
        await on.press("W")
        reached.clear()
        may.set()
        await reached.wait()
        await on.press("4", "2")
        draft = on.window.decide.draft
        assert draft is not None
        assert [one.thing for one in draft.additions] == ["property/a1"]


async def test_a_new_version_is_compared_and_the_summary_saved(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TOLD) as on:
        await another_version(on)
        await on.window.reports.show_new_version()
        await on.until(on.window.report.compare_strip.isVisible, "the comparison is offered")
        await on.press("Ctrl+D")
        await on.until(lambda: isinstance(on.window.shell.overlay(), CompareSheet), "compared")
        sheet = on.window.shell.overlay()
        assert sheet is not None
        text = sheet.findChild(ValueText, "compare-narrative")
        assert text is not None
        assert "[taken out: half past ten] [put in: midnight]" in text.accessibleName()
        await on.press("Return")
        assert on.window.report.compare_strip.isHidden()
        await save_summary(on, tmp_path)
        (path,) = await asyncio.to_thread(lambda: list(tmp_path.glob("summary-*.pdf")))
        assert (await asyncio.to_thread(path.read_bytes)).startswith(b"%PDF-")
        said = await on.desk.store.read(lambda conn: audit.lines(conn, on.report_id))
        assert "summary.printed" in [line.what for line in said]


async def another_version(on: Stage) -> None:
    """The public sends the same report again with other words."""
    await send(on.there, TOLD.replace("half past ten", "midnight"))
    await on.until(on.window.report.strip.isVisible, "the new version is told")


async def save_summary(on: Stage, folder: Path) -> None:
    await on.press("Ctrl+P")
    await on.until(lambda: isinstance(on.window.shell.overlay(), PrintSheet), "the summary is shown")
    sheet = on.window.shell.overlay()
    assert isinstance(sheet, PrintSheet)
    await on.until(lambda: sheet.pages, "laid out")
    sheet.save.click()
    await on.until(lambda: on.window.shell.findChild(QFileDialog), "where to")
    dialog = on.window.shell.findChild(QFileDialog)
    assert dialog is not None
    dialog.setDirectory(str(folder))
    dialog.accept()
    await on.until(lambda: "Saved" in sheet.said, "written")
