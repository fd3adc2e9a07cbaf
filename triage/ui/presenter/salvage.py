"""Shows what became of a damaged store: at the start, and when it happens while the window is open."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from triage.models.salvage import Salvage
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.ui.salvage.sheet import SalvageSheet

STRIP = "salvage"
WORDS = "The local store was damaged. Your work was carried over; read what became of it."


class SalvagePresenter(QObject):
    """Over an open report it only says so: what a person types into must not be covered."""

    def __init__(self, context: Context, overlays: Overlays, theme: Theme, icons: Icons) -> None:
        super().__init__(context.shell)
        self._context, self._overlays = context, overlays
        self._theme, self._icons = theme, icons
        self._told: Salvage | None = None

    @cached_property
    def sheet(self) -> SalvageSheet:
        from triage.ui.salvage.sheet import SalvageSheet

        made = SalvageSheet(self._theme, self._icons)
        made.closed.connect(self._overlays.leave)
        made.read.connect(self._read)
        return made

    async def start(self) -> None:
        """When there is something to be read, the window begins with it."""
        await self._ask()
        if self._told is not None:
            self.show()

    @Slot()
    def changed(self) -> None:
        """The store was replaced just now, or more of it came from the gateway."""
        self._context.spawn("salvage", self._ask())

    @Slot()
    def show(self) -> None:
        if self._told is not None:
            self.sheet.show_salvage(self._told)
            self._context.shell.set_overlay(self.sheet, sheet=True)

    @Slot(str)
    def act(self, key: str) -> None:
        if key == STRIP:
            self.show()

    async def _ask(self) -> None:
        self._told = await self._context.desk.mending.told()
        if self._told is None:
            self._context.shell.clear_strip(STRIP)
            return
        self._context.shell.show_strip(STRIP, WORDS, "Read it", "warning", closable=False)
        if self._context.shell.overlay() is vars(self).get("sheet"):
            self.sheet.show_salvage(self._told)

    @Slot()
    def _read(self) -> None:
        self._overlays.leave()
        self._context.spawn("salvage read", self._noted())

    async def _noted(self) -> None:
        await self._context.desk.mending.noted()
        await self._ask()
