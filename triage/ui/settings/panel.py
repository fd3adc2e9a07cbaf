"""Settings with immediate effect, on three pages: how it looks, which keys work, what a support desk asks for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from triage.ui.actions import Actions
from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.overlay import WIDEST
from triage.ui.settings.keys_page import KeysPage
from triage.ui.settings.look_page import LookPage
from triage.ui.settings.view import SettingsView, facts
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.card import Card
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.section_header import SectionHeader
from triage.ui.widgets.segmented import Segmented
from triage.ui.widgets.sheet import Sheet

__all__ = ["PAGES", "SettingsPanel", "SettingsView", "facts"]

WRONG = "Settings that do not count"
WRONG_NOTE = "Everything else works. IT can correct the file or the policy that is named."
ABOUT_NOTE = (
    "A support desk asks for these lines. The check looks at everything that this desk stands on and says what to do."
)
PAGES = (("look", "Look and columns"), ("keys", "Keys"), ("about", "About this desk"))


class SettingsPanel(Sheet):
    """Signals.

    theme_changed(str): "system", "light", "dark" or "contrast". zoom_changed(float): the new scale.
    density_changed(str), order_changed(str), view_changed(str): by key. widths_reset(): the columns as they came.
    letters_changed(bool): whether single-letter keys work. keys_changed(): the registry has other keys.
    check_requested(): look at everything that this desk stands on.
    """

    theme_changed = Signal(str)
    zoom_changed = Signal(float)
    density_changed = Signal(str)
    order_changed = Signal(str)
    view_changed = Signal(str)
    widths_reset = Signal()
    letters_changed = Signal(bool)
    keys_changed = Signal()
    check_requested = Signal()

    def __init__(
        self, theme: Theme, icons: Icons, parent: QWidget | None = None, *, actions: Actions | None = None
    ) -> None:
        super().__init__(theme, icons, "Settings", parent)
        self.setObjectName("settings-panel")
        self.setProperty(WIDEST, 280)
        self._view = SettingsView()
        self._tabs = Segmented(theme, "Page", PAGES)
        self._tabs.setObjectName("settings-pages")
        self.look = LookPage(theme, icons)
        self.keys = KeysPage(theme, icons, actions or Actions(self))
        self._facts = QGridLayout()
        self._values: dict[str, PlainLabel] = {}
        self._copy = Button(theme, "Copy these lines", "plain")
        self._copy.setObjectName("settings-copy")
        self._check = Button(theme, "Check this workstation", "plain")
        self._check.setObjectName("settings-check")
        self._wrong = PlainLabel(theme, "", selectable=True, wrap=True)
        self._wrong.setObjectName("settings-wrong")
        self._wrong_card = self._make_wrong()
        self._about = self._make_about()
        self._scroll = ScrollColumn(theme)
        self._pages: dict[str, QWidget] = {"look": self.look, "keys": self.keys, "about": self._about}
        self.body.addWidget(self._tabs)
        for page in self._pages.values():
            self._scroll.add(page)
        self.body.addWidget(self._scroll, 1)
        self._connect()
        self.show_page("look")
        self._dress()

    def show_settings(self, view: SettingsView) -> None:
        """Show how things are; emits nothing."""
        self._view = view
        self.look.show_settings(view)
        self.keys.show_letters(view.letters, locked="look.single_letters" in view.locked)
        for name, value in facts(view):
            self._values[name].setText(value)
        self._wrong.setText("\n".join(view.wrong))
        self._wrong_card.setVisible(bool(view.wrong))

    @Slot(str)
    def show_page(self, name: str) -> None:
        """One of `PAGES`, from its beginning."""
        self._tabs.set_value(name)
        for key, page in self._pages.items():
            page.setVisible(key == name)
        self._scroll.verticalScrollBar().setValue(0)
        self._scroll.settle()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(160), self._theme.space(170))

    def _make_wrong(self) -> Card:
        card = Card(self._theme, WRONG)
        card.add(SectionHeader(self._theme, WRONG))
        card.add(self._wrong)
        card.add(PlainLabel(self._theme, WRONG_NOTE, FontRole.SMALL, "text_soft", wrap=True))
        card.hide()
        return card

    def _make_about(self) -> QWidget:
        page, theme = QWidget(), self._theme
        self._about_column = QVBoxLayout(page)
        self._about_column.setContentsMargins(0, 0, 0, 0)
        self._about_column.addWidget(self._wrong_card)
        about = Card(theme, "About this desk")
        about.add(SectionHeader(theme, "About this desk"))
        about.add(self._facts)
        for at, (name, value) in enumerate(facts(self._view)):
            self._values[name] = PlainLabel(theme, value, selectable=True, wrap=True)
            self._values[name].setAccessibleName(name)
            self._facts.addWidget(PlainLabel(theme, name, FontRole.BODY, "text_soft"), at, 0)
            self._facts.addWidget(self._values[name], at, 1)
        self._facts.setColumnStretch(1, 1)
        line = QHBoxLayout()
        line.addWidget(self._copy)
        line.addWidget(self._check)
        line.addStretch(1)
        about.add(line)
        about.add(PlainLabel(theme, ABOUT_NOTE, FontRole.SMALL, "text_soft", wrap=True))
        self._about_column.addWidget(about)
        return page

    def _connect(self) -> None:
        self._tabs.changed.connect(self.show_page)
        for name in ("theme_changed", "zoom_changed", "density_changed", "order_changed", "view_changed"):
            getattr(self.look, name).connect(getattr(self, name))
        self.look.widths_reset.connect(self.widths_reset)
        self.keys.letters_changed.connect(self.letters_changed)
        self.keys.keys_changed.connect(self.keys_changed)
        self._copy.clicked.connect(self._copy_facts)
        self._check.clicked.connect(self.check_requested)
        self._theme.changed.connect(self._dress)

    @Slot()
    def _copy_facts(self) -> None:
        lines = [*(f"{name}: {value}" for name, value in facts(self._view)), *self._view.wrong]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")
        self.set_trailing("Copied", "good")
        announce(self, "Copied")

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._scroll.body.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(space(4))
        self._facts.setVerticalSpacing(space(1))
        self._about_column.setSpacing(space(3))
