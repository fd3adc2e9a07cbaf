"""A wrapping run of plain text in several inks: what a field says now, beside what it said, struck through."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.roles import Role
from triage.ui.theme import FontRole, Theme

Ink = Literal["plain", "soft", "struck", "strong", "accent", "warn", "wrong", "added"]
_TOKEN: dict[Ink, str] = {
    "plain": "text",
    "soft": "text_soft",
    "struck": "text_soft",
    "strong": "text",
    "accent": "accent",
    "warn": "warn",
    "wrong": "wrong",
    "added": "good",
}


BREAK = "\u200b"
"""Where a line may break without a sign; one that the public wrote was made visible before."""
KEPT = 6
"""Widths whose line breaks are remembered: layouts ask for several again and again."""
UNWRAPPED = 16_000
"""A width that nothing which is shown as a value reaches."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one ink. The text is never markup; hidden characters are made visible."""

    text: str
    ink: Ink = "plain"


class ValueText(QWidget):
    """Paints runs one after the other, wrapped to its width; says them as one text to a screen reader."""

    accessible_role = Role.StaticText

    def __init__(self, theme: Theme, role: FontRole = FontRole.BODY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._runs: tuple[Run, ...] = ()
        self._laid: dict[int, QTextLayout] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._restyle)

    @property
    def text(self) -> str:
        """All runs as one plain text."""
        return self._shown().replace(BREAK, "")

    def _shown(self) -> str:
        return "".join(run.text for run in self._runs)

    def set_text(self, text: str, ink: Ink = "plain") -> None:
        self.set_runs((Run(text, ink),))

    def set_runs(self, runs: tuple[Run, ...]) -> None:
        """Show these runs; nothing happens when they are the same."""
        shown = tuple(Run(_breakable(visible(run.text).replace("\n", "\u2028")), run.ink) for run in runs)
        if shown != self._runs:
            self._runs = shown
            self.setAccessibleName(self.text.replace("\u2028", " "))
            self._restyle()

    def heightForWidth(self, width: int) -> int:
        return self._height(self._layout(width))

    def sizeHint(self) -> QSize:
        layout = self._layout(UNWRAPPED)
        return QSize(math.ceil(layout.maximumWidth()) + 1, self._height(layout))

    def minimumSizeHint(self) -> QSize:
        line = self._line_height()
        return QSize(min(self.sizeHint().width(), self._theme.space(12)), line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colour("text"))
        self._layout(self.width()).draw(painter, QPointF(0, 0))

    def _restyle(self) -> None:
        self._laid.clear()
        self.updateGeometry()
        self.update()

    def _line_height(self) -> int:
        layout = self._layout(UNWRAPPED)
        return math.ceil(layout.lineAt(0).height()) if layout.lineCount() else 0

    def _height(self, layout: QTextLayout) -> int:
        return math.ceil(layout.boundingRect().height()) if layout.lineCount() else 0

    def _layout(self, width: int) -> QTextLayout:
        if width in self._laid:
            return self._laid[width]
        whole = self._laid.get(UNWRAPPED)
        if whole is not None and _on_one_line(whole, width):
            return whole
        layout = QTextLayout(self._shown(), self._theme.font(self._role))
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        _break_lines(layout, max(1, width))
        while len(self._laid) >= KEPT:
            self._laid.pop(next(width for width in self._laid if width != UNWRAPPED))
        self._laid[width] = layout
        return layout

    def _formats(self) -> list[QTextLayout.FormatRange]:
        ranges: list[QTextLayout.FormatRange] = []
        at = 0
        for run in self._runs:
            length = len(run.text.encode("utf-16-le", "surrogatepass")) // 2
            entry = QTextLayout.FormatRange()
            entry.start, entry.length = at, length
            entry.format = self._format(run.ink)
            ranges.append(entry)
            at += length
        return ranges

    def _format(self, ink: Ink) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setForeground(QColor(self._theme.colour(_TOKEN[ink])))
        look.setFontStrikeOut(ink == "struck")
        if ink == "added":  # told apart without colour: underlined and bold
            look.setFontUnderline(True)
            look.setFontWeight(QFont.Weight.DemiBold)
        if ink == "strong":
            look.setFont(self._theme.font(FontRole.STRONG))
        return look


def _breakable(text: str) -> str:
    """A mail address may break before its @, rather than in the middle of a word."""
    return text.replace("@", f"{BREAK}@") if "@" in text else text


def _on_one_line(layout: QTextLayout, width: int) -> bool:
    """Whether a layout without wrapping is the one of ``width`` too. Most values are short; to break each of them for
    every width that is asked for took a third of the time of showing a page of them."""
    return layout.lineCount() == 1 and layout.lineAt(0).naturalTextWidth() <= width


def _break_lines(layout: QTextLayout, width: int) -> None:
    layout.beginLayout()
    top = 0.0
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
