"""The page "Try rules": changed risk rules on past reports, beside those in force, before anybody switches them on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.back_test import Changed
from triage.models.back_test_sum import BackTestSum, back_test_sheet
from triage.models.clock import london
from triage.models.errors import InputError, KnownError
from triage.models.ids import ReportId
from triage.models.periods import Period, Span
from triage.models.visible import visible
from triage.services.api.client import ApiFailure
from triage.services.back_testing import back_tested, rules_in
from triage.ui.announce import announce
from triage.ui.board.back_test.faults import FaultsCard
from triage.ui.board.back_test.words import (
    ABOUT,
    NO_RULES,
    fault_words,
    progress_words,
    row_of,
    summary_words,
    tile_texts,
)
from triage.ui.board.figures.period import PeriodChooser
from triage.ui.board.list_card import ListCard
from triage.ui.board.now.tiles import Tiles
from triage.ui.board.page import LOW, Page, Room
from triage.ui.dialogs import pick_file
from triage.ui.presenter.save_as import as_csv_bytes, save_as
from triage.ui.text import count
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, PlainLabel, Segmented
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.scroll_column import ScrollColumn

SHOWN = 200
"""Reports on the screen; the export has more."""
WIDE_TILES = 52
"""Steps of space of a tile: two figures and what they are of."""
BESIDE = 350
"""Steps of space from which the reports of both ways stand beside each other."""
WIDEST = 240
"""Steps of space of a list at most: the eye goes from a report's name to its figures along an empty line."""
WAYS = (("lower", "Would stand lower"), ("higher", "Would stand higher"))


class BackTestPage(Page):
    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        theme = room.theme
        self.setObjectName("board-back-test")
        self._rules = ""
        self._task: asyncio.Task[Any] | None = None
        self._told = BackTestSum()
        self._age = ""
        self._references: dict[ReportId, str] = {}
        self.choose = Button(theme, "Choose rules…")
        self.choose.setObjectName("back-test-choose")
        self.chosen = PlainLabel(theme, NO_RULES, tone="text_soft", wrap=True)
        self.period = PeriodChooser(theme, room.icons, self, Span.THIS_MONTH)
        self.start = Button(theme, "Try on past reports", "primary")
        self.start.setObjectName("back-test-start")
        self.stop = Button(theme, "Stop")
        self.stop.setObjectName("back-test-stop")
        self.progress = PlainLabel(theme, "")
        self.export = Button(theme, "Export as CSV…")
        self.summary = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self.tiles = Tiles(theme, narrowest=WIDE_TILES)
        self.way = Segmented(theme, "Which reports", WAYS, "lower")
        self.lists = {key: ListCard(theme, name, "None.", room.menu) for key, name in WAYS}
        self.faults = FaultsCard(theme)
        self.about = PlainLabel(theme, ABOUT, FontRole.SMALL, "text_soft", wrap=True)
        self._fill()
        self.choose.clicked.connect(lambda: room.context.spawn("rules", self._choose()))
        self.start.clicked.connect(self.begin)
        self.stop.clicked.connect(self._stop)
        self.export.clicked.connect(self._export)
        self.way.changed.connect(self._arrange)
        for card in self.lists.values():
            card.rows.opened.connect(self._open)
        self._settle()

    def first(self) -> QWidget:
        return self.choose

    @property
    def running(self) -> bool:
        return self._task is not None

    async def _choose(self) -> None:
        path = await pick_file(self._room.context.shell, "Rules to try", filters="Rule packs (*.toml);;All files (*)")
        if path is not None:
            await self.take(path)

    async def take(self, path: Path) -> None:
        """Use the rules of this file; what was shown before stays."""
        try:
            self._rules = await asyncio.to_thread(rules_in, path)
        except InputError as error:
            self.show_error(error)
            return
        self.say("")
        self.chosen.setText(path.name)
        self.chosen.set_tone("text")
        self._settle()
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def begin(self) -> None:
        """Try the rules on the reports of the time chosen."""
        context = self._room.context
        days = self.period.days(context.desk.clock.now())
        if self.running or not self._rules or days is None:
            return
        self.say("")
        self.progress.setText(progress_words(BackTestSum()))
        self._task = context.spawn("back-test", self._run(days(context.desk.clock.now())))
        self._settle()

    async def _run(self, period: Period) -> None:
        told, whole, tried = BackTestSum(), False, self.chosen.text()
        try:
            async with aclosing(
                back_tested(self._room.context.desk.overseeing.back_tests.page, self._rules, period)
            ) as pages:
                async for told in pages:
                    self.progress.setText(progress_words(told))
            whole = True
        except ApiFailure as error:
            self._refused(error)
        finally:
            self._task = None
            if whole or told.read:
                self.show_result(told, whole=whole, tried=tried)
                self._room.context.spawn("back-test names", self._name(told))
            self._settle()

    async def _name(self, told: BackTestSum) -> None:
        """What people call the reports that the queue has."""
        listed = [one.report_id for one in (*told.lower[:SHOWN], *told.higher[:SHOWN]) if not one.restricted]
        found = await self._room.context.desk.reports.page(listed)
        self._references = {key: row.summary.customer_reference for key, row in found.items()}
        if self._told is told:
            self._list_both()

    def show_error(self, error: KnownError) -> None:
        super().show_error(error)
        announce(self, self.state.text())

    def _refused(self, error: ApiFailure) -> None:
        faults = fault_words(error)
        if not faults:
            self.show_error(error)
            return
        self.say(f"{self.chosen.text()} cannot be tried.", "wrong")
        self.faults.show_faults(faults)
        self._scroll.settle()
        self._scroll.verticalScrollBar().setValue(0)
        announce(self, f"{self.state.text()} {count(len(faults), 'fault')}.")

    def say(self, words: str, tone: str = "text_soft") -> None:
        """Whatever is said next, the faults were of what was tried before."""
        super().say(words, tone)
        self.faults.show_faults(())

    @Slot()
    def _stop(self) -> None:
        """What was tried so far is shown; the gateway, which sees that nobody waits, stops too."""
        if self._task is not None:
            self._task.cancel()

    def show_result(self, told: BackTestSum, *, whole: bool, tried: str = "") -> None:
        """What the reports tried come to. ``tried``: the file of the rules, which may not be the one chosen by now."""
        self._told = told
        words = summary_words(told, whole=whole)
        self.summary.setText(visible(f"{tried}: {words}" if tried else words))
        self.tiles.show_texts(tile_texts(told))
        self.way.set_text("lower", f"Would stand lower: {told.lowered:,}")
        self.way.set_text("higher", f"Would stand higher: {told.raised:,}")
        self._list_both()
        self._arrange()
        self._settle()
        now = london(self._room.context.desk.clock.now())
        name = tried if told.pack == told.in_force and tried else told.pack
        self._age = f"{name} tried at {now:%H:%M}, beside {told.in_force}"
        self.told.emit(self._age, "text_soft")
        announce(self, self.summary.text())

    def arrive(self) -> None:
        self.told.emit(self._age, "text_soft")

    def _list_both(self) -> None:
        self._list("lower", self._told.lower, self._told.lowered)
        self._list("higher", self._told.higher, self._told.raised)

    def _list(self, key: str, found: Sequence[Changed], number: int) -> None:
        profile = self._room.context.desk.profile
        card = self.lists[key]
        names = self._references
        card.show_rows([row_of(one, profile, names.get(one.report_id, "")) for one in found[:SHOWN]], number)
        more = number - min(len(found), SHOWN)
        card.say_below(f"{more:,} more are not shown; the export has up to 5,000 of them." if more else "")

    @Slot()
    def _arrange(self) -> None:
        """Both ways beside each other where there is room, else the chosen one; neither wider than it reads well."""
        space = self._room.theme.space
        beside = self.width() >= space(BESIDE)
        self.way.setVisible(not beside)
        for at, (key, card) in enumerate(self.lists.items()):
            shown = beside or key == self.way.value()
            card.setVisible(shown)
            self._beside.setStretch(at, 1 if shown else 0)
        widest = 2 * space(WIDEST) + self._beside.spacing() if beside else space(WIDEST)
        self._beside.setContentsMargins(0, 0, max(0, self.width() - widest), 0)
        self._scroll.settle_soon()

    @Slot(str)
    def _open(self, report_id: str) -> None:
        if report_id:  # a restricted one has none
            self._room.open_report(ReportId(report_id))

    @Slot()
    def _export(self) -> None:
        context = self._room.context
        written = as_csv_bytes(back_test_sheet(self._told, context.desk.profile))
        saved = save_as(
            context, "Export the back-test", "back-test.csv", "CSV (*.csv)", written, what="The back-test",
            key="back-test",
        )  # fmt: skip
        context.spawn("back-test export", saved)

    def _settle(self) -> None:
        running, shown = self.running, bool(self._told.read)
        comes, goes = (self.stop, self.start) if running else (self.start, self.stop)
        self.start.setEnabled(bool(self._rules))
        comes.show()
        if goes.hasFocus():  # or the focus would go to the cross, and the next Enter close the board
            comes.setFocus(Qt.FocusReason.OtherFocusReason)
        goes.hide()
        self.progress.setVisible(running)
        self.choose.setEnabled(not running)
        self.export.setVisible(shown)
        self._result.setVisible(shown)
        self.summary.setVisible(bool(self.summary.text()))
        self._scroll.settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.period.spans.fold(self.height() < self._room.theme.space(LOW))
        self._arrange()

    def _fill(self) -> None:
        space = self._room.theme.space
        self._result = QWidget()
        result = QVBoxLayout(self._result)
        result.setContentsMargins(0, 0, 0, 0)
        result.setSpacing(space(3))
        result.addWidget(self.tiles)
        result.addWidget(self.way)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(space(3))
        for card in self.lists.values():
            lane = QVBoxLayout()
            lane.addWidget(card)
            lane.addStretch(1)  # an alignment would keep the height of unwrapped lines
            self._beside.addLayout(lane)
        result.addLayout(self._beside)
        self._scroll = ScrollColumn(self._room.theme)
        self._scroll.body.setContentsMargins(0, 0, space(2), 0)
        self._scroll.body.setSpacing(space(3))
        self._scroll.add(self.faults)
        self._scroll.add(self.about)
        self._scroll.add(self.summary)
        self._scroll.add(self._result)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        rules = QHBoxLayout()
        rules.setSpacing(space(2))
        rules.addWidget(self.choose)
        rules.addWidget(self.chosen, 1)
        column.addLayout(rules)
        column.addWidget(self._line(*self.period.parts, self.start, self.stop, self.progress, self.export))
        column.addWidget(self.state)
        column.addWidget(self._scroll, 1)

    def _line(self, *parts: QWidget) -> QWidget:
        """Side by side, each whole in a narrow window too."""
        box = QWidget()
        line = FlowLayout(box, gap=self._room.theme.space(2))
        for part in parts:
            line.addWidget(part)
        return box
