"""How the page of approvals is laid out: three columns, or two in a narrow window, where all that is read scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.ui.board.wide import WideColumns
from triage.ui.theme import Theme
from triage.ui.widgets import Button, Card


class ApprovalColumns(WideColumns):
    """In a wide window the report stands in a column of its own, and the words for the author are always seen.

    ``rows``: what waits; ``asked``: what is asked and decided; ``report``: what was reported; ``words``: what the
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
        super().__init__(theme, parent)
        self._report, self._words = report, words
        listed, self._decided, self._told = (self.make_scroll() for _ in range(3))
        self.scrolls = (self._decided, self._told)
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
        self.put_beside((listed, 4), (middle, 6), (self._beside, 5))
        self.arrange(wide=True)

    def lay_out(self, *, wide: bool) -> None:
        (self._told if wide else self._decided).add(self._report)
        if wide:
            self._pinned.addWidget(self._words)
        else:
            self._decided.add(self._words)
        self._beside.setVisible(wide)
