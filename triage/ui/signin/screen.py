"""The sign-in screen: one quiet card in the middle of an empty window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.signin.view import BACK, CANCEL, SUBMIT, SignInView
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.reading_order import stops
from triage.ui.widgets.row_button import RowButton
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.strip import Strip

WIDE = 104
"""Steps of space across the card."""
SECRET, SECRET_AGAIN = "Secret", "The same again"
BUSY = "In progress …"


class SignInScreen(QWidget):
    """Signals: ``acted(key)`` of a button, ``chosen(key)`` of a person, ``typed(secret, again)``."""

    acted = Signal(str)
    chosen = Signal(str)
    typed = Signal(str, str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._view = SignInView(title="")
        self._fields: list[QLineEdit] = []
        self._inside: QWidget | None = None
        self.setObjectName("sign-in")
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._card = QFrame()
        self._card.setProperty("surface", "sheet")
        self._card.setObjectName("sign-in-card")
        self._place = QVBoxLayout(self._card)
        self._scroll = ScrollColumn(theme)
        self._around = QHBoxLayout()
        self._around.addStretch(1)
        self._around.addWidget(self._card)
        self._around.addStretch(1)
        self._middle = QWidget()
        self._middle.setLayout(self._around)
        self._scroll.add(self._middle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self._dress()
        theme.changed.connect(self._dress)

    @property
    def view(self) -> SignInView:
        return self._view

    def show_view(self, view: SignInView) -> None:
        """Show this state; the focus goes to what it asks for first, and its words are announced."""
        self._view = view
        self._fields = []
        before, self._inside = self._inside, QWidget()
        body = QVBoxLayout(self._inside)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(self._theme.space(3))
        for part in self._parts(view):
            body.addWidget(part)
        if before is not None:
            before.hide()
            self._place.removeWidget(before)
            before.deleteLater()
        self._place.addWidget(self._inside)
        self._inside.show()
        self._card.setAccessibleName(view.title)
        self._fit()
        self._lead()
        announce(self, f"{view.title}. {view.trouble or view.text}", urgent=bool(view.trouble))

    def clear_fields(self) -> None:
        """What was typed is nobody's to read later."""
        for field in self._fields:
            field.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back where there is a way back."""
        keys = [key for key, _words in (*self._view.buttons, *self._view.quiet)]
        back = next((key for key in (CANCEL, BACK) if key in keys), None)
        if event.key() == Qt.Key.Key_Escape and back is not None:
            self.acted.emit(back)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _parts(self, view: SignInView) -> list[QWidget]:
        theme = self._theme
        made: list[QWidget] = [PlainLabel(theme, view.title, FontRole.TITLE, wrap=True)]
        if view.trouble:
            trouble = Strip(theme, self._icons, view.trouble, level="error", closable=False)
            trouble.setObjectName("sign-in-trouble")
            made.append(trouble)
        if view.text:
            made.append(PlainLabel(theme, view.text, tone="text_soft", wrap=True))
        if view.busy:
            made.append(PlainLabel(theme, BUSY, FontRole.SMALL_STRONG, "accent"))
        made += [self._person(line.key, line.name, line.note) for line in view.persons]
        if view.address:
            made.append(self._line("Address", view.address))
        if view.field != "none":
            made += self._secrets(again=view.field == "new secret")
        return [*made, *self._buttons(view)]

    def _person(self, key: str, name: str, note: str) -> QWidget:
        row = RowButton(self._theme, name, note, lead=_PersonSign(self._theme, self._icons), wrap=True)
        row.setObjectName(f"person-{key}")
        row.activated.connect(lambda: self.chosen.emit(key))
        return row

    def _secrets(self, *, again: bool) -> list[QWidget]:
        made: list[QWidget] = []
        for name in (SECRET, SECRET_AGAIN)[: 2 if again else 1]:
            field = self._line(name, "")
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self._submit)
            self._fields.append(field)
            together = QWidget()
            column = QVBoxLayout(together)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(self._theme.space(1))
            column.addWidget(PlainLabel(self._theme, name, FontRole.SMALL_STRONG, "text_soft"))
            column.addWidget(field)
            made.append(together)
        return made

    def _line(self, name: str, text: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setAccessibleName(name)
        line.setFont(self._theme.font(FontRole.BODY))
        line.setReadOnly(bool(text))
        line.setCursorPosition(0)
        return line

    def _buttons(self, view: SignInView) -> list[QWidget]:
        made: list[QWidget] = []
        for at, (key, words) in enumerate(view.buttons):
            made.append(self._button(key, words, "primary" if at == 0 else "plain"))
        if view.quiet:
            row = QWidget()
            flow = FlowLayout(row, self._theme.space(1))
            for key, words in view.quiet:
                flow.addWidget(self._button(key, words, "quiet"))
            made.append(row)
        return made

    def _button(self, key: str, words: str, kind: str) -> Button:
        shown = "Esc" if key in (CANCEL, BACK) and kind == "quiet" else ""
        button = Button(self._theme, words, kind, key=shown)
        button.setObjectName(f"sign-in-{key}")
        button.clicked.connect(self._submit if key == SUBMIT else lambda: self.acted.emit(key))
        return button

    @Slot()
    def _submit(self) -> None:
        if not self._fields:
            self.acted.emit(SUBMIT)
            return
        told = [field.text() for field in self._fields]
        self.typed.emit(told[0], told[-1])

    def _lead(self) -> None:
        """The field, else the first person, else the first button."""
        first = next(iter(self._fields), None)
        there = first or next(iter(stops(self._card)), None)
        if there is not None:
            there.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        wide = min(self._theme.space(WIDE), max(1, self.width() - self._theme.space(8)))
        self._card.setFixedWidth(wide)
        high = self._place.heightForWidth(wide)
        above = max(self._theme.space(4), (self.height() - high) // 3)
        self._around.setContentsMargins(0, above, 0, self._theme.space(4))

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._place.setContentsMargins(space(7), space(6), space(7), space(5))
        self._fit()


class _PersonSign(QLabel):
    """A person, in the accent of the theme that is shown."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        theme.changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.setPixmap(self._icons.pixmap("person", "accent", self._theme.space(5)))
