"""The queue as a list of ids; rows come later, a page at a time, and only for what is on the screen.

100,000 ids cost a list and nothing else. There is no proxy and no sorting here: the store sorts and filters.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from triage.models.clock import Clock
from triage.models.ids import ReportId
from triage.models.search import SearchHit
from triage.models.views import QueueRow
from triage.ui.queue.patching import Step, step
from triage.ui.queue.sentence import sentence
from triage.ui.widgets.tip import plain_tip

PAGE = 100
PAGES_KEPT = 30
FEW_LOOKUPS = 12
AnyIndex = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ID_ROLE = int(Qt.ItemDataRole.UserRole) + 2
LOADING = "Loading this report"


class QueueModel(QAbstractListModel):
    """Ids first.

    Signals:
        page_wanted(list[ReportId], int): fetch these rows and answer with `put_page` and the same generation.
        about_to_patch(), patched(list[ReportId]): around a patch; the ids are those that came in.
    """

    page_wanted = Signal(list, int)
    about_to_patch = Signal()
    patched = Signal(list)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._now = clock.now()
        self._order: tuple[ReportId, ...] = ()
        self._ids: list[ReportId] = []
        self._places: dict[ReportId, int] | None = None
        self._lookups = 0
        self._rows: OrderedDict[ReportId, QueueRow] = OrderedDict()
        self._stale: set[ReportId] = set()
        self._wanted: set[int] = set()
        self._asked: set[ReportId] = set()
        self._generation = 0
        self._fresh: set[ReportId] = set()
        self._hits: dict[ReportId, SearchHit] = {}
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._ask)

    @property
    def generation(self) -> int:
        """Grows with each `set_ids`; a page of an older generation is dropped."""
        return self._generation

    @property
    def now(self) -> datetime:
        """The present that time left is counted from; moved by `tick`."""
        return self._now

    def ids(self) -> tuple[ReportId, ...]:
        """The whole order; the same object as long as it is the same order."""
        return self._order

    def head(self, count: int) -> list[ReportId]:
        """The first ``count`` ids."""
        return self._ids[:count]

    def between(self, first: int, last: int) -> list[ReportId]:
        """The ids of these rows, both included."""
        return self._ids[first : last + 1]

    def fresh(self) -> set[ReportId]:
        """Reports that came in since the person looked; the set itself, kept by the view."""
        return self._fresh

    def hit(self, report_id: ReportId) -> SearchHit | None:
        """Where the words stand in this report, while the list shows what was found in the whole text."""
        return self._hits.get(report_id)

    def set_hits(self, hits: Iterable[SearchHit]) -> None:
        """What the gateway found takes the place of the list; their lines may be of reports that are not here."""
        self._hits = {hit.report_id: hit for hit in hits}

    def id_at(self, row: int) -> ReportId | None:
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, report_id: ReportId | None) -> int:
        """Where this report stands, -1 when it is not in the list."""
        if report_id is None:
            return -1
        if self._places is None:
            # A few look-ups after each change are cheaper than numbering 100,000 rows anew.
            self._lookups += 1
            if self._lookups <= FEW_LOOKUPS:
                return self._ids.index(report_id) if report_id in self._ids else -1
            self._places = {name: row for row, name in enumerate(self._ids)}
        return self._places.get(report_id, -1)

    def held(self, report_id: ReportId) -> QueueRow | None:
        """The row if its page is here."""
        return self._rows.get(report_id)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        report_id = self.id_at(index.row())
        if report_id is None:
            return None
        if role == ID_ROLE:
            return report_id
        row = self._row(report_id, index.row())
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return LOADING if row is None else self._said(report_id, row)
        if role == Qt.ItemDataRole.ToolTipRole and row is not None:
            return plain_tip(self._said(report_id, row).replace(". ", ".\n"))
        return None

    def headerData(
        self, _section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """The one column's name, for screen readers; rows have none of their own."""
        wanted = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return "Report" if wanted else None

    def set_ids(self, ids: Iterable[ReportId], places: dict[ReportId, int] | None = None) -> None:
        """A new query's answer: everything starts again. ``places``: `numbered`, where a thread did it already."""
        self._reset(tuple(ids), places)
        self._generation += 1

    def _reset(self, order: tuple[ReportId, ...], places: dict[ReportId, int] | None) -> None:
        self.beginResetModel()
        self._order, self._ids = order, list(order)
        self._forget_places()
        self._places = places
        self.endResetModel()

    def put_page(self, rows: Mapping[ReportId, QueueRow], generation: int | None = None) -> None:
        """Rows that were wanted. Those asked for and not answered are asked again when they are next painted."""
        if generation is not None and generation != self._generation:
            return
        for report_id, row in rows.items():
            self._rows[report_id] = row
            self._rows.move_to_end(report_id)
        while len(self._rows) > PAGE * PAGES_KEPT:
            self._stale.discard(self._rows.popitem(last=False)[0])
        self._asked.difference_update(rows)
        self._stale.difference_update(rows)
        self._tell(rows)

    def page_failed(self, ids: Iterable[ReportId]) -> None:
        """A page could not be read: it may be asked for again."""
        self._asked.difference_update(ids)

    def refresh(self, ids: Iterable[ReportId] | None = None) -> None:
        """What is known of these reports is old (None: of all). Old words stay on the screen until new ones come."""
        if ids is None:
            self._stale.update(self._rows)  # each is asked for again as soon as it is painted
            self._asked.clear()
            self._repaint()
            return
        known = [name for name in ids if name in self._rows]
        self._stale.update(known)  # also those of another view: it may be chosen next, before or after the answer
        here = [name for name in known if self.row_of(name) >= 0]
        self._asked.update(here)
        for at in range(0, len(here), PAGE):
            self.page_wanted.emit(here[at : at + PAGE], self._generation)

    def patch(self, ids: Iterable[ReportId]) -> None:
        """The same query's answer a moment later: rows come, go and move; selection stays with its report."""
        self.follow(step(self._order, tuple(ids)))

    def follow(self, step: Step) -> bool:
        """`patch` with what a thread worked out; False: the list shows another order by now, work it out again."""
        if step.old is not self._order:
            return False
        if step.new == step.old:
            return True
        self.about_to_patch.emit()
        if step.patch.small:
            self._follow(step)
        else:
            self._reset(step.new, step.places)
        self.patched.emit(list(step.come))
        return True

    @Slot()
    def tick(self) -> None:
        """Time goes on: repaint what counts it."""
        self._now = self._clock.now()
        self._repaint()

    def _repaint(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1), [ROW_ROLE])

    def _said(self, report_id: ReportId, row: QueueRow) -> str:
        hit = self._hits.get(report_id)
        return sentence(row, self._now, fresh=report_id in self._fresh, found=hit.snippet if hit else "")

    def _follow(self, step: Step) -> None:
        none, patch, new = QModelIndex(), step.patch, step.new
        for run in patch.removed:
            self.beginRemoveRows(none, run.first, run.last)
            del self._ids[run.first : run.last + 1]
            self._unnumber()
            self.endRemoveRows()
        if patch.order is not None:
            self._reorder(list(patch.order))
        for run in patch.inserted:
            self.beginInsertRows(none, run.first, run.last)
            self._ids[run.first : run.first] = new[run.first : run.last + 1]
            self._unnumber()
            self.endInsertRows()
        self._order = new
        self._forget_places()
        self._places = step.places

    def _reorder(self, order: list[ReportId]) -> None:
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        names = [self._ids[index.row()] for index in kept]
        self._ids = order
        self._unnumber()
        self.changePersistentIndexList(kept, [self.index(self.row_of(name)) for name in names])
        self.layoutChanged.emit()

    def _unnumber(self) -> None:
        self._places = None
        self._lookups = 0

    def _forget_places(self) -> None:
        self._unnumber()
        self._wanted.clear()
        self._asked.clear()

    def _row(self, report_id: ReportId, at: int) -> QueueRow | None:
        row = self._rows.get(report_id)
        if (row is None or report_id in self._stale) and report_id not in self._asked:
            self._wanted.add(at // PAGE)
            if not self._asking.isActive():
                self._asking.start(0)
        return row

    @Slot()
    def _ask(self) -> None:
        for page in sorted(self._wanted):
            block = self._ids[page * PAGE : (page + 1) * PAGE]
            missing = [name for name in block if self._lacks(name) and name not in self._asked]
            if missing:
                self._asked.update(missing)
                self.page_wanted.emit(missing, self._generation)
        self._wanted.clear()

    def _lacks(self, name: ReportId) -> bool:
        return name not in self._rows or name in self._stale

    def _tell(self, names: Iterable[ReportId]) -> None:
        places = [row for row in map(self.row_of, names) if row >= 0]
        if places:
            self.dataChanged.emit(self.index(min(places)), self.index(max(places)))
