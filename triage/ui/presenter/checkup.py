"""The check of this workstation: ties its sheet to the doctor, copies and saves what it shows, stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from triage.models.checkup import as_text
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.save_as import save_as
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.ui.doctor.sheet import CheckupSheet

Table = Mapping[str, Callable[[], object]]


class CheckupPresenter(QObject):
    def __init__(self, context: Context, theme: Theme, icons: Icons, overlays: Overlays) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons, self._overlays = context, theme, icons, overlays
        self._running: asyncio.Task[None] | None = None

    def table(self, _known: Table) -> Table:
        return {"checkup": self.show}

    def show(self) -> None:
        """The sheet; the first time it begins by itself."""
        self._overlays.ask(self.sheet)
        self.sheet.focus_start()
        if not self.sheet.found() and self._running is None:
            self._run()

    @cached_property
    def sheet(self) -> CheckupSheet:
        from triage.ui.doctor.sheet import CheckupSheet

        sheet = CheckupSheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.run_requested.connect(self._run)
        sheet.stop_requested.connect(self._stop)
        sheet.copy_requested.connect(self._copy)
        sheet.bundle_requested.connect(self._save)
        return sheet

    @Slot()
    def _run(self) -> None:
        self.sheet.show_running()
        self._running = self._context.desk.spawn("checkup", self._examine())

    @Slot()
    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    async def _examine(self) -> None:
        # What it needs is loaded when it is first asked for, not for the first list.
        from triage.services.doctor.run import examine

        try:
            await examine(self._context.desk.as_patient(), self.sheet.show_check)
        except asyncio.CancelledError:
            self.sheet.show_stopped()
            raise
        finally:
            self._running = None
        self.sheet.show_done()

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(as_text(self.sheet.found()) + "\n")
        self._context.tell("info", "What was found is copied.", key="checkup")

    @Slot()
    def _save(self) -> None:
        from triage.services.doctor.bundle import make_bundle

        found, desk = self.sheet.found(), self._context.desk
        saved = save_as(
            self._context,
            "Save the support bundle",
            f"triage-support-{desk.clock.now():%Y-%m-%d-%H%M}.zip",
            "Zip (*.zip)",
            lambda: make_bundle(desk.as_patient(), found),
            what="The support bundle",
            key="checkup",
        )
        self._context.spawn("support bundle", saved)
