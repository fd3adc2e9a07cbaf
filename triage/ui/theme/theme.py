"""The theme in use: a palette, a type scale and a unit of space, handed to each widget by its constructor."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from triage.ui.roles import install_roles
from triage.ui.theme.dressing import dress
from triage.ui.theme.style import style_sheet
from triage.ui.theme.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Tokens

FALLBACK_FAMILIES = ("DejaVu Sans", "Noto Sans", "Segoe UI")
MONO_FAMILIES = ("DejaVu Sans Mono", "Noto Sans Mono", "Consolas", "Courier New")
SMALLEST_BODY = 12.0  # logical px; a smaller system font is not readable for twelve hours
ZOOM_STEPS = (0.85, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class Mode(StrEnum):
    """``SYSTEM`` follows the operating system; ``CONTRAST`` is high contrast on its light or dark side."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Density(StrEnum):
    """How much air there is between things; the size of words and targets is another matter."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


_AIR = {Density.COMFORTABLE: 1.0, Density.COMPACT: 0.6}
_GAPS = 3.0  # spaces smaller than so many steps are air; larger ones are sizes of things


class FontRole(StrEnum):
    """What a piece of text is; sizes come from the system's own font size."""

    FIGURE = "figure"
    TITLE = "title"
    HEADING = "heading"
    READING = "reading"
    BODY = "body"
    STRONG = "strong"
    SMALL = "small"
    SMALL_STRONG = "small_strong"
    CAPS = "caps"
    MONO = "mono"


_SCALE: dict[FontRole, tuple[float, bool]] = {
    FontRole.FIGURE: (2.2, True),
    FontRole.TITLE: (1.34, True),
    FontRole.HEADING: (1.12, True),
    FontRole.READING: (1.12, False),
    FontRole.BODY: (1.0, False),
    FontRole.STRONG: (1.0, True),
    FontRole.SMALL: (0.9, False),
    FontRole.SMALL_STRONG: (0.9, True),
    FontRole.CAPS: (0.86, True),
    FontRole.MONO: (1.0, False),
}


class Theme(QObject):
    """Colours, fonts and spaces of the moment.

    ``changed`` is emitted after mode, zoom or the system's own scheme changed; a widget that keeps a font or a size
    of its own asks again then. Colours in the style sheet follow by themselves. ``keys_changed``: caps that show keys
    ask `key` again.

    Args:
        mode: which palette.
        scale: zoom of text and space, 1.0 = the system's font size.
        density: how much air.
    """

    changed = Signal()
    keys_changed = Signal()

    def __init__(
        self,
        mode: Mode | str = Mode.SYSTEM,
        scale: float = 1.0,
        parent: QObject | None = None,
        *,
        density: Density = Density.COMFORTABLE,
    ) -> None:
        super().__init__(parent)
        self._mode = Mode(mode)
        self._scale = min(max(scale, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
        self._density = Density(density)
        self._keys: dict[str, str] = {}
        self._fonts: dict[FontRole, QFont] = {}
        self._colours: dict[str, QColor] = {}
        self._app: QApplication | None = None
        self._following = False
        self._tokens = self._choose()
        self._measure()

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def scale(self) -> float:
        return self._scale

    @property
    def density(self) -> Density:
        return self._density

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def base_px(self) -> float:
        """Size of body text in logical pixels."""
        return self._base

    def colour(self, role: str) -> QColor:
        """The token of this name as a QColor, for painters."""
        known = self._colours.get(role)
        if known is None:
            known = self._colours[role] = QColor(str(getattr(self._tokens, role)))
        return QColor(known)

    def font(self, role: FontRole | str) -> QFont:
        """A new font for this role; layouts and painters ask for some hundred of them with each key."""
        role = FontRole(role)
        known = self._fonts.get(role)
        if known is None:
            known = self._fonts[role] = self._make_font(role)
        return QFont(known)

    def _make_font(self, role: FontRole) -> QFont:
        share, bold = _SCALE[role]
        font = QFont(self._family)
        if role is FontRole.MONO:
            font.setFamilies(list(MONO_FAMILIES))
            font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(max(10, round(self._base * share)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        if role is FontRole.CAPS:
            font.setCapitalization(QFont.Capitalization.AllUppercase)
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
        return font

    def space(self, steps: float) -> int:
        """``steps`` × 4 px, growing with the font; gaps shrink with the density, sizes of things do not."""
        air = _AIR[self._density] if steps < _GAPS else 1.0
        return round(4 * steps * air * self._base / SMALLEST_BODY)

    def key(self, given: str) -> str:
        """The key that does now what ``given`` did as the program came; "" when none does."""
        return self._keys.get(given, given)

    def set_keys(self, caps: Mapping[str, str]) -> None:
        """Which keys were given another place (`Actions.caps`)."""
        if dict(caps) != self._keys:
            self._keys = dict(caps)
            self.keys_changed.emit()

    def set_density(self, density: Density | str) -> None:
        self._density = Density(density)
        self._refresh()

    def set_mode(self, mode: Mode | str) -> None:
        self._mode = Mode(mode)
        self._refresh()

    def next_mode(self) -> Mode:
        """Go on to the next mode (system → light → dark → contrast → system) and return it."""
        modes = list(Mode)
        self.set_mode(modes[(modes.index(self._mode) + 1) % len(modes)])
        return self._mode

    def set_scale(self, scale: float) -> None:
        self._scale = min(max(scale, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
        self._refresh()

    def zoom(self, direction: int) -> float:
        """One step larger (1), smaller (-1) or back to the system's size (0). Returns the new scale."""
        if direction == 0:
            self.set_scale(1.0)
        elif direction > 0:
            self.set_scale(next((step for step in ZOOM_STEPS if step > self._scale + 0.001), ZOOM_STEPS[-1]))
        else:
            self.set_scale(next((step for step in reversed(ZOOM_STEPS) if step < self._scale - 0.001), ZOOM_STEPS[0]))
        return self._scale

    def apply(self, app: QApplication) -> None:
        """Dress the application and keep following the system's colour scheme."""
        self._app = app
        install_roles(app)
        app.setStyle("Fusion")
        if not self._following:
            self._following = True
            app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._refresh()

    @Slot()
    def _system_changed(self) -> None:
        if self._mode in (Mode.SYSTEM, Mode.CONTRAST):
            self._refresh()

    def _refresh(self) -> None:
        self._tokens = self._choose()
        self._colours.clear()
        self._measure()
        if self._app is not None:
            self._app.setFont(self.font(FontRole.BODY))
            self._app.setPalette(self._palette())
            dress(self._app, style_sheet(self._tokens, self.space, self._base))
        self.changed.emit()

    def _measure(self) -> None:
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        resolved = QFontInfo(system)
        known = set(QFontDatabase.families())
        family = resolved.family()
        self._family = family if family in known else next((name for name in FALLBACK_FAMILIES if name in known), "")
        self._base = max(SMALLEST_BODY, float(resolved.pixelSize())) * self._scale
        self._fonts.clear()

    def _choose(self) -> Tokens:
        hints = QGuiApplication.styleHints()
        dark = hints is not None and hints.colorScheme() is Qt.ColorScheme.Dark
        high = hints is not None and hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
        if self._mode is Mode.CONTRAST or (self._mode is Mode.SYSTEM and high):
            return CONTRAST_DARK if dark else CONTRAST_LIGHT
        if self._mode is Mode.SYSTEM:
            return DARK if dark else LIGHT
        return DARK if self._mode is Mode.DARK else LIGHT

    def _palette(self) -> QPalette:
        roles = {
            QPalette.ColorRole.Window: "panel",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "field",
            QPalette.ColorRole.AlternateBase: "window",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "panel",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.BrightText: "wrong",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "accent_text",
            QPalette.ColorRole.Accent: "accent",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.ToolTipBase: "card",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.PlaceholderText: "text_soft",
            QPalette.ColorRole.Mid: "line_strong",
        }
        palette = QPalette()
        for role, token in roles.items():
            palette.setColor(role, self.colour(token))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return palette
