"""The foot of the queue column: what is selected, a question, how far it has come, what was done. Never modal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from triage.ui.announce import announce
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, FlowLayout, PlainLabel
from triage.ui.widgets.own_keys import is_escape, keeps_key


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of the foot. ``key`` is shown beside its words."""

    id: str
    words: str
    key: str = ""
    kind: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One line to type. ``echo`` says in full what was understood, or raises KnownError's words as (False, words)."""

    id: str
    words: str
    hint: str
    send: str
    echo: Callable[[str], tuple[bool, str]]
    also: str = ""
    """The name of a second line, when there is one."""


class Foot(QFrame):
    """One thing at a time. Signals: chosen(id of a choice); answered(id, text, second text); left(): to the list."""

    chosen = Signal(str)
    answered = Signal(str, str, str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._question: Question | None = None
        self._sticky = False
        self.setProperty("surface", "panel")
        self.setProperty("edge", "top")
        self.setObjectName("queue-foot")
        self.setAccessibleName("Selected reports")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = PlainLabel(theme, "", FontRole.STRONG, wrap=True)
        self._note = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._field, self._also = _Line(theme), _Line(theme)
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons)
        self._column = QVBoxLayout(self)
        for part in (self._words, self._field, self._also, self._note, self._buttons):
            self._column.addWidget(part)
        self._field.textChanged.connect(self._echo)
        for line in (self._field, self._also):
            line.returnPressed.connect(self._answer)
        self._dress()
        theme.changed.connect(self._dress)
        self.hide()

    def text(self) -> str:
        return f"{self._words.text()} {self._note.text()}".strip()

    def button(self, choice: str) -> Button | None:
        found = self._buttons.findChild(Button, f"foot-{choice}", Qt.FindChildOption.FindDirectChildrenOnly)
        return found if isinstance(found, Button) else None

    def asks(self) -> bool:
        return self._question is not None

    def tell(self, words: str, note: str = "", choices: Sequence[Choice] = (), *, sticky: bool = False) -> None:
        """Words with buttons below. ``sticky``: it stays when the selection changes (progress, a result)."""
        self._question, self._sticky = None, sticky
        changed = words != self._words.text()
        self._words.setText(words)
        self._note.setText(note)
        self._note.set_tone("text_soft")
        self._note.setVisible(bool(note))
        self._field.hide()
        self._also.hide()
        self._fill(choices)
        self.show()
        if changed:
            announce(self, f"{words} {note}".strip())

    def ask(self, question: Question) -> None:
        """A line to type; Enter sends it once it can be understood."""
        self._question, self._sticky = question, True
        self._words.setText(question.words)
        self._field.setAccessibleName(question.words)
        self._field.setPlaceholderText(question.hint)
        self._field.clear()
        self._also.clear()
        self._also.setAccessibleName(question.also)
        self._also.setPlaceholderText(question.also)
        self._also.setVisible(bool(question.also))
        self._field.show()
        self._fill((Choice("answer", question.send, kind="primary"), Choice("cancel", "Cancel", "Esc")))
        self._echo()
        self.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> bool:
        """Into the foot; False when there is nothing to press."""
        for button in self._buttons.findChildren(Button):
            if button.isVisible() and button.isEnabled():
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    @property
    def sticky(self) -> bool:
        return self._sticky and self.isVisible()

    def step_back(self) -> bool:
        """Escape: away with a question or a result. False when there is none; a mere selection is not the foot's."""
        if not self.sticky:
            return False
        if self.button("stop") is not None:
            self.chosen.emit("stop")
        else:
            self.put_away()
            self.chosen.emit("cancel")
        return True

    @Slot()
    def put_away(self) -> None:
        self._question, self._sticky = None, False
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the foot while the focus is in it."""
        return keeps_key(event, lambda key: self.sticky and is_escape(key)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _fill(self, choices: Sequence[Choice]) -> None:
        had_focus = self._buttons.isAncestorOf(self.focusWidget() or self)
        self._flow.clear()
        for old in self._buttons.findChildren(Button):
            old.setObjectName("")
        for choice in choices:
            button = Button(self._theme, choice.words, choice.kind, key=choice.key, parent=self._buttons)
            button.setObjectName(f"foot-{choice.id}")
            button.clicked.connect(lambda _checked=False, choice=choice: self._press(choice.id))
            self._flow.addWidget(button)
            button.show()
        self._buttons.setVisible(bool(choices))
        self._buttons.updateGeometry()
        if had_focus:
            self.focus_first()

    def _press(self, choice: str) -> None:
        if choice == "answer":
            self._answer()
        elif choice == "cancel":
            self.put_away()
            self.chosen.emit(choice)
            self.left.emit()
        else:
            self.chosen.emit(choice)

    @Slot()
    def _echo(self) -> None:
        if self._question is None:
            return
        good, words = self._question.echo(self._field.text())
        self._note.setText(words)
        self._note.set_tone("text_soft" if good or not self._field.text() else "wrong")
        self._note.setVisible(bool(words))
        send = self.button("answer")
        if send is not None:
            send.setEnabled(good)

    @Slot()
    def _answer(self) -> None:
        question = self._question
        if question is not None and question.echo(self._field.text())[0]:
            self.put_away()
            self.answered.emit(question.id, self._field.text(), self._also.text())

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._column.setContentsMargins(space(2.5), space(2), space(2.5), space(2))
        self._column.setSpacing(space(1.5))
        self._flow.set_gap(space(1.5))


class _Line(QLineEdit):
    """Leaves Escape to the foot."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._dress()
        theme.changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        self.setFont(self._theme.font(FontRole.BODY))

    def event(self, event: QEvent) -> bool:
        return keeps_key(event, is_escape) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)
