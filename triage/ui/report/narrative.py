"""The reporter's own words, with the indicators underlined in place. Plain text, read-only, selectable by keyboard."""

from __future__ import annotations

import math

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from triage.ui.report.notes import MarginNote
from triage.ui.report.shown_text import ShownText, show
from triage.ui.theme import FontRole, Theme

INSET = 8
"""Logical px from the edge of a text to its first letter, so that the ring of the focus does not touch it."""


class NarrativeText(QTextEdit):
    """One page of the narrative, as high as its text; the column around it does the scrolling."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._page: ShownText = show("")
        self._notes: tuple[MarginNote, ...] = ()
        self.setObjectName("narrative")
        self.setAccessibleName("Narrative")
        self.setProperty("bare", True)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(INSET - 2)  # 2 px are the edge
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_page(self, page: ShownText, notes: tuple[MarginNote, ...]) -> None:
        """Show a page and underline what of the notes lies on it."""
        self._notes = notes
        if page.text != self._page.text:
            self.setPlainText(page.text)
            self._space_lines()
        self._page = page
        self._underline()

    def mark(self, note: MarginNote) -> int | None:
        """Select the words of a note. Their y inside this widget, or None when they are not on this page."""
        span = self._page.span(note.start, note.end) if note.in_narrative else None
        if span is None:
            return None
        cursor = self.textCursor()
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        return self.cursorRect(cursor).top()

    def chosen(self) -> tuple[int, int] | None:
        """The selected words as a range of the original, without blanks around them; None when none are selected.

        Without a selection the word at the cursor counts.
        """
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        shown = self._page.text.encode("utf-16-le", "surrogatepass")
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        words = shown[start * 2 : end * 2].decode("utf-16-le", "surrogatepass")
        if not words.strip():
            return None
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        return self._page.original(start, end)

    def below_selection(self) -> QPoint:
        """The lower left corner of the selection, in this widget."""
        cursor = self.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        start = self.textCursor()
        start.setPosition(start.selectionStart())
        left = self.cursorRect(start).left() if start.block() == cursor.block() else 0
        return QPoint(left, self.cursorRect(cursor).bottom())

    def underlined(self) -> tuple[str, ...]:
        """The words that carry a mark, in order."""
        return tuple(entry.cursor.selectedText() for entry in self.extraSelections())

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied is the plain words."""
        mime = QMimeData()
        mime.setText(self.textCursor().selection().toPlainText())
        return mime

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _underline(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        for note in self._notes:
            span = self._page.span(note.start, note.end) if note.in_narrative else None
            if span is None:
                continue
            cursor = QTextCursor(self.document())
            cursor.setPosition(span[0])
            cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format = self._mark_format(note)
            marks.append(mark)
        self.setExtraSelections(marks)

    def _mark_format(self, note: MarginNote) -> QTextCharFormat:
        name = "info" if note.made else "wrong" if note.strong else "warn"
        look = QTextCharFormat()
        look.setBackground(self._theme.colour(f"mark_{name}"))
        look.setForeground(self._theme.colour("text"))
        dashed, plain = QTextCharFormat.UnderlineStyle.DashUnderline, QTextCharFormat.UnderlineStyle.SingleUnderline
        look.setUnderlineStyle(dashed if note.made else plain)
        look.setUnderlineColor(self._theme.colour(f"mark_{name}_underline"))
        return look

    def _space_lines(self) -> None:
        """Reading text gets air between its lines."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block = cursor.blockFormat()
        block.setLineHeight(130, 1)  # 1 = proportional, in per cent
        cursor.mergeBlockFormat(block)

    def _restyle(self) -> None:
        self.setFont(self._theme.font(FontRole.READING))
        self.document().setDefaultFont(self._theme.font(FontRole.READING))
        self._underline()
        self._grow()

    def _grow(self) -> None:
        height = math.ceil(self.document().size().height()) + 5
        if height != self.height():
            self.setFixedHeight(height)
