"""The page "Figures": compliance figures of a period, by type or grade, each leading to its reports."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from triage.models.clock import london
from triage.models.compliance import Figures, FiguresRow
from triage.models.compliance_words import EXPLAINED, TOPICS, Column, kind_words, row_words
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.periods import Period
from triage.ui.board.figures.behind import Behind
from triage.ui.board.figures.period import PeriodChooser
from triage.ui.board.figures.table import FiguresTable
from triage.ui.board.page import Page, Room
from triage.ui.text import time_of_day
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, IconButton, PlainLabel, Segmented
from triage.ui.widgets.scroll_column import ScrollColumn

BY = (("kind", "By type"), ("grade", "By grade"), ("both", "By type and grade"))


class FiguresPage(Page):
    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        theme, profile = room.theme, room.context.desk.profile
        self._profile = profile
        self.setObjectName("board-figures")
        self._figures: Figures | None = None
        self._period: Period | None = None
        self._asked = 0
        self.period = PeriodChooser(theme)
        self.topic = Segmented(theme, "Figures of", [(key, name) for key, (name, _) in TOPICS.items()], "look")
        self.by = Segmented(theme, "Rows", BY, "kind")
        self.export = Button(theme, "Export as CSV…")
        self.export.setObjectName("figures-export")
        self.state = PlainLabel(theme, "", FontRole.HEADING, "text_soft", wrap=True)
        self.state.setObjectName("figures-state")
        self.explained = PlainLabel(theme, EXPLAINED["look"], FontRole.SMALL, "text_soft", wrap=True)
        self.table = FiguresTable(theme, profile)
        self.behind = Behind(theme, profile)
        self._fill()
        self.period.changed.connect(self.ask)
        self.topic.changed.connect(self._show)
        self.by.changed.connect(self._show)
        self.table.chosen.connect(self._look_behind)
        self.behind.opened.connect(lambda report_id: room.open_report(ReportId(report_id)))
        self.export.clicked.connect(lambda: room.context.spawn("figures export", self._export()))

    def arrive(self) -> None:
        if self._figures is None:
            self.ask()
        else:
            self._tell_age()

    def first(self) -> QWidget:
        return self.table

    @Slot()
    def ask(self) -> None:
        """Fetch the chosen period's figures."""
        now = self._room.context.desk.clock.now()
        period = self.period.period(now)
        if period is None:
            return
        self._period = period
        self._asked += 1
        self.behind.hide()
        self._say("Asking the gateway…")
        self._room.context.desk.spawn("figures", self._fetch(period, self._asked))

    @Slot(object)
    def show_figures(self, told: Figures) -> None:
        """The figures as the gateway told them."""
        self._figures = told
        self._say("" if told.rows and told.rows[0].counts else "No report was received in this time.")
        self._show()
        self._tell_age()
        if isinstance(QApplication.focusWidget(), IconButton) and self.table.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # nobody has gone elsewhere meanwhile

    def show_error(self, error: KnownError) -> None:
        """What was shown before stays, under these words."""
        self._say(f"{error.what} {error.do}".strip(), "wrong")

    async def _fetch(self, period: Period, number: int) -> None:
        try:
            told = await self._room.context.desk.compliance.figures(period)
        except KnownError as error:
            if number == self._asked:
                self.show_error(error)
            return
        if number == self._asked:  # another period may have been chosen meanwhile
            self.show_figures(told)

    @Slot()
    def _show(self) -> None:
        topic = self.topic.value() or "look"
        self.explained.setText(EXPLAINED[topic])
        self.behind.hide()
        if self._figures is None:
            return
        rows = [row for row in self._figures.rows if row.counts and self._wanted(row)]
        rows.sort(key=self._place)
        self.table.show_rows(rows, TOPICS[topic][1])
        self.table.setVisible(bool(rows))
        self._scroll.settle()

    def _place(self, row: FiguresRow) -> tuple[bool, str, int]:
        """All together first, then types by their names and grades from the most urgent."""
        grades = [grade.key for grade in self._profile.grades]
        grade = grades.index(row.grade) if row.grade in grades else len(grades)
        whole = row.kind is None and row.grade is None
        return not whole, "" if row.kind is None else kind_words(row.kind, self._profile), grade

    def _wanted(self, row: FiguresRow) -> bool:
        by = self.by.value()
        if row.kind is None and row.grade is None:
            return True
        if by == "both":
            return row.kind is not None and row.grade is not None
        return (row.kind is not None) == (by == "kind") and (row.grade is not None) == (by == "grade")

    @Slot(object, object)
    def _look_behind(self, row: FiguresRow, column: Column) -> None:
        if self._period is not None:
            self._room.context.spawn("figure", self._fetch_behind(self._period, row, column))

    async def _fetch_behind(self, period: Period, row: FiguresRow, column: Column) -> None:
        told = await self._room.context.desk.compliance.reports(period, column.figure, row.kind, row.grade)
        self.behind.show_reports(f"{row_words(row, self._profile)}: {column.name.lower()}", told)
        self._scroll.settle()
        self.behind.focus_first()

    async def _export(self) -> None:
        from triage.models.compliance_sheet import figures_sheet
        from triage.ui.dialogs import pick_file

        told, period = self._figures, self._period
        if told is None or period is None:
            return
        name = f"figures-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.csv"
        path = await pick_file(self._room.context.shell, "Export the figures", save_as=name, filters="CSV (*.csv)")
        if path is None:
            return
        written = figures_sheet(told, self._profile).encode("utf-8-sig")  # else a spreadsheet guesses the letters
        try:
            await asyncio.get_running_loop().run_in_executor(None, path.write_bytes, written)
        except OSError as error:
            raise KnownError(f"{path.name} cannot be written: {error.strerror}.", "Choose another place.") from error
        self._room.context.tell("info", f"The figures are saved as {path.name}.", key="figures")

    def _say(self, words: str, tone: str = "text_soft") -> None:
        self.state.setText(words)
        self.state.set_tone(tone)
        self.state.setVisible(bool(words))

    def _tell_age(self) -> None:
        if self._figures is None or self._period is None:
            return
        days = f"{self._period.first:%d/%m/%Y}"
        if self._period.last != self._period.first:
            days += f" to {self._period.last:%d/%m/%Y}"
        self.told.emit(f"Received {days}, as of {time_of_day(london(self._figures.at))}", "text_soft")

    def _fill(self) -> None:
        space = self._room.theme.space
        choices = QHBoxLayout()
        choices.setSpacing(space(3))
        choices.addWidget(self.topic)
        choices.addWidget(self.by)
        choices.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(self.period, 1)
        head.addWidget(self.export)
        self._scroll = ScrollColumn(self._room.theme)
        self._scroll.body.setContentsMargins(0, 0, space(2), 0)
        self._scroll.body.setSpacing(space(3))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addLayout(head)
        column.addLayout(choices)
        column.addWidget(self.state)
        column.addWidget(self._scroll, 1)
        for part in (self.explained, self.table, self.behind):
            self._scroll.add(part)
