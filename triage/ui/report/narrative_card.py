"""The narrative with its margin: notes beside the words where there is room, below them where there is not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from triage.models.additions import Source
from triage.models.indicators import Assessment
from triage.models.report import Report
from triage.ui.report.margin import NoteButton
from triage.ui.report.narrative import INSET
from triage.ui.report.notes import SHOWN, MarginNote, margin_notes, outermost, source_notes
from triage.ui.report.paged_text import PagedText
from triage.ui.text import count
from triage.ui.theme import Theme
from triage.ui.widgets import Button, Card, PlainLabel
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

MARGIN_STEPS = 38
BESIDE_STEPS = 115
"""Narrower than this many steps, notes go below the text."""
WIDE_STEPS, WIDE_MARGIN_STEPS = 180, 62
"""From this many steps on the notes have more room: the text needs less height than they do."""


class NarrativeCard(Card):
    """Signals: ``scrolled_to(y)``: words at this height of the card should be brought into view."""

    scrolled_to = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Narrative", parent)
        self.setObjectName("narrative_card")
        self._notes: tuple[MarginNote, ...] = ()
        self._all = False
        self._report: Report | None = None
        self._sources: tuple[Source, ...] = ()
        self.text = PagedText(theme, "Narrative")
        self._absent = PlainLabel(theme, "The report has no narrative.", tone="text_soft", wrap=True)
        self._absent.setContentsMargins(INSET, INSET, INSET, INSET)
        self._margin = QWidget()
        self._margin.hide()
        self._list = Rows(theme.space(2))
        column = QVBoxLayout(self._margin)
        column.setContentsMargins(0, INSET, 0, 0)
        column.addWidget(self._list)
        column.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(theme.space(4))
        self._box.addWidget(self.text, 1)
        self._box.addWidget(self._margin, 0)
        self.add(self._absent)
        self.body.addLayout(self._box)
        self._place()

    def _dress(self) -> None:
        """The text brings its own edge: its first letter is in line with what other cards say."""
        super()._dress()
        space = self._theme.space
        self.body.setContentsMargins(max(0, space(3.5) - INSET), max(0, space(3) - INSET), space(3.5), space(2))

    @property
    def notes(self) -> tuple[MarginNote, ...]:
        return self._notes

    def show_report(self, report: Report, assessment: Assessment, sources: tuple[Source, ...] = ()) -> None:
        """Show the report's own words, what the rules saw in them, and what was made of them (``sources``)."""
        self._report, self._sources = report, sources
        notes = margin_notes(assessment.indicators, len(report.narrative))
        self._absent.setVisible(not report.narrative)
        self.text.setVisible(bool(report.narrative))
        if notes != self._notes:
            self._notes, self._all = notes, False
            self._fill()
        self._underline()

    def chosen(self) -> Source | None:
        """The selected words of the reporter with where they stand; None when there are none."""
        report, found = self._report, self.text.chosen()
        if report is None or found is None or not report.narrative:
            return None
        start, end = found
        return Source(quote=report.narrative[start:end], start=start, end=end, version=report.version)

    def go_to_words(self, source: Source) -> None:
        """Select the words that something was made of and bring them into view."""
        if self._report is not None:
            for note in source_notes((source,), self._report):
                self._go_to(note)

    def show_words(self, start: int, end: int) -> None:
        """Select these characters of the text and say where they are."""
        self._go_to(MarginNote(title="", quote="", why="", rule="", strong=False, start=start, end=end))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        beside = self.width() >= self._theme.space(BESIDE_STEPS)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(way)
        margin = self._theme.space(WIDE_MARGIN_STEPS if self.width() >= self._theme.space(WIDE_STEPS) else MARGIN_STEPS)
        self._margin.setMaximumWidth(margin if beside else 16_777_215)
        self._margin.setMinimumWidth(margin if beside else 0)

    def _fill(self) -> None:
        made: list[QWidget] = []
        shown = self._shown()
        for before, note in zip((None, *shown), shown, strict=False):
            button = NoteButton(self._theme, note, titled=before is None or before.title != note.title)
            button.clicked.connect(lambda _checked=False, note=note: self._go_to(note))
            made.append(button)
        if len(shown) < len(self._notes):
            more = Button(self._theme, f"Show {count(len(self._notes) - len(shown), 'more sign')}", "link")
            more.clicked.connect(self._show_all)
            made.append(more)
        self._list.fill(made)
        self._margin.setVisible(bool(self._notes))

    def _shown(self) -> tuple[MarginNote, ...]:
        """The strong ones and what the form itself says; weaker words are often wrong and wait to be asked for."""
        if self._all:
            return self._notes
        return outermost(note for note in self._notes if note.strong or not note.in_narrative)[:SHOWN]

    def _underline(self) -> None:
        if self._report is not None:
            made = source_notes(self._sources, self._report)
            self.text.set_text(self._report.narrative, (*self._shown(), *made))

    def _show_all(self) -> None:
        self._all = True
        self._fill()
        self._underline()
        settle_around(self)

    def _go_to(self, note: MarginNote) -> None:
        top = self.text.go_to(note)
        if top is not None:
            self.scrolled_to.emit(self.text.y() + top)
