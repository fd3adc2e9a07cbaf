"""The person's own settings: applied when the window opens, changed in the panel, kept for who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from triage import __version__
from triage.models.desk_keys import BY_NAME
from triage.models.query import View
from triage.ui.columns import ORDERS
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.settings.kept import Kept
from triage.ui.theme import Density, Mode, Theme

if TYPE_CHECKING:
    from triage.ui.settings.panel import SettingsPanel


_THEMES = (
    (Mode.SYSTEM, "as the system"),
    (Mode.LIGHT, "light"),
    (Mode.DARK, "dark"),
    (Mode.CONTRAST, "high contrast"),
)
_COLUMN_OF = {"Report": "report", "Decide": "decide"}
"""Group of an action → the column where it happens."""


class SettingsPresenter(QObject):
    """``left``: the person closed the panel; ``check_requested``: they want this workstation checked."""

    left = Signal()
    check_requested = Signal()

    def __init__(self, context: Context, theme: Theme, icons: Icons) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self.kept = Kept(context.memory, context.desk.standing)
        self._take_look()
        context.actions.set_single_letters(self.kept.letters)
        context.actions.choose_keys(self.kept.keys)
        context.actions.changed.connect(self._tell_caps)
        context.actions.triggered.connect(self._reveal)
        context.shell.set_order(ORDERS[self.kept.order])
        self._tell_caps()

    @cached_property
    def panel(self) -> SettingsPanel:
        """Imported and made when it is first opened."""
        from triage.ui.settings.panel import SettingsPanel

        panel = SettingsPanel(self._theme, self._icons, actions=self._context.actions)
        panel.closed.connect(self.left)
        panel.check_requested.connect(self.check_requested)
        panel.theme_changed.connect(self._choose_theme)
        panel.zoom_changed.connect(self._choose_zoom)
        panel.density_changed.connect(self._choose_density)
        panel.order_changed.connect(self._choose_order)
        panel.view_changed.connect(self._choose_view)
        panel.widths_reset.connect(self._context.shell.share_out)
        panel.letters_changed.connect(self._choose_letters)
        panel.keys_changed.connect(self._keep_keys)
        return panel

    def refresh(self) -> None:
        """Show how things are; nothing happens while the panel was never opened."""
        if "panel" in vars(self):
            self.show()

    def show(self) -> None:
        from triage.ui.settings.view import SettingsView

        desk, theme = self._context.desk, self._theme
        self.panel.show_settings(
            SettingsView(
                mode=theme.mode.value,
                scale=theme.scale,
                density=theme.density.value,
                order=self.kept.order,
                first_view=self.kept.view.value,
                letters=self.kept.letters,
                locked=self.kept.locked(),
                wrong=tuple(fault.words for fault in desk.standing.faults),
                version=__version__,
                data_folder=str(desk.settings.home),
                person=f"{desk.me.name} ({desk.me.id})",
                gateway=desk.settings.gateway_url,
                profile=desk.profile.version,
                training=desk.training is not None,
            )
        )

    def tell_wrong(self) -> None:
        """Say once what was said somewhere and does not count."""
        faults = self._context.desk.standing.faults
        if faults:
            more = f"{len(faults) - 1} more in Settings, About this desk." if len(faults) > 1 else ""
            words = f"A setting does not count. {faults[0].words} The rest works."
            self._context.tell("warning", words, more, key="settings")

    def next_theme(self) -> None:
        if self._may("look.theme"):
            self.kept.mode = self._theme.next_mode()
            self.refresh()

    def zoom(self, step: int) -> None:
        """One step larger (1), smaller (-1) or back to the system's size (0)."""
        if self._may("look.text_size"):
            self.kept.scale = self._theme.zoom(step)
            self.refresh()

    def _may(self, name: str) -> bool:
        """Whether the person may change this; otherwise they are told who did."""
        if name not in self.kept.locked():
            return True
        self._context.tell("info", f"{BY_NAME[name].title}: set by your organisation.", key=f"locked:{name}")
        return False

    def _take_look(self) -> None:
        """The profile may have come since the window was first dressed."""
        theme, kept = self._theme, self.kept
        if theme.mode is not kept.mode:
            theme.set_mode(kept.mode)
        if abs(theme.scale - kept.scale) > 0.001:
            theme.set_scale(kept.scale)
        if theme.density is not kept.density:
            theme.set_density(kept.density)

    def choices(self) -> dict[str, tuple[str, Callable[[], None]]]:
        """Settings that can be chosen by name: key → (words, what choosing does)."""
        found: dict[str, tuple[str, Callable[[], None]]] = {}
        locked = self.kept.locked()
        for mode, words in _THEMES if "look.theme" not in locked else ():
            found[f"theme:{mode.value}"] = (f"Theme: {words}", self._does(self._choose_theme, mode.value))
        for air in Density if "look.density" not in locked else ():
            found[f"density:{air.value}"] = (f"Space: {air.value}", self._does(self._choose_density, air.value))
        on = not self.kept.letters
        if "look.single_letters" not in locked:
            found["letters"] = (f"Single-letter keys {'on' if on else 'off'}", self._does(self._choose_letters, on))
        found["keys"] = ("Change keys", self._does(self._open_page, "keys"))
        found["columns"] = ("Order and widths of the columns", self._does(self._open_page, "look"))
        found["about"] = ("About this desk", self._does(self._open_page, "about"))
        return found

    def _does(self, act: Callable[..., None], value: object) -> Callable[[], None]:
        def done() -> None:
            act(value)
            self.refresh()

        return done

    def _open_page(self, name: str) -> None:
        self.show()
        self.panel.show_page(name)
        self._context.shell.set_overlay(self.panel)

    @Slot(str)
    def _reveal(self, action: str) -> None:
        """Where there is no room for all columns: the one that this action is about."""
        column = "queue" if action == "search" else _COLUMN_OF.get(self._context.actions.group(action), "")
        if column and self._context.shell.overlay() is None:
            self._context.shell.reveal(column)

    @Slot()
    def _tell_caps(self) -> None:
        self._theme.set_keys(self._context.actions.caps())

    @Slot(str)
    def _choose_theme(self, mode: str) -> None:
        self._theme.set_mode(mode)
        self.kept.mode = Mode(mode)

    @Slot(float)
    def _choose_zoom(self, scale: float) -> None:
        self._theme.set_scale(scale)
        self.kept.scale = scale

    @Slot(str)
    def _choose_density(self, density: str) -> None:
        self._theme.set_density(density)
        self.kept.density = Density(density)

    @Slot(str)
    def _choose_order(self, order: str) -> None:
        self.kept.order = order
        self._context.shell.set_order(ORDERS[order])

    @Slot(str)
    def _choose_view(self, view: str) -> None:
        self.kept.view = View(view)

    @Slot(bool)
    def _choose_letters(self, on: bool) -> None:
        self.kept.letters = on
        self._context.actions.set_single_letters(on)

    @Slot()
    def _keep_keys(self) -> None:
        self.kept.keys = self._context.actions.chosen_keys()
