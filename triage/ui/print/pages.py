"""Blocks laid out into pages of A4, a slice of time at once, so that the window answers all the while.

Everything is measured in points (1/72 inch) without hinting: the same layout goes to the screen, to PDF and to paper.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from time import perf_counter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextLayout, QTextOption

from triage.ui.print.summary import Block, Heading, Line, Paper, Paragraph

WIDTH, HEIGHT = 595.0, 842.0
MARGIN = 48.0
HEAD, FOOT = 84.0, 64.0
"""Room above and below what the page says, for marking, title and page number."""
LABEL = 118.0
SLICE = 0.008
"""Seconds of laying out or painting before the window gets its turn."""
_SIZES = {"body": 9.5, "small": 8.0, "heading": 11.0, "title": 13.0, "marking": 10.0}
_INK, _SOFT, _RULE = QColor("#000000"), QColor("#444444"), QColor("#777777")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of a text at its place on the page."""

    layout: QTextLayout
    line: int
    at: QPointF
    soft: bool = False


@dataclass(slots=True)
class Page:
    """``words`` is the same as plain text, for a screen reader."""

    lines: list[Drawn] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.words)


class Fonts:
    """Fonts in points of the page, of the desk's own family."""

    def __init__(self, family: str) -> None:
        self._family = family
        self._made: dict[tuple[str, bool], QFont] = {}

    def font(self, name: str, *, bold: bool = False) -> QFont:
        if (name, bold) not in self._made:
            self._made[name, bold] = self._make(name, bold=bold)
        return self._made[name, bold]

    def _make(self, name: str, *, bold: bool) -> QFont:
        font = QFont(self._family)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setPixelSize(round(_SIZES[name] * 4))
        font.setBold(bold)
        return font


SCALE = 0.25
"""Layouts are made four times as large as the page, because a font's size in pixels is a whole number."""


async def laid_out(paper: Paper, fonts: Fonts) -> AsyncGenerator[Page, None]:
    """The pages of a summary, each as soon as it is full; there is always one."""
    setting = _Setting(fonts)
    began = perf_counter()
    for block in paper.blocks:
        for page in setting.put(block):
            yield page
        if perf_counter() - began > SLICE:
            await asyncio.sleep(0)
            began = perf_counter()
    yield setting.page


class _Setting:
    """Fills one page after the other."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self.page = Page()
        self._y = HEAD
        self._labels: dict[str, QTextLayout] = {}

    def put(self, block: Block) -> list[Page]:
        """Lay a block out; the pages that became full by it."""
        full: list[Page] = []
        match block:
            case Heading(text):
                if self._y + 46 > HEIGHT - FOOT:  # never a heading alone at the foot
                    full.append(self._next())
                self._y += 10 if self.page.lines else 0
                self._flow(self._set(text, "heading", WIDTH - 2 * MARGIN, bold=True), MARGIN, full)
                self._y += 3
                self.page.words.append(text)
            case Paragraph(text):
                self._flow(self._set(text, "body", WIDTH - 2 * MARGIN), MARGIN, full)
                self._y += 2
                self.page.words.append(text)
            case Line(label, text):
                self._line(label, text, full)
        return full

    def _line(self, label: str, text: str, full: list[Page]) -> None:
        name = self._labels.get(label) or self._labels.setdefault(label, self._set(label, "body", LABEL - 8))
        if self._y + max(1, name.lineCount()) * 12 > HEIGHT - FOOT:
            full.append(self._next())
        top = self._y
        for number in range(name.lineCount()):
            line = name.lineAt(number)
            self.page.lines.append(Drawn(name, number, QPointF(MARGIN, top + line.y() * SCALE), soft=True))
        label_end = top + name.boundingRect().height() * SCALE
        before = len(full)
        self._flow(self._set(text, "body", WIDTH - 2 * MARGIN - LABEL), MARGIN + LABEL, full)
        if len(full) == before:
            self._y = max(self._y, label_end)
        self._y += 2
        self.page.words.append(f"{label}: {text}")

    def _flow(self, layout: QTextLayout, left: float, full: list[Page]) -> None:
        """Line by line, on the next page when this one is full."""
        for number in range(layout.lineCount()):
            height = layout.lineAt(number).height() * SCALE
            if self._y + height > HEIGHT - FOOT:
                full.append(self._next())
            self.page.lines.append(Drawn(layout, number, QPointF(left, self._y)))
            self._y += height

    def _next(self) -> Page:
        done, self.page, self._y = self.page, Page(), HEAD
        return done

    def _set(self, text: str, size: str, width: float, *, bold: bool = False) -> QTextLayout:
        layout = QTextLayout(text.replace("\n", "\u2028"), self._fonts.font(size, bold=bold))
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setUseDesignMetrics(True)
        layout.setTextOption(option)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width / SCALE)
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout


def paint_page(painter: QPainter, paper: Paper, page: Page, fonts: Fonts, number: int, whole: int) -> None:
    """Paint a page in points: scale the painter first. The marking is at the head and at the foot of each."""
    painter.setPen(_INK)
    _centred(painter, fonts, paper.marking, QRectF(MARGIN, 20, WIDTH - 2 * MARGIN, 16))
    _text(painter, fonts.font("title", bold=True), paper.title, QRectF(MARGIN, 42, WIDTH - 2 * MARGIN - 150, 18))
    _text(painter, fonts.font("body"), paper.reference, QRectF(WIDTH - MARGIN - 150, 44, 150, 16), right=True)
    painter.setPen(QPen(_RULE, 0.6))
    painter.drawLine(QPointF(MARGIN, 66), QPointF(WIDTH - MARGIN, 66))
    painter.drawLine(QPointF(MARGIN, HEIGHT - 52), QPointF(WIDTH - MARGIN, HEIGHT - 52))
    painter.setPen(_SOFT)
    foot = QRectF(MARGIN, HEIGHT - 48, WIDTH - 2 * MARGIN, 14)
    _text(painter, fonts.font("small"), paper.foot, foot)
    _text(painter, fonts.font("small"), f"Page {number} of {whole}", foot, right=True)
    painter.setPen(_INK)
    _centred(painter, fonts, paper.marking, QRectF(MARGIN, HEIGHT - 34, WIDTH - 2 * MARGIN, 16))
    for drawn in page.lines:
        painter.save()
        painter.setPen(_SOFT if drawn.soft else _INK)
        painter.translate(drawn.at)
        painter.scale(SCALE, SCALE)
        line = drawn.layout.lineAt(drawn.line)
        line.draw(painter, QPointF(-line.x(), -line.y()))
        painter.restore()


def _centred(painter: QPainter, fonts: Fonts, text: str, box: QRectF) -> None:
    _text(painter, fonts.font("marking", bold=True), text, box, flag=Qt.AlignmentFlag.AlignHCenter)


def _text(
    painter: QPainter,
    font: QFont,
    text: str,
    box: QRectF,
    *,
    right: bool = False,
    flag: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of plain text in a box, cut with “…” when it is too long."""
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(SCALE, SCALE)
    painter.setFont(font)
    width = box.width() / SCALE
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(width))
    side = Qt.AlignmentFlag.AlignRight if right else flag
    room = QRectF(0, 0, width, box.height() / SCALE)
    painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
    painter.restore()
