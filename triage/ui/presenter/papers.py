"""Comparing versions of the open report, and its summary on paper or as PDF."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import aclosing
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from triage.models.ids import ReportId
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.report import ReportPresenter
from triage.ui.presenter.save_as import write_file
from triage.ui.report.panel import ReportPanel
from triage.ui.text import count
from triage.ui.theme import FontRole, Theme

if TYPE_CHECKING:  # made when first opened
    from triage.ui.print.preview import PrintSheet
    from triage.ui.print.summary import Paper
    from triage.ui.report.compare import CompareSheet

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class PapersPresenter(QObject):
    def __init__(
        self,
        context: Context,
        reports: ReportPresenter,
        panel: ReportPanel,
        overlays: Overlays,
        theme: Theme,
        icons: Icons,
    ) -> None:
        super().__init__(context.shell)
        self._context, self._reports, self._panel, self._overlays = context, reports, panel, overlays
        self._theme, self._icons = theme, icons
        self._printed: ReportId | None = None
        """Whose summary is shown."""
        panel.compare_requested.connect(self.compare)

    @cached_property
    def _compare(self) -> CompareSheet:
        from triage.ui.report.compare import CompareSheet

        sheet = CompareSheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.read.connect(self._read)
        sheet.wanted.connect(lambda version: self._context.spawn("compare", self._show_comparison(version)))
        return sheet

    @cached_property
    def _print(self) -> PrintSheet:
        from triage.ui.print.preview import PrintSheet

        sheet = PrintSheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.whole_requested.connect(lambda: self._context.spawn("summary", self._show_summary(whole=True)))
        sheet.save_requested.connect(lambda: self._context.spawn("save summary", self._save()))
        sheet.print_requested.connect(lambda: self._context.spawn("print summary", self._to_printer()))
        return sheet

    def table(self, _known: Mapping[str, Callable[[], object]]) -> Mapping[str, Callable[[], object]]:
        """What each action of this room does."""
        return {"compare": self.compare, "print": self.show_summary}

    @Slot()
    def compare(self) -> None:
        """Show what the shown version says differently from the one before."""
        self._context.spawn("compare", self._show_comparison())

    @Slot()
    def _read(self) -> None:
        self._panel.compared()
        self._overlays.leave()

    async def _show_comparison(self, with_version: int = 0) -> None:
        """``with_version`` 0: the one before the version that is shown. Raises KnownError: it cannot be had now."""
        from triage.models.differences import compare

        detail = self._reports.detail
        if detail is None or detail.body is None:
            return
        now, report_id = detail.body.report, detail.summary.report_id
        if now.version == 1:
            what = "There is no earlier version to compare with."
            self._context.tell("info", what, "The public sent it once.", key="compare")
            return
        before = await self._context.desk.versions.report(report_id, with_version or now.version - 1)
        found = await asyncio.to_thread(compare, before, now)
        if self._reports.current == report_id:
            self._compare.show_comparison(found)
            self._context.shell.set_overlay(self._compare)

    @Slot()
    def show_summary(self) -> None:
        """Lay the open report out on paper and show it; it goes out only when the person says how."""
        self._context.spawn("summary", self._show_summary())

    async def _show_summary(self, *, whole: bool = False) -> None:
        from triage.ui.print.pages import Fonts, laid_out
        from triage.ui.print.summary import summary_paper

        detail = self._reports.detail
        if detail is None or detail.body is None:
            self._context.tell("info", "No report is open to be printed.", "Open one first.", key="summary")
            return
        desk, report_id = self._context.desk, detail.summary.report_id
        made = partial(summary_paper, noted=self._panel.body.noted, whole=whole)
        # In a thread: of ten thousand people it is found out first who is on it.
        paper = await asyncio.to_thread(made, detail, desk.profile, desk.me.name, desk.clock.now())
        if self._reports.current != report_id:
            return
        sheet, fonts = self._print, Fonts(self._theme.font(FontRole.BODY).family())
        self._printed = report_id
        sheet.start(paper, fonts)
        self._context.shell.set_overlay(sheet)
        async with aclosing(laid_out(paper, fonts)) as pages:
            async for page in pages:
                if sheet.paper is not paper or self._context.shell.overlay() is not sheet:
                    return  # left, or another one was begun
                sheet.add(page)
        sheet.done()

    async def _save(self) -> None:
        from triage.ui.dialogs import pick_file
        from triage.ui.print.output import as_pdf

        sheet, report_id = self._print, self._printed
        paper, pages = sheet.paper, sheet.pages
        if paper is None or not pages or report_id is None:
            return
        name = f"summary-{_UNSAFE.sub('-', paper.reference)[:60]}.pdf"
        path = await pick_file(self._context.shell, "Save the summary as PDF", save_as=name, filters="PDF (*.pdf)")
        if path is None:
            return
        sheet.tell("Writing the PDF. Escape stops it.")
        content = await as_pdf(paper, pages, sheet.fonts, self._painted(paper, len(pages)))
        if not content:
            self._context.tell("info", "The PDF was not written.", "You left before its last page.", key="summary")
            return
        await self._context.desk.versions.printed(report_id, "pdf", len(pages))
        await write_file(path if path.suffix else path.with_suffix(".pdf"), content)
        sheet.tell(f"Saved {count(len(pages), 'page')} to {path.name}. Keep and destroy it by its marking.")

    async def _to_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter
        from PySide6.QtWidgets import QDialog

        from triage.ui.dialogs import finished
        from triage.ui.print.output import on_printer

        sheet, report_id = self._print, self._printed
        paper, pages = sheet.paper, sheet.pages
        if paper is None or not pages or report_id is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(paper.reference)
        dialog = QPrintDialog(printer, self._context.shell)
        dialog.setWindowTitle("Print the summary")
        code = await finished(dialog)
        if code != int(QDialog.DialogCode.Accepted):
            return
        dialog.deleteLater()
        await self._context.desk.versions.printed(report_id, "printer", len(pages))
        if not await on_printer(printer, paper, pages, sheet.fonts, self._painted(paper, len(pages))):
            self._context.tell("info", "Printing was stopped.", "You left before its last page.", key="summary")
            return
        sheet.tell(f"{count(len(pages), 'page')} sent to {printer.printerName() or 'the printer'}.")

    def _painted(self, paper: Paper, whole: int) -> Callable[[int], bool]:
        """Says how far painting is, and ends it when the summary was left or another one was begun."""
        sheet = self._print

        def told(number: int) -> bool:
            if sheet.paper is not paper or self._context.shell.overlay() is not sheet:
                return False
            sheet.show_progress(f"Painting page {number:,} of {whole:,}. Escape stops it.")
            return True

        return told
