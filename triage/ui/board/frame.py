"""The board's frame: its title, a tab for each page, and the page that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from triage.ui.board.page import Page, Room
from triage.ui.board.pages import PAGES, PageSpec
from triage.ui.overlay import TOPIC
from triage.ui.widgets.folding import Folding
from triage.ui.widgets.sheet import Sheet

_SECOND_MS = 1000


class Board(Sheet):
    """Lies over all columns, with the pages that are for the person's roles. A page is made when its tab is first
    chosen, and only the shown one is told of news."""

    def __init__(self, room: Room, pages: Sequence[PageSpec] = PAGES, parent: QWidget | None = None) -> None:
        super().__init__(room.theme, room.icons, "Board", parent)
        self.setObjectName("board")
        self._room = room
        pages = [spec for spec in pages if spec.roles & room.context.desk.roles.held]
        self._specs = {spec.key: spec for spec in pages}
        self._made: dict[str, Page] = {}
        self._here = ""
        names = [(spec.key, spec.name) for spec in pages]
        self.tabs = Folding(room.theme, room.icons, "Page of the board", names, pages[0].key)
        self.tabs.setObjectName("board-tabs")
        self.tabs.changed.connect(self.show_page)
        self.add_to_head(self.tabs)
        self.tabs.setVisible(len(pages) > 1)  # once it has a parent: else it would be a window for a moment
        self._stack = QStackedWidget()
        self.body.addWidget(self._stack, 1)
        self._seconds = QTimer(self)
        self._seconds.setInterval(_SECOND_MS)
        self._seconds.timeout.connect(self._tick)
        self._choose(pages[0].key)

    def page(self) -> Page:
        """The page that is looked at."""
        return self._made[self._here]

    @property
    def keys(self) -> tuple[str, ...]:
        """Of its pages, from the first to the last."""
        return tuple(self._specs)

    @Slot(str)
    def show_page(self, key: str) -> None:
        """Turn to this page; it fetches what it shows while the board is on the screen."""
        if key == self._here:
            return
        self.page().leave()
        self._choose(key)
        if self.isVisible():
            self.page().arrive()

    def go_to(self, key: str) -> None:
        """Turn to this page, and the focus goes with it."""
        self.show_page(key)
        if self.isVisible():
            self.page().led().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def turn(self, step: int) -> None:
        """So many pages on, from the last to the first; the focus goes with it."""
        order = self.keys
        self.go_to(order[(order.index(self._here) + step) % len(order)])

    async def flush(self) -> None:
        """Save what was written on any page; raises KnownError as `Page.flush` does."""
        for page in self._made.values():
            await page.flush()

    @Slot()
    def news(self) -> None:
        """The gateway told of a change."""
        if self.isVisible():
            self.page().news()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._seconds.start()
        self.page().arrive()
        self.lead_with(self.page().led())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tabs beside the title while there is room for all of their words."""
        super().resizeEvent(event)
        self.tabs.fold(self._head_room() < self.tabs.bar.sizeHint().width())
        self.put_trailing_below(self._is_cut())

    def _head_room(self) -> int:
        """Pixels of the head beside the title and the way out."""
        space = self._theme.space
        taken = sum(part.sizeHint().width() for part in (self._title, self._escape, self._close))
        return self.width() - taken - 2 * space(5) - 4 * space(3)

    def _is_cut(self) -> bool:
        """Whether what is told of the page would be cut between title and tabs."""
        tabs = self.tabs.sizeHint().width() if len(self._specs) > 1 else 0
        return bool(self._trailing.text()) and self._head_room() - tabs < self._trailing.sizeHint().width()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._seconds.stop()
        self.page().leave()

    def _choose(self, key: str) -> None:
        page = self._made.get(key)
        if page is None:
            page = self._made[key] = self._specs[key].make(self._room)
            page.setAccessibleName(self._specs[key].name)
            page.told.connect(lambda words, tone, key=key: self._told(key, words, tone))
            self._stack.addWidget(page)
        self._here = key
        self.setProperty(TOPIC, f"board/{key}")
        self.set_trailing("")
        self.put_trailing_below(False)
        self.tabs.set_value(key)
        self._stack.setCurrentWidget(page)
        self.lead_with(page.led())

    def _told(self, key: str, words: str, tone: str) -> None:
        if key == self._here:
            self.set_trailing(words, tone)
            if self._is_cut():  # only a page or a size may bring it back: words that count seconds would jump
                self.put_trailing_below(True)

    @Slot()
    def _tick(self) -> None:
        self.page().tick()
