"""The trend: for the whole room or one handler, each question over the weeks, and its figures as a table to export."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.caller import name_words
from triage.models.quality import MarkCount, QualityTrend, TrendRow
from triage.ui.board.charts.weeks import LEGEND, WeeksChart
from triage.ui.board.page import Room
from triage.ui.presenter.save_as import as_csv_bytes, save_as
from triage.ui.text import count
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, Card, PlainLabel
from triage.ui.widgets.choice_button import ChoiceButton
from triage.ui.widgets.columns import Columns
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.scroll_column import ScrollColumn

ROOM = ""
NONE = "Nothing was reviewed in these weeks."
_NARROWEST, _MOST = 94, 3


class TrendView(QWidget):
    """`show_trend` takes what the gateway told. ``weeks``: how many it is asked for."""

    weeks = 8

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room, theme = room, room.theme
        self._told: QualityTrend | None = None
        self.charts: list[WeeksChart] = []
        self.whose = ChoiceButton(theme, room.icons, "Whose", [(ROOM, "Everybody")], ROOM)
        self.whose.setObjectName("quality-whose")
        self.export = Button(theme, "Export as CSV…")
        self.export.setObjectName("quality-export")
        self.summary = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self._columns = Columns(theme, _NARROWEST, _MOST)
        scroll = ScrollColumn(theme)
        scroll.add(self.summary)
        scroll.add(self._columns)
        scroll.add(PlainLabel(theme, LEGEND, FontRole.SMALL, "text_soft", wrap=True))
        box = QWidget()
        choices = FlowLayout(box, gap=theme.space(2))
        choices.addWidget(self.whose)
        choices.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(box)
        column.addWidget(scroll, 1)
        self.whose.changed.connect(self._draw)
        self.export.clicked.connect(self._export)

    def show_trend(self, told: QualityTrend) -> None:
        self._told = told
        handlers = sorted({row.handler for row in told.rows if row.handler})
        kept = self.whose.value() or ROOM
        options = [(ROOM, "Everybody"), *((name, name_words(name)) for name in handlers)]
        self.whose.set_options(options, kept if kept in handlers else ROOM)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        if self._told is None:
            return
        whose = self.whose.value() or ROOM
        rows = {row.week: row for row in self._told.rows if row.handler == whose}
        number = sum(row.reviewed for row in rows.values())
        self.summary.setText(
            f"{count(number, 'decision')} reviewed in {len(self._told.weeks)} weeks." if number else NONE
        )
        self.charts = []
        cards = []
        for question in self._told.questions if number else ():
            chart, card = WeeksChart(self._room.theme), Card(self._room.theme, question.text, self._columns)
            card.add(chart)
            card.show()  # or the columns would take it for hidden, and of no height
            weeks = [(week, _marks(rows.get(week), question.key)) for week in self._told.weeks]
            chart.show_weeks(question.text, weeks)
            self.charts.append(chart)
            cards.append(card)
        self._columns.set_blocks(cards)

    @Slot()
    def _export(self) -> None:
        from triage.models.quality_sheet import trend_sheet

        if self._told is None:
            return
        context = self._room.context
        name = f"quality-until-{self._told.weeks[-1]}.csv"
        written = as_csv_bytes(trend_sheet(self._told))
        saved = save_as(context, "Export the trend", name, "CSV (*.csv)", written, what="The trend", key="quality")
        context.spawn("quality export", saved)


def _marks(row: TrendRow | None, key: str) -> MarkCount:
    return row.marks.get(key, MarkCount()) if row else MarkCount()
