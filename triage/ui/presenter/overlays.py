"""Panels laid over the columns: outbox, keys, palette, settings, training faults. One at a time; Escape leaves."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from triage import __version__
from triage.models.ids import OpId, ReportId
from triage.models.query import ListQuery, View
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.theme import Theme
from triage.ui.theme.theme import Mode

if TYPE_CHECKING:
    # Each is imported and made when it is first opened: the first list must not wait for what may never be looked at.
    from triage.ui.faults import FaultsPanel
    from triage.ui.help.sheet import HelpSheet
    from triage.ui.outbox.panel import OutboxPanel
    from triage.ui.palette import Palette
    from triage.ui.settings.panel import SettingsPanel

THEME = "desk/theme"
ZOOM = "desk/zoom"
LETTERS = "desk/letters"
FOUND = 8
"""Reports that the palette offers for a search."""


class Overlays(QObject):
    """Shows and feeds the overlays.

    Signals: open_requested, mend_requested and recall_requested(ReportId), action_requested(id of an action).
    """

    open_requested = Signal(str)
    mend_requested = Signal(str)
    recall_requested = Signal(str)
    action_requested = Signal(str)

    def __init__(self, context: Context, theme: Theme, icons: Icons) -> None:
        super().__init__(context.shell)
        self._context = context
        self._theme = theme
        self._icons = icons
        context.shell.overlay_left.connect(self.leave)
        self._letters = str(context.memory.value(LETTERS, "true")).lower() != "false"
        context.actions.set_single_letters(self._letters)

    @cached_property
    def _outbox(self) -> OutboxPanel:
        from triage.ui.outbox.panel import OutboxPanel

        names = {place.key: place.name for place in self._context.desk.profile.destinations}
        panel = OutboxPanel(self._theme, self._icons, names)
        panel.closed.connect(self.leave)
        panel.retry_requested.connect(self._retry)
        panel.open_requested.connect(self.open_requested)
        panel.mend_requested.connect(self.mend_requested)
        panel.recall_requested.connect(self.recall_requested)
        return panel

    @cached_property
    def _help(self) -> HelpSheet:
        from triage.ui.help.sheet import HelpSheet

        panel = HelpSheet(self._theme, self._icons)
        panel.closed.connect(self.leave)
        return panel

    @cached_property
    def _palette(self) -> Palette:
        from triage.ui.palette import Palette

        panel = Palette(self._theme, self._icons)
        panel.closed.connect(self.leave)
        panel.report_search.connect(self._search)
        panel.action_requested.connect(self.action_requested)
        panel.open_requested.connect(self.open_requested)
        return panel

    @cached_property
    def _settings(self) -> SettingsPanel:
        from triage.ui.settings.panel import SettingsPanel

        panel = SettingsPanel(self._theme, self._icons)
        panel.closed.connect(self.leave)
        panel.theme_changed.connect(self._choose_theme)
        panel.zoom_changed.connect(self._choose_zoom)
        panel.letters_changed.connect(self._choose_letters)
        return panel

    @cached_property
    def _faults(self) -> FaultsPanel:
        from triage.ui.faults import FaultsPanel

        panel = FaultsPanel(self._theme, self._icons)
        panel.closed.connect(self.leave)
        panel.fault_chosen.connect(self._choose_fault)
        return panel

    def _shown(self, name: str) -> bool:
        """Whether this overlay is there now; asking does not make it."""
        panel = vars(self).get(name)
        return panel is not None and self._context.shell.overlay() is panel

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
        if self._context.desk.training is not None and self._toggle(self._faults):
            self._context.spawn("faults", self._fill_faults())

    @Slot(object)
    def outbox_changed(self, _ids: frozenset[ReportId]) -> None:
        if self._shown("_outbox"):
            self._context.spawn("outbox", self._fill_outbox())

    def next_theme(self) -> None:
        self._context.memory.setValue(THEME, self._theme.next_mode().value)
        self._refresh_settings()

    def zoom(self, step: int) -> None:
        """One step larger (1), smaller (-1) or back to the system's size (0)."""
        self._context.memory.setValue(ZOOM, self._theme.zoom(step))
        self._refresh_settings()

    def _refresh_settings(self) -> None:
        if self._shown("_settings"):
            self._show_settings()

    def _show_settings(self) -> None:
        from triage.ui.settings.panel import SettingsView

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
        if training is not None:
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
        from triage.ui.fault_modes import LINKS, system_settings

        training = self._context.desk.training
        if training is None:
            return
        if where in dict(LINKS):
            await training.set_link(where, mode)
        else:
            await training.set_records(where, system_settings(mode, detail))
        await self._fill_faults()
