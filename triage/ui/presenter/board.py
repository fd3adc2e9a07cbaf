"""The board as a place of the window: offered to whom it is for, made when it is first opened."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from triage.models.ids import ReportId
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.ui.board.frame import Board
    from triage.ui.board.row_list import RowMenu

Table = Mapping[str, Callable[[], object]]
PLACE, APPROVALS, QUALITY = "board", "approvals", "quality"
TURNS = {"board_page": 1, "board_page_before": -1}
"""Action → how many pages it turns."""
FIRST_PAGE = "triage.ui.board.now.page"


class BoardPresenter(QObject):
    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        overlays: Overlays,
        open_report: Callable[[ReportId], None],
        menu: RowMenu,
    ) -> None:
        """``menu``: what the menu of a row offers below “Open”."""
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self._overlays = overlays
        self._open_report = open_report
        self._row_menu = menu
        overlays.pages = self.pages
        overlays.page_requested.connect(self.show_page)
        context.actions.set_enabled(dict.fromkeys((PLACE, APPROVALS, QUALITY, *TURNS), False))

    def table(self, _known: Table) -> Table:
        pages = {name: partial(self.show_page, name) for name in (APPROVALS, QUALITY)}
        return {PLACE: self.toggle, **pages, **{name: partial(self.turn, step) for name, step in TURNS.items()}}

    async def offer(self) -> None:
        """Wait until it is known who is here; the board is for those who look after the room."""
        await self._context.desk.roles.known()
        if self._context.desk.roles.oversees:
            self._context.shell.rail.offer(PLACE, shown=True)
            held = self._context.desk.roles.held
            reviews = bool(held & {"supervisor", "auditor"})
            self._context.actions.set_enabled({PLACE: True, **dict.fromkeys(TURNS, True)})
            self._context.actions.set_enabled({APPROVALS: "supervisor" in held, QUALITY: reviews})

    async def prepare(self) -> None:
        """Load and make the board before it is first opened: the chart library alone takes longer to load than a key
        press may. That is done in a thread: the window keeps painting.
        """
        await self._context.desk.roles.known()
        if self._context.desk.roles.oversees:
            await asyncio.to_thread(importlib.import_module, FIRST_PAGE)
            _ = self.board

    def toggle(self) -> None:
        """Show the board, or go back to the columns."""
        shell = self._context.shell
        if "board" in vars(self) and shell.overlay() is self.board:
            self._overlays.leave()
            return
        shell.set_overlay(self.board, whole=True)
        shell.rail.set_here(PLACE)

    def pages(self) -> dict[str, str]:
        """Key → name of the pages that are for whoever is here."""
        from triage.ui.board.pages import PAGES

        held = self._context.desk.roles.held
        return {spec.key: spec.name for spec in PAGES if spec.roles & held}

    @Slot(str)
    def show_page(self, key: str) -> None:
        """The board at one of its pages: what waits for a word, what was drawn to be reviewed."""
        if self._context.shell.overlay() is not self.board:
            self.toggle()
        self.board.go_to(key)

    def turn(self, step: int) -> None:
        """So many pages on; away from the board it is opened as it was left."""
        if self._context.shell.overlay() is self.board:
            self.board.turn(step)
        else:
            self.toggle()

    @cached_property
    def board(self) -> Board:
        from triage.ui.board.frame import Board
        from triage.ui.board.page import Room

        board = Board(Room(self._context, self._theme, self._icons, self._open_report, self._row_menu))
        board.closed.connect(self._overlays.leave)
        return board

    async def flush(self) -> None:
        """Save what was written on the board and not sent; raises KnownError when it cannot be saved now."""
        if "board" in vars(self):
            await self.board.flush()

    @Slot()
    def changed(self) -> None:
        """The feed, a lease or a link brought news; before the board was first opened that is nothing."""
        if "board" in vars(self):
            self.board.news()
