"""Small parts that forms of this room share: a labelled field of plain words, a caption, a moment in words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.models.clock import LONDON
from triage.ui.report.dates import read_moment
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.growing_text import GrowingText

WHEN = "When, if not now: 22:15, yest 2215, 19/11 0900"
WHEN_LIKE = "Write when it was like 22:15, yest 2215 or 19/11 0900."


class Field(QWidget):
    """A caption above a field that grows. Enter goes on (``left``) unless it has ``lines``.

    ``edited(words)`` by the person only; `set_words` is silent.
    """

    edited = Signal(str)
    left = Signal()

    def __init__(
        self, theme: Theme, name: str, key: str, *, lines: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._caption = caption(theme, name)
        self._note = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._note.hide()
        self.line = GrowingText(theme, name, enter_leaves=not lines)
        self.line.setObjectName(key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.5))
        for part in (self._caption, self._note, self.line):
            column.addWidget(part)
        self.line.edited.connect(self.edited)
        self.line.left.connect(lambda _by: self.left.emit())

    @property
    def words(self) -> str:
        return self.line.words

    def set_words(self, words: str) -> None:
        self.line.set_words(words)

    def set_note(self, note: str) -> None:
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.line.setAccessibleDescription(note)

    def focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        cursor = self.line.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.line.setTextCursor(cursor)


def caption(theme: Theme, words: str) -> PlainLabel:
    return PlainLabel(theme, words, FontRole.SMALL_STRONG, "text_soft", wrap=True)


class Captioned(QWidget):
    """A caption close above what it names, as in a `Field`, so that groups of a form stand apart."""

    def __init__(self, theme: Theme, name: str, *controls: QWidget) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1))
        for part in (caption(theme, name), *controls):
            column.addWidget(part)


def moment_of(words: str, now: datetime) -> datetime | None:
    """The moment that loose words mean; None for words that mean none, and for a day without a time."""
    try:
        return datetime.strptime(read_moment(words, now) or "", "%a %d %b %Y, %H:%M").replace(tzinfo=LONDON)
    except ValueError:
        return None
