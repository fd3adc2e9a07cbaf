"""Ctrl+K: type a few letters, press Enter. Commands with their keys, and reports that the desk finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QWidget

from triage.models.views import QueueRow
from triage.ui.actions import ActionSpec
from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.palette_list import PaletteDelegate, PaletteModel
from triage.ui.palette_places import fitting
from triage.ui.palette_rows import PaletteRow, arrange, command_rows, report_rows
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.sheet import Sheet

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAGE = 8
_SHOWN = 11  # rows that the palette has room for when it opens


class Palette(Sheet):
    """The focus stays in the field; Up, Down, Page Up and Page Down move through the rows.

    Signals:
        action_requested(str): run this action.
        open_requested(str): open this ReportId. place_requested(str): go to this view or setting (`PaletteRow.place`).
        report_search(str): look for reports with these words; the answer comes by `show_reports`.
    """

    action_requested = Signal(str)
    open_requested = Signal(str)
    place_requested = Signal(str)
    report_search = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Find anything", parent)
        self.setObjectName("palette")
        self._specs: tuple[ActionSpec, ...] = ()
        self._why: Mapping[str, str] = {}
        self._reports: tuple[PaletteRow, ...] = ()
        self._places: tuple[PaletteRow, ...] = ()
        self._at = 0
        self._field = QLineEdit()
        self._field.setObjectName("palette-field")
        self._field.setAccessibleName("Find a command, a view, a setting or a report")
        self._field.setPlaceholderText("A command, a view, a setting, a reference, a name, a place")
        self._model = PaletteModel(self)
        self._list = QListView()
        self._delegate = PaletteDelegate(theme, icons, self._list)
        self._nothing = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self._build()
        self.lead_with(self._field)
        theme.changed.connect(self._dress)
        self._dress()

    def show_actions(self, specs: Iterable[ActionSpec], why: Mapping[str, str] | None = None) -> None:
        """The commands to choose from. ``why``: action id → why it is switched off now."""
        self._specs, self._why = tuple(specs), dict(why or {})
        self._show()

    def show_places(self, places: Iterable[PaletteRow]) -> None:
        """The views and settings to choose from."""
        self._places = tuple(places)
        self._show()

    def show_reports(self, words: str, rows: Iterable[QueueRow]) -> None:
        """Reports found for ``words``; an answer to words that were changed meanwhile is dropped."""
        if words.strip() == self._field.text().strip():
            self._reports = report_rows(rows)
            self._show(keep=True)

    def start(self, words: str = "") -> None:
        """Begin anew, as when the palette is opened."""
        self._reports = ()
        self._field.setText(words)
        self._field.selectAll()
        self._show()

    def current(self) -> PaletteRow | None:
        """The row that Enter runs."""
        return self._model.row(self._at)

    def sizeHint(self) -> QSize:
        chrome = super().sizeHint().height() - self._list.sizeHint().height()
        return QSize(self._theme.space(170), chrome + self._delegate.row_height * _SHOWN)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._delegate)
        self._list.setObjectName("palette-list")
        self._list.setAccessibleName("Found")
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setSelectionMode(QListView.SelectionMode.NoSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.clicked.connect(self._clicked)
        self._field.textChanged.connect(self._typed)
        self._field.installEventFilter(self)
        run = Button(self._theme, "Run", key="Return")
        run.setObjectName("palette-run")
        run.setAccessibleName("Run the marked line")
        run.clicked.connect(lambda: self._run(self.current()))
        head = QHBoxLayout()
        head.addWidget(self._field, 1)
        head.addWidget(run)
        self.body.addLayout(head)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._list, 1)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _PAGE, Qt.Key.Key_PageUp: -_PAGE}
        key = Qt.Key(event.key())
        if key in steps:
            self._go(min(max(self._at + steps[key], 0), self._model.rowCount() - 1))
        elif key in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._run(self.current())
        else:
            return False
        return True

    @Slot(str)
    def _typed(self, words: str) -> None:
        self._reports = ()
        self._show()
        if words.strip():
            self.report_search.emit(words.strip())

    def _show(self, *, keep: bool = False) -> None:
        before = self.current() if keep else None
        words = self._field.text()
        commands = command_rows(self._specs, words, self._why)
        rows = arrange(commands, self._reports, words, fitting(self._places, words))
        self._model.set_rows(rows)
        self._nothing.setText(f"Nothing fits “{words.strip()}”.")
        self._nothing.setVisible(not rows)
        self._go(rows.index(before) if before in rows else 0)

    def _go(self, at: int) -> None:
        self._at = max(at, 0)
        self._delegate.current = self._at
        index = self._model.index(self._at, 0)
        if index.isValid():
            self._list.scrollTo(index)
        self._list.viewport().update()
        row = self.current()
        if row is not None:
            self._field.setAccessibleDescription(row.spoken)
            if self._field.hasFocus():
                announce(self._field, row.spoken)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self._run(self._model.row(index.row()))

    def _run(self, row: PaletteRow | None) -> None:
        if row is None:
            return
        if not row.enabled:
            self.set_trailing(f"{row.text}: {row.why}", "warn")
        elif row.report_id is not None:
            self.open_requested.emit(row.report_id)
        elif row.place:
            self.place_requested.emit(row.place)
        else:
            self.action_requested.emit(row.action_id)

    @Slot()
    def _dress(self) -> None:
        self._field.setFont(self._theme.font(FontRole.READING))
        self._list.doItemsLayout()
