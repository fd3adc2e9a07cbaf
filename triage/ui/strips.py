"""The place under the top bar where strips stand: the gravest first, never more than three at once."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import Strip

SHOWN = 3
_GRAVITY = ("error", "warning", "good", "info")


_NUMBERS = re.compile(r"\d+")


def _spoken(text: str, level: str) -> str:
    """What makes words new to a listener: of good news and mere information not each second that goes by."""
    return text if level in ("error", "warning") else _NUMBERS.sub("0", text)


class Strips(QWidget):
    """``acted(key)`` and ``closed(key)``: the person pressed a strip's action or its cross."""

    acted = Signal(str)
    closed = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._strips: dict[str, Strip] = {}
        self._levels: dict[str, str] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName("Messages")
        self.hide()

    def all_keys(self) -> tuple[str, ...]:
        """Every strip that stands or waits, the gravest first."""
        return tuple(sorted(self._strips, key=lambda key: _GRAVITY.index(self._levels[key])))

    def strip(self, key: str) -> Strip | None:
        return self._strips.get(key)

    def show_strip(
        self, key: str, text: str, action_text: str | None = None, level: str = "info", *, closable: bool = True
    ) -> None:
        """Show a strip, or change the one of this key where it stands.

        It is spoken when its words are new; what only counts down is spoken once.
        """
        strip = self._strips.get(key)
        new = strip is None or _spoken(strip.text(), level) != _spoken(text, level)
        if strip is None:
            strip = Strip(self._theme, self._icons, text, action_text, level, closable=closable, parent=self)
            strip.setObjectName(f"strip-{key}")
            strip.acted.connect(lambda: self.acted.emit(key))
            strip.closed.connect(lambda: self.closed.emit(key))
            self._strips[key] = strip
        else:
            strip.set_words(text, action_text, level)
        self._levels[key] = level
        self._arrange()
        if new:
            announce(strip, text, urgent=level == "error")

    def clear_strip(self, key: str) -> None:
        """Take a strip away; nothing happens when there is none."""
        strip = self._strips.pop(key, None)
        self._levels.pop(key, None)
        if strip is not None:
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
            self._arrange()

    def _arrange(self) -> None:
        for at, key in enumerate(self.all_keys()):
            strip = self._strips[key]
            if self._column.indexOf(strip) != at:
                self._column.removeWidget(strip)
                self._column.insertWidget(at, strip)
            strip.setVisible(at < SHOWN)
        self.setVisible(bool(self._strips))
