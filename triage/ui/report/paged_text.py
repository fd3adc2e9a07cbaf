"""Long text of the public a page at a time, so that a megabyte without a line break cannot hold up the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.ui.report.narrative import NarrativeText
from triage.ui.report.notes import MarginNote
from triage.ui.report.shown_text import PAGE, page_starts, show
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel


class PagedText(QWidget):
    """The text and, when it has more than one page, "Characters 1 to 12,000 of 1,048,576" with the ways to the others.

    Signals:
        page_shown(): another page is on the screen.
    """

    page_shown = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._notes: tuple[MarginNote, ...] = ()
        self._starts = page_starts(0)
        self._at = 0
        self.view = NarrativeText(theme)
        self.view.setAccessibleName(name)
        self._where = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._earlier = Button(theme, "Earlier text", "link")
        self._later = Button(theme, "More text", "link")
        self._pager = QWidget()
        row = QHBoxLayout(self._pager)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        row.addWidget(self._where, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._earlier)
        row.addWidget(self._later)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1))
        column.addWidget(self.view)
        column.addWidget(self._pager)
        column.addStretch(1)
        self._earlier.clicked.connect(lambda: self._turn(-1))
        self._later.clicked.connect(lambda: self._turn(1))
        self._show()

    @property
    def text(self) -> str:
        """The whole text, as it came."""
        return self._text

    def set_text(self, text: str, notes: tuple[MarginNote, ...] = ()) -> None:
        """Show a text. The same text keeps its page, cursor and selection."""
        if text != self._text:
            self._text = text
            self._starts = page_starts(len(text))
            self._at = 0
        self._notes = notes
        self._show()

    def go_to(self, note: MarginNote) -> int | None:
        """Turn to the page of a note's words and select them. Their y inside this widget, or None."""
        if not note.in_narrative:
            return None
        self._at = min(note.start // PAGE, len(self._starts) - 1)
        self._show()
        top = self.view.mark(note)
        return None if top is None else self.view.y() + top

    def chosen(self) -> tuple[int, int] | None:
        """The selected words, or the word at the cursor, as characters of the whole text."""
        return self.view.chosen()

    def _turn(self, by: int) -> None:
        self._at = min(max(self._at + by, 0), len(self._starts) - 1)
        self._show()
        self.page_shown.emit()

    def _show(self) -> None:
        page = show(self._text, self._starts[self._at])
        self.view.show_page(page, self._notes)
        many = len(self._starts) > 1
        self._pager.setVisible(many)
        if many:
            self._where.setText(f"Characters {page.first + 1:,} to {page.last:,} of {len(self._text):,}")
            self._earlier.setEnabled(self._at > 0)
            self._later.setEnabled(self._at < len(self._starts) - 1)
