"""Words whose ink does not stand out from what they are painted on, asked of the pixels of a window's own picture."""

from __future__ import annotations

import struct

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from tests.ui.accessible.pixels import Picture

TEXT, LARGE = 4.5, 3.0
"""WCAG 1.4.3; large from 18 px in bold, 24 px else."""
LEAST = 3
"""Ink narrower or lower than so many logical pixels is an edge."""
_known: dict[bytes, float] = {}
"""Ink of a piece of text → its contrast: most of a screen is on the next one as well."""


def faint(window: QWidget, shot: QPixmap) -> list[str]:
    """Each word of ``window`` that is hard to read in its picture ``shot``; what is switched off is left out."""
    picture = _picture(shot.toImage())
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
        if not words.strip() or not widget.isVisibleTo(window) or not widget.isEnabled() or widget.window() != window:
            continue
        box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        if widget.visibleRegion().boundingRect().size() != widget.size() or not window.rect().contains(box):
            continue
        if not _on_top(window, widget, box.center()):
            continue
        best = _contrast(picture, box, shot.devicePixelRatio())
        font = widget.font()
        sign = len(words) == 1  # a stem narrower than a pixel never has all of its ink
        large = sign or font.pixelSize() >= (18 if font.bold() else 24)
        if 0 < best < (LARGE if large else TEXT):
            found.append(f"{best:.1f}:1 for “{words[:40]}” ({type(widget).__name__})")
    return found


def _on_top(window: QWidget, widget: QWidget, at: QPoint) -> bool:
    """Whether nothing lies over it: what is dimmed behind a sheet is not to be read."""
    top = window.childAt(at)
    return top is None or top is widget or top.isAncestorOf(widget) or widget.isAncestorOf(top)


def _picture(image: QImage) -> Picture:
    """The same pixels in the form that `Picture` reads."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    head = [0] * 25
    head[0], head[4], head[5], head[12] = 100, plain.width(), plain.height(), plain.bytesPerLine()
    return Picture(struct.pack(">25I", *head) + bytes(plain.constBits()))


def _contrast(picture: Picture, box: QRect, ratio: float) -> float:
    """The contrast of the strongest word in a box; 0 when nothing is painted there."""
    x, y, width, height = (round(part * ratio) for part in (box.x(), box.y(), box.width(), box.height()))
    width, height = min(width, picture.width - x), min(height, picture.height - y)
    ink = b"".join(picture.row(x, y + down, width).tobytes() for down in range(height))
    if ink not in _known:
        least = LEAST * ratio
        words = [best for place, best in picture.words((x, y, width, height)) if min(place[2:]) >= least]
        _known[ink] = max(words, default=0.0)
    return _known[ink]
