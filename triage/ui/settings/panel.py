"""Settings with immediate effect: theme, text size, single-letter keys; and what a support desk asks for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from triage.ui.announce import announce
from triage.ui.icons import Icons
from triage.ui.settings.size_stepper import SizeStepper
from triage.ui.theme import FontRole, Mode, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.card import Card
from triage.ui.widgets.check_box import CheckBox
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.section_header import SectionHeader
from triage.ui.widgets.segmented import Segmented
from triage.ui.widgets.sheet import Sheet

MODES = (
    (Mode.SYSTEM.value, "System"),
    (Mode.LIGHT.value, "Light"),
    (Mode.DARK.value, "Dark"),
    (Mode.CONTRAST.value, "High contrast"),
)
LETTERS = "Single-letter keys work (N, C, G, 1 to 8 …)"
LETTERS_NOTE = "Switch them off if speech input or a stray touch sets them off. Keys with Ctrl go on working."


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """What the panel shows. ``scale`` as `Theme.scale`; the texts are said as they are."""

    mode: str = Mode.SYSTEM.value
    scale: float = 1.0
    letters: bool = True
    version: str = ""
    data_folder: str = ""
    person: str = ""
    gateway: str = ""
    profile: str = ""
    training: bool = False


class SettingsPanel(Sheet):
    """Signals.

    theme_changed(str): "system", "light", "dark" or "contrast". zoom_changed(float): the new scale.
    letters_changed(bool): whether single-letter keys work.
    """

    theme_changed = Signal(str)
    zoom_changed = Signal(float)
    letters_changed = Signal(bool)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Settings", parent)
        self.setObjectName("settings-panel")
        self._view = SettingsView()
        self._modes = Segmented(theme, "Theme", MODES)
        self._modes.setObjectName("settings-theme")
        self._sizes = SizeStepper(theme)
        self._letters = CheckBox(theme, LETTERS)
        self._letters.setObjectName("settings-letters")
        self._facts = QGridLayout()
        self._values: dict[str, PlainLabel] = {}
        self._copy = Button(theme, "Copy these lines", "plain")
        self._copy.setObjectName("settings-copy")
        self._scroll = ScrollColumn(theme)
        self._build()
        self._connect()
        self._dress()

    def show_settings(self, view: SettingsView) -> None:
        """Show how things are; emits nothing."""
        self._view = view
        self._modes.set_value(view.mode)
        self._sizes.set_scale(view.scale)
        self._letters.setChecked(view.letters)
        for name, value in facts(view):
            self._values[name].setText(value)

    def sizeHint(self) -> QSize:
        around = super().sizeHint().height() - self._scroll.sizeHint().height()
        width = self._theme.space(160)
        tall = self._scroll.body.heightForWidth(width)
        return QSize(width, around + max(tall, self._theme.space(100)))

    def _build(self) -> None:
        theme = self._theme
        look = Card(theme, "How it looks")
        look.add(SectionHeader(theme, "How it looks"))
        for name, choice in (("Theme", self._modes), ("Text size", self._sizes)):
            look.add(PlainLabel(theme, name, FontRole.SMALL_STRONG, "text_soft"))
            look.add(choice)
        keys = Card(theme, "Keys")
        keys.add(SectionHeader(theme, "Keys"))
        keys.add(self._letters)
        keys.add(PlainLabel(theme, LETTERS_NOTE, FontRole.SMALL, "text_soft", wrap=True))
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
        line.addStretch(1)
        about.add(line)
        for card in (look, keys, about):
            self._scroll.add(card)
        self.body.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        self._modes.changed.connect(self.theme_changed)
        self._sizes.changed.connect(self.zoom_changed)
        self._letters.clicked.connect(self.letters_changed)
        self._copy.clicked.connect(self._copy_facts)
        self._theme.changed.connect(self._dress)

    @Slot()
    def _copy_facts(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{name}: {value}" for name, value in facts(self._view)) + "\n")
        self.set_trailing("Copied", "good")
        announce(self, "Copied")

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._scroll.body.setContentsMargins(0, 0, 0, 0)
        self._scroll.body.setSpacing(space(3))
        self._facts.setHorizontalSpacing(space(4))
        self._facts.setVerticalSpacing(space(1))


def facts(view: SettingsView) -> tuple[tuple[str, str], ...]:
    """(name, value) of what a support desk asks for."""
    return (
        ("Version", view.version or "not known"),
        ("Mode", "Training: nothing here touches a live system" if view.training else "Live"),
        ("Signed in", view.person or "nobody"),
        ("Gateway", view.gateway or "none"),
        ("Force profile", view.profile or "none yet"),
        ("Data on this computer", view.data_folder or "none"),
    )
