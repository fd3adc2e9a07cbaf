"""Plain text in several inks, wrapped to a width: measured and painted, without a widget of its own."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from triage.models.visible import visible
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
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) (\d[A-Z]{2})\b", re.ASCII)
KEPT = 6
"""Widths whose line breaks are remembered: layouts ask for several again and again."""
UNWRAPPED = 16_000
"""A width that nothing which is shown as a value reaches."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one ink. The text is never markup; hidden characters are made visible."""

    text: str
    ink: Ink = "plain"


class InkedText:
    """Runs one after the other; sizes are logical pixels."""

    def __init__(self, theme: Theme, role: FontRole = FontRole.BODY) -> None:
        self._theme = theme
        self._role = role
        self._runs: tuple[Run, ...] = ()
        self._text = ""
        self._laid: dict[int, QTextLayout] = {}

    @property
    def text(self) -> str:
        """All runs as one plain text."""
        return self._text

    def set_runs(self, runs: tuple[Run, ...]) -> bool:
        """Say this; False when it is what was said before."""
        told = tuple(Run(visible(run.text).replace("\n", "\u2028"), run.ink) for run in runs)
        shown = tuple(Run(_breakable(run.text), run.ink) for run in told)
        if shown == self._runs:
            return False
        self._runs = shown
        self._text = "".join(run.text for run in told)
        self._laid.clear()
        return True

    def forget(self) -> None:
        """Fonts or colours are different now."""
        self._laid.clear()

    def height(self, width: int) -> int:
        """How high it is when it is wrapped to ``width``."""
        return _height(self._layout(width))

    def natural_width(self) -> int:
        """How wide it is when nothing is wrapped."""
        return math.ceil(self._layout(UNWRAPPED).maximumWidth()) + 1

    def natural_height(self) -> int:
        """How high it is then."""
        return _height(self._layout(UNWRAPPED))

    def line_height(self) -> int:
        """How high its first line is."""
        layout = self._layout(UNWRAPPED)
        return math.ceil(layout.lineAt(0).height()) if layout.lineCount() else 0

    def paint(self, painter: QPainter, at: QPointF, width: int) -> None:
        """Paint it wrapped to ``width``, its upper left corner at ``at``."""
        painter.setPen(self._theme.colour("text"))
        self._layout(width).draw(painter, at)

    def _shown(self) -> str:
        return "".join(run.text for run in self._runs)

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


def _height(layout: QTextLayout) -> int:
    return math.ceil(layout.boundingRect().height()) if layout.lineCount() else 0


def _breakable(text: str) -> str:
    """A mail address may break before its @, rather than in the middle of a word; a postcode does not break."""
    if " " in text:
        text = _POSTCODE.sub("\\1\u00a0\\2", text)
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
