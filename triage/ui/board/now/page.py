"""The page "Now": large figures, what is oldest and what breaches next, who holds what, what is stuck."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.board_sheet import board_sheet
from triage.models.caller import name_words
from triage.models.clock import london
from triage.models.errors import KnownError
from triage.models.figures import LONG, BoardFigures
from triage.models.ids import ReportId
from triage.ui.board.exporting import as_png
from triage.ui.board.fresh_page import FreshPage
from triage.ui.board.list_card import ListCard
from triage.ui.board.now.chart_cards import DayCard, HeadsCard
from triage.ui.board.now.rows import due_row, held_row, stuck_row, waiting_row
from triage.ui.board.now.tiles import Tiles
from triage.ui.board.now.words import STUCK_WORDS, age_words, free_words, held_head, tile_texts
from triage.ui.board.page import Room
from triage.ui.presenter.save_as import as_csv_bytes, save_as
from triage.ui.text import time_of_day
from triage.ui.widgets import Button
from triage.ui.widgets.columns import Columns
from triage.ui.widgets.scroll_column import ScrollColumn

NARROWEST = 92
"""Steps of space that a column of cards needs at least."""
MOST_COLUMNS = 3
MOST_HELD = 15
"""Reports in hand that are listed; the longest held come first."""


class NowPage(FreshPage):
    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, "figures", room.context.desk.overseeing.figures.figures, parent)
        theme = room.theme
        self.setObjectName("board-now")
        self._told: BoardFigures | None = None
        self._trouble: KnownError | None = None
        self.fetching.came.connect(self.show_figures)
        self.state.setObjectName("board-now-state")
        self.again = Button(theme, "Try again")
        self.again.setObjectName("board-now-again")
        self.again.clicked.connect(self.fetching.ask)
        self.again.hide()
        self.tiles = Tiles(theme)
        self.oldest = self._card("Longest not looked at", "Nothing waits to be looked at.")
        self.next_due = self._card("Breaches next", "Nothing that waits has its target ahead.")
        self.heads = HeadsCard(theme, lambda: room.context.desk.profile)
        self.day = DayCard(theme)
        self.picture = Button(theme, "Save as picture…")
        self.table = Button(theme, "Export as CSV…")
        self.picture.clicked.connect(self._save_picture)
        self.table.clicked.connect(self._save_table)
        self.held = self._card("Who holds what", "Nobody holds a report.")
        self.stuck = {why: self._card(words, "") for why, words in STUCK_WORDS.items()}
        self._columns = Columns(theme, NARROWEST, MOST_COLUMNS)
        self._columns.set_blocks([self.oldest, self.next_due, self.heads, self.day, self.held, *self.stuck.values()])
        self._fill()
        self.say("Asking the gateway how the room stands…")

    def arrive(self) -> None:
        self._led = self.oldest.rows.isVisibleTo(self)
        super().arrive()

    def tick(self) -> None:
        super().tick()
        self._tell_age()

    def first(self) -> QWidget:
        return self.oldest.rows

    @Slot(object)
    def show_figures(self, told: BoardFigures) -> None:
        """The room as the gateway told it."""
        self._told, self._trouble = told, None
        now = told.as_of
        self.say("")
        self.again.hide()
        self.tiles.show_texts(tile_texts(told))
        waiting = told.waiting.waiting
        self.oldest.show_rows([waiting_row(line, now) for line in told.oldest], waiting)
        self.next_due.show_rows([due_row(line, now) for line in told.next_due], waiting - told.waiting.late)
        self.heads.show_figures(told)
        self.day.show_figures(told)
        self._show_held(told, now)
        piles = {pile.why: pile for pile in told.stuck}
        for why, card in self.stuck.items():
            pile = piles.get(why)
            card.setVisible(pile is not None)
            if pile is not None:
                card.show_rows([stuck_row(line, now) for line in pile.lines], pile.number)
        self._columns.settle()
        self._show_body(shown=True)
        self._tell_age()
        self.lead()

    @Slot(object)
    def show_error(self, error: KnownError) -> None:
        """The figures of before stay, with their age."""
        self._trouble = error
        super().show_error(error)
        self.state.set_tone("wrong" if self._told is None else "warn")
        self.again.show()
        self._show_body(shown=self._told is not None)
        self._tell_age()

    def lead(self) -> None:
        led = self._led
        super().lead()
        if not led and self.oldest.rows.hasFocus():
            self._scroll.verticalScrollBar().setValue(0)  # the focus must not take the figures at the top out of sight

    def _show_held(self, told: BoardFigures, now: datetime) -> None:
        names = self._kind_name
        lines = sorted(
            ((person.subject, line) for person in told.people for line in person.held), key=lambda one: one[1].since
        )
        rows = [held_row(name_words(who), line, now, names, long=now - line.since >= LONG) for who, line in lines]
        self.held.show_rows(rows[:MOST_HELD], len(rows), held_head(told))
        self.held.say_below(free_words(told, len(rows) - MOST_HELD))

    @Slot()
    def _save_picture(self) -> None:
        written = as_png(self._scroll.inner.grab())
        self._save("Save the board as a picture", "png", "Picture (*.png)", written)

    @Slot()
    def _save_table(self) -> None:
        if self._told is not None:
            self._save("Export the board", "csv", "CSV (*.csv)", as_csv_bytes(board_sheet(self._told)))

    def _save(self, title: str, ending: str, filters: str, written: bytes) -> None:
        context = self._room.context
        name = f"board-{london(context.desk.clock.now()):%Y-%m-%d-%H%M}.{ending}"
        saved = save_as(context, title, name, filters, written, what="The board", key="board")
        context.spawn("board export", saved)

    def _kind_name(self, key: str) -> str:
        kind = self._room.context.desk.profile.kind(key)
        return kind.name if kind else key.replace("_", " ").capitalize()

    def _card(self, name: str, empty: str) -> ListCard:
        card = ListCard(self._room.theme, name, empty, self._room.menu)
        card.rows.opened.connect(lambda report_id: self._room.open_report(ReportId(report_id)))
        return card

    def _show_body(self, *, shown: bool) -> None:
        for part in (self.tiles, self.picture, self.table):
            part.setVisible(shown)
        self._columns.setVisible(shown)
        self._scroll.settle_in_sight(grown=False)  # else news would scroll the figures away

    def _tell_age(self) -> None:
        if self._told is None:
            return
        now = self._room.context.desk.clock.now()
        words = age_words(self._told.as_of, now)
        if self._trouble is not None:
            words = f"Not refreshed since {time_of_day(self._told.as_of)}"
        self.told.emit(words, "warn" if self._trouble else "text_soft")

    def _fill(self) -> None:
        space = self._room.theme.space
        self._scroll = ScrollColumn(self._room.theme)
        self._scroll.body.setContentsMargins(0, 0, space(2), 0)
        self._scroll.body.setSpacing(space(3))
        said = QHBoxLayout()
        said.addWidget(self.state, 1)
        said.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addLayout(said)
        column.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space(2))
        foot.addStretch(1)
        for button in (self.picture, self.table):
            foot.addWidget(button)
            button.hide()
        column.addLayout(foot)
        for part in (self.tiles, self._columns):
            self._scroll.add(part)
            part.hide()
        lowest = [card.rows for card in self.stuck.values()][-1]
        for before, after in (
            (lowest, self.picture),
            (self.picture, self.table),
        ):  # as they stand, not as they were made
            QWidget.setTabOrder(before, after)
