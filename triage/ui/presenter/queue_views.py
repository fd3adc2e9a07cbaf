"""Saved views and the filter editor: panels at the right of the window while the list at the left shows the result."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from triage.models.errors import KnownError
from triage.models.operation import GATEWAY
from triage.models.query import ListQuery
from triage.models.view_filter import Field
from triage.models.view_store import StoredView
from triage.models.views import Link
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.queue.column import QueueColumn
from triage.ui.queue.filter_words import FIXED
from triage.ui.queue.head import tab_of
from triage.ui.theme import Theme
from triage.ui.widgets.segmented import Options

if TYPE_CHECKING:
    # Each is imported and made when it is first opened, as all overlays are.
    from triage.ui.queue.filter_editor import FilterEditor, Keep
    from triage.ui.queue.views_panel import ViewsPanel

COUNTED = 30
"""Views that are counted when the list of them is opened."""


class ViewsPresenter(QObject):
    def __init__(self, context: Context, column: QueueColumn, overlays: Overlays, theme: Theme, icons: Icons) -> None:
        super().__init__(context.shell)
        self._context = context
        self._column = column
        self._overlays = overlays
        self._theme, self._icons = theme, icons
        self._views: tuple[StoredView, ...] = ()
        self._before: tuple[ListQuery, StoredView | None] | None = None
        self.names = {kind.key: kind.name for kind in context.desk.profile.kinds}
        column.chosen.set_names(self.names)
        column.views_asked.connect(self.toggle_views)
        column.filter_asked.connect(self.toggle_filter)

    @cached_property
    def _panel(self) -> ViewsPanel:
        from triage.ui.queue.views_panel import ViewsPanel

        panel = ViewsPanel(self._theme, self._icons)
        panel.closed.connect(self._overlays.leave)
        panel.chosen.connect(self._choose)
        panel.change_asked.connect(self._change)
        panel.new_asked.connect(lambda: self._edit(None))
        panel.start_asked.connect(lambda view: self._context.spawn("view", self._start_with(view)))
        panel.delete_asked.connect(lambda view: self._context.spawn("view", self._delete(view)))
        return panel

    @cached_property
    def _editor(self) -> FilterEditor:
        from triage.ui.queue.filter_editor import FilterEditor

        editor = FilterEditor(self._theme, self._icons, self._context.desk.clock.now)
        editor.closed.connect(self._cancel)
        editor.changed.connect(self._try)
        editor.applied.connect(self._apply)
        editor.keep_asked.connect(lambda wanted: self._context.spawn("view", self._keep(wanted)))
        return editor

    def chosen(self) -> StoredView | None:
        """The saved view that the list shows."""
        tab = self._column.chosen.saved_tab()
        return next((view for view in self._views if tab_of(view) == tab), None)

    def offered(self) -> dict[str, StoredView]:
        """Tab → saved view, for the palette."""
        return {tab_of(view): view for view in self._views}

    async def start(self) -> None:
        """Before the first list: the views as they are remembered, and the one this person starts with."""
        self._take(await self._context.desk.lists.views.known())
        default = next((view for view in self._views if view.default), None)
        if default is not None:
            self._column.chosen.choose_saved(default)

    async def refresh(self) -> None:
        """Ask the gateway for the views."""
        self._take(await self._context.desk.lists.views.refresh())

    async def count(self) -> None:
        """The numbers of the saved views that have a tab."""
        pinned = [view for view in self._views if self._column.head.pinned(tab_of(view)) is not None]
        self._column.head.set_numbers({tab_of(view): await self._number(view) for view in pinned})

    @Slot()
    def toggle_views(self) -> None:
        if self._shown("_panel"):
            self._overlays.leave()
            return
        away = self._context.desk.links.state(GATEWAY) is Link.OFFLINE
        self._panel.show_views(self._views, self.names, away=away)
        self._context.shell.set_overlay(self._panel)
        self._context.spawn("views", self._fill())

    @Slot()
    def toggle_filter(self) -> None:
        if self._shown("_editor"):
            self._editor.closed.emit()
        else:
            self._edit(self.chosen(), self._column.chosen.query)

    def _shown(self, name: str) -> bool:
        panel = vars(self).get(name)
        return panel is not None and self._context.shell.overlay() is panel

    @Slot(object)
    def _change(self, view: StoredView) -> None:
        self._edit(view)

    def _edit(self, view: StoredView | None, query: ListQuery | None = None) -> None:
        self._before = (self._column.chosen.query, self.chosen())
        if query is None:
            query = ListQuery(me=self._column.chosen.query.me) if view is None else view.query
        self._context.spawn("filter", self._open_editor(view, query))

    async def _open_editor(self, view: StoredView | None, query: ListQuery) -> None:
        from triage.ui.queue.filter_editor import Editing

        options = self._options(await self._context.desk.lists.views.choices())
        self._editor.start(Editing(query=query, options=options, view=view))
        self._context.shell.set_overlay(self._editor)
        self._editor.focus_first()

    def _options(self, found: dict[Field, tuple[str, ...]]) -> dict[Field, Options]:
        """What can be chosen for each field: fixed words, the profile's types, and what the reports here hold."""
        options: dict[Field, Options] = {field: tuple(words.items()) for field, words in FIXED.items()}
        options[Field.KIND] = tuple(self.names.items())
        for field, values in found.items():
            told = tuple((value, value[:1].upper() + value[1:]) for value in values)
            options[field] = (*options.get(field, ()), *told)
        return options

    @Slot(object)
    def _try(self, query: ListQuery) -> None:
        """The list at the left shows what the rows say, while they are being written."""
        if self._shown("_editor"):
            self._column.chosen.choose_query(query)
            self._context.spawn("filter count", self._count_for(query))

    async def _count_for(self, query: ListQuery) -> None:
        number = await self._context.desk.reports.number(self._mine(query))
        if query == self._editor.query():
            self._editor.set_number(number)

    @Slot(object)
    def _apply(self, query: ListQuery) -> None:
        self._before = None
        self._column.chosen.choose_query(query)
        self._overlays.leave()
        self._column.focus_list()

    @Slot()
    def _cancel(self) -> None:
        """Escape: the list as it was before."""
        before, self._before = self._before, None
        self._overlays.leave()
        if before is not None:
            query, view = before
            (self._column.chosen.choose_saved(view) if view is not None else self._column.chosen.choose_query(query))
        self._column.focus_list()

    async def _keep(self, wanted: Keep) -> None:
        views = self._context.desk.lists.views
        try:
            kept = await views.keep(
                wanted.name, wanted.query, shared=wanted.shared, default=wanted.default, old=wanted.old
            )
        except KnownError as error:
            self._editor.say_error(str(error))
            return
        self._before = None
        self._take(await views.known())
        self._choose(next((view for view in self._views if tab_of(view) == tab_of(kept)), kept))
        self._context.tell("info", f"The view “{kept.name}” is kept.", key="view")

    @Slot(object)
    def _choose(self, view: StoredView) -> None:
        self._overlays.leave()
        self._column.chosen.choose_saved(view)
        self._column.chosen.set_views(self._views)
        self._column.focus_list()
        self._context.spawn("views", self.count())

    async def _start_with(self, view: StoredView) -> None:
        await self._context.desk.lists.views.make_default(view, on=not view.default)
        await self._show_again()

    async def _delete(self, view: StoredView) -> None:
        chosen = self.chosen()
        await self._context.desk.lists.views.delete(view)
        if chosen is not None and tab_of(chosen) == tab_of(view):
            self._column.chosen.choose_view(view.query.view)
        await self._show_again()

    async def _show_again(self) -> None:
        self._take(await self._context.desk.lists.views.known())
        if self._shown("_panel"):
            self._panel.show_views(self._views, self.names)

    async def _fill(self) -> None:
        await self.refresh()
        if self._shown("_panel"):
            away = self._context.desk.links.state(GATEWAY) is Link.OFFLINE
            self._panel.show_views(self._views, self.names, away=away)
        for view in self._views[:COUNTED]:
            number = await self._number(view)
            if not self._shown("_panel"):
                return
            self._panel.set_numbers({tab_of(view): number})

    async def _number(self, view: StoredView) -> int:
        return await self._context.desk.reports.number(self._mine(view.query))

    def _mine(self, query: ListQuery) -> ListQuery:
        return replace(query, me=self._context.desk.me.id)

    def _take(self, views: tuple[StoredView, ...]) -> None:
        self._views = views
        self._column.chosen.set_views(views)
