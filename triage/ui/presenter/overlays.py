"""Panels laid over the columns: outbox, keys, palette, settings, training faults. One at a time; Escape leaves."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from triage import __version__
from triage.models.ids import OpId, ReportId
from triage.models.query import ListQuery, View
from triage.ui.fault_modes import LINKS, system_settings
from triage.ui.faults import FaultsPanel
from triage.ui.help.sheet import HelpSheet
from triage.ui.outbox.panel import OutboxPanel
from triage.ui.palette import Palette
from triage.ui.presenter.context import Context
from triage.ui.settings.panel import SettingsPanel, SettingsView
from triage.ui.theme import Theme
from triage.ui.theme.theme import Mode

THEME = "desk/theme"
ZOOM = "desk/zoom"
LETTERS = "desk/letters"
FOUND = 8
"""Reports that the palette offers for a search."""


class Overlays(QObject):
    """Shows and feeds the overlays."""

    def __init__(
        self,
        context: Context,
        theme: Theme,
        outbox: OutboxPanel,
        help_sheet: HelpSheet,
        palette: Palette,
        settings: SettingsPanel,
        faults: FaultsPanel | None,
    ) -> None:
        super().__init__(context.shell)
        self._context = context
        self._theme = theme
        self._outbox, self._help, self._palette = outbox, help_sheet, palette
        self._settings, self._faults = settings, faults
        for panel in (outbox, help_sheet, palette, settings, faults):
            if panel is not None:
                panel.closed.connect(self.leave)
        context.shell.overlay_left.connect(self.leave)
        palette.report_search.connect(self._search)
        outbox.retry_requested.connect(self._retry)
        settings.theme_changed.connect(self._choose_theme)
        settings.zoom_changed.connect(self._choose_zoom)
        settings.letters_changed.connect(self._choose_letters)
        if faults is not None:
            faults.fault_chosen.connect(self._choose_fault)
        self._letters = str(context.memory.value(LETTERS, "true")).lower() != "false"
        context.actions.set_single_letters(self._letters)

    @Slot()
    def leave(self) -> bool:
        """Take the overlay away; False when there was none."""
        shell = self._context.shell
        there = shell.overlay() is not None
        shell.set_overlay(None)
        shell.rail.set_here("queue")
        return there

    def toggle_outbox(self) -> None:
        if self._toggle(self._outbox):
            self._context.shell.rail.set_here("outbox")
            self._context.spawn("outbox", self._fill_outbox())

    def toggle_help(self) -> None:
        self._help.show_actions(self._context.actions.groups(), letters=self._letters)
        if self._toggle(self._help, sheet=True):
            self._context.shell.rail.set_here("help")

    def toggle_palette(self) -> None:
        self._palette.show_actions(self._context.actions.specs())
        if self._toggle(self._palette, sheet=True):
            self._palette.start()

    def toggle_settings(self) -> None:
        self._show_settings()
        self._toggle(self._settings)

    def toggle_faults(self) -> None:
        if self._faults is not None and self._toggle(self._faults):
            self._context.spawn("faults", self._fill_faults())

    @Slot(object)
    def outbox_changed(self, _ids: frozenset[ReportId]) -> None:
        if self._context.shell.overlay() is self._outbox:
            self._context.spawn("outbox", self._fill_outbox())

    def next_theme(self) -> None:
        self._context.memory.setValue(THEME, self._theme.next_mode().value)
        self._show_settings()

    def zoom(self, step: int) -> None:
        """One step larger (1), smaller (-1) or back to the system's size (0)."""
        self._context.memory.setValue(ZOOM, self._theme.zoom(step))
        self._show_settings()

    def _show_settings(self) -> None:
        desk, theme = self._context.desk, self._theme
        self._settings.show_settings(
            SettingsView(
                mode=theme.mode.value,
                scale=theme.scale,
                letters=self._letters,
                version=__version__,
                data_folder=str(desk.settings.home),
                person=f"{desk.me.name} ({desk.me.id})",
                gateway=desk.settings.gateway_url,
                profile=desk.profile.version,
                training=desk.training is not None,
            )
        )

    def _toggle(self, panel: QWidget, *, sheet: bool = False) -> bool:
        if self._context.shell.overlay() is panel:
            self.leave()
            return False
        self._context.shell.set_overlay(panel, sheet=sheet)
        return True

    async def _fill_outbox(self) -> None:
        outbox = self._context.desk.outbox
        self._outbox.show_lines(await outbox.lines(), await outbox.figures(), self._context.desk.clock.now())

    async def _fill_faults(self) -> None:
        training = self._context.desk.training
        if self._faults is not None and training is not None:
            self._faults.show_state(await training.faults())

    @Slot(str)
    def _retry(self, op_id: str) -> None:
        self._context.spawn("retry", self._context.desk.outbox.retry(OpId(op_id)))

    @Slot(str)
    def _search(self, text: str) -> None:
        self._context.spawn("palette search", self._find(text))

    async def _find(self, text: str) -> None:
        reports = self._context.desk.reports
        ids = (
            await reports.ids(ListQuery(view=View.ALL, text=text, me=self._context.desk.me.id)) if text.strip() else ()
        )
        rows = await reports.page(ids[:FOUND])
        self._palette.show_reports(text, tuple(rows[report_id] for report_id in ids[:FOUND] if report_id in rows))

    @Slot(object)
    def _choose_theme(self, mode: Mode | str) -> None:
        self._theme.set_mode(Mode(mode))
        self._context.memory.setValue(THEME, Mode(mode).value)

    @Slot(float)
    def _choose_zoom(self, factor: float) -> None:
        self._theme.set_scale(factor)
        self._context.memory.setValue(ZOOM, factor)

    @Slot(bool)
    def _choose_letters(self, on: bool) -> None:
        self._letters = on
        self._context.memory.setValue(LETTERS, "true" if on else "false")
        self._context.actions.set_single_letters(on)

    @Slot(str, str, str)
    def _choose_fault(self, where: str, mode: str, detail: str) -> None:
        self._context.spawn("faults", self._set_fault(where, mode, detail))

    async def _set_fault(self, where: str, mode: str, detail: str) -> None:
        training = self._context.desk.training
        if training is None:
            return
        if where in dict(LINKS):
            await training.set_link(where, mode)
        else:
            await training.set_records(where, system_settings(mode, detail))
        await self._fill_faults()
