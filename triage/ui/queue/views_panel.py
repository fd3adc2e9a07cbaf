"""All saved views with their numbers: choose one, change it, start with it, take it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from triage.models.view_store import StoredView
from triage.ui.icons import Icons
from triage.ui.overlay import WIDEST
from triage.ui.queue.filter_words import all_words
from triage.ui.queue.head import tab_of
from triage.ui.text import VIEW_WORDS
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, IconButton, PlainLabel, RowButton, SectionHeader
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.sheet import Sheet


class ViewsPanel(Sheet):
    """Signals with the view: chosen, change_asked, start_asked (toggle), delete_asked; new_asked()."""

    chosen = Signal(object)
    change_asked = Signal(object)
    start_asked = Signal(object)
    delete_asked = Signal(object)
    new_asked = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Saved views", parent)
        self.setObjectName("views-panel")
        self.setProperty(WIDEST, 280)
        self._icons = icons
        self._views: tuple[StoredView, ...] = ()
        self._names: Mapping[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._lines: dict[str, RowButton] = {}
        self._sure: StoredView | None = None
        self._field = QLineEdit()
        self._field.setObjectName("views-field")
        self._field.setPlaceholderText("Find a view")
        self._field.setAccessibleName("Find a view")
        self._field.textChanged.connect(self._narrow)
        self._field.returnPressed.connect(self._take_first)
        self._new = Button(theme, "New view", key="F")
        self._new.setObjectName("views-new")
        self._new.clicked.connect(self.new_asked)
        self._empty = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self._rows = Rows(theme.space(0.5))
        scroll = ScrollColumn(theme)
        scroll.body.setContentsMargins(0, 0, 0, 0)
        scroll.add(self._empty)
        scroll.add(self._rows)
        self.add_to_head(self._new)
        self.body.addWidget(self._field)
        self.body.addWidget(scroll, 1)
        self.lead_with(self._field)

    def show_views(self, views: Sequence[StoredView], names: Mapping[str, str], *, away: bool = False) -> None:
        """``away``: the gateway does not answer, so these are the views as they were last told."""
        self._views, self._names = tuple(views), names
        self._sure = None
        self.set_trailing("The gateway is away: views can be used, not changed" if away else "", "warn")
        self._fill()

    def set_numbers(self, numbers: Mapping[str, int]) -> None:
        """Tab key → how many reports the view shows; told as they are counted."""
        self._numbers |= numbers
        for key, line in self._lines.items():
            view = next((one for one in self._views if tab_of(one) == key), None)
            if view is not None and key in numbers:
                line.set_words(view.name, self._note(view))

    @Slot()
    def _narrow(self) -> None:
        self._sure = None
        self._fill()

    def _fill(self) -> None:
        wanted = self._field.text().casefold().split()
        fitting = [view for view in self._views if all(word in view.name.casefold() for word in wanted)]
        self._lines = {}
        parts: list[QWidget] = []
        for title, some in (
            ("Yours", [view for view in fitting if not view.shared]),
            ("Everybody’s", [view for view in fitting if view.shared]),
        ):
            if some:
                parts.append(SectionHeader(self._theme, title))
                parts += [self._line(view) for view in some]
        self._rows.fill(parts)
        words = "" if fitting else "No view has this name." if self._views else _NONE
        self._empty.setText(words)
        self._empty.setVisible(bool(words))

    def _line(self, view: StoredView) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.space(1))
        line = RowButton(self._theme, view.name, self._note(view))
        line.setObjectName(f"view-{view.key}")
        line.activated.connect(lambda: self.chosen.emit(view))
        self._lines[tab_of(view)] = line
        row.addWidget(line, 1)
        sure = self._sure is view
        start = Button(self._theme, "Start with it" if not view.default else "Started with", "quiet")
        start.setAccessibleName(f"{start.words}: {view.name}")
        start.clicked.connect(lambda: self.start_asked.emit(view))
        row.addWidget(start)
        for icon, words, act in (("pencil", "Change", self._change), ("close", "Delete", self._ask_delete)):
            if sure and icon == "close":
                continue  # the question whether one is sure stands in its place
            button = IconButton(self._theme, self._icons, icon, f"{words} {view.name}")
            button.clicked.connect(lambda _checked=False, act=act: act(view))
            row.addWidget(button)
        if sure:
            delete = Button(self._theme, "Delete for good", "danger")
            delete.setObjectName("view-delete")
            delete.clicked.connect(lambda: self.delete_asked.emit(view))
            row.addWidget(delete)
        return box

    def _note(self, view: StoredView) -> str:
        number = self._numbers.get(tab_of(view))
        parts = [
            f"{number:,}" if number is not None else "",
            VIEW_WORDS[view.query.view],
            f"“{view.query.text}”" if view.query.text else "",
            all_words(view.query.conditions, self._names),
        ]
        return " · ".join(part for part in parts if part)

    def _change(self, view: StoredView) -> None:
        self.change_asked.emit(view)

    def _ask_delete(self, view: StoredView) -> None:
        """The second press, on another button, deletes."""
        self._sure = view
        self._fill()
        sure = self.findChild(Button, "view-delete")
        if isinstance(sure, Button):
            sure.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _take_first(self) -> None:
        first = next(iter(self._lines.values()), None)
        if first is not None:
            first.click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the views."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        lines = list(self._lines.values())
        if step is None or not lines:
            super().keyPressEvent(event)
            return
        here = next((at for at, line in enumerate(lines) if line.hasFocus()), -1 if step > 0 else 0)
        target: QWidget = self._field if here + step < 0 else lines[min(here + step, len(lines) - 1)]
        target.setFocus(Qt.FocusReason.OtherFocusReason)


_NONE = "You have no saved view yet. Filter the queue (F), give the filter a name and keep it."
