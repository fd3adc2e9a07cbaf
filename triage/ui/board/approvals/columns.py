"""How the page of approvals is laid out: three columns, or two in a narrow window, where all that is read scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets import Button, Card
from triage.ui.widgets.scroll_column import ScrollColumn

WIDE = 230
"""Steps of space from which the report stands in a column of its own and the words for the author are always seen."""


class ApprovalColumns(QWidget):
    """``rows``: what waits; ``asked``: what is asked and decided; ``report``: what was reported; ``words``: what the
    author is told; ``fault``: why it does not go; ``buttons`` below all of it.
    """

    def __init__(
        self,
        theme: Theme,
        rows: QWidget,
        asked: Sequence[QWidget],
        report: QWidget,
        words: QWidget,
        fault: QWidget,
        buttons: Sequence[Button],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._report, self._words = theme, report, words
        self._wide: bool | None = None
        listed, self._decided, self._told = (self._scroll() for _ in range(3))
        listed.add(rows)
        for part in asked:
            self._decided.add(part)
        middle = Card(theme)
        middle.add(self._decided)
        self._pinned = QVBoxLayout()
        middle.add(self._pinned)
        middle.add(fault)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(2))
        foot.addStretch(1)
        for button in buttons:
            foot.addWidget(button)
        middle.add(foot)
        self._beside = Card(theme)
        self._beside.add(self._told)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(3))
        for column, share in ((listed, 4), (middle, 6), (self._beside, 5)):
            row.addWidget(column, share)
        self._arrange(wide=True)

    def settle_soon(self) -> None:
        """Something inside was filled anew."""
        for scroll in (self._decided, self._told):
            scroll.settle_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(wide=self.width() >= self._theme.space(WIDE))

    def _arrange(self, *, wide: bool) -> None:
        if wide is self._wide:
            return
        self._wide = wide
        (self._told if wide else self._decided).add(self._report)
        if wide:
            self._pinned.addWidget(self._words)
        else:
            self._decided.add(self._words)
        self._beside.setVisible(wide)
        self.settle_soon()

    def _scroll(self) -> ScrollColumn:
        made = ScrollColumn(self._theme, whole=True)
        made.body.setContentsMargins(0, 0, self._theme.space(1), 0)
        made.body.setSpacing(self._theme.space(2))
        return made
