"""The three columns of the window: their widths, their order, and which are shown when there is no room for all."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets.reading_order import stops

COLUMNS = ("queue", "report", "decide")
ORDERS: dict[str, tuple[str, ...]] = {
    "queue report decide": COLUMNS,
    "queue decide report": ("queue", "decide", "report"),
    "decide report queue": ("decide", "report", "queue"),
}
"""Key → columns from left to right. The report stands beside the decision in each."""
_SHARES = {"queue": 26, "report": 43, "decide": 31}
_WHOLE = 1300  # what the shares are shares of, before the window has a width
_LEAST = {"queue": 66, "report": 96, "decide": 84}
"""Steps of space below which a column is no longer good to work in: it then has another's place instead."""


class DeskColumns(QSplitter):
    """``moved``: a person or a key changed a width, or another column is shown. ``resized``: the window was.

    With large text on a small screen the columns need more than there is. Then two of them are shown, or one, always
    the one with the focus among them; `reveal` brings another.
    """

    moved = Signal()
    resized = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.columns = {name: Column(name, theme) for name in COLUMNS}
        self._order: tuple[str, ...] = ()
        self._wanted = "queue"
        self._chosen: dict[str, int] = {}
        self.set_order(COLUMNS)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.splitterMoved.connect(self._choose)

    @property
    def order(self) -> tuple[str, ...]:
        """The columns from left to right."""
        return self._order

    def set_order(self, order: tuple[str, ...]) -> None:
        """Put the columns into this order; each keeps its width."""
        if order == self._order:
            return
        widths = {name: column.width() for name, column in self.columns.items()}
        had = bool(self._order)
        self._order = order
        for at, name in enumerate(order):
            self.insertWidget(at, self.columns[name])
            self.setStretchFactor(at, 0 if name == "queue" else _SHARES[name])
        for at, name in enumerate(order):  # a splitter puts each new part below the others: read backwards
            self.columns[name].raise_()
            self.handle(at).raise_()
        self.setSizes([widths[name] for name in order] if had else self.shares())
        self.moved.emit()

    @property
    def wanted(self) -> str:
        """The column that is shown whatever the room."""
        return self._wanted

    def shares(self) -> list[int]:
        """The widths that the desk begins with, from left to right."""
        return [_SHARES[name] * _WHOLE // 100 for name in self._order]

    def share_out(self) -> None:
        """The widths that the desk begins with, from now on whatever the window's width."""
        self._chosen = {}
        self._lay()

    def _lay(self) -> None:
        """Queue and decide as wide as was chosen, else their share; the report has the rest. None below its least."""
        shown = [name for name in self._order if not self.columns[name].isHidden()]
        whole, parts = self.width() - self.handleWidth() * (len(shown) - 1), sum(_SHARES[name] for name in shown)
        wide = {
            name: max(self._least(name), self._chosen.get(name, whole * _SHARES[name] // parts))
            for name in shown
            if name != "report"
        }
        if len(shown) == len(COLUMNS):  # what was chosen in a wide window gives way in a narrow one
            over = sum(wide.values()) + self._least("report") - whole
            for name in ("queue", "decide"):
                less = max(0, min(over, wide[name] - self._least(name)))
                wide[name], over = wide[name] - less, over - less
        wide["report"] = whole - sum(wide.values())
        self.setSizes([wide.get(name, 0) for name in self._order])

    def _least(self, name: str) -> int:
        return self.columns[name].minimumSizeHint().width()

    @Slot()
    def _choose(self) -> None:
        """A person moved an edge: these widths hold from now on."""
        shown = zip(self._order, self.sizes(), strict=True)
        self._chosen |= {name: wide for name, wide in shown if wide and name != "report"}
        self.moved.emit()

    def widen(self, name: str, by: int) -> None:
        """Give this column so many pixels more (or, negative, less); the report gives or takes them, or the decide
        column when it is the report that changes. No column gets narrower than it can be."""
        other = "decide" if name == "report" else "report"
        if self.columns[name].isHidden() or self.columns[other].isHidden():
            return
        sizes = dict(zip(self._order, self.sizes(), strict=True))
        least = {one: self._least(one) for one in (name, other)}
        by = max(min(by, sizes[other] - least[other]), least[name] - sizes[name])
        sizes[name], sizes[other] = sizes[name] + by, sizes[other] - by
        self.setSizes([sizes[one] for one in self._order])
        self._choose()

    def chosen(self) -> dict[str, int]:
        """The widths that a person chose, by column; empty while they are as they came."""
        return dict(self._chosen)

    def choose(self, widths: Mapping[str, int]) -> None:
        """Take up widths that were chosen before."""
        self._chosen = {name: wide for name, wide in widths.items() if name in ("queue", "decide") and wide > 0}
        self._lay()

    def all_shown(self) -> bool:
        """Whether there is room for every column now."""
        return not any(column.isHidden() for column in self.columns.values())

    def want(self, name: str) -> None:
        """This column is in use: it stays when room gets short."""
        self._wanted = name

    def reveal(self, name: str) -> None:
        """Show this column, and where there is no room for it another one no longer."""
        self._wanted = name
        self.fit()

    def fit(self) -> None:
        """Show as many columns as there is room for."""
        shown = self._fitting()
        hidden = {name for name, column in self.columns.items() if column.isHidden()}
        if hidden == set(COLUMNS) - shown:
            return
        for name, column in self.columns.items():
            column.setVisible(name in shown)
        self._lay()
        self.moved.emit()

    def minimumSizeHint(self) -> QSize:
        """One column: the others go out of the way."""
        hint = super().minimumSizeHint()
        return QSize(max(self._least(name) for name in COLUMNS), hint.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        self._lay()
        self.resized.emit()

    def _fitting(self) -> set[str]:
        least = {name: self._least(name) for name in COLUMNS}
        room = self.width() - 2 * self.handleWidth()
        if not self.isVisible() or sum(least.values()) <= room:
            return set(COLUMNS)
        beside = {"queue": "report", "decide": "report"}.get(self._wanted)
        if beside is None:  # the report: with what stands beside it already, else with the decision
            beside = "queue" if self.columns["decide"].isHidden() else "decide"
        return {self._wanted, beside} if least[self._wanted] + least[beside] <= room else {self._wanted}


class Column(QFrame):
    """One of the three places of the window; lit at its top while the focus is inside."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme, self._steps = theme, _LEAST[name]
        self.setObjectName(f"column-{name}")
        self.setProperty("column", "true")
        self.setProperty("active", "false")
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._held: QWidget | None = None

    def put(self, widget: QWidget) -> None:
        """Hold this widget in place of the one before."""
        if self._held is not None:
            self._inside.removeWidget(self._held)
            self._held.setParent(None)
        self._held = widget
        self._inside.addWidget(widget)
        widget.show()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(max(hint.width(), self._theme.space(self._steps)), hint.height())

    def focus_first(self) -> None:
        found = stops(self)
        if found:
            found[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
