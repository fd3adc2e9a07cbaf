"""The outbox as a list model: headings and lines, put into words only when they are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from triage.models.ids import OpId, ReportId
from triage.models.views import OutboxLine
from triage.ui.outbox.words import GROUP_WORDS, Group, Row, arrange, recallable, row_of, sentence
from triage.ui.widgets.tip import plain_tip

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The row in words (`Row`) or its `Heading`."""
GROUP_ROLE = ENTRY_ROLE + 1
"""The `Group` of a line, None for a heading; asked for every row, so it makes no words."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a group with its number of lines."""

    group: Group
    count: int

    @property
    def words(self) -> str:
        return GROUP_WORDS[self.group]


class OutboxModel(QAbstractListModel):
    """`set_lines` keeps the rows when only their contents changed, so that selection and scroll stay."""

    def __init__(self, names: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = dict(names)
        self._entries: list[Heading | OutboxLine] = []
        self._groups: list[Group | None] = []
        self._places: dict[OpId, int] = {}
        self._rows: dict[OpId, Row] = {}
        self._recallable: frozenset[ReportId] = frozenset()
        self._now: datetime | None = None

    def set_names(self, names: Mapping[str, str]) -> None:
        """Destination key → name."""
        self._names = dict(names)
        self._rows.clear()

    def set_lines(self, lines: tuple[OutboxLine, ...], now: datetime) -> bool:
        """Show these lines. True when rows came, went or moved (the model was reset); else paint them again."""
        entries: list[Heading | OutboxLine] = []
        groups: list[Group | None] = []
        for group, members in arrange(lines, now):
            entries += [Heading(group, len(members)), *members]
            groups += [None, *(group for _ in members)]
        moved = [_key(entry) for entry in entries] != [_key(entry) for entry in self._entries]
        if moved:
            self.beginResetModel()
        self._entries, self._groups, self._now = entries, groups, now
        self._recallable = recallable(lines)
        self._places = {entry.operation.op_id: at for at, entry in enumerate(entries) if isinstance(entry, OutboxLine)}
        self._rows.clear()
        if moved:
            self.endResetModel()
        return moved

    def set_now(self, now: datetime) -> None:
        """Time has passed: ages and countdowns are said anew when they are next painted.

        No row changes its height, so nothing is announced: that would measure thousands of rows each second.
        """
        self._now = now
        self._rows.clear()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._entries):
            return None
        if role == GROUP_ROLE:
            return self._groups[index.row()]
        entry = self.entry(index.row())
        if role == ENTRY_ROLE:
            return entry
        if isinstance(entry, Heading):
            heading = f"{entry.words}, {entry.count:,}"
            return heading if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.what
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return sentence(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(part for part in (entry.what, entry.about, entry.note) if part))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._entries[index.row()], Heading):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def entry(self, at: int) -> Heading | Row:
        """What row ``at`` shows."""
        entry = self._entries[at]
        if isinstance(entry, Heading):
            return entry
        key = entry.operation.op_id
        row = self._rows.get(key)
        if row is None:
            assert self._now is not None
            recall = entry.report_id in self._recallable
            row = self._rows[key] = row_of(entry, self._names, self._now, recall=recall)
        return row

    def row_at(self, index: Index) -> Row | None:
        """The line of an index; None for a heading or no index."""
        if not index.isValid():
            return None
        entry = self.entry(index.row())
        return entry if isinstance(entry, Row) else None

    def is_heading(self, at: int) -> bool:
        return isinstance(self._entries[at], Heading)

    def index_of(self, op_id: OpId) -> QModelIndex:
        """Where this operation stands; an invalid index when it is not in the list."""
        at = self._places.get(op_id)
        return self.index(at, 0) if at is not None else QModelIndex()


def _key(entry: Heading | OutboxLine) -> object:
    return entry.group if isinstance(entry, Heading) else entry.operation.op_id
