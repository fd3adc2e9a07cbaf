"""Panels laid over the columns: outbox, keys, palette, settings, training faults. One at a time; Escape leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from triage.models.ids import OpId, ReportId
from triage.models.query import ListQuery, View
from triage.ui.icons import Icons
from triage.ui.overlay import TOPIC
from triage.ui.palette_places import built_in_views, page_places, setting_places, view_places
from triage.ui.presenter.below import Below
from triage.ui.presenter.context import Context
from triage.ui.presenter.settings import SettingsPresenter
from triage.ui.presenter.way_back import WayBack
from triage.ui.theme import Theme

if TYPE_CHECKING:
    # Each is imported and made when it is first opened: the first list must not wait for what may never be looked at.
    from triage.ui.faults import FaultsPanel
    from triage.ui.guides.library import Guide
    from triage.ui.guides.panel import GuidesPanel
    from triage.ui.help.sheet import HelpSheet
    from triage.ui.outbox.panel import OutboxPanel
    from triage.ui.palette import Palette

FOUND = 8
"""Reports that the palette offers for a search."""


class Overlays(QObject):
    """Shows and feeds the overlays.

    Signals: open_requested, mend_requested, recall_requested, compare_requested and ask_requested(ReportId),
    see_requested and leave_requested (line of the outbox in words), action_requested(id of an action),
    view_requested(key of a view), page_requested(key of a page of the board).
    """

    open_requested = Signal(str)
    mend_requested = Signal(str)
    recall_requested = Signal(str)
    compare_requested = Signal(str)
    ask_requested = Signal(str)
    see_requested = Signal(object)
    leave_requested = Signal(object)
    action_requested = Signal(str)
    view_requested = Signal(str)
    page_requested = Signal(str)

    def __init__(self, context: Context, theme: Theme, icons: Icons) -> None:
        super().__init__(context.shell)
        self._context = context
        self._theme = theme
        self._icons = icons
        self._loaded: tuple[type[GuidesPanel], tuple[Guide, ...]] | None = None
        self._below = Below(context.shell)
        self.way_back = WayBack(context.shell, self._below)
        context.shell.layers.left.connect(self.leave)
        self.views: Callable[[], Mapping[str, str]] = built_in_views
        """Views that the palette offers: key → name."""
        self.pages: Callable[[], Mapping[str, str]] = dict
        """Pages of the board that it offers, the same way."""
        self.settings = SettingsPresenter(context, theme, icons)
        self.settings.left.connect(self.leave)
        self.settings.check_requested.connect(lambda: self.action_requested.emit("checkup"))

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
        panel.compare_requested.connect(self.compare_requested)
        panel.ask_requested.connect(self.ask_requested)
        panel.see_requested.connect(self.see_requested)
        panel.leave_requested.connect(self.leave_requested)
        return panel

    @cached_property
    def _help(self) -> HelpSheet:
        from triage.ui.help.sheet import HelpSheet

        panel = HelpSheet(self._theme, self._icons)
        panel.closed.connect(self.leave)
        return panel

    @cached_property
    def _guides(self) -> GuidesPanel:
        made_by, guides = self._loaded or _load_guides()
        panel = made_by(self._theme, self._icons, guides)
        panel.closed.connect(self.leave)
        panel.keys_requested.connect(self._keys_from_guides)
        return panel

    @cached_property
    def _palette(self) -> Palette:
        from triage.ui.palette import Palette

        panel = Palette(self._theme, self._icons)
        panel.closed.connect(self.leave)
        panel.report_search.connect(self._search)
        panel.action_requested.connect(self.action_requested)
        panel.place_requested.connect(self._go_to)
        panel.open_requested.connect(self.open_requested)
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
        """Take the overlay away, back to what it lies over: a sheet to the board that asked, help to where it was asked
        for. False when there was none.
        """
        shell = self._context.shell
        there = shell.overlay()
        if self._below.bring_back() or shell.layers.take_sheet():
            return True
        shell.set_overlay(None)
        shell.rail.set_here("queue")
        return there is not None

    def leave_all(self) -> None:
        """Back to the desk itself, whatever lies over it."""
        self._below.forget()
        self._context.shell.set_overlay(None)
        self._context.shell.rail.set_here("queue")

    def leave_for(self, report_id: ReportId) -> None:
        """Back to the desk itself for this report, from which `WayBack` leads here again."""
        self.way_back.leave_for(report_id)
        self.leave_all()

    def ask(self, sheet: QWidget) -> None:
        """Lay a sheet over all; the board comes back after it when it was open."""
        shell = self._context.shell
        laid = shell.layers.top()
        if laid is not None and laid.whole:
            self._below.keep(sheet)
        elif shell.overlay() is not sheet:
            self._below.forget()
        shell.set_overlay(sheet, sheet=True)

    def leave_from(self, sheet: QWidget) -> None:
        """Take this sheet away, unless something else is shown by now."""
        if self._context.shell.overlay() is sheet:
            self.leave()

    def toggle_outbox(self) -> None:
        if self._toggle(self._outbox):
            self._context.shell.rail.set_here("outbox")
            self._outbox.start_over()
            self._context.spawn("outbox", self._fill_outbox())

    def toggle_help(self) -> None:
        from triage.ui.help.texts import in_order

        over, shell = self._context.shell.overlay(), self._context.shell
        here = "viewer" if over is not None and over.objectName() == "file-viewer" else shell.column_in_focus() or ""
        self._help.show_actions(in_order(self._context.actions.groups(), here), letters=self.settings.kept.letters)
        if self._toggle(self._help, sheet=True, back=True):
            shell.rail.set_here("guides")

    def toggle_guides(self) -> None:
        """Help, at what it says about the panel that is shown; over the columns what was read last is open again."""
        over = self._context.shell.overlay()
        if self._toggle(self._guides, back=True):
            self._context.shell.rail.set_here("guides")
            if over is not None:
                self._guides.open_topic(str(over.property(TOPIC) or over.objectName()))

    @Slot()
    def _keys_from_guides(self) -> None:
        self.leave()
        self.toggle_help()

    @Slot()
    def prepare(self) -> None:
        """Make what is wanted soon and takes long the first time, in a pause after the start."""
        _ = self._palette

    async def prepare_guides(self) -> None:
        """The same for Help: it is loaded and read in a thread, and made when that is done."""
        self._loaded = await asyncio.to_thread(_load_guides)
        _ = self._guides

    def toggle_palette(self) -> None:
        self._palette.show_actions(self._context.actions.specs())
        views, pages = view_places(self.views()), page_places(self.pages())
        self._palette.show_places([*views, *pages, *setting_places(self.settings.choices())])
        if self._toggle(self._palette, sheet=True, back=True):
            self._palette.start()

    @Slot(str)
    def _go_to(self, key: str) -> None:
        """A view, a page or a setting that was chosen in the palette."""
        kind, _, name = key.partition("/")
        self.leave_all()
        if kind == "view":
            self.view_requested.emit(name)
        elif kind == "board":
            self.page_requested.emit(name)
        else:
            self.settings.choices()[name][1]()

    def toggle_settings(self) -> None:
        self.settings.show()
        self._toggle(self.settings.panel)

    def toggle_faults(self) -> None:
        if self._context.desk.training is not None and self._toggle(self._faults):
            self._context.spawn("faults", self._fill_faults())

    @Slot(object)
    def outbox_changed(self, _ids: frozenset[ReportId]) -> None:
        if self._shown("_outbox"):
            self._context.spawn("outbox", self._fill_outbox())

    def next_theme(self) -> None:
        self.settings.next_theme()

    def zoom(self, step: int) -> None:
        """One step larger (1), smaller (-1) or back to the system's size (0)."""
        self.settings.zoom(step)

    def _toggle(self, panel: QWidget, *, sheet: bool = False, back: bool = False) -> bool:
        """``back``: leaving it leads back to what it lies over now."""
        if self._context.shell.overlay() is panel:
            self.leave()
            return False
        if back:
            self._below.keep(panel)
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


def _load_guides() -> tuple[type[GuidesPanel], tuple[Guide, ...]]:
    """What shows them, and what they say: loaded and read in a thread where there is time for it."""
    from triage.ui.guides.library import guide_folder, read_guides
    from triage.ui.guides.panel import GuidesPanel

    return GuidesPanel, read_guides(guide_folder())
