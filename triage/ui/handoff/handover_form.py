"""To whom a report goes, why, and what they must know: teams and forces of the profile, or a name typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.outcome_draft import Handover
from triage.models.profile import Outcome, Profile
from triage.ui.contact.parts import Field, caption
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.theme import Theme

Change = Callable[[Handover], Handover]
OTHER = "other"
_DIGITS = 9


class HandoverForm(QWidget):
    """``changed(change, typing)``; ``done()``: everything is there by keyboard."""

    changed = Signal(object, bool)
    done = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = ChoiceRows(theme, "Who takes it over")
        self.named = Field(theme, "Name of the force or agency", "handover_to")
        self.why = Field(theme, "Why they take it over, and what must be done by when", "handover_why")
        self.note = Field(theme, "What else they must know (may be left empty)", "handover_note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        for part in (caption(theme, "Who takes it over"), self.choices, self.named, self.why, self.note):
            column.addWidget(part)
        self.choices.chosen.connect(self._choose)
        self.named.edited.connect(lambda words: self.changed.emit(lambda one: replace(one, to=words), True))
        self.why.edited.connect(lambda words: self.changed.emit(lambda one: replace(one, why=words), True))
        self.note.edited.connect(lambda words: self.changed.emit(lambda one: replace(one, note=words), True))
        self.named.left.connect(self.why.focus)
        self.why.left.connect(self.note.focus)
        self.note.left.connect(self.done)

    def show_handover(self, handover: Handover, outcome: Outcome, profile: Profile, elsewhere: str = "") -> None:
        """``elsewhere``: the force whose area the place is in; it is marked and not chosen."""
        options: list[tuple[str, str, str]] = []
        if "team" in outcome.receivers:
            options += [(f"team|{team.key}", team.name, team.note) for team in profile.teams]
        if "force" in outcome.receivers:
            mark = f"The place is in {elsewhere}’s area."
            options += [
                (f"force|{one.name}", one.name, mark if one.name.casefold() == elsewhere.casefold() else one.note)
                for one in profile.forces
            ]
            options.append((OTHER, "Another force or agency", "Type its name"))
        keyed = tuple((*one, str(at) if at <= _DIGITS else "") for at, one in enumerate(options, 1))
        key = f"{handover.to_kind}|{handover.to}"
        known = any(one[0] == key for one in options)
        other = handover.to_kind in ("agency", "force") and not known
        self.choices.show_options(keyed, key if known else OTHER if other else "")
        self.named.setVisible(other)
        self.named.set_words(handover.to if other else "")
        self.why.set_words(handover.why)
        self.note.set_words(handover.note)

    def focus_part(self, part: str) -> None:
        if part == "why":
            self.why.focus()
        else:
            self.choices.focus_value()

    def _choose(self, key: str, by_key: bool) -> None:
        kind, _, to = key.partition("|")
        if key == OTHER:
            self.changed.emit(lambda one: replace(one, to_kind="agency", to=""), False)
            self.named.focus()
            return
        self.changed.emit(lambda one: replace(one, to_kind=kind, to=to), False)
        if by_key:
            self.why.focus()
