"""The common frame of the decide column's sections: a header with its key, and a body."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.ui.decide.session import Change
from triage.ui.decide.work import Edit, Work
from triage.ui.theme import Theme
from triage.ui.widgets import SectionHeader
from triage.ui.widgets.scroll_column import TOGETHER


class Section(QWidget):
    """Shows its part of a `Work`; never changes the draft, only says what should change.

    Signals:
        edited(Edit): the person changed something.
        done(): the person is through with this section by keyboard: the next one may have the focus.
    """

    edited = Signal(object)
    done = Signal()

    def __init__(self, theme: Theme, name: str, title: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._work: Work | None = None
        self.name = name
        self.setObjectName(f"section:{name}")
        self.setAccessibleName(title)
        self.setProperty(TOGETHER, True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.header = SectionHeader(theme, title, key=key)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.space(1))
        self.body.addWidget(self.header)

    def preparing(self, work: Work) -> Iterator[None]:  # noqa: ARG002 - for those that have much to make
        """Make in steps what `show_work` will need; between them the window may take its turn."""
        return iter(())

    def show_work(self, work: Work) -> None:
        """Show this; nothing that says the same already is touched."""
        self._work = work
        self.refresh(work)

    def refresh(self, work: Work) -> None:
        """Bring the widgets in line with ``work``."""

    def focus_first(self) -> None:
        """Put the focus where a person begins here."""

    def focus_part(self, part: str) -> None:  # noqa: ARG002 - for those that have parts
        """Put the focus on one part ("threat" of "thrive/threat"); without such a part, on the first."""
        self.focus_first()

    def holds(self, part: str, focused: QWidget) -> bool:  # noqa: ARG002 - for those that have parts
        """Whether the focus is where `focus_part` would lead."""
        return self.isAncestorOf(focused)

    def say(self, label: str, key: str, change: Change, *, typing: bool = False) -> None:
        self.edited.emit(Edit(label, key, change, typing))
