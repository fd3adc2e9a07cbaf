"""A label that shows text exactly as it is: nothing in it is interpreted, hidden marks are shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look


class PlainLabel(QLabel):
    """Plain words in a role's font and a tone's colour.

    Args:
        tone: "text", "text_soft", "accent", "wrong", "warn" or "good".
        wrap: break lines at words (and inside words that are longer than a line).
        selectable: by mouse and by keyboard; the label then takes focus.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: FontRole | str = FontRole.BODY,
        tone: str = "text",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = FontRole(role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
            self.setMinimumWidth(1)
        if selectable:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(flags)
        self.set_tone(tone)
        self.setText(text)
        self._dress()
        theme.changed.connect(self._dress)

    def setText(self, text: str) -> None:
        super().setText(visible(text))

    def set_tone(self, tone: str) -> None:
        set_look(self, tone=tone)

    def set_role(self, role: FontRole | str) -> None:
        self._role = FontRole(role)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.setFont(self._theme.font(self._role))
