"""What stands in the place of a list or a page that has nothing to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.key_cap import KeyCap
from triage.ui.widgets.plain_label import PlainLabel

WIDEST = 110
"""Steps of space across the words: a line that can be read without losing the next one."""
HIGH = 0.36
"""Share of the height above the head."""


class Empty(QWidget):
    """That there is nothing, and below it what will stand here or what to do: in the middle, a little above it.

    Args:
        keys: what can be done from here, each by a key; those that are off just now are left out.
    """

    def __init__(
        self,
        theme: Theme,
        head: str = "",
        more: str = "",
        keys: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head = PlainLabel(theme, "", FontRole.HEADING, "text_soft", wrap=True)
        self._more = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self._keys = _Keys(theme, keys)
        self._column = QVBoxLayout(self)
        for part in (self._head, self._more):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._column.addWidget(part)
        self._column.addWidget(self._keys)
        self._column.addStretch(1)
        self.say(head, more)
        self._dress()
        theme.changed.connect(self._dress)

    def say(self, head: str, more: str = "", *, keys: bool = True) -> None:
        """``keys``: whether what can be done by key is said as well."""
        self._head.setText(head)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._keys.setVisible(keys and self._keys.any)
        self.setAccessibleName(self.text())
        self._dress()

    def text(self) -> str:
        """All of its words."""
        return f"{self._head.text()} {self._more.text()}".strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """What stands around the words keeps no window from getting narrower."""
        hint = super().minimumSizeHint()
        return QSize(self._keys.minimumSizeHint().width() + 2 * self._theme.space(4), hint.height())

    @Slot()
    def _dress(self) -> None:
        """The head at the same height wherever there is room, so that two of them beside each other stand in line."""
        space = self._theme.space
        edge, gap = space(4), space(1.5)
        room = max(1, min(self.width() - 2 * edge, space(WIDEST)))
        keys = QSize(0, 0) if self._keys.isHidden() else self._keys.sizeHint()
        wide = max(_even(self._head, room), _even(self._more, room), keys.width())
        side = max(edge, (self.width() - wide) // 2)
        tall = sum(part.heightForWidth(wide) + gap for part in (self._head, self._more) if not part.isHidden())
        top = max(edge, min(round(self.height() * HIGH), self.height() - tall - keys.height() - edge))
        self._column.setContentsMargins(side, top, side, edge)
        self._column.setSpacing(gap)


class _Keys(QWidget):
    """Keys and what they do, one below the other, in the middle."""

    def __init__(self, theme: Theme, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._theme = theme
        self.any = bool(keys)
        self._words = [(key, PlainLabel(theme, words, tone="text_soft")) for key, words in keys]
        self._grid = QGridLayout()
        for at, (key, words) in enumerate(self._words):
            self._grid.addWidget(KeyCap(theme, key), at, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(words, at, 1)
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._row.addLayout(self._grid)
        self._row.addStretch(1)
        self._dress()
        self._follow()
        theme.changed.connect(self._dress)
        theme.keys_changed.connect(self._follow)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._row.setContentsMargins(0, space(2), 0, 0)
        self._grid.setHorizontalSpacing(space(2))
        self._grid.setVerticalSpacing(space(1))

    @Slot()
    def _follow(self) -> None:
        """Words whose key is off would be beside nothing."""
        for key, words in self._words:
            words.setVisible(bool(self._theme.key(key)))


def _even(label: PlainLabel, room: int) -> int:
    """How narrow these words can be in as many lines as they need in ``room``: no line is left with one word."""
    if label.isHidden() or not label.text():
        return 0
    tall, low, high = label.heightForWidth(room), 1, room
    while low < high:
        middle = (low + high) // 2
        if label.heightForWidth(middle) <= tall:
            high = middle
        else:
            low = middle + 1
    return low
