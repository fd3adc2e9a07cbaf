"""The check of this workstation: ties its sheet to the doctor, keeps what was found for copy and bundle, stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from triage.models.checkup import Finding, as_text
from triage.models.errors import KnownError
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.ui.doctor.sheet import CheckupSheet

Table = Mapping[str, Callable[[], object]]


class CheckupPresenter(QObject):
    def __init__(self, context: Context, theme: Theme, icons: Icons, overlays: Overlays) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons, self._overlays = context, theme, icons, overlays
        self._running: asyncio.Task[None] | None = None
        self._found: tuple[Finding, ...] = ()

    def table(self, _known: Table) -> Table:
        return {"checkup": self.show}

    def show(self) -> None:
        """The sheet; the first time it begins by itself."""
        self._context.shell.set_overlay(self.sheet, sheet=True)
        self.sheet.focus_start()
        if not self._found and self._running is None:
            self._run()

    @cached_property
    def sheet(self) -> CheckupSheet:
        from triage.ui.doctor.sheet import CheckupSheet

        sheet = CheckupSheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.run_requested.connect(self._run)
        sheet.stop_requested.connect(self._stop)
        sheet.copy_requested.connect(self._copy)
        sheet.bundle_requested.connect(lambda: self._context.spawn("support bundle", self._save()))
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
            self._found = await examine(self._context.desk.as_patient(), self.sheet.show_check)
        except asyncio.CancelledError:
            self.sheet.show_stopped()
            raise
        finally:
            self._running = None
        self.sheet.show_done()

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(as_text(self._found) + "\n")
        self._context.tell("info", "What was found is copied.", key="checkup")

    async def _save(self) -> None:
        from triage.services.doctor.bundle import make_bundle
        from triage.ui.dialogs import pick_file

        name = f"triage-support-{self._context.desk.clock.now():%Y-%m-%d-%H%M}.zip"
        path = await pick_file(self._context.shell, "Save the support bundle", save_as=name, filters="Zip (*.zip)")
        if path is None:
            return
        content = await make_bundle(self._context.desk.as_patient(), self._found)
        try:
            await asyncio.get_running_loop().run_in_executor(None, path.write_bytes, content)
        except OSError as error:
            raise KnownError(f"{path.name} cannot be written: {error.strerror}.", "Choose another place.") from error
        self._context.tell("info", f"The support bundle is saved as {path.name}.", key="checkup")
