"""The page "Figures": compliance figures of a period, by type or grade, each leading to its reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.clock import london
from triage.models.compliance import FiguredReports, Figures, FiguresRow
from triage.models.compliance_words import EXPLAINED, TOPICS, Column, kind_words, row_words
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.periods import Period, period_between
from triage.ui.board.fetching import Fetching
from triage.ui.board.figures.behind import MOST, Behind
from triage.ui.board.figures.period import PeriodChooser
from triage.ui.board.figures.table import FiguresTable
from triage.ui.board.figures.waiting import Waiting
from triage.ui.board.page import LOW, Page, Room
from triage.ui.presenter.save_as import as_csv_bytes, save_as
from triage.ui.text import time_of_day
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, PlainLabel
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.folding import Folding
from triage.ui.widgets.scroll_column import ScrollColumn

REST = timedelta(minutes=1)
"""Between two askings for a period that is not over: a month is many reports."""
BY = (("kind", "By type"), ("grade", "By grade"), ("both", "By type and grade"))

Answer = tuple[str, FiguredReports, Mapping[ReportId, str]]
"""The name of a number, the reports behind it, and the references of those that are in the queue."""


class FiguresPage(Page):
    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        theme, profile = room.theme, room.context.desk.profile
        self._profile = profile
        self.setObjectName("board-figures")
        self._figures: Figures | None = None
        self._fetching = Fetching(room.context, "figures", self, rest=REST, without_news=REST)
        self._looking = Fetching(room.context, "figure", self)
        self.period = PeriodChooser(theme, room.icons, self)
        topics = [(key, name) for key, (name, _) in TOPICS.items()]
        self.topic = Folding(theme, room.icons, "Figures of", topics, "look")
        self.by = Folding(theme, room.icons, "Rows", BY, "kind")
        self.export = Button(theme, "Export as CSV…")
        self.export.setObjectName("figures-export")
        self.state.setObjectName("figures-state")
        self.explained = PlainLabel(theme, EXPLAINED["look"], FontRole.SMALL, "text_soft", wrap=True)
        self.table = FiguresTable(theme, profile)
        self.behind = Behind(theme, profile)
        self.waiting, self.finding = Waiting(theme), Waiting(theme)
        self._fill()
        self.period.changed.connect(self.ask)
        self.waiting.again.connect(self.ask)
        self.waiting.stopped.connect(self._stop)
        self.finding.stopped.connect(self._close)
        self.topic.changed.connect(self._turn)
        self.by.changed.connect(self._turn)
        self.table.chosen.connect(self._look_behind)
        self.behind.opened.connect(lambda report_id: room.open_report(ReportId(report_id)))
        self.export.clicked.connect(self._export)
        self._fetching.came.connect(self.show_figures)
        self._fetching.failed.connect(self.show_error)
        self._looking.came.connect(self.show_behind)
        self._looking.failed.connect(self._not_found)

    def arrive(self) -> None:
        if self._figures is not None:
            self._tell_age()
        elif not self._fetching.busy:
            self.ask()

    def tick(self) -> None:
        """A period that is not over counts on, unless somebody looks behind a number of it."""
        now = self._room.context.desk.clock.now()
        if self.waiting.tick(now) and self._figures is None:
            self.say("")
        self.finding.tick(now)
        if self._figures is not None and self._figures.at < self._figures.until and not self._looking.on:
            self._fetching.tick()

    def first(self) -> QWidget:
        return self.table

    @Slot()
    def ask(self) -> None:
        """Fetch the chosen period's figures."""
        desk = self._room.context.desk
        now = desk.clock.now()
        days = self.period.days(now)
        if days is not None:
            self._close()
            self.say("" if self._figures else "Asking the gateway…")
            note = f"Until then, those of {_days(_period(self._figures))} stay below." if self._figures else ""
            self.waiting.begin(f"Working out the figures of {_days(days(now))}", now, note)
            self._fetching.begin(lambda: desk.overseeing.compliance.figures(days(desk.clock.now())))

    @Slot()
    def _stop(self) -> None:
        """Nobody waits any more: the gateway stops too, and what was shown stays."""
        self._fetching.end()
        self.say("")
        left = f"The figures below are those of {_days(_period(self._figures))}." if self._figures else ""
        self.waiting.offer_again(f"Stopped. {left}".strip())

    @Slot(object)
    def show_error(self, error: KnownError) -> None:
        """What was shown before stays, under these words."""
        self.say("")
        self.waiting.offer_again(f"{error.what} {error.do}".strip(), "wrong")

    @Slot(object)
    def show_figures(self, told: Figures) -> None:
        """The figures as the gateway told them."""
        self._figures = told
        self.waiting.end()
        self.say("" if told.rows and told.rows[0].counts else "No report was received in this time.")
        self._show_table()
        self._tell_age()
        self.lead()

    @Slot()
    def _turn(self) -> None:
        """Other figures or rows of the same period."""
        self._close()
        self._show_table()

    def _show_table(self) -> None:
        topic = self.topic.value() or "look"
        self.explained.setText(EXPLAINED[topic])
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
        if self._figures is not None:
            name = f"{row_words(row, self._profile)}: {column.name.lower()}"
            self.finding.begin("Finding the reports behind it", self._room.context.desk.clock.now())
            self._looking.begin(partial(self._ask_behind, name, _period(self._figures), row, column))

    async def _ask_behind(self, name: str, period: Period, row: FiguresRow, column: Column) -> Answer:
        desk = self._room.context.desk
        told = await desk.overseeing.compliance.reports(period, column.figure, row.kind, row.grade)
        here = await desk.reports.page([one.report_id for one in told.items[:MOST]])
        return name, told, {key: found.summary.customer_reference for key, found in here.items()}

    @Slot(object)
    def _not_found(self, error: KnownError) -> None:
        self._close()
        super().show_error(error)

    @Slot(object)
    def show_behind(self, answer: Answer) -> None:
        """The reports behind a number, which has this name."""
        self.say("")
        self.finding.end()
        self.behind.show_reports(*answer)
        self._scroll.settle()
        self.behind.focus_first()
        self._scroll.show_top(self.behind)  # with its head: the table above it may be long

    @Slot()
    def _close(self) -> None:
        """Nobody looks behind a number any more."""
        self._looking.end()
        self.finding.end()
        self.behind.hide()

    @Slot()
    def _export(self) -> None:
        from triage.models.compliance_sheet import figures_sheet

        told, context = self._figures, self._room.context
        if told is None:
            return
        period = _period(told)
        name = f"figures-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.csv"
        written = as_csv_bytes(figures_sheet(told, self._profile))
        title, filters = "Export the figures", "CSV (*.csv)"
        saved = save_as(context, title, name, filters, written, what="The figures", key="figures")
        context.spawn("figures export", saved)

    def _tell_age(self) -> None:
        if self._figures is None:
            return
        days = _days(_period(self._figures))
        self.told.emit(f"Received {days}, as of {time_of_day(london(self._figures.at))}", "text_soft")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < self._room.theme.space(LOW)
        for choice in (self.period.spans, self.topic, self.by):
            choice.fold(low)

    def _fill(self) -> None:
        space = self._room.theme.space
        box = QWidget()
        choices = FlowLayout(box, gap=space(2))  # each is whole in a narrow window too
        for choice in (*self.period.parts, self.topic, self.by, self.export):
            choices.addWidget(choice)
        self._scroll = ScrollColumn(self._room.theme)
        self._scroll.body.setContentsMargins(0, 0, space(2), 0)
        self._scroll.body.setSpacing(space(3))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(box)
        column.addWidget(self.waiting)
        column.addWidget(self.finding)
        column.addWidget(self.state)
        column.addWidget(self._scroll, 1)
        for part in (self.explained, self.table, self.behind):
            self._scroll.add(part)


def _period(told: Figures) -> Period:
    return period_between(told.since, told.until)


def _days(period: Period) -> str:
    """The days in words."""
    first, last = f"{period.first:%d/%m/%Y}", f"{period.last:%d/%m/%Y}"
    return first if first == last else f"{first} to {last}"
