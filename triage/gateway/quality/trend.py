"""How answers went over the weeks: for each handler, and for the whole room."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.quality import rows
from triage.models.quality import Mark, MarkCount, QualityTrend, Review, TrendQuestion, TrendRow
from triage.models.quality_rules import QualityRules

ROOM = ""
_REVIEWS = tables.quality_reviews


@dataclass
class _Cell:
    """What was counted of one handler in one week."""

    reviewed: int = 0
    marks: dict[str, Counter[Mark]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, review: Review) -> None:
        self.reviewed += 1
        for one in review.answers:
            self.marks[one.key][one.mark] += 1


async def trend(connection: AsyncConnection, weeks: Sequence[str], rules: QualityRules) -> QualityTrend:
    """Of those weeks, by the newest version of each review."""
    found = await connection.execute(rows.newest(_REVIEWS.c.week.in_(weeks)).order_by(_REVIEWS.c.number))
    cells: dict[tuple[str, str], _Cell] = defaultdict(_Cell)
    asked: dict[str, str] = {}
    for row in found.mappings():
        review = rows.review_from(row)
        asked |= {one.key: one.text for one in review.answers}
        for whose in (ROOM, review.handler):
            cells[whose, review.week].add(review)
    return QualityTrend(
        weeks=tuple(weeks),
        questions=_questions(rules, asked),
        rows=tuple(_row(key, cell) for key, cell in sorted(cells.items())),
    )


def _questions(rules: QualityRules, asked: Mapping[str, str]) -> tuple[TrendQuestion, ...]:
    """Those of the profile in its order, then those that were asked before."""
    now = tuple(TrendQuestion(key=one.key, text=one.label) for one in rules.questions)
    gone = (TrendQuestion(key=key, text=text) for key, text in asked.items() if rules.question(key) is None)
    return (*now, *gone)


def _row(key: tuple[str, str], cell: _Cell) -> TrendRow:
    handler, week = key
    marks = {
        name: MarkCount(**{mark.value: number for mark, number in counted.items()})
        for name, counted in cell.marks.items()
    }
    return TrendRow(week=week, handler=handler, reviewed=cell.reviewed, marks=marks)
