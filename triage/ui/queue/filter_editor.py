"""The filter editor: rows of conditions, the number of reports that fit, and a name to keep them under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from triage.models.query import ListQuery, View
from triage.models.view_filter import MOST_CONDITIONS, Condition, Field, Op, is_whole
from triage.models.view_store import StoredView
from triage.ui.icons import Icons
from triage.ui.overlay import WIDEST
from triage.ui.queue.condition_row import ConditionRow
from triage.ui.text import VIEW_WORDS, count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, CheckBox, PlainLabel, Segmented
from triage.ui.widgets.own_keys import keeps_key
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.segmented import Options
from triage.ui.widgets.sheet import Sheet

PAUSE_MS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """What the person wants to keep. ``old``: the view it takes the place of."""

    name: str
    query: ListQuery
    shared: bool
    default: bool
    old: StoredView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What the editor opens with. ``view``: the saved one that is shown."""

    query: ListQuery
    options: Mapping[Field, Options] = field(default_factory=dict)
    view: StoredView | None = None


class FilterEditor(Sheet):
    """Signals.

    changed(ListQuery): the rows say something else: show the list and count it. applied(ListQuery): use it, unkept.
    keep_asked(Keep). closed(): as it was before.
    """

    changed = Signal(object)
    applied = Signal(object)
    keep_asked = Signal(object)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Filter the queue", parent)
        self.setObjectName("filter-editor")
        self.setProperty(WIDEST, 300)
        self._icons, self._now = icons, now
        self._editing = Editing(query=ListQuery())
        self._rows: list[ConditionRow] = []
        bases = (View.TO_DO, View.HIGH_RISK, View.MINE, View.CLOSED, View.ALL)
        self._base = Segmented(theme, "Among", [(view.value, VIEW_WORDS[view]) for view in bases], View.TO_DO.value)
        self._box = QWidget()
        self._stack = QVBoxLayout(self._box)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._add = Button(theme, "Add a condition", "link")
        self._add.setObjectName("filter-add")
        self._number = PlainLabel(theme, "", FontRole.STRONG)
        self._apply = Button(theme, "Use this filter", "primary", key="Ctrl+Return")
        self._apply.setObjectName("filter-apply")
        self._name = QLineEdit()
        self._name.setObjectName("filter-name")
        self._name.setAccessibleName("Name of the view")
        self._name.setPlaceholderText("Name to keep it under")
        self._shared = CheckBox(theme, "For everybody")
        self._default = CheckBox(theme, "I start with it")
        self._keep = Button(theme, "Keep as a view")
        self._keep.setObjectName("filter-keep")
        self._error = PlainLabel(theme, "", tone="wrong", wrap=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._arrange()
        self._join()
        self._dress()
        theme.changed.connect(self._dress)

    def start(self, editing: Editing) -> None:
        """Show these conditions; an empty filter begins with a row to fill in."""
        self._editing = editing
        view = editing.view
        self._base.set_value(editing.query.view.value)
        self._name.setText(view.name if view else "")
        self._shared.setChecked(bool(view and view.shared))
        self._default.setChecked(bool(view and view.default))
        self.say_error("")
        self._keep.set_words("Keep the changes" if view else "Keep as a view")
        for row in tuple(self._rows):
            self._drop(row)
        for condition in editing.query.conditions or (Condition(field=Field.KIND),):
            self._append(condition)
        self._changed()

    def query(self) -> ListQuery:
        """What the rows say now; rows that are half filled in are left out."""
        conditions = tuple(row.condition() for row in self._rows if is_whole(row.condition()))
        return replace(self._editing.query, view=View(self._base.value() or View.ALL.value), conditions=conditions)

    def focus_first(self) -> None:
        (self._rows[0].focus_first if self._rows else self._add.setFocus)()

    def set_number(self, number: int | None) -> None:
        """How many reports fit; None while that is being counted."""
        self._number.setText("Counting" if number is None else f"{count(number, 'report')} fit")

    def say_error(self, words: str) -> None:
        """Why it could not be kept; what was typed stays."""
        self._error.setText(words)
        self._error.setVisible(bool(words))

    def event(self, event: QEvent) -> bool:
        """Ctrl+Return uses the filter; it must not reach the window's “send”."""
        return keeps_key(event, _uses) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _uses(event):
            self.apply()
            return
        super().keyPressEvent(event)

    @Slot()
    def apply(self) -> None:
        self.applied.emit(self.query())

    def _arrange(self) -> None:
        among = QHBoxLayout()
        among.addWidget(PlainLabel(self._theme, "Among", tone="text_soft"))
        among.addWidget(self._base)
        among.addStretch(1)
        scroll = ScrollColumn(self._theme)
        scroll.body.setContentsMargins(0, 0, 0, 0)
        scroll.add(self._box)
        scroll.add(self._add)
        self._add.setSizePolicy(self._keep.sizePolicy())
        using, self._keeping = QHBoxLayout(), QHBoxLayout()
        using.addWidget(self._number)
        using.addStretch(1)
        using.addWidget(self._apply)
        for part, stretch in ((self._name, 1), (self._shared, 0), (self._default, 0), (self._keep, 0)):
            self._keeping.addWidget(part, stretch)
        self.body.addLayout(among)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(using)
        self.body.addLayout(self._keeping)
        self.body.addWidget(self._error)
        self.set_trailing("All conditions hold together")

    def _join(self) -> None:
        self._base.changed.connect(self._changed)
        self._add.clicked.connect(self._add_row)
        self._apply.clicked.connect(self.apply)
        self._keep.clicked.connect(self._ask_to_keep)
        self._name.returnPressed.connect(self._ask_to_keep)
        self._pause.timeout.connect(lambda: self.changed.emit(self.query()))

    @Slot()
    def _add_row(self) -> None:
        used = {row.condition().field for row in self._rows}
        fresh = next((one for one in Field if one not in used), Field.RISK)
        moments = fresh in (Field.SUBMITTED, Field.RECEIVED, Field.DUE, Field.RECORD)
        op = Op.WITHIN if moments else Op.ANY_OF
        self._append(Condition(field=fresh, op=op)).focus_first()
        self._changed()

    def _append(self, condition: Condition) -> ConditionRow:
        row = ConditionRow(self._theme, self._icons, condition, self._editing.options, self._now)
        row.changed.connect(self._changed)
        row.removed.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._stack.addWidget(row)
        row.show()
        self._add.setEnabled(len(self._rows) < MOST_CONDITIONS)
        return row

    def _remove(self, row: ConditionRow) -> None:
        at = self._rows.index(row)
        self._drop(row)
        (self._rows[min(at, len(self._rows) - 1)].focus_first if self._rows else self._add.setFocus)()
        self._changed()

    def _drop(self, row: ConditionRow) -> None:
        self._rows.remove(row)
        self._stack.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._add.setEnabled(True)

    @Slot()
    def _changed(self) -> None:
        self.set_number(None)
        self._pause.start()

    @Slot()
    def _ask_to_keep(self) -> None:
        shared, default = self._shared.isChecked(), self._default.isChecked()
        wanted = Keep(
            name=self._name.text(), query=self.query(), shared=shared, default=default, old=self._editing.view
        )
        self.keep_asked.emit(wanted)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._stack.setSpacing(space(2.5))
        self._keeping.setSpacing(space(2))
        self._name.setFont(self._theme.font(FontRole.BODY))
        self._box.setMinimumWidth(space(60))
        for box in (self._shared, self._default):
            box.setMinimumWidth(box.sizeHint().width() + space(2))
        self._keeping.setAlignment(Qt.AlignmentFlag.AlignVCenter)


def _uses(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bool(
        event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )
