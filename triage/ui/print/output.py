"""The ways out: pages as PDF bytes, pages on a printer. Painted in slices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from triage.models.errors import KnownError
from triage.ui.print.pages import SLICE, WIDTH, Fonts, Page, paint_page
from triage.ui.print.summary import Paper

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

RESOLUTION = 300
"""Dots per inch of the PDF's own grid; text in it is vectors."""


Painted = Callable[[int], bool]
"""Told how many pages are painted; False ends it there."""


async def as_pdf(paper: Paper, pages: Sequence[Page], fonts: Fonts, painted: Painted = lambda _: True) -> bytes:
    """The pages as one PDF file; b"" when ``painted`` ended it."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(_layout())
    writer.setTitle(f"{paper.marking}: {paper.reference}")
    writer.setCreator("Triage")
    whole = await _paint(writer, RESOLUTION / 72, paper, pages, fonts, painted)
    del writer
    buffer.close()
    return bytes(content.data()) if whole else b""


async def on_printer(
    printer: QPrinter, paper: Paper, pages: Sequence[Page], fonts: Fonts, painted: Painted = lambda _: True
) -> bool:
    """Send the pages to a printer that a dialog has set up; False when ``painted`` ended it, and nothing is printed.

    Raises:
        KnownError: the printer cannot be started.
    """
    printer.setFullPage(True)
    width = printer.pageLayout().fullRectPixels(printer.resolution()).width()
    whole = await _paint(printer, width / WIDTH, paper, pages, fonts, painted)
    if not whole:
        printer.abort()
    return whole


async def _paint(
    device: QPagedPaintDevice, scale: float, paper: Paper, pages: Sequence[Page], fonts: Fonts, painted: Painted
) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        raise KnownError("The printer cannot be started.", "Choose another printer, or save as PDF.")
    try:
        began = perf_counter()
        for number, page in enumerate(pages, start=1):
            if number > 1:
                device.newPage()
            painter.save()
            painter.scale(scale, scale)
            paint_page(painter, paper, page, fonts, number, len(pages))
            painter.restore()
            if perf_counter() - began > SLICE:
                if not painted(number):
                    return False
                await asyncio.sleep(0)
                began = perf_counter()
    finally:
        painter.end()
    return True


def _layout() -> QPageLayout:
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
