"""Everything below the header: narrative, gaps, cards, answers, attachments, original, history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.models.additions import Source
from triage.models.answer import Answer
from triage.models.draft import Draft
from triage.models.messages import ContactLine
from triage.models.profile import Profile
from triage.models.report import Report
from triage.models.views import ReportDetail
from triage.ui.icons import Icons
from triage.ui.report.attachments import AttachmentsCard
from triage.ui.report.card_grid import CardGrid
from triage.ui.report.cards import CARDS_AT_ONCE, CARDS_MORE, MOST_CARDS, Maker, makers_for
from triage.ui.report.content import CardContent, Row, answers_card, plain
from triage.ui.report.field_card import FieldCard
from triage.ui.report.field_row import LABEL_STEPS, FieldRow
from triage.ui.report.history import history_card
from triage.ui.report.mentions import MentionsCard
from triage.ui.report.narrative_card import NarrativeCard
from triage.ui.report.original import OriginalCard
from triage.ui.report.thing_cards import Laid, laid_over
from triage.ui.theme import Theme
from triage.ui.widgets import Button
from triage.ui.widgets.scroll_column import settle_around

WIDE_LABEL = 48
"""Label column of answers, in steps: questions are longer than labels."""
CARDS_A_TURN = 4
"""Cards that are made before the window has its turn, while a report is opened."""


class ReportBodyView(QWidget):
    """Signals: ``entered(tuple[Entry, ...])``: fields were corrected; ``acted(card, act)``: do this with a card."""

    entered = Signal(tuple)
    acted = Signal(str, str)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons, self._now = theme, icons, now
        self._report: Report | None = None
        self._makers: tuple[Maker, ...] = ()
        self._first, self._last = 0, CARDS_AT_ONCE
        self._cards: dict[str, FieldCard] = {}
        self._editable = False
        self._laid = Laid()
        self._made_for: tuple[object, ...] = ()
        self._answered: tuple[object, ...] = ()
        self.noted: tuple[ContactLine, ...] = ()
        """What the contact log tells of withdrawals, for the history."""
        self._told: tuple[tuple[str, str, tuple[Answer, ...], int], ...] = ()
        self.narrative = NarrativeCard(theme)
        self.mentions = MentionsCard(theme)
        self._gaps = self._card(LABEL_STEPS)
        self._grid = CardGrid(theme)
        self._fewer = Button(theme, "", "link")
        self._more = Button(theme, "", "link")
        self._answers = tuple(self._card(WIDE_LABEL, one_stop=True) for _ in range(3))
        self.attachments = AttachmentsCard(theme, icons, now)
        self.original = OriginalCard(theme)
        self._history = self._card(WIDE_LABEL)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._lay_out()
        self._more.clicked.connect(self._show_more)
        self._fewer.clicked.connect(self._show_earlier)

    def show_detail(self, detail: ReportDetail, profile: Profile) -> None:
        """Show the report of ``detail`` (its body must be there) with the draft's corrections."""
        for _ in self.showing(detail, profile):
            pass

    def showing(self, detail: ReportDetail, profile: Profile) -> Iterator[None]:
        """The same in steps, for a report that is opened: between them the window may take its turn."""
        assert detail.body is not None
        report = detail.body.report
        if report != self._report:
            self._show_report(report)
            yield
        self.narrative.show_report(report, detail.body.assessment, _sources(detail.draft))
        yield
        self.attachments.show_attachments(report.attachments)
        self._editable = detail.editable
        self._lay(report, detail.draft)
        yield
        yield from self._cards_in_turns()
        yield from self._answers_in_turns()
        self._history.show_content(history_card(detail, profile, self.noted), editable=False)

    def balance(self) -> None:
        """Let the cards share the width evenly, now that their heights are known."""
        self._grid.balance()

    def clear(self) -> None:
        """Forget the cards; the next `show_detail` makes them anew."""
        self._grid.set_cards(())
        self._cards = {}
        self._report = None
        self._made_for = self._answered = ()

    def cards(self) -> tuple[FieldCard, ...]:
        """The cards of people and things that are shown, in reading order."""
        return tuple(self._cards.values())

    def rows(self) -> list[FieldRow]:
        """Every row that can be corrected, in reading order."""
        cards = (*self._cards.values(), *(card for card in self._answers if not card.isHidden()))
        return [row for card in cards for row in card.rows if row.editable and not row.isHidden()]

    def correct_focused(self) -> None:
        rows = self.rows()
        focused = next((row for row in rows if row.hasFocus()), None)
        if focused is not None:
            focused.edit_requested.emit()
        elif rows:
            rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_field(self, field: str) -> bool:
        """Focus the row of a pointer; a card that is not on the screen is brought there."""
        if any(card.focus_field(field) for card in (*self._cards.values(), *self._answers)):
            return True
        at = next((at for at, maker in enumerate(self._makers) if maker.has(field)), None)
        if at is None or self._first <= at < self._last:
            return False
        self._look_at(at, at + CARDS_AT_ONCE)
        return self._cards[self._makers[at].key].focus_field(field)

    def put_after_cards(self, part: QWidget) -> None:
        """One more card below those of people and things: where the place is."""
        self._whole.insertWidget(self._whole.indexOf(self._more) + 1, part)

    def put_before_files(self, part: QWidget) -> None:
        """One more card above the attachments: what was said to the people of the report."""
        self._whole.insertWidget(self._whole.indexOf(self.attachments), part)

    def _lay_out(self) -> None:
        column = self._whole = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space(2.5))
        upper: tuple[QWidget, ...] = (self.narrative, self.mentions, self._gaps)
        for part in upper:
            column.addWidget(part)
        column.addWidget(self._fewer, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._grid)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        lower: tuple[QWidget, ...] = (*self._answers, self.attachments, self.original, self._history)
        for part in lower:
            column.addWidget(part)

    def _card(self, label_steps: int, *, one_stop: bool = False) -> FieldCard:
        card = FieldCard(self._theme, self._icons, self._now, label_steps=label_steps, one_stop=one_stop)
        card.entered.connect(self.entered)
        card.acted.connect(self.acted)
        card.step_requested.connect(self._step)
        return card

    def _show_report(self, report: Report) -> None:
        """Another report, or another version of it: what does not depend on the draft."""
        another = self._report is None or self._report.report_id != report.report_id
        self._report = report
        if another:
            self._first, self._last = 0, CARDS_AT_ONCE
        self.original.show_report(report)
        gaps: tuple[Row, ...] = tuple(plain("Look into", gap.words) for gap in report.gaps)
        self._gaps.show_content(
            CardContent(key="gaps", title="What the report lacks", rows=gaps[:6], more=gaps[6:]), editable=False
        )
        self._gaps.setVisible(bool(gaps))
        rooms = (
            ("answers", "About the incident", report.answers, 12),
            ("other", "Other answers", report.other, 12),
            ("submission", "Submission", report.submission.details, 4),
        )
        # Which answers are shown here is found out once: there may be a hundred thousand of them.
        self._told = tuple(
            (key, title, tuple(answer for answer in told if not answer.shown_as), shown)
            for key, title, told, shown in rooms
        )
        self._answered = ()

    def _lay(self, report: Report, draft: Draft) -> None:
        """Take in what the handler laid over the report; the list of cards is made anew only when it changed."""
        self._laid = laid_over(draft)
        made_for = (report, draft.additions, draft.merges)
        if made_for != self._made_for:
            self._made_for = made_for
            self._makers = makers_for(report, draft)

    def _answers_in_turns(self) -> Iterator[None]:
        corrections = {key: one for key, one in self._laid.corrections.items() if key.startswith("answers/")}
        if (corrections, self._editable) == self._answered:
            return
        for card, (key, title, told, shown) in zip(self._answers, self._told, strict=True):
            content = answers_card(key, title, told, corrections, shown)
            card.show_content(content, editable=self._editable)
            card.setVisible(bool(content.rows))
            yield
        self._answered = (corrections, self._editable)

    def _chosen(self) -> tuple[Maker, ...]:
        """The makers of the cards that are to be on the screen."""
        return self._makers[self._first : self._last]

    def _made(self, maker: Maker) -> FieldCard:
        card = self._cards.get(maker.key) or self._card(LABEL_STEPS)
        card.show_content(maker(self._laid), editable=self._editable)
        return card

    def _cards_in_turns(self) -> Iterator[None]:
        made: dict[str, FieldCard] = {}
        for at, maker in enumerate(self._chosen(), 1):
            made[maker.key] = self._made(maker)
            if at % CARDS_A_TURN == 0:
                yield
        self._put_cards(made)

    def _put_cards(self, made: dict[str, FieldCard]) -> None:
        if list(made) != list(self._cards):
            self._cards = made
            self._grid.set_cards(tuple(made.values()))
        after = len(self._makers) - self._last
        self._more.setVisible(after > 0)
        self._more.set_words(f"Show {min(after, CARDS_MORE)} more of {after:,}")
        self._fewer.setVisible(self._first > 0)
        self._fewer.set_words(f"Show {min(self._first, CARDS_MORE)} earlier of {self._first:,}")

    def _show_more(self) -> None:
        """The next ones below; the first of many go, so that there are never too many to be laid out at once."""
        last = min(self._last + CARDS_MORE, len(self._makers))
        self._look_at(max(self._first, last - MOST_CARDS), last)

    def _show_earlier(self) -> None:
        first = max(self._first - CARDS_MORE, 0)
        self._look_at(first, min(self._last, first + MOST_CARDS))

    def _look_at(self, first: int, last: int) -> None:
        """Bring these cards on the screen; those that are there already say what they said."""
        self._first, self._last = first, last
        self._put_cards({maker.key: self._cards.get(maker.key) or self._made(maker) for maker in self._chosen()})
        settle_around(self)

    def _step(self, row: object, by: int) -> None:
        rows = self.rows()
        if row in rows:
            at = rows.index(row) + by
            if 0 <= at < len(rows):
                rows[at].setFocus(Qt.FocusReason.TabFocusReason)


def _sources(draft: Draft) -> tuple[Source, ...]:
    """All words that something was made of."""
    crimes = (line.source for line in draft.crimes)
    return (*(entry.source for entry in draft.additions), *(source for source in crimes if source is not None))
