"""A stack of widgets that is filled anew in one go."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget


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

    def fill(self, widgets: Iterable[QWidget], *, left: Iterable[QWidget] = ()) -> None:
        """Show these instead of what was there, of which some may be among them; those in ``left`` keep their own
        width. Empty takes no room."""
        narrow = set(left)
        old = self._box
        if old is not None:
            old.hide()  # before any of its widgets moves on: nothing is laid out again for each of them
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._gap)
        self._count = 0
        for widget in widgets:
            if widget in narrow:
                column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                column.addWidget(widget)
            self._count += 1
        self._box = box
        if old is not None:
            self._column.removeWidget(old)
            old.deleteLater()
        self._column.addWidget(box)
        box.show()
        self.setVisible(self._count > 0)

    def put_after(self, widget: QWidget, another: QWidget) -> None:
        """One more, right below ``widget``."""
        column = self._box.layout() if self._box is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.indexOf(widget) + 1, another)
            another.show()
