"""What stands in the viewer's middle while no picture does: the cover, a message with what to do, the lock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from triage.ui.icons import Icons
from triage.ui.roles import Role
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel


class Page(QWidget):
    """An icon, words and buttons in the middle. ``acted(key)``: one of the buttons of `show_words`."""

    accessible_role = Role.Grouping
    acted = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._icon = "covered"
        self._low = False
        self.setProperty("surface", "window")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._what = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self._do = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Fetched so far")
        self.bar.hide()
        self._buttons: list[Button] = []
        self._row = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def words(self) -> str:
        """All that it says."""
        return f"{self._what.text()} {self._do.text()}".strip()

    def show_words(self, icon: str, what: str, do: str, answers: Sequence[tuple[str, str, str]]) -> None:
        """``answers``: key, words and key on the keyboard of each button; the first is the main one."""
        self._icon = icon
        self._what.setText(what)
        self._do.setText(do)
        self._do.setVisible(bool(do))
        self.bar.hide()
        focused = any(button.hasFocus() for button in self._buttons)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(at, *answer) for at, answer in enumerate(answers)]
        self.setAccessibleName(self.words)
        if focused:
            self.focus_first()
        self._dress()

    def set_low(self, low: bool) -> None:
        """Little height: without the sign, words and buttons close together."""
        self._low = low
        self._dress()

    def show_progress(self, here: int, of: int, words: str) -> None:
        """The bar moves on; ``of`` 0 = nobody knows yet how much it is."""
        self.bar.setRange(0, 1000 if of else 0)
        self.bar.setValue(here * 1000 // of if of else 0)
        self.bar.show()
        self._do.setText(words)
        self._do.show()

    def focus_first(self) -> None:
        """On the main button, else on the words: never on a button that does something nobody was asked for."""
        (self._buttons[0] if self._buttons else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
            painter.end()

    def _button(self, at: int, key: str, words: str, shown_key: str) -> Button:
        button = Button(self._theme, words, "primary" if not at else "plain", key=shown_key)
        button.setObjectName(f"file-{key}")
        button.clicked.connect(lambda: self.acted.emit(key))
        self._row.insertWidget(self._row.count() - 1, button)
        button.show()
        return button

    def _lay_out(self) -> None:
        for label in (self._what, self._do):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._row.addStretch(1)
        self._row.addStretch(1)
        self._column.addStretch(1)
        for part in (self._sign, self._what, self._do, self.bar):
            self._column.addWidget(part)
        self._column.addLayout(self._row)
        self._column.addStretch(1)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._sign.setPixmap(self._icons.pixmap(self._icon, "text_soft", space(9)))
        self._sign.setVisible(not self._low)
        edge = space(2) if self._low else space(4)
        self._column.setContentsMargins(edge * 2, edge, edge * 2, edge)
        self._column.setSpacing(space(1) if self._low else space(3))
        self._row.setSpacing(space(2))
        self.bar.setFixedHeight(space(2))
