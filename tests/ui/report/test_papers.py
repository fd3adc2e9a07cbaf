"""Versions compared and the summary on paper: marked on every page, plain text, in slices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_person
from tests.ui.conftest import HOSTILE
from tests.ui.gallery import case
from triage.models.clock import ManualClock
from triage.models.clocks import notice_day, offence_day, report_clocks
from triage.models.composed import composed, merge_people
from triage.models.differences import compare
from triage.models.draft import Correction
from triage.models.ids import PersonKey
from triage.models.stage import Stage
from triage.models.views import ReportDetail
from triage.ui.icons import Icons
from triage.ui.print import output
from triage.ui.print.output import as_pdf
from triage.ui.print.pages import HEIGHT, WIDTH, Fonts, Page, laid_out, paint_page
from triage.ui.print.preview import PrintSheet
from triage.ui.print.summary import Line, Paper, summary_paper
from triage.ui.report.compare import CompareSheet
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.value_text import ValueText


async def pages_of(theme: Theme, detail: ReportDetail, *, whole: bool = False) -> tuple[Paper, list[Page], Fonts]:
    paper = summary_paper(detail, case.profile(), "R. Adeyemi", NOW, whole=whole)
    fonts = Fonts(theme.font(FontRole.BODY).family())
    return paper, [page async for page in laid_out(paper, fonts)], fonts


def holding(**changes: object) -> ReportDetail:
    whole = case.detail()
    assert whole.body is not None
    return replace(whole, body=replace(whole.body, report=replace(whole.body.report, **changes)))  # type: ignore[arg-type]


def ink_in(image: QImage, top: float, bottom: float) -> bool:
    rows = range(round(top * image.height() / HEIGHT), round(bottom * image.height() / HEIGHT))
    middle = range(image.width() // 3, image.width() * 2 // 3)
    return any(QColor(image.pixel(x, y)).lightness() < 120 for y in rows for x in middle)


async def test_every_page_carries_the_marking_at_head_and_foot(theme: Theme) -> None:
    many = tuple(a_person(f"p{number}", place_key="") for number in range(60))
    paper, pages, fonts = await pages_of(theme, holding(people=many))
    assert len(pages) > 3
    for number in (1, len(pages)):
        image = QImage(round(WIDTH), round(HEIGHT), QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        paint_page(painter, paper, pages[number - 1], fonts, number, len(pages))
        painter.end()
        assert ink_in(image, 20, 36)
        assert ink_in(image, HEIGHT - 34, HEIGHT - 18)
    content = await as_pdf(paper, pages, fonts)
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == len(pages)


async def test_the_summary_says_what_was_told_and_what_was_put_right(theme: Theme) -> None:
    _, pages, _ = await pages_of(theme, case.detail())
    words = "\n".join(page.text for page in pages)
    assert "Hughes (Surname as told: Hughs; put right by R. Adeyemi" in words
    assert "car.jpg, image/jpeg, 2,412,334 bytes, SHA-256 9bc1" in words


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_public_text_is_printed_word_for_word(theme: Theme, hostile: str) -> None:
    _, pages, _ = await pages_of(theme, holding(narrative=hostile))
    words = "".join(page.text for page in pages)
    assert "\u202e" not in words
    assert hostile[:20].replace("\u202e", "‹RLO›").replace("\u200b", "‹ZWSP›")[:20] in words


async def test_a_megabyte_on_one_line_is_laid_out_whole(theme: Theme) -> None:
    _, pages, _ = await pages_of(theme, holding(narrative="x" * 200_000), whole=True)
    assert "".join(page.text for page in pages).count("x") >= 200_000


async def test_a_very_large_report_is_put_on_paper_whole_only_when_asked(theme: Theme) -> None:
    """Ten thousand people are two thousand pages that nobody reads; what is left out is said where it would stand."""
    people = tuple(a_person(f"p{number}", place_key="") for number in range(400))
    large = holding(people=people, narrative="x" * 70_000)
    paper, pages, fonts = await pages_of(theme, large)
    words = "\n".join(page.text for page in pages)
    assert paper.left_out == "355 people and things, 10,000 characters of the narrative"
    assert "And 355 more people and things: see the report itself." in words
    whole, all_pages, _ = await pages_of(theme, large, whole=True)
    assert whole.left_out == ""
    assert "see the report itself" not in "\n".join(page.text for page in all_pages)
    assert len(all_pages) > 3 * len(pages)
    assert await as_pdf(paper, pages, fonts, lambda _number: True)


async def test_painting_ends_when_it_is_left(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "SLICE", 0.0)
    paper, pages, fonts = await pages_of(theme, case.detail())
    told: list[int] = []
    assert await as_pdf(paper, pages, fonts, lambda number: bool(told.append(number))) == b""
    assert told == [1]


async def test_pages_go_to_a_printer_that_writes_a_file(theme: Theme, tmp_path: Path) -> None:
    """The printer's own route, without a printer: Qt's printer writes PDF where the system has none."""
    paper, pages, fonts = await pages_of(theme, case.detail())
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    assert await output.on_printer(printer, paper, pages, fonts)
    content = (tmp_path / "paper.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == len(pages)


async def test_the_preview_turns_pages_by_keyboard(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    sheet = PrintSheet(theme, icons)
    qtbot.addWidget(sheet)
    sheet.resize(800, 600)
    sheet.show()
    paper, pages, fonts = await pages_of(theme, case.detail())
    sheet.start(paper, fonts)
    assert not sheet.save.isEnabled()
    close = sheet.findChild(QWidget, "sheet-close")
    assert close is not None
    close.setFocus()  # nothing else can be used yet
    for page in pages:
        sheet.add(page)
    sheet.done()
    assert sheet.focusWidget() is sheet.save
    qtbot.keyClick(sheet, Qt.Key.Key_PageDown)
    assert sheet.view.accessibleName() == f"Page 2 of {len(pages)}, OFFICIAL-SENSITIVE"
    assert sheet.save.isEnabled()
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_comparison_is_said_without_seeing_the_strokes(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    before = case.report()
    after = replace(before, version=2, narrative=before.narrative.replace("in August", "in May"))
    sheet = CompareSheet(theme, icons)
    qtbot.addWidget(sheet)
    sheet.show_comparison(compare(before, after))
    sheet.show()
    text = sheet.findChild(ValueText, "compare-narrative")
    assert text is not None
    assert "[taken out: August.] [put in: May.]" in text.accessibleName()


def test_a_version_that_came_meanwhile_is_offered_once(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    panel = ReportPanel(theme, icons, ManualClock(NOW))
    qtbot.addWidget(panel)
    panel.show()
    newer = replace(case.detail(), earlier=(1,))
    panel.show_detail(newer, case.profile())
    assert panel.compare_strip.isVisible()
    button = next(one for one in panel.compare_strip.findChildren(Button) if one.words.startswith("Compare"))
    with qtbot.waitSignal(panel.compare_requested):
        button.click()
    panel.compared()
    panel.show_detail(newer, case.profile())
    assert not panel.compare_strip.isVisible()


def test_the_notice_counts_from_the_corrected_day_of_the_offence() -> None:
    detail = holding(kind="driving")
    assert detail.body is not None
    report, profile = detail.body.report, case.profile()
    assert notice_day(offence_day(report), 14).isoformat() == "2026-12-03"  # type: ignore[arg-type]
    clocks = report_clocks(detail.summary, Stage.IN_TRIAGE, profile, "", NOW, report)
    assert [clock.key for clock in clocks] == ["first_look", "attend", "record", "notice"]
    told = Correction(field="when/start", original="x", value="Thu 5 Nov 2026", by="h1", at=NOW)
    late = composed(report, replace(detail.draft, corrections=(told,)))
    notice = report_clocks(detail.summary, Stage.IN_TRIAGE, profile, "", NOW, late)[-1]
    assert (notice.state.value, str(notice.day)) == ("over", "2026-11-19")


def test_joined_people_are_one_section_of_the_paper() -> None:
    whole = case.detail()
    draft = merge_people(whole.draft, PersonKey("p1"), PersonKey("p2"), by="R. Adeyemi", at=NOW)
    paper = summary_paper(replace(whole, draft=draft), case.profile(), "R. Adeyemi", NOW)
    said = [block for block in paper.blocks if isinstance(block, Line) and block.label == "One with"]
    assert [line.text for line in said] == ["Liam Porter (suspect) (joined by R. Adeyemi, 06:00)"]


def test_any_earlier_version_can_be_asked_for_by_keyboard(qtbot: QtBot, theme: Theme, icons: Icons) -> None:
    before = replace(case.report(), version=2)
    sheet = CompareSheet(theme, icons)
    qtbot.addWidget(sheet)
    sheet.show_comparison(compare(before, replace(before, version=3)))
    sheet.show()
    with qtbot.waitSignal(sheet.wanted, check_params_cb=lambda version: version == 1):
        qtbot.keyClick(sheet, Qt.Key.Key_Left)
    sheet.show_comparison(compare(replace(before, version=1), replace(before, version=3)))
    with qtbot.assertNotEmitted(sheet.wanted):
        qtbot.keyClick(sheet, Qt.Key.Key_Left)
    with qtbot.waitSignal(sheet.wanted, check_params_cb=lambda version: version == 2):
        qtbot.keyClick(sheet, Qt.Key.Key_Right)
