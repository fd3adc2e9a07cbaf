"""The window: top bar, rail, three columns, strips, overlay and status bar. It holds widgets and knows no service."""

from __future__ import annotations

import re

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from shiboken6 import isValid

from triage.ui.columns import COLUMNS, DeskColumns
from triage.ui.icons import Icons
from triage.ui.latency import LatencyMeter
from triage.ui.layers import Layers
from triage.ui.rail import Rail
from triage.ui.status_bar import StatusBar
from triage.ui.strips import Strips
from triage.ui.theme import Theme
from triage.ui.theme.restyle import set_look
from triage.ui.theme.theme import SMALLEST_BODY
from triage.ui.top_bar import TopBar, TrainingBand
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.reading_order import beside, stops

__all__ = ["COLUMNS", "Shell"]
WIDEN_STEPS = 8
"""Steps of space by which one key press makes a column wider."""
OPENING = "Opening your desk…"
_NARROW = 1100  # logical px; below it the rail shows icons only


class Shell(QMainWindow):
    """Signals.

    close_requested(): the person wants to close; the window stays until `finish`.
    strip_action(key), strip_closed(key); place_chosen(key of the rail); palette_requested().
    What is laid over the columns has its own (`layers`).

    Args:
        settings: where the window's own size and column widths are remembered.
        training: shows the band and the word; it can not be switched while the window lives.
    """

    close_requested = Signal()
    strip_action = Signal(str)
    strip_closed = Signal(str)
    place_chosen = Signal(str)
    palette_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        settings: QSettings,
        *,
        training: bool,
        marking: str = "OFFICIAL-SENSITIVE",
        person: str = "",
        status: StatusBar | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._settings = settings
        self._finished = False
        self._last: dict[str, QWidget] = {}
        self.setWindowTitle("TRAINING · Triage" if training else "Triage")
        self.setObjectName("shell")
        self.top = TopBar(theme, marking, person)
        self.rail = Rail(theme, icons)
        self.strips = Strips(theme, icons)
        self.status = status or StatusBar(theme, icons)
        self.meter = LatencyMeter(self)
        self.status.follow(self.meter)
        self._splitter = DeskColumns(theme)
        self._columns = self._splitter.columns
        self._desk = QWidget()  # the splitter would take an overlay for one more column
        self._build(training)
        self._say_opening()
        self.layers = Layers(theme, self._desk, self._splitter)
        self._connect()
        self._restore()

    # Slots for the presenter

    def set_queue(self, widget: QWidget) -> None:
        self._columns["queue"].put(widget)

    def set_report(self, widget: QWidget) -> None:
        self._columns["report"].put(widget)

    def set_decide(self, widget: QWidget) -> None:
        self._columns["decide"].put(widget)

    def set_overlay(self, widget: QWidget | None, *, sheet: bool = False, whole: bool = False) -> None:
        """Lay a panel or a sheet over the columns, or take all of it away (`Layers.lay`)."""
        self.layers.lay(widget, sheet=sheet, whole=whole)

    def overlay(self) -> QWidget | None:
        """What lies uppermost over the columns."""
        laid = self.layers.top()
        return laid.widget if laid is not None else None

    def show_strip(
        self, key: str, text: str, action_text: str | None = None, level: str = "info", *, closable: bool = True
    ) -> None:
        self.strips.show_strip(key, text, action_text, level, closable=closable)

    def clear_strip(self, key: str) -> None:
        self.strips.clear_strip(key)

    def finish(self) -> None:
        """Close for good, after the presenter has saved everything."""
        self._finished = True
        self._remember()
        self.close()

    def column_in_focus(self) -> str | None:
        """ "queue", "report" or "decide", None when the focus is elsewhere."""
        here = QApplication.focusWidget()
        return next((name for name, column in self._columns.items() if here and column.isAncestorOf(here)), None)

    @Slot()
    def next_column(self) -> None:
        self._walk(1)

    @Slot()
    def previous_column(self) -> None:
        self._walk(-1)

    def focus_column(self, name: str) -> None:
        """Go to where the focus last was in this column, else to its first stop; never from under an overlay."""
        if self.overlay() is not None:
            return
        self._splitter.reveal(name)
        last = self._last.get(name)
        column = self._columns[name]
        if last is not None and isValid(last) and column.isAncestorOf(last) and last.isVisible() and last.isEnabled():
            last.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            column.focus_first()

    def begin_again(self, *names: str) -> None:
        """Other things stand in these columns: the focus enters them at their beginning, not where it was last."""
        for name in names:
            self._last.pop(name, None)

    def set_order(self, order: tuple[str, ...]) -> None:
        """The columns from left to right."""
        self._splitter.set_order(order)

    def reveal(self, name: str) -> None:
        """Show this column, also where there is no room for all three."""
        self._splitter.reveal(name)

    def widen(self, direction: int) -> None:
        """Make the column in focus wider (1) or narrower (-1)."""
        name = self.column_in_focus()
        if name is not None and self.overlay() is None:
            self._splitter.widen(name, direction * self._theme.space(WIDEN_STEPS))

    def share_out(self) -> None:
        """The widths that the desk begins with."""
        self._splitter.share_out()
        self._moved()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.windowHandle()
        if window is not None:
            self.meter.watch(self, window)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._finished:
            event.accept()
        else:
            event.ignore()
            self.close_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab follows the reading order through the whole window; an overlay has its own ring."""
        here = QApplication.focusWidget()
        there = beside(self, here, forward)
        if there is None:  # all around it has gone: begin again in the same column, else in the queue
            column = next((column for column in self._columns.values() if here and column.isAncestorOf(here)), None)
            found = (stops(column) if column else []) or stops(self._columns["queue"]) or stops(self)
            there = found[0] if found else None
        if there is not None:
            there.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return there is not None

    # Inside

    def _say_opening(self) -> None:
        """In the queue's place until it is there: an empty window looks as if nothing would come."""
        opening = PlainLabel(self._theme, OPENING, tone="text_soft", wrap=True)
        opening.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        opening.setMargin(self._theme.space(4))
        self.set_queue(opening)

    def _build(self, training: bool) -> None:
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.rail)
        inside = QVBoxLayout(self._desk)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._splitter)
        body.addWidget(self._desk, 1)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if training:
            column.addWidget(TrainingBand(self._theme))
        column.addWidget(self.top)
        column.addWidget(self.strips)
        column.addLayout(body, 1)
        column.addWidget(self.status)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.strips.acted.connect(self.strip_action)
        self.strips.closed.connect(self.strip_closed)
        self.rail.chosen.connect(self.place_chosen)
        self.top.palette_requested.connect(self.palette_requested)
        self.top.column_chosen.connect(self.focus_column)
        self._splitter.moved.connect(self._moved)
        self._splitter.resized.connect(self._spread)
        self._theme.changed.connect(self._fit)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_went)

    def _walk(self, step: int) -> None:
        if self.overlay() is not None:
            return
        here = self.column_in_focus()
        order = self._splitter.order
        at = order.index(here) + step if here else 0
        for _ in order:
            name = order[at % len(order)]
            self.focus_column(name)
            if self.column_in_focus() == name:
                return
            at += step

    @Slot(QWidget, QWidget)
    def _focus_went(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.layers.keep_focus(old, new):
            return
        for name, column in self._columns.items():
            inside = new is not None and column.isAncestorOf(new)
            set_look(column, active="true" if inside else "false")
            if inside and new is not None and not column.isHidden():
                self._last[name] = new
                self._splitter.want(name)
                self._offer_columns(name)

    @Slot()
    def _moved(self) -> None:
        self._spread()
        self._remember()

    @Slot()
    def _spread(self) -> None:
        self.layers.spread()
        self._offer_columns(self.column_in_focus() or self._splitter.wanted)

    def _offer_columns(self, here: str) -> None:
        self.top.show_columns(None if self._splitter.all_shown() else here)

    @Slot()
    def _fit(self) -> None:
        self.rail.set_words(self.width() >= _NARROW * self._theme.base_px / SMALLEST_BODY)
        self._splitter.fit()

    def _remember(self) -> None:
        self._settings.setValue("window/geometry", self.saveGeometry())
        chosen = self._splitter.chosen()
        self._settings.setValue("window/widths", ",".join(f"{name}={wide}" for name, wide in chosen.items()))

    def _restore(self) -> None:
        self.resize(1366, 768)
        geometry = self._settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        told = re.findall(r"(\w+)=(\d{1,5})", str(self._settings.value("window/widths") or ""))
        self._splitter.choose({name: int(wide) for name, wide in told})
