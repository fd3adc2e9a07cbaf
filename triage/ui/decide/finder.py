"""Find one of many by typing: a field with the best matches below it. Arrows walk, Enter takes, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from triage.models.profile import Choice
from triage.ui.roles import Role
from triage.ui.theme import Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import TOGETHER, settle_around

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One match: its key, its words, a softer line, soft words at the right."""

    key: str
    words: str
    note: str = ""
    trail: str = ""


Search = Callable[[str], tuple[Found, ...]]


class Finder(QWidget):
    """While it has the focus, the matches are below it; with no text those that ``search("")`` gives.

    With text the first match is the one that Enter takes; without text nothing is until an arrow points at it.

    Signals:
        taken(key), left(): a match was taken; the person left with Esc or with Enter on nothing.
    """

    taken = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._search: Search = lambda _text: ()
        self._found: tuple[Found, ...] = ()
        self._at = -1
        self._rows: list[OptionRow] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(name)
        self.line.setMaxLength(80)
        self.line.installEventFilter(self)
        self._list = QFrame()
        self._list.setProperty("surface", "card")
        self._shown = Rows()
        inside = QVBoxLayout(self._list)
        inside.setContentsMargins(theme.space(1), theme.space(1), theme.space(1), theme.space(1))
        inside.addWidget(self._shown)
        self._list.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setFocusProxy(self.line)
        self.setProperty(TOGETHER, True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.5))
        column.addWidget(self.line)
        column.addWidget(self._list)
        self.line.textChanged.connect(self._look)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    @property
    def found(self) -> tuple[Found, ...]:
        return self._found

    def set_search(self, search: Search) -> None:
        self._search = search
        if self._list.isVisible():
            self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that walk through the matches; Esc takes typed words away before it is anybody else's."""
        if watched is self.line and event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and not event.modifiers() and self.line.text():
                event.accept()
                return True
            return False
        if watched is self.line and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held:
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._point(self._at + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_pointed()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True

    def _look(self) -> None:
        """Search again and show what was found."""
        text = self.line.text()
        self._found = self._search(text)[:SHOWN] if self.line.hasFocus() else ()
        self._rows = []
        for found in self._found:
            row = OptionRow(self._theme, found.words, note=found.note, trail=found.trail)
            row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.set_role(Role.Button)
            row.setObjectName(f"found:{found.key}")
            row.clicked.connect(lambda _checked=False, key=found.key: self._take(key))
            self._rows.append(row)
        if text.strip() and not self._found and self.line.hasFocus():
            none = PlainLabel(
                self._theme, f"Nothing found for “{text.strip()}”. Try another word.", tone="text_soft", wrap=True
            )
            self._shown.fill([none])
        else:
            self._shown.fill(self._rows)
        self._list.setVisible(bool(self._shown.count()))
        self._point(0 if text.strip() and self._found else -1)
        settle_around(self)

    def _point(self, at: int) -> None:
        self._at = max(-1, min(at, len(self._rows) - 1))
        for number, row in enumerate(self._rows):
            pointed = number == self._at
            row.set_look("chosen" if pointed else "not_chosen", bold=pointed)
        pointed_at = self._found[self._at] if self._at >= 0 else None
        self.line.setAccessibleDescription(f"{pointed_at.words}, Enter takes it" if pointed_at else "")

    def _take_pointed(self) -> None:
        if self._at >= 0:
            self._take(self._found[self._at].key)
        elif not self.line.text().strip():
            self._leave()

    def _take(self, key: str) -> None:
        self._list.hide()  # else clearing the field, and what the choice changes, would each search anew
        with QSignalBlocker(self.line):
            self.line.clear()
        self.taken.emit(key)
        self._look()

    def _leave(self) -> None:
        if self.line.text():
            self.line.clear()
            return
        self._list.hide()
        self.left.emit()

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is self.line:
            self._look()
        elif self._list.isVisible() and _before is self.line:
            self._list.hide()
        set_look(self, active=now is self.line)


def search_choices(choices: tuple[Choice, ...], without: tuple[str, ...] = ()) -> Search:
    """A search over a profile's choices: every typed word begins a word of the name or the note."""

    def search(text: str) -> tuple[Found, ...]:
        words = text.lower().split()
        fitting = (choice for choice in choices if choice.key not in without and _fits(words, choice))
        return tuple(Found(choice.key, choice.name, choice.note) for choice in fitting)

    return search


def _fits(words: list[str], choice: Choice) -> bool:
    text = "".join(char if char.isalnum() else " " for char in f"{choice.name} {choice.note}".lower()).split()
    return all(any(start.startswith(word) for start in text) for word in words)
