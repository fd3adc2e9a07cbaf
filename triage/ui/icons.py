"""The desk's own icons: one SVG family, drawn in one colour and tinted by the palette."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from triage.models.errors import BugError
from triage.models.resources import resource_path
from triage.ui.theme import Theme

SIZE = 20


class Icons:
    """Makes pixmaps of an icon in a palette colour, crisp at the screen's own scaling.

    Args:
        theme: whose colours to use.
        folder: where ``<name>.svg`` lie (default: the bundled ones); each draws with ``currentColor``.
    """

    def __init__(self, theme: Theme, folder: Path | None = None) -> None:
        self._theme = theme
        self._folder = folder or resource_path("icons")
        self._sources: dict[str, str] = {}
        self._made: dict[tuple[str, str, int, float], QPixmap] = {}

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self._folder.glob("*.svg")))

    def pixmap(self, name: str, tone: str = "text_soft", size: int = SIZE, ratio: float | None = None) -> QPixmap:
        """One icon, ``size`` logical pixels wide.

        Raises:
            BugError: there is no such icon.
        """
        ratio = ratio or self._ratio()
        colour = str(getattr(self._theme.tokens, tone))
        key = (name, colour, size, ratio)
        if key not in self._made:
            self._made[key] = self._draw(name, colour, size, ratio)
        return self._made[key]

    def icon(self, name: str, tone: str = "text_soft", size: int = SIZE) -> QIcon:
        """The same as a QIcon, with a greyed form for disabled controls."""
        icon = QIcon(self.pixmap(name, tone, size))
        icon.addPixmap(self.pixmap(name, "disabled", size), QIcon.Mode.Disabled)
        return icon

    def _draw(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        pixels = max(1, round(size * ratio))
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        renderer = QSvgRenderer(QByteArray(self._source(name).replace("currentColor", colour).encode()))
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _source(self, name: str) -> str:
        if name not in self._sources:
            try:
                self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
            except OSError as error:
                raise BugError(f"There is no icon “{name}” in {self._folder.name}.") from error
        return self._sources[name]

    @staticmethod
    def _ratio() -> float:
        screen = QGuiApplication.primaryScreen()
        return screen.devicePixelRatio() if screen is not None else 1.0
