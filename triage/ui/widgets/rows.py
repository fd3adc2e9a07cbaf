"""A stack of widgets that is filled anew in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QSizePolicy, QVBoxLayout, QWidget


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
        self._count = len(wanted)
        # Qt dresses a widget again for another parent, and all that is in it: what stays keeps its box.
        if old is not None and any(old.isAncestorOf(one) for one in wanted):
            with untouched(_column(old)):
                _empty(old, set(wanted))
                _put(old, wanted, narrow)
                for one in wanted:
                    _show_unless_hidden(one)
            _column(old).activate()
        else:
            self._swap(old, wanted, narrow)
        self.setVisible(self._count > 0)

    def _swap(self, old: QWidget | None, wanted: list[QWidget], narrow: set[QWidget]) -> None:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._gap)
        if old is not None:
            old.hide()
            self._column.removeWidget(old)
            old.deleteLater()
        _put(box, wanted, narrow)
        self._box = box
        self._column.addWidget(box)
        box.show()

    def put_after(self, widget: QWidget, another: QWidget) -> None:
        """One more, right below ``widget``."""
        if self._box is not None:
            column = _column(self._box)
            column.insertWidget(column.indexOf(widget) + 1, another)
            another.show()


@contextmanager
def untouched(layout: QLayout) -> Iterator[None]:
    """While widgets come and go one by one, nothing is laid out again for each of them."""
    layout.setEnabled(False)
    try:
        yield
    finally:
        layout.setEnabled(True)


def _show_unless_hidden(widget: QWidget) -> None:
    """As a layout shows what is put into it, but now; what somebody has hidden stays so."""
    if widget.isHidden() and not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
        widget.show()


def _column(box: QWidget) -> QVBoxLayout:
    column = box.layout()
    assert isinstance(column, QVBoxLayout)
    return column


def _put(box: QWidget, widgets: Iterable[QWidget], narrow: set[QWidget]) -> None:
    column = _column(box)
    for widget in widgets:
        if widget in narrow:
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            column.addWidget(widget)


def _empty(box: QWidget, kept: set[QWidget]) -> None:
    """Take everything out of the layout; what is not among ``kept`` is let go of."""
    layout = box.layout()
    while layout is not None and (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget not in kept:
            widget.hide()
            widget.deleteLater()
