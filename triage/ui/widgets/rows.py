"""A stack of widgets that is filled anew in one go."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget


class Rows(QWidget):
    """One below the other. `fill` swaps the whole content.

    A widget put into a visible layout is shown with the next round of events, each one laying out every layout above
    it again. Here the new ones come in an own box that is shown once, at once.
    """

    def __init__(self, gap: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = gap
        self._box: QWidget | None = None
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def count(self) -> int:
        return self._count

    def let_go_of_focus(self) -> None:
        """Before a `fill` after which the caller puts the focus somewhere: else Qt looks for another place for each
        row that goes, through all that the window has."""
        here = QApplication.focusWidget()
        if here is not None and self.isAncestorOf(here):
            here.clearFocus()

    def fill(self, widgets: Iterable[QWidget], *, left: Iterable[QWidget] = ()) -> None:
        """Show these instead of what was there, of which some may be among them; those in ``left`` keep their own
        width. Empty takes no room."""
        narrow, wanted = set(left), list(widgets)
        old = self._box
        if old is not None:
            old.hide()  # before any of its widgets moves on: nothing is laid out again for each of them
        # Qt dresses a widget again for another parent, and all that is in it: what stays keeps its box.
        box = old if old is not None and any(old.isAncestorOf(one) for one in wanted) else None
        if box is None:
            box = QWidget()
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(self._gap)
        else:
            _empty(box, set(wanted))
        self._put(box, wanted, narrow)
        self._count = len(wanted)
        if old is not None and old is not box:
            self._column.removeWidget(old)
            old.deleteLater()
        if box is not self._box:
            self._box = box
            self._column.addWidget(box)
        box.show()
        self.setVisible(self._count > 0)

    def _put(self, box: QWidget, widgets: Iterable[QWidget], narrow: set[QWidget]) -> None:
        column = box.layout()
        assert isinstance(column, QVBoxLayout)
        for widget in widgets:
            if widget in narrow:
                column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                column.addWidget(widget)

    def put_after(self, widget: QWidget, another: QWidget) -> None:
        """One more, right below ``widget``."""
        column = self._box.layout() if self._box is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.indexOf(widget) + 1, another)
            another.show()


def _empty(box: QWidget, kept: set[QWidget]) -> None:
    """Take everything out of the layout; what is not among ``kept`` is let go of."""
    layout = box.layout()
    while layout is not None and (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget not in kept:
            widget.hide()
            widget.deleteLater()
