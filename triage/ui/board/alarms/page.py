"""The page "Alarms": what stands now, who is told outside, and the limit of each view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.alarms import Alarms, ViewAlarmPut
from triage.models.errors import KnownError
from triage.models.query import View
from triage.models.view_store import StoredView
from triage.ui.board.alarms.words import alarm_words, limit_words, limits_of, outside_words
from triage.ui.board.page import Page, Room
from triage.ui.contact.parts import Field
from triage.ui.text import VIEW_WORDS, time_of_day
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, Card, PlainLabel, RowButton, SectionHeader
from triage.ui.widgets.columns import Columns
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn

NARROWEST, MOST_COLUMNS = 110, 2
WATCHED = tuple(view for view in View if view is not View.MINE)
"""Built-in views that everybody has alike."""


class AlarmsPage(Page):
    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        theme = room.theme
        self.setObjectName("board-alarms")
        self._names: dict[str, str] = {}
        self.alarms: Alarms | None = None
        self._chosen = ""
        self.state = PlainLabel(theme, "", FontRole.HEADING, "text_soft", wrap=True)
        self.standing = Rows(theme.space(0.5))
        self.none = PlainLabel(theme, "No alarm stands.", tone="text_soft", wrap=True)
        self.outside = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.views = Rows(theme.space(0.5))
        self._title = PlainLabel(theme, "", FontRole.STRONG, wrap=True)
        self.most = Field(theme, "More reports than", "alarm-most")
        self.age = Field(theme, "Or one that waits longer than (45, 2h)", "alarm-age")
        self.fault = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.set = Button(theme, "Set alarm", "primary")
        self.clear = Button(theme, "Take alarm off")
        self._form = QWidget()
        self._columns = Columns(theme, NARROWEST, MOST_COLUMNS)
        self._fill()
        self.set.clicked.connect(self._set)
        self.clear.clicked.connect(lambda: room.context.spawn("alarm", self._change(None)))

    def arrive(self) -> None:
        if self.alarms is None:
            self._say("Asking the gateway…")
        self._room.context.desk.spawn("alarms", self._fetch())

    def show_alarms(self, told: Alarms, stored: Sequence[StoredView]) -> None:
        """What the gateway told; ``stored``: the saved views, of which the shared ones can have an alarm."""
        self.alarms = told
        self._say("")
        self._names = {view.value: VIEW_WORDS[view] for view in WATCHED}
        self._names |= {view.key: view.name for view in stored if view.shared}
        now = self._room.context.desk.clock.now()
        made: list[QWidget] = []
        for alarm in told.standing:
            line = RowButton(self._room.theme, *alarm_words(alarm, self._names, now))
            line.setEnabled(bool(alarm.report_ids))
            line.activated.connect(lambda alarm=alarm: self._room.open_report(alarm.report_ids[0]))
            made.append(line)
        self.standing.fill(made)
        self.none.setVisible(not made)
        self.outside.setText(outside_words(told))
        limits = {one.view: one for one in told.views}
        lines: list[QWidget] = []
        for key, name in self._names.items():
            line = RowButton(self._room.theme, name, limit_words(limits.get(key)))
            line.setObjectName(f"alarm-view:{key}")
            line.activated.connect(lambda key=key: self.choose(key))
            line.setEnabled("supervisor" in self._room.context.desk.roles.held)
            lines.append(line)
        self.views.fill(lines)
        self._form.hide()
        self._columns.settle()
        self._columns.show()
        self._scroll.settle()
        self.told.emit(f"As of {time_of_day(now)}", "text_soft")

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
        self._columns.settle()
        self.most.focus()

    @Slot()
    def _set(self) -> None:
        limits = limits_of(self.most.words, self.age.words)
        if limits is None:
            self.fault.setText("Write a number of reports, a time like 45 or 2h, or both.")
            return
        self._room.context.spawn("alarm", self._change(limits))

    async def _change(self, limits: ViewAlarmPut | None) -> None:
        api = self._room.context.desk.compliance
        if limits is None:
            await api.clear_alarm(self._chosen)
        else:
            await api.set_alarm(self._chosen, limits)
        await self._fetch()

    async def _fetch(self) -> None:
        desk = self._room.context.desk
        try:
            self.show_alarms(await desk.compliance.alarms(), await desk.lists.views.known())
        except KnownError as error:
            self._say(f"{error.what} {error.do}".strip(), "wrong")

    def _say(self, words: str, tone: str = "text_soft") -> None:
        self.state.setText(words)
        self.state.set_tone(tone)
        self.state.setVisible(bool(words))

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
        for line in (SectionHeader(theme, "Alarms on views"), self.views, self._form):
            views.add(line)
        self._columns.set_blocks([now, views])
        self._columns.hide()
        self._scroll = ScrollColumn(theme)
        self._scroll.body.setContentsMargins(0, 0, theme.space(2), 0)
        self._scroll.add(self._columns)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self.state)
        column.addWidget(self._scroll, 1)
