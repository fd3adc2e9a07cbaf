"""What is being worked out and for how long already, with a way to stop it; once stopped, a way to ask again."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.ui.announce import announce
from triage.ui.theme import Theme
from triage.ui.widgets import Button, PlainLabel

SOON = timedelta(seconds=1)
"""What comes within this is not worth a word."""


class Waiting(QWidget):
    """Hidden unless something lasts, or did not come. ``stopped()``: nobody waits any more; ``again()``: ask again."""

    stopped = Signal()
    again = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what, self._note = "", ""
        self._since: datetime | None = None
        self.words = PlainLabel(theme, "", tone="text", wrap=True)
        self.button = Button(theme, "Stop")
        self.button.setObjectName("figures-stop")
        self.button.clicked.connect(self._press)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(3))
        row.addWidget(self.button)  # first: it stays where it is while the words grow
        row.addWidget(self.words, 1)
        self.hide()

    def begin(self, what: str, now: datetime, note: str = "") -> None:
        """This is worked out from now on; ``note``: what is seen meanwhile."""
        self._what, self._note, self._since = what, note, now
        self.hide()

    def tick(self, now: datetime) -> bool:
        """Tell how long it lasts, once it does; gives whether it is told."""
        if self._since is None or now - self._since < SOON:
            return False
        self.words.set_tone("text")
        self.button.set_words("Stop")
        self.words.setText(f"{self._what}: {_time(now - self._since)}. {self._note}".strip())
        if self.isHidden():
            self.show()
            announce(self, f"{self._what}.")
        return True

    def end(self) -> None:
        """It is there, or nobody wants it."""
        self._since = None
        self.hide()

    def offer_again(self, words: str, tone: str = "text") -> None:
        """It was not worked out; ``words`` say so."""
        self._since = None
        self.words.set_tone(tone)
        self.words.setText(words)
        self.button.set_words("Ask again")
        self.show()
        announce(self, words)

    @Slot()
    def _press(self) -> None:
        if self._since is None:
            self.again.emit()
        else:
            self.stopped.emit()


def _time(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
