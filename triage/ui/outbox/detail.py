"""One line of the outbox in full: what happened, what the system said in its own words, what a person can do."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from triage.models.errors import FieldError
from triage.ui.icons import Icons
from triage.ui.outbox.answers import field_words
from triage.ui.outbox.words import Group, Row
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.card import Card
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn

_BUTTONS = (
    ("compare", "Yours and theirs", "X", "primary"),
    ("see", "I looked there", "L", "primary"),
    ("mend", "Mend", "M", "primary"),
    ("retry", "Try again", "R", "plain"),
    ("leave", "Leave it out", "O", "plain"),
    ("recall", "Recall", "Z", "plain"),
    ("ask", "Ask a supervisor", "S", "plain"),
    ("open", "Open report", "Return", "plain"),
)


class OutboxDetail(ScrollColumn):
    """``act_requested(what)``: "open", "retry", "leave", "mend", "recall", "compare", "see" or "ask"."""

    act_requested = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._own_theme, self._icons = theme, icons
        self._row: Row | None = None
        self._compact = False
        self._card = Card(theme, "The selected line")
        self._sign = QLabel()
        self._state = PlainLabel(theme, "", FontRole.SMALL_STRONG)
        self._when = PlainLabel(theme, "", FontRole.SMALL, "text_soft")
        self._what = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self._about = PlainLabel(theme, "", wrap=True)
        self._why = PlainLabel(theme, "", wrap=True)
        self._said = PlainLabel(theme, "", selectable=True, wrap=True)
        self._fields = QVBoxLayout()
        self._aside = PlainLabel(theme, "", FontRole.SMALL, "text_soft", selectable=True, wrap=True)
        self._buttons = {name: Button(theme, text, kind, key=key) for name, text, key, kind in _BUTTONS}
        # A widget of its own: moving a bare layout inside another one leaves Qt with an item that is gone (it crashed).
        self._actions = QWidget()
        self._flow = FlowLayout(self._actions)
        self._fill()
        self._dress()
        theme.changed.connect(self._dress)

    def show_row(self, row: Row | None) -> None:
        """Show a line; None empties the card."""
        fields_changed = (row.errors if row else ()) != (self._row.errors if self._row else ())
        self._row = row
        self._card.setVisible(row is not None)
        if row is None:
            return
        self._what.setText(row.what)
        self._about.setText(row.about)
        self._state.setText(row.state)
        self._state.set_tone(row.tone)
        self._when.setText(row.when)
        _show(self._why, _why(row))
        _show(self._said, row.said)
        sent = row.group in (Group.SENT, Group.EARLIER)
        _show(self._aside, f"Reference {row.aside}" if sent and row.aside else row.aside)
        if fields_changed:
            self._name_fields(row.errors)
        for name, button in self._buttons.items():
            button.setVisible(getattr(row, f"can_{name}", True))
        self._buttons["retry"].set_words("Send it again" if row.can_leave else "Try again")
        self._draw_sign()

    def set_compact(self, compact: bool) -> None:
        """Below the list there is little room: what the selected row says already is left out."""
        for part in (self._sign, self._state, self._when, self._what):
            part.setVisible(not compact)
        self._card.body.removeWidget(self._actions)
        self._card.body.insertWidget(0 if compact else -1, self._actions)
        self._compact = compact
        self._dress()

    def button(self, what: str) -> Button:
        """One of "open", "retry", "leave", "mend", "recall", "compare", "see", "ask"."""
        return self._buttons[what]

    def _fill(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._sign)
        top.addWidget(self._state)
        top.addStretch(1)
        top.addWidget(self._when)
        for part in (top, self._what, self._about, self._why, self._said, self._fields, self._aside, self._actions):
            self._card.add(part)
        for name, button in self._buttons.items():
            button.setObjectName(f"outbox-{name}")
            button.clicked.connect(lambda _checked=False, name=name: self.act_requested.emit(name))
            self._flow.addWidget(button)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.add(self._card)
        self._card.hide()

    def _name_fields(self, errors: tuple[FieldError, ...]) -> None:
        while self._fields.count():
            item = self._fields.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for error in errors:
            words = f"{field_words(error.pointer)}: {error.detail}"
            label = PlainLabel(self._own_theme, words, FontRole.STRONG, "wrong", wrap=True, selectable=True)
            self._fields.addWidget(label)

    def _draw_sign(self) -> None:
        if self._row is not None:
            size = self._own_theme.space(4)
            self._sign.setFixedSize(QSize(size, size))
            self._sign.setPixmap(self._icons.pixmap(self._row.sign, self._row.tone, size))

    @Slot()
    def _dress(self) -> None:
        space = self._own_theme.space
        self._fields.setSpacing(space(1))
        self._flow.set_gap(space(2))
        above, below = (0, space(1)) if self._compact else (space(2), 0)
        self._flow.setContentsMargins(0, above, 0, below)
        self._draw_sign()


def _why(row: Row) -> str:
    """The note, unless the fields below it say the same."""
    if row.errors and row.can_mend:
        return "Mend the fields it names, then send again."
    return f"{row.note} Mend opens it again for you." if row.can_mend else row.note


def _show(label: PlainLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
