"""Contact sheets: all pictures of one screen side by side, so that they can be judged in one look."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from tests.ui.gallery.camera import SCALES, SIZES

CELL = 840
LABEL = 22


def make_sheets(out: Path) -> int:
    """One sheet per screen into ``out``/sheets; returns how many."""
    screens: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(out.glob("*-*-*x*-*.png")):
        screens[path.stem.rsplit("-", 3)[0]].append(path)
    (out / "sheets").mkdir(exist_ok=True)
    for screen, paths in screens.items():
        _sheet(sorted(paths, key=_order)).save(str(out / "sheets" / f"{screen}.png"))
    return len(screens)


def _order(path: Path) -> tuple[int, int, str]:
    """Rows by size, then scaling; the themes side by side."""
    _, mode, size, scale = path.stem.rsplit("-", 3)
    return SIZES.index(size), SCALES.index(scale), {"light": "0", "dark": "1"}.get(mode, "2")


def _sheet(paths: list[Path]) -> QImage:
    across = len({path.stem.rsplit("-", 3)[1] for path in paths}) or 1
    if across == 1:
        across = min(3, len(paths))
    rows = -(-len(paths) // across)
    tall = CELL * 9 // 16 + LABEL
    sheet = QImage(across * CELL, rows * tall, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#777777"))
    painter = QPainter(sheet)
    font = QFont("DejaVu Sans")
    font.setPixelSize(14)
    painter.setFont(font)
    for number, path in enumerate(paths):
        x, y = number % across * CELL, number // across * tall
        picture = QImage(str(path)).scaled(
            CELL - 6, tall - LABEL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.setPen(QColor("white"))
        painter.drawText(QRect(x + 4, y, CELL, LABEL), int(Qt.AlignmentFlag.AlignVCenter), path.stem)
        painter.drawImage(x + 3, y + LABEL, picture)
    painter.end()
    return sheet
