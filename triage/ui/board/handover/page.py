"""The page "Handover": everything that is not done, notes for the next shift, and the paper of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.caller import name_words
from triage.models.clock import london
from triage.models.handover import HandoverSheet, LeftReport, ShiftNote
from triage.models.ids import ReportId
from triage.models.visible import visible
from triage.ui.board.handover.rows import LISTS, handover_paper, left_row, unsent_words
from triage.ui.board.kept_page import KeptPage
from triage.ui.board.lines import Line, Lines
from triage.ui.board.list_card import ListCard
from triage.ui.board.page import Room
from triage.ui.contact.parts import Field
from triage.ui.presenter.save_as import save_as
from triage.ui.text import count, time_of_day
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, Card, PlainLabel, SectionHeader
from triage.ui.widgets.columns import Columns
from triage.ui.widgets.empty import Empty
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn

NARROWEST, MOST_COLUMNS, WIDEST = 92, 3, 240
NOTHING = "Nothing is left for the next shift."
WHAT_COMES = (
    "Nobody holds a report, nothing waits for a person or is put off, and every workstation that was heard of has sent "
    "everything. What is left will stand here."
)


class HandoverPage(KeptPage):
    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, "handover", room.context.desk.overseeing.handover.sheet, parent)
        theme = room.theme
        self.setObjectName("board-handover")
        self._told: HandoverSheet | None = None
        self.print = Button(theme, "Save as PDF…")
        self.print.setObjectName("handover-pdf")
        self.print.hide()  # until there is something to save: else the focus would come to it first
        self.cards = {name: self._card(words, empty) for name, words, empty in LISTS}
        self._no_notes = PlainLabel(theme, "Nobody left a note.", tone="text_soft", wrap=True)
        self.notes = Rows(theme.space(2))
        self.note = Field(theme, "For the next shift", "handover-note", lines=True)
        self.keep_note = Button(theme, "Leave note", "primary", key="Ctrl+Return")
        self.keep_note.setObjectName("handover-keep")
        self.unsent = Lines(theme, "unsent")
        self._unsent_words = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self.none = Empty(theme, NOTHING, WHAT_COMES)
        self.none.hide()
        self._columns = Columns(theme, NARROWEST, MOST_COLUMNS, widest=WIDEST)
        self._fill()
        self.say("Asking the gateway what is left…")
        self.fetching.came.connect(self.show_sheet)
        self.unsent.pressed.connect(self._open_unsent)
        self.keep_note.clicked.connect(self._leave_note)
        self.print.clicked.connect(self._save)

    def first(self) -> QWidget:
        return self.print if self.note.isHidden() else self.note.line

    @Slot(object)
    def show_sheet(self, told: HandoverSheet) -> None:
        """What is left, as the gateway told it; what is being written or read stays."""
        before, self._told = self._told, told
        self.say("")
        for name, card in self.cards.items():
            lines: tuple[LeftReport, ...] = getattr(told, name)
            more = f"{count(len(lines), 'report')} or more" if name in told.more else ""
            card.show_rows([left_row(name, one, told.at) for one in lines], len(lines), more)
        if before is None or before.notes != told.notes:
            self.notes.fill([self._note_part(one) for one in told.notes])
        self._no_notes.setVisible(not told.notes)
        self.unsent.show_lines([Line(one.desk, *unsent_words(one), bool(one.report_ids)) for one in told.unsent])
        self._unsent_words.setText("" if told.unsent else "Every workstation that was heard of has sent everything.")
        self._unsent_words.setVisible(not told.unsent)
        self._show_none(none=not told.unsent and not any(getattr(told, name) for name in self.cards))
        self._columns.settle()
        self._columns.show()
        self.print.show()
        self._scroll.settle()
        self.told.emit(f"As of {time_of_day(told.at)}", "text_soft")
        self.lead()

    def _show_none(self, *, none: bool) -> None:
        """One word in the middle of the page instead of a card for each list that is empty."""
        for card in (*self.cards.values(), self._unsent_card):
            card.setVisible(not none)
        self.none.setVisible(none)
        body = self._scroll.body
        body.setStretch(body.count() - 1, 0 if none else 1)

    def keep(self) -> None:
        if self.keep_note.isVisible() and self.keep_note.isEnabled():
            self._leave_note()

    @Slot()
    def _leave_note(self) -> None:
        words = self.note.words.strip()
        if not words:
            self.note.set_note("Write what the next shift must know.")
            self.note.focus()
            return
        self.note.set_note("")
        self.note.focus()  # before its button is out of use
        self.keep_note.setEnabled(False)
        self._room.context.spawn("handover note", self._keep(words))

    async def _keep(self, words: str) -> None:
        """The words leave the field only once the gateway has them."""
        try:
            await self._room.context.desk.overseeing.handover.note(words)
        finally:
            self.keep_note.setEnabled(True)
        if self.note.words.strip() == words:
            self.note.set_words("")
        self.ask()

    @Slot()
    def _save(self) -> None:
        told, context = self._told, self._room.context
        if told is None:
            return
        name, filters = f"handover-{london(told.at):%Y-%m-%d-%H%M}.pdf", "PDF (*.pdf)"
        content = partial(self._as_pdf, told)
        saved = save_as(context, "Save the handover", name, filters, content, what="The handover", key="handover")
        context.spawn("handover pdf", saved)

    async def _as_pdf(self, told: HandoverSheet) -> bytes:
        from triage.ui.print.output import as_pdf
        from triage.ui.print.pages import Fonts, laid_out

        desk = self._room.context.desk
        paper = handover_paper(told, desk.profile, desk.me.name)
        fonts = Fonts(self._room.theme.font(FontRole.BODY).family())
        return await as_pdf(paper, [page async for page in laid_out(paper, fonts)], fonts)

    @Slot(str)
    def _open_unsent(self, desk: str) -> None:
        unsent = self._told.unsent if self._told else ()
        self._room.open_report(next(one.report_ids[0] for one in unsent if one.desk == desk))

    def _note_part(self, one: ShiftNote) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._room.theme.space(0.5))
        head = f"{name_words(one.by)}, {london(one.at):%a %d/%m %H:%M}"
        column.addWidget(PlainLabel(self._room.theme, head, FontRole.SMALL_STRONG, "text_soft", wrap=True))
        column.addWidget(PlainLabel(self._room.theme, visible(one.words), wrap=True, selectable=True))
        return part

    def _card(self, name: str, empty: str) -> ListCard:
        card = ListCard(self._room.theme, name, empty, self._room.menu)
        card.rows.opened.connect(lambda report_id: self._room.open_report(ReportId(report_id)))
        return card

    def _fill(self) -> None:
        theme = self._room.theme
        notes = Card(theme, "Notes")
        keep = QHBoxLayout()
        keep.addStretch(1)
        keep.addWidget(self.keep_note)
        if "supervisor" not in self._room.context.desk.roles.held:  # who only reads leaves none
            self.note.hide()
            self.keep_note.hide()
        for part in (SectionHeader(theme, "Notes"), self._no_notes, self.notes, self.note, keep):
            notes.add(part)
        notes.body.insertSpacing(notes.body.indexOf(self.note), theme.space(1.5))
        unsent = self._unsent_card = Card(theme, "Not sent")
        for line in (SectionHeader(theme, "Not sent"), self._unsent_words, self.unsent):
            unsent.add(line)
        self._columns.set_blocks([notes, *self.cards.values(), unsent])
        self._columns.hide()
        self._scroll = ScrollColumn(theme)
        self._scroll.body.setContentsMargins(0, 0, theme.space(2), 0)
        self._scroll.add(self._columns)
        self._scroll.add(self.none)
        self._scroll.body.setStretchFactor(self.none, 1)
        self._columns.stack_in(self._scroll)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self.state)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)
