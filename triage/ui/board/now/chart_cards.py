"""The two cards with charts: what waits under which heads, and today beside a week before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models.figures import BoardFigures, BoardTally
from triage.models.profile import Profile
from triage.ui.board.charts.day import LEGEND, LEGEND_ALONE, DayChart
from triage.ui.board.charts.heads import HeadsChart
from triage.ui.text import RISK_WORDS, count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Card, PlainLabel, SectionHeader, Segmented

HEADS = (("risk", "Risk"), ("grade", "Grade"), ("type", "Type"), ("view", "View"))
MOST_HEADS = 12
"""Bars of one chart; the rest are summed up."""
Heads = list[tuple[str, BoardTally]]


class HeadsCard(Card):
    """What waits, by the heads that are chosen. Grades are those suggested, against the grade's own target."""

    def __init__(self, theme: Theme, profile: Callable[[], Profile], parent: QWidget | None = None) -> None:
        super().__init__(theme, "Waiting, against target", parent)
        self._profile = profile
        self._told: BoardFigures | None = None
        self._head = SectionHeader(theme, "Waiting, against target")
        self.choice = Segmented(theme, "Heads of the chart", HEADS, "risk")
        self.chart = HeadsChart(theme, "Waiting, against target")
        self._empty = PlainLabel(theme, "", tone="text_soft", wrap=True)
        line = QHBoxLayout()
        line.addWidget(self.choice)
        line.addStretch(1)
        self.add(self._head)
        self.add(line)
        self.add(self.chart)
        self.add(self._empty)
        self.choice.changed.connect(self._draw)

    def show_figures(self, told: BoardFigures) -> None:
        self._told = told
        self._head.set_trailing(count(told.waiting.waiting, "report"))
        self._draw()

    @Slot()
    def _draw(self) -> None:
        if self._told is None:
            return
        heads, empty = heads_of(self._told, self.choice.value() or "risk", self._profile())
        self.chart.show_heads(heads)
        self.chart.setVisible(bool(heads))
        self._empty.setText(empty)
        self._empty.setVisible(bool(empty))


class DayCard(Card):
    """In and out by the hour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "In and out today", parent)
        self.came = DayChart(theme, "Came in")
        self.closed = DayChart(theme, "Closed")
        self.legend = PlainLabel(theme, LEGEND, FontRole.SMALL, "text_soft", wrap=True)
        for part in (SectionHeader(theme, "In and out today"), self.came, self.closed, self.legend):
            self.add(part)

    def show_figures(self, told: BoardFigures) -> None:
        self.came.show_hours([(one, one.came) for one in told.today], [(one, one.came) for one in told.before])
        self.closed.show_hours([(one, one.closed) for one in told.today], [(one, one.closed) for one in told.before])
        self.legend.setText(LEGEND_ALONE if self.came.alone and self.closed.alone else LEGEND)


def heads_of(told: BoardFigures, by: str, profile: Profile) -> tuple[Heads, str]:
    """Names and tallies of these heads, and what is said beneath."""
    match by:
        case "grade":
            names = {grade.key: grade.name for grade in profile.grades}
            heads = [(names.get(tally.key, tally.key) or "None suggested", tally) for tally in told.by_grade]
            return heads, "By the grade that the risk sense suggests, against that grade’s attendance target."
        case "type":
            kinds = {kind.key: kind.name for kind in profile.kinds}
            heads = [(kinds.get(tally.key, tally.key) or "Not told", tally) for tally in told.by_kind]
            return _most(heads), "" if heads else "Nothing waits to be looked at."
        case "view":
            heads = [(view.name, view.tally) for view in told.views]
            return _most(heads), "Open reports in each shared view." if heads else _no_views(told)
        case _:
            names = {level.value: words for level, words in RISK_WORDS.items()}
            return [(names[tally.key], tally) for tally in told.by_risk], ""


def _no_views(told: BoardFigures) -> str:
    return "The views are being counted." if told.views_as_of is None else "There is no shared view."


def _most(heads: Heads) -> Heads:
    """The first ones; what is left over becomes one bar."""
    if len(heads) <= MOST_HEADS:
        return heads
    rest = [tally for _, tally in heads[MOST_HEADS - 1 :]]
    summed = BoardTally(
        key="",
        waiting=sum(tally.waiting for tally in rest),
        late=sum(tally.late for tally in rest),
        soon=sum(tally.soon for tally in rest),
    )
    return [*heads[: MOST_HEADS - 1], (f"{len(rest)} others", summed)]
