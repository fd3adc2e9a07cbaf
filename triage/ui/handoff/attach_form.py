"""What a report is added to: found by a reference, or by another report's title, place or reference."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.outcome_draft import AttachTo
from triage.ui.contact.parts import caption
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.search_field import SearchField


class AttachForm(QWidget):
    """``searched(words)``: look for it; ``changed(AttachTo)``: the person chose one."""

    searched = Signal(str)
    changed = Signal(object)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: dict[str, AttachTo] = {}
        self.search = SearchField(theme, icons, "Reference, or words of the other report")
        self.search.setObjectName("attach_search")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.rows = ChoiceRows(theme, "What it is added to")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        for part in (caption(theme, "Add it to"), self.search, self.state, self.rows):
            column.addWidget(part)
        self.search.searched.connect(self._search)
        self.search.left.connect(self.rows.focus_value)
        self.rows.chosen.connect(self._choose)

    def show_chosen(self, chosen: AttachTo | None) -> None:
        """What the draft holds, even before anything is searched."""
        if chosen is not None and _key(chosen) not in self._found:
            self._found = {_key(chosen): chosen, **self._found}
        self._show(_key(chosen) if chosen else "")

    def show_found(self, found: tuple[AttachTo, ...], words: str, chosen: AttachTo | None) -> None:
        """What the search gave, and one sentence about it."""
        kept = {_key(chosen): chosen} if chosen else {}
        self._found = {**kept, **{_key(one): one for one in found}}
        self.state.setText(words)
        self._show(_key(chosen) if chosen else "")

    def focus_first(self) -> None:
        self.search.setFocus()

    def _show(self, value: str) -> None:
        options = tuple(
            (key, one.reference, one.title, str(at) if at < 10 else "")
            for at, (key, one) in enumerate(self._found.items(), 1)
        )
        self.rows.show_options(options, value)

    def _search(self, words: str) -> None:
        if words.strip():
            self.state.setText("Looking…")
            self.searched.emit(words.strip())

    def _choose(self, key: str, _by_key: bool) -> None:
        if key in self._found:
            self.changed.emit(self._found[key])


def _key(one: AttachTo) -> str:
    return f"{one.destination}|{one.record_id}|{one.reference}"
