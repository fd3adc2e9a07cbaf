"""The lines at the left of a guide: every guide with the sections of the open one, or what a search found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from triage.ui.guides.library import Found, Guide
from triage.ui.widgets.rows_model import Index, RowsModel

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class GuideRow:
    """A line. ``level`` 1 is a guide, 2 one of its sections, 0 something found; ``below`` is said under a found one."""

    guide: Guide
    heading: int
    level: int
    text: str
    below: str = ""

    def same_place(self, other: GuideRow) -> bool:
        """Whether both lead to the same heading of the same guide."""
        return self.guide.key == other.guide.key and self.heading == other.heading


def contents(guides: Sequence[Guide], opened: Guide | None) -> tuple[GuideRow, ...]:
    """Every guide, and below the open one its sections."""
    rows: list[GuideRow] = []
    for guide in guides:
        rows.append(GuideRow(guide, 0, 1, guide.title))
        if opened is not None and guide.key == opened.key:
            rows += [GuideRow(guide, one.at, 2, one.title) for one in guide.sections if one.level == _DEEPEST]
    return tuple(rows)


def found_rows(found: Iterable[Found]) -> tuple[GuideRow, ...]:
    """What a search found: the section, and below it its guide and the words around the place."""
    return tuple(
        GuideRow(one.guide, one.section.at, 0, one.section.title, f"{one.guide.title}: {one.words}") for one in found
    )


class GuideModel(RowsModel[GuideRow]):
    """The lines as a list."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        said = f"{row.text}. {row.below}" if row.below else row.text
        texts = {
            ROW_ROLE: row,
            int(Qt.ItemDataRole.DisplayRole): row.text,
            int(Qt.ItemDataRole.AccessibleTextRole): said,
        }
        return texts.get(int(role))
