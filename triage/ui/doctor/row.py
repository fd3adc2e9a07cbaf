"""One check: a sign of how it is, its name, and each thing found with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from triage.models.checkup import Finding, Level, worst_of
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.plain_label import PlainLabel

WAITING, RUNNING = "Not checked yet", "Checking…"
_LOOKS = {
    Level.OK: ("check", "good", "In order"),
    Level.WARNING: ("warning", "warn", "Look at this"),
    Level.FAULT: ("stop", "wrong", "Does not work"),
    Level.SKIPPED: ("minus", "text_soft", "Not checked"),
}


class CheckupRow(QWidget):
    """Shape, colour and a word tell how it is; none of them alone."""

    def __init__(self, theme: Theme, icons: Icons, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons, self._title = theme, icons, title
        self._look = ("circle", "text_soft", WAITING)
        self._sign = QLabel()
        self._state = PlainLabel(theme, WAITING, FontRole.SMALL, "text_soft")
        self._lines: list[QWidget] = []
        self._head = QHBoxLayout()
        self._head.addWidget(PlainLabel(theme, title, FontRole.STRONG))
        self._head.addStretch(1)
        self._head.addWidget(self._state)
        self._words = QVBoxLayout()
        self._words.addLayout(self._head)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._words, 1)
        self._dress()
        theme.changed.connect(self._dress)

    def show_waiting(self, *, running: bool) -> None:
        """Nothing is known: it is under way, or was never begun."""
        self._clear()
        self._look = ("clock" if running else "circle", "text_soft", RUNNING if running else WAITING)
        self._dress()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        self._clear()
        self._look = _LOOKS[worst_of(findings)]
        for one in findings:
            self._say(one.what, "text")
            if one.do:
                self._say(one.do, "text_soft")
        self._dress()

    def _say(self, words: str, tone: str) -> None:
        line = PlainLabel(self._theme, words, tone=tone, wrap=True, selectable=True)
        self._words.addWidget(line)
        line.show()  # now: Qt would show it later, when its column was settled without it
        self._lines.append(line)

    def _clear(self) -> None:
        for line in self._lines:
            self._words.removeWidget(line)
            line.hide()  # it is painted until Qt deletes it
            line.deleteLater()
        self._lines.clear()

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        sign, tone, state = self._look
        size = space(4.5)
        self._sign.setPixmap(self._icons.pixmap(sign, tone, size))
        self._sign.setFixedSize(QSize(size, size))
        self._state.setText(state)
        self._state.set_tone(tone)
        self._words.setSpacing(space(0.5))
        self._row.setContentsMargins(0, space(1.5), 0, space(1.5))
        self._row.setSpacing(space(3))
        self.setAccessibleName(f"{self._title}: {state}")
