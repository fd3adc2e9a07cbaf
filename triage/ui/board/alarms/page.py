"""The page "Alarms": what stands now, who is told outside, and the limit of each view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.alarms import Alarm, Alarms, ViewAlarmPut
from triage.models.query import View
from triage.models.view_store import StoredView
from triage.ui.board.alarms.words import limit_words, limits_of, outside_words, standing_words
from triage.ui.board.kept_page import KeptPage
from triage.ui.board.lines import Line, Lines
from triage.ui.board.page import Room
from triage.ui.contact.parts import Field
from triage.ui.text import VIEW_WORDS, time_of_day
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, Card, PlainLabel, SectionHeader
from triage.ui.widgets.columns import Columns
from triage.ui.widgets.scroll_column import TOGETHER, ScrollColumn

NONE = (
    "No alarm stands. High-risk reports that nobody has taken, a desk with nobody signed in, no report arriving and"
    " views over their limit are told here."
)
NARROWEST, MOST_COLUMNS, WIDEST = 110, 2, 240
WATCHED = tuple(view for view in View if view is not View.MINE)
"""Built-in views that everybody has alike."""


class AlarmsPage(KeptPage):
    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, "alarms", self._ask, parent)
        theme = room.theme
        self.setObjectName("board-alarms")
        self._names: dict[str, str] = {}
        self.alarms: Alarms | None = None
        self._chosen = ""
        self.standing = Lines(theme, "alarm", sign=True)
        self.none = PlainLabel(theme, NONE, tone="text_soft", wrap=True)
        self.outside = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.views = Lines(theme, "alarm-view")
        self._next = PlainLabel(theme, "Choose a view to set its limit.", FontRole.SMALL, "text_soft", wrap=True)
        self._title = PlainLabel(theme, "", FontRole.STRONG, wrap=True)
        self.most = Field(theme, "More reports than", "alarm-most")
        self.age = Field(theme, "Or one that waits longer than (45, 2h)", "alarm-age")
        self.fault = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.set = Button(theme, "Set alarm", "primary", key="Ctrl+Return")
        self.clear = Button(theme, "Take alarm off")
        self._form = QWidget()
        self._form.setProperty(TOGETHER, True)
        self._form.hide()
        self._columns = Columns(theme, NARROWEST, MOST_COLUMNS, widest=WIDEST)
        self._fill()
        self.say("Asking the gateway…")
        self.fetching.came.connect(self.show_alarms)
        self.standing.pressed.connect(self._open)
        self.views.pressed.connect(self.choose)
        self.set.clicked.connect(self._set)
        self.most.left.connect(self._set)
        self.age.left.connect(self._set)
        self.clear.clicked.connect(lambda: room.context.spawn("alarm", self._change(None)))

    @Slot(object)
    def show_alarms(self, answer: tuple[Alarms, Sequence[StoredView]]) -> None:
        """What the gateway told, and the saved views, of which the shared ones can have an alarm. A limit that is
        being written stays.
        """
        told, stored = answer
        self.alarms = told
        self.say("")
        self._names = {view.value: VIEW_WORDS[view] for view in WATCHED}
        self._names |= {view.key: view.name for view in stored if view.shared}
        now = self._room.context.desk.clock.now()
        self.standing.show_lines([self._line(one, now) for one in told.standing])
        self.none.setVisible(not told.standing)
        self.outside.setText(outside_words(told, now))
        limits = {one.view: one for one in told.views}
        may = "supervisor" in self._room.context.desk.roles.held
        self._next.setVisible(may)
        self.views.show_lines([Line(key, name, limit_words(limits.get(key)), may) for key, name in self._names.items()])
        if self._form.isHidden():  # else what is written in would jump to the other column
            self._columns.settle()
        self._columns.show()
        self._scroll.settle_in_sight()
        self.told.emit(f"As of {time_of_day(now)}", "text_soft")

    def _line(self, one: Alarm, now: datetime) -> Line:
        what, below = standing_words(one, self._names, now)
        return Line(one.key, what, usable=bool(one.report_ids), below=below)

    @Slot(str)
    def choose(self, view: str) -> None:
        """Show the limits of this view to be changed."""
        told = self.alarms.views if self.alarms else ()
        known = next((one for one in told if one.view == view), None)
        self._chosen = view
        self._title.setText(f"Alarm on {self._names.get(view, view)}")
        self.most.set_words("" if known is None or known.most_count is None else str(known.most_count))
        self.age.set_words("" if known is None or known.most_minutes is None else str(known.most_minutes))
        self.clear.setVisible(known is not None)
        self.fault.setText("")
        self._form.show()
        self._scroll.settle()
        self.most.focus()
        self._scroll.show_widget(self._form)

    def keep(self) -> None:
        if self._form.isVisible():
            self._set()

    @Slot()
    def _set(self) -> None:
        limits = limits_of(self.most.words, self.age.words)
        if limits is None:
            self.fault.setText("Write a number of reports, a time like 45 or 2h, or both.")
            self._scroll.settle_in_sight()
            return
        self._room.context.spawn("alarm", self._change(limits))

    async def _change(self, limits: ViewAlarmPut | None) -> None:
        api, view = self._room.context.desk.overseeing.compliance, self._chosen
        if limits is None:
            await api.clear_alarm(view)
        else:
            await api.set_alarm(view, limits)
        if self._chosen == view:  # another one may have been chosen meanwhile
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # what is hidden would hand it on to the board's way out
            self._form.hide()
            self._columns.settle()
        self.ask()

    async def _ask(self) -> tuple[Alarms, Sequence[StoredView]]:
        desk = self._room.context.desk
        return await desk.overseeing.compliance.alarms(), await desk.lists.views.known()

    @Slot(str)
    def _open(self, key: str) -> None:
        standing = self.alarms.standing if self.alarms else ()
        self._room.open_report(next(one.report_ids[0] for one in standing if one.key == key))

    def _fill(self) -> None:
        theme = self._room.theme
        now = Card(theme, "Standing now")
        for part in (SectionHeader(theme, "Standing now"), self.none, self.standing, self.outside):
            now.add(part)
        foot = QHBoxLayout()
        foot.addWidget(self.fault, 1)
        foot.addWidget(self.clear)
        foot.addWidget(self.set)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, theme.space(2), 0, 0)
        for field in (self._title, self.most, self.age):
            form.addWidget(field)
        form.addLayout(foot)
        views = Card(theme, "Alarms on views")
        for line in (SectionHeader(theme, "Alarms on views"), self._next, self.views, self._form):
            views.add(line)
        self._columns.set_blocks([now, views])
        self._columns.hide()
        self._scroll = ScrollColumn(theme)
        self._scroll.body.setContentsMargins(0, 0, theme.space(2), 0)
        self._scroll.add(self._columns)
        self._columns.stack_in(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self.state)
        column.addWidget(self._scroll, 1)
