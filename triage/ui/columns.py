"""The three columns of the window: their widths, their order, and which are shown when there is no room for all."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

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


class DeskColumns(QSplitter):
    """``moved``: a person or a key changed a width, or another column is shown. ``resized``: the window was.

    With large text on a small screen the columns need more than there is. Then two of them are shown, or one, always
    the one with the focus among them; `reveal` brings another.
    """

    moved = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.columns = {name: Column(name) for name in COLUMNS}
        self._order: tuple[str, ...] = ()
        self._wanted = "report"
        self.set_order(COLUMNS)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.splitterMoved.connect(self.moved)

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

    def shares(self) -> list[int]:
        """The widths that the desk begins with, from left to right."""
        return [_SHARES[name] * _WHOLE // 100 for name in self._order]

    def share_out(self) -> None:
        """Every column has what it needs at least; the report has the rest."""
        whole = self.width()
        wide = {
            name: max(self.columns[name].minimumSizeHint().width(), whole * _SHARES[name] // 100)
            for name in ("queue", "decide")
        }
        wide["report"] = whole - sum(wide.values())
        self.setSizes([wide[name] for name in self._order])

    def widen(self, name: str, by: int) -> None:
        """Give this column so many pixels more (or, negative, less); the report gives or takes them, or the decide
        column when it is the report that changes. No column gets narrower than it can be."""
        other = "decide" if name == "report" else "report"
        if self.columns[name].isHidden() or self.columns[other].isHidden():
            return
        sizes = dict(zip(self._order, self.sizes(), strict=True))
        least = {one: self.columns[one].minimumSizeHint().width() for one in (name, other)}
        by = max(min(by, sizes[other] - least[other]), least[name] - sizes[name])
        sizes[name], sizes[other] = sizes[name] + by, sizes[other] - by
        self.setSizes([sizes[one] for one in self._order])
        self.moved.emit()

    def restored(self, state: object) -> bool:
        """Take the widths that `saveState` told; False when there are none that fit."""
        return isinstance(state, QByteArray) and self.restoreState(state)

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
        self.moved.emit()

    def minimumSizeHint(self) -> QSize:
        """One column: the others go out of the way."""
        hint = super().minimumSizeHint()
        return QSize(max(column.minimumSizeHint().width() for column in self.columns.values()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        self.resized.emit()

    def _fitting(self) -> set[str]:
        least = {name: column.minimumSizeHint().width() for name, column in self.columns.items()}
        room = self.width() - 2 * self.handleWidth()
        if not self.isVisible() or sum(least.values()) <= room:
            return set(COLUMNS)
        beside = {"queue": "report", "decide": "report"}.get(self._wanted)
        if beside is None:  # the report: with what stands beside it already, else with the decision
            beside = "queue" if self.columns["decide"].isHidden() else "decide"
        return {self._wanted, beside} if least[self._wanted] + least[beside] <= room else {self._wanted}


class Column(QFrame):
    """One of the three places of the window; lit at its top while the focus is inside."""

    def __init__(self, name: str) -> None:
        super().__init__()
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

    def focus_first(self) -> None:
        found = stops(self)
        if found:
            found[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
