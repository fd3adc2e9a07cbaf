"""A report that attacks in every field, through a real gateway into the real window, screen by screen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pypdfium2
import pytest

from tests.gateway.bench import HUB
from tests.services.world import arrived
from tests.ui.hostile.texts import MARK, OWN, PLAIN, attacking, shared_lines
from tests.ui.hostile.walk import faults, words
from tests.ui.queue.stage import Stage, stage
from triage.models.ids import ReportId
from triage.models.visible import visible
from triage.services.hub import Notice
from triage.ui.print.output import as_pdf
from triage.ui.print.preview import PrintSheet
from triage.ui.queue.peek import Peek
from triage.ui.report.compare import CompareSheet
from triage.ui.theme import Theme

FIRST = "My bike was taken from outside the baths."


@asynccontextmanager
async def attacked(home: Path, theme: Theme, lines: tuple[str, ...] = OWN) -> AsyncIterator[Stage]:
    """The window with an ordinary report and one that attacks."""
    async with stage(home, theme, [FIRST]) as desk:
        desk.ids.append(await send(desk, lines))
        await desk.until(lambda: desk.column.model.rowCount() == 2, "it is listed")
        await desk.loaded()
        yield desk


async def send(desk: Stage, lines: tuple[str, ...], narrative: str = "") -> ReportId:
    content = attacking("evil", lines, narrative)
    answer = await desk.world.http.post(f"{desk.world.gateway.intake}/incidents", content=content, headers=HUB)
    await desk.world.gateway.parts.reader.catch_up()
    report_id = ReportId(answer.json()["data"]["id"])
    await arrived(desk.desk, report_id)
    return report_id


async def claim(desk: Stage) -> None:
    desk.window.commands.claim(desk.ids[-1])
    reports = desk.window.reports
    await desk.until(lambda: reports.detail is not None and reports.detail.editable, "claimed")
    await desk.until(lambda: desk.window.decide.draft is not None, "it can be worked on")
    await desk.until(desk.window.decide.form.isVisible, "all of it is shown")


def seen(desk: Stage, where: str) -> str:
    """What the window says now; fails when any of it could be more than text."""
    assert faults(desk.window.shell) == [], where
    return words(desk.window.shell)


async def test_queue_search_peek_and_palette_show_it_as_text(
    tmp_path: Path, theme: Theme, accessible: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)  # what programs are told to log at most
    async with attacked(tmp_path, theme) as desk:
        desk.column.select(desk.ids[-1])
        desk.column.focus_list()
        assert MARK in seen(desk, "queue")
        await desk.press("Space")
        peek = desk.window.shell.findChild(Peek)
        assert peek is not None
        await desk.until(lambda: PLAIN in peek.text(), "the peek has the whole text")
        assert MARK in seen(desk, "peek")
        await desk.press("Escape", "/")
        await desk.type(PLAIN)
        await desk.until(lambda: desk.column.model.rowCount() == 1, "it is found")
        await desk.loaded()
        assert MARK in seen(desk, "search result")
        await desk.press("Ctrl+K")
        await desk.type(PLAIN)
        await desk.until(
            lambda: MARK in words(desk.window.shell.overlay() or desk.window.shell), "the palette found it"
        )
        seen(desk, "palette")
        desk.window.overlays.leave()
    assert PLAIN not in caplog.text


async def test_the_open_report_and_all_that_lies_over_it_show_it_as_text(
    tmp_path: Path, theme: Theme, accessible: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)  # what programs are told to log at most
    async with attacked(tmp_path, theme) as desk:
        window = desk.window
        await claim(desk)
        said = seen(desk, "report and decide")
        missing = [one for one in OWN if " ".join(visible(one).split())[:40] not in " ".join(said.split())]
        assert missing == []
        assert window.report.narrative.text.view.toPlainText().startswith(MARK)
        assert window.shell.windowTitle() == "TRAINING · Triage"
        for action in ("original", "preview", "write", "contact", "outbox", "handoffs", "attachments"):
            window.commands.run(action)
            await asyncio.sleep(0.1)
            seen(desk, action)
            window.overlays.leave()
        window.notices.tell([Notice(level="warning", what=f"Records refused {OWN[5]}{MARK}.", key="evil")])
        assert MARK in seen(desk, "notice")
    assert PLAIN not in caplog.text


async def test_versions_compared_show_it_as_text(tmp_path: Path, theme: Theme, accessible: None) -> None:
    async with attacked(tmp_path, theme) as desk:
        await claim(desk)
        await send(desk, OWN, narrative=f"{MARK} {OWN[5]} <i>changed</i> " + " ".join(OWN))
        await desk.until(desk.window.report.strip.isVisible, "the new version is told")
        await desk.window.reports.show_new_version()
        desk.window.commands.run("compare")
        await desk.until(lambda: isinstance(desk.window.shell.overlay(), CompareSheet), "compared")
        assert "<i>changed</i>" in seen(desk, "compare")


async def test_paper_and_pdf_show_it_as_text(tmp_path: Path, theme: Theme, accessible: None) -> None:
    async with attacked(tmp_path, theme) as desk:
        await claim(desk)
        desk.window.commands.run("print")
        await desk.until(lambda: isinstance(desk.window.shell.overlay(), PrintSheet), "the summary is shown")
        sheet = desk.window.shell.overlay()
        assert isinstance(sheet, PrintSheet)
        await desk.until(lambda: sheet.pages, "laid out")
        seen(desk, "print")
        paper = sheet.paper
        assert paper is not None
        content = await as_pdf(paper, sheet.pages, sheet.fonts)
    told = "\n".join(page.text for page in sheet.pages)
    assert told == visible(told)
    assert all(mark not in content for mark in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile"))
    printed = printed_words(content)
    for shown in (MARK, "<img src='http://192.0.2.1/x.png'>", "&lt;script&gt;alert(1)&lt;/script&gt;", "‹RLO›gnp.exe"):
        assert shown in printed


def printed_words(pdf: bytes) -> str:
    """The text of a PDF as a reader of it would find it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


async def test_the_payload_lists_are_text_too(
    tmp_path: Path, theme: Theme, accessible: None, shared_data: Path
) -> None:
    lines = tuple(shared_lines(shared_data))
    async with attacked(tmp_path, theme, lines) as desk:
        assert MARK in seen(desk, "queue")
        await claim(desk)
        seen(desk, "report and decide")
        shown = desk.window.report.narrative.text.view.toPlainText()
        assert shown.startswith(visible(f"{MARK} {PLAIN}\n" + "\n".join(lines))[:5000])
