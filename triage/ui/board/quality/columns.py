"""How the page of quality review is laid out: three columns, or two in a narrow window, where all that is read and
answered scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets import Button, Card
from triage.ui.widgets.scroll_column import ScrollColumn

WIDE = 230
"""Steps of space from which the questions stand beside what was decided."""


class QualityColumns(QWidget):
    """``rows``: what was drawn; ``read``: the report and its decision; ``asked``: the questions; ``foot``: why it does
    not go, above ``buttons``."""

    def __init__(
        self,
        theme: Theme,
        rows: QWidget,
        read: Sequence[QWidget],
        asked: Sequence[QWidget],
        foot: QWidget,
        buttons: Sequence[Button],
    ) -> None:
        super().__init__()
        self._theme, self._asked = theme, asked
        self._wide: bool | None = None
        listed, self._read, self._answer = (self._scroll() for _ in range(3))
        listed.add(rows)
        for part in read:
            self._read.add(part)
        self._middle, self._right = Card(theme, "The report and its decision"), Card(theme, "Questions")
        self._middle.add(self._read)
        self._right.add(self._answer)
        self._foot = QWidget()
        line = QHBoxLayout(self._foot)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.space(2))
        line.addWidget(foot, 1)
        for button in buttons:
            line.addWidget(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(3))
        for column, share in ((listed, 3), (self._middle, 5), (self._right, 5)):
            row.addWidget(column, share)
        self._arrange(wide=True)

    def settle_soon(self) -> None:
        """Something inside was filled anew."""
        for scroll in (self._read, self._answer):
            scroll.settle_soon()

    def show_top(self) -> None:
        """Another decision is read from its beginning."""
        for scroll in (self._read, self._answer):
            scroll.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(wide=self.width() >= self._theme.space(WIDE))

    def _arrange(self, *, wide: bool) -> None:
        if wide is self._wide:
            return
        self._wide = wide
        for part in self._asked:
            (self._answer if wide else self._read).add(part)
        (self._right if wide else self._middle).add(self._foot)
        self._right.setVisible(wide)
        self.settle_soon()

    def _scroll(self) -> ScrollColumn:
        made = ScrollColumn(self._theme, whole=True)
        made.body.setContentsMargins(0, 0, self._theme.space(1), 0)
        made.body.setSpacing(self._theme.space(2))
        return made
