"""How the page of quality review is laid out: three columns, or two in a narrow window, where all that is read and
answered scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.ui.board.wide import WideColumns
from triage.ui.theme import Theme
from triage.ui.widgets import Button, Card


class QualityColumns(WideColumns):
    """In a wide window the questions stand beside what was decided.

    ``rows``: what was drawn; ``read``: the report and its decision; ``asked``: the questions; ``foot``: why it does
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
        super().__init__(theme)
        self._asked = asked
        self.listed, self._read, self._answer = (self.make_scroll() for _ in range(3))
        self.scrolls = (self.listed, self._read, self._answer)
        self.listed.add(rows)
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
        self.put_beside((self.listed, 3), (self._middle, 5), (self._right, 5))
        self.arrange(wide=True)

    def show_top(self) -> None:
        """Another decision is read from its beginning."""
        for scroll in (self._read, self._answer):
            scroll.verticalScrollBar().setValue(0)

    def lay_out(self, *, wide: bool) -> None:
        for part in self._asked:
            (self._answer if wide else self._read).add(part)
        (self._right if wide else self._middle).add(self._foot)
        self._right.setVisible(wide)
        self.row.setStretch(0, 3 if wide else 2)  # the answers to a question stand side by side, whole
