"""Pictures of the report column: one of each kind, and everything that can be opened from it."""

from __future__ import annotations

import asyncio

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from tests.ui.gallery.walk import WITH_FILES, Walk, post, reports, second_version

KINDS = ("robbery", "domestic", "collision", "missing", "skeleton", "stalking")


async def kinds(walk: Walk) -> None:
    report, decide = walk.window.report, walk.window.decide
    for name in KINDS:
        await walk.work_on(name)
        await asyncio.sleep(0.4)
        await walk.take(f"report-{name}")
        walk.shell.focus_column("report")
        await walk.take(f"report-{name}-below", walk.scrolled(report.column, 0.5))
        await walk.take(f"report-{name}-end", walk.scrolled(report.column, 1.0))
        report.column.verticalScrollBar().setValue(0)
        decide.column.verticalScrollBar().setValue(0)
    await walk.leave()


async def changes(walk: Walk) -> None:
    """Corrections, things made from words, people joined; then a second version comes in."""
    await walk.work_on("stalking")
    report = walk.window.report
    people = [one.key for one in report.report.people] if report.report else []
    await walk.press("E", "E", "Tab", "Tab", "Ctrl+A")
    await walk.type("Ravenscroft-Vale")
    await walk.take("report-correcting")
    await walk.press("Return")
    await asyncio.sleep(0.2)
    report.focus_field(f"people/{people[0]}/surname")
    await asyncio.sleep(0.3)
    await walk.take("report-corrected")
    _mark_words(walk)
    report.make_from_words()
    await walk.take("report-from-words", lambda: report.column.verticalScrollBar().setValue(0))
    await walk.press("1")
    await asyncio.sleep(0.1)
    await walk.take("report-from-words-role", lambda: report.column.verticalScrollBar().setValue(0))
    await walk.press("1")
    await asyncio.sleep(0.4)
    report.join_people()
    await asyncio.sleep(0.2)
    await walk.take("report-join-people")
    await walk.press("Escape")
    await walk.press("O")
    await asyncio.sleep(0.4)
    await walk.take("report-original", lambda: report.column.show_widget(report.original))
    await walk.press("O")
    chosen, _ = reports()
    await post(walk, [second_version(chosen["stalking"])])
    await walk.until("the second version is told", lambda: walk.window.reports.detail and walk.detail.new_version)
    await asyncio.sleep(0.4)
    await walk.take("report-new-version")
    await walk.window.reports.show_new_version()
    await asyncio.sleep(0.4)
    await walk.take("report-version-2", lambda: report.column.verticalScrollBar().setValue(0))
    await walk.press("Ctrl+D")
    await asyncio.sleep(0.5)
    await walk.take("report-compared")
    await walk.press("Escape")
    await walk.press("Ctrl+P")
    await asyncio.sleep(1.0)
    await walk.take("report-print")
    await walk.press("Escape")
    await walk.take("report-history", walk.scrolled(report.column, 1.0))


def _mark_words(walk: Walk) -> None:
    view = walk.window.report.narrative.text.view
    view.setFocus()
    cursor = view.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(QTextCursor.MoveOperation.NextWord, QTextCursor.MoveMode.KeepAnchor, 3)
    view.setTextCursor(cursor)


async def files(walk: Walk) -> None:
    """Attachments: the list, covered, uncovered, a page, what cannot be shown, locked as illegal."""
    await walk.work_on(WITH_FILES)
    report, viewer = walk.window.report, walk.window.files.viewer
    await walk.until("the files are told", lambda: report.attachments.lines)
    await asyncio.sleep(1.5)
    await walk.press("A")
    await walk.take("files-list", lambda: report.column.show_widget(report.attachments))
    await walk.press("Return")
    await walk.until("covered", lambda: "Covered" in viewer.page.words)
    await walk.take("files-covered")
    await walk.press("Return")
    await asyncio.sleep(0.3)
    await walk.take("files-picture")
    for name in ("page", "other"):
        await walk.press("Ctrl+Right")
        await asyncio.sleep(2.0)
        if viewer.page.words.startswith("Covered"):
            await walk.press("Return")
            await asyncio.sleep(0.3)
        await walk.take(f"files-{name}")
    await walk.press("Ctrl+Left", "Ctrl+Left")
    await asyncio.sleep(1.0)
    await walk.press("F12")
    await asyncio.sleep(0.8)
    await walk.take("files-locked")
    await walk.press("Escape")
    await asyncio.sleep(0.3)
    await walk.take("files-list-locked", lambda: report.column.show_widget(report.attachments))
    assert QApplication.instance() is not None
