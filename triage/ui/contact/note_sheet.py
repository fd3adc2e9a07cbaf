"""A sheet on which something is noted by hand about a report: what it shares with the others of its kind."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.parts import WHEN, WHEN_LIKE, Field, moment_of
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn


class NoteSheet(FormSheet):
    """``key``: how the names of its parts begin or end."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        title: str,
        now: Callable[[], datetime],
        key: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, icons, title, parent)
        self._now = now
        self.guard = PlainLabel(theme, "", FontRole.SMALL, "warn", wrap=True)
        self.when = Field(theme, WHEN, f"{key}_when")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.button = Button(theme, "Keep", "primary", key="Ctrl+Return")
        self.button.setObjectName(f"keep_{key}")
        self.when.left.connect(self.keep)
        self.button.clicked.connect(self.keep)
        self.kept.connect(self.keep)

    @abstractmethod
    def keep(self) -> None:
        """Keep what is noted, or say what it lacks."""

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(160), self._theme.space(150))

    def lay_out(self, parts: Iterable[QWidget]) -> None:
        """These below each other, and the button at the foot."""
        scroll = ScrollColumn(self._theme, whole=True)
        scroll.body.setContentsMargins(0, 0, self._theme.space(1), 0)
        scroll.body.setSpacing(self._theme.space(2.5))
        for part in parts:
            scroll.add(part)
        self.body.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)

    def warn(self, words: str) -> None:
        """Say this before all else; "" for nothing."""
        self.guard.setText(words)
        self.guard.setVisible(bool(words))

    def read_when(self) -> tuple[datetime | None, str]:
        """When it was, None where nothing is written; and what is wrong with it, "" for nothing."""
        told, now = self.when.words.strip(), self._now()
        at = moment_of(told, now) if told else None
        if told and at is None:
            return None, WHEN_LIKE
        return at, "That moment is still to come." if at is not None and at > now else ""
