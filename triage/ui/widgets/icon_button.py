"""A button that is only an icon to the eye; it always has a name."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from triage.models.errors import BugError
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.tip import set_tip


class IconButton(QToolButton):
    """Args:
    name: what it does, for the tooltip and the accessibility tree; required.
    icon: name of a file in resources/icons.
    key: the key that does the same, told in the tooltip.
    """

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        icon: str,
        name: str,
        *,
        key: str = "",
        tone: str = "text_soft",
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if not name.strip():
            raise BugError("An icon button needs a name.")
        self._theme, self._icons, self._icon, self._tone = theme, icons, icon, tone
        self.setProperty("kind", "icon")
        self.setAccessibleName(name)
        self.setCheckable(checkable)
        self._name, self._key = name, key
        self._tell_key()
        theme.keys_changed.connect(self._tell_key)
        self._dress()
        theme.changed.connect(self._dress)

    @Slot()
    def _tell_key(self) -> None:
        key = self._theme.key(self._key)
        set_tip(self, f"{self._name} ({key})" if key else self._name)

    @Slot()
    def _dress(self) -> None:
        size = self._theme.space(4.5)
        self.setIcon(self._icons.icon(self._icon, self._tone, size))
        self.setIconSize(QSize(size, size))
