"""Everything below the header: narrative, gaps, cards, answers, attachments, original, history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.models.report import Report
from triage.models.views import ReportDetail
from triage.ui.icons import Icons
from triage.ui.report.attachments import AttachmentsCard
from triage.ui.report.card_grid import CardGrid
from triage.ui.report.cards import CARDS_AT_ONCE, Maker, card_makers
from triage.ui.report.content import CardContent, Corrections, Row, answers_card, by_field, plain
from triage.ui.report.field_card import FieldCard
from triage.ui.report.field_row import LABEL_STEPS, FieldRow
from triage.ui.report.history import history_card
from triage.ui.report.narrative_card import NarrativeCard
from triage.ui.report.original import OriginalCard
from triage.ui.theme import Theme
from triage.ui.widgets import Button
from triage.ui.widgets.scroll_column import settle_around

WIDE_LABEL = 48
"""Label column of answers, in steps: questions are longer than labels."""


class ReportBodyView(QWidget):
    """Signals: ``entered(tuple[Entry, ...])``: the person corrected fields."""

    entered = Signal(tuple)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._now = theme, now
        self._report: Report | None = None
        self._makers: tuple[Maker, ...] = ()
        self._shown = CARDS_AT_ONCE
        self._cards: dict[str, FieldCard] = {}
        self._editable = False
        self._corrections: Corrections = {}
        self.narrative = NarrativeCard(theme)
        self._gaps = self._card(LABEL_STEPS)
        self._grid = CardGrid(theme)
        self._more = Button(theme, "", "link")
        self._answers = tuple(self._card(WIDE_LABEL) for _ in range(3))
        self.attachments = AttachmentsCard(theme, icons)
        self.original = OriginalCard(theme)
        self._history = self._card(WIDE_LABEL)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._lay_out()
        self._more.clicked.connect(self._show_more)

    def show_detail(self, detail: ReportDetail) -> None:
        """Show the report of ``detail`` (its body must be there) with the draft's corrections."""
        assert detail.body is not None
        report = detail.body.report
        if report != self._report:
            self._show_report(report)
        self.narrative.show_report(report, detail.body.assessment)
        self.attachments.show_attachments(report.attachments, can_save=True)
        self._editable = detail.editable
        self._corrections = by_field(detail.draft.corrections)
        self._show_cards()
        self._history.show_content(history_card(detail), editable=False)

    def clear(self) -> None:
        """Forget the cards; the next `show_detail` makes them anew."""
        self._grid.set_cards(())
        self._cards = {}
        self._report = None

    def rows(self) -> list[FieldRow]:
        """Every row that can be corrected, in reading order."""
        cards = self._cards.values()
        return [row for card in cards for row in card.rows if row.editable and not row.isHidden()]

    def correct_focused(self) -> None:
        rows = self.rows()
        focused = next((row for row in rows if row.hasFocus()), None)
        if focused is not None:
            focused.edit_requested.emit()
        elif rows:
            rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_field(self, field: str) -> bool:
        """Focus the row of a pointer; a card that is not shown yet comes next after those that are."""
        if any(card.focus_field(field) for card in self._cards.values()):
            return True
        for at, maker in enumerate(self._makers[self._shown :], self._shown):
            content = maker(self._corrections)
            if any(part.field == field for row in content.rows for part in row.parts):
                rest = (*self._makers[self._shown : at], *self._makers[at + 1 :])
                self._makers = (*self._makers[: self._shown], maker, *rest)
                self._shown += 1
                self._show_cards()
                settle_around(self)
                return self._cards[content.key].focus_field(field)
        return False

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space(2.5))
        upper: tuple[QWidget, ...] = (self.narrative, self._gaps, self._grid)
        for part in upper:
            column.addWidget(part)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        lower: tuple[QWidget, ...] = (*self._answers, self.attachments, self.original, self._history)
        for part in lower:
            column.addWidget(part)

    def _card(self, label_steps: int) -> FieldCard:
        card = FieldCard(self._theme, self._now, label_steps=label_steps)
        card.entered.connect(self.entered)
        card.step_requested.connect(self._step)
        return card

    def _show_report(self, report: Report) -> None:
        """Another report, or another version of it: what does not depend on the draft."""
        another = self._report is None or self._report.report_id != report.report_id
        self._report = report
        self._makers = card_makers(report)
        if another:
            self._shown = CARDS_AT_ONCE
        self.original.show_report(report)
        gaps: tuple[Row, ...] = tuple(plain("Look into", gap.words) for gap in report.gaps)
        self._gaps.show_content(
            CardContent(key="gaps", title="What the report lacks", rows=gaps[:6], more=gaps[6:]), editable=False
        )
        self._gaps.setVisible(bool(gaps))
        contents = (
            answers_card("answers", "About the incident", report.answers),
            answers_card("other", "Other answers", report.other),
            answers_card("submission", "Submission", report.submission.details, shown=4),
        )
        for card, content in zip(self._answers, contents, strict=True):
            card.show_content(content, editable=False)
            card.setVisible(bool(content.rows))

    def _show_cards(self) -> None:
        made: dict[str, FieldCard] = {}
        for maker in self._makers[: self._shown]:
            content = maker(self._corrections)
            card = self._cards.get(content.key) or self._card(LABEL_STEPS)
            card.show_content(content, editable=self._editable)
            made[content.key] = card
        if list(made) != list(self._cards):
            self._cards = made
            self._grid.set_cards(tuple(made.values()))
        hidden = len(self._makers) - len(made)
        self._more.setVisible(hidden > 0)
        self._more.set_words(f"Show {min(hidden, CARDS_AT_ONCE)} more of {hidden:,}")

    def _show_more(self) -> None:
        self._shown += CARDS_AT_ONCE
        self._show_cards()
        settle_around(self)

    def _step(self, row: object, by: int) -> None:
        rows = self.rows()
        if row in rows:
            at = rows.index(row) + by
            if 0 <= at < len(rows):
                rows[at].setFocus(Qt.FocusReason.TabFocusReason)
