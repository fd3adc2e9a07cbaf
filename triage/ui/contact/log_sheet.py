"""A call, a visit or an attempt, logged by hand: what it was, what came of it, when, and what was said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from triage.models import codec
from triage.models.messages import ContactRequest
from triage.models.safe_contact import Safety, Way
from triage.ui.contact.composing import way_key
from triage.ui.contact.lines import CHANNELS, OUTCOMES
from triage.ui.contact.note_sheet import NoteSheet
from triage.ui.contact.parts import Captioned, Field
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import Segmented

_WAYS = tuple((key, CHANNELS[key]) for key in ("phone", "in_person", "letter", "other"))
_TURNS = (("out", "We to them"), ("in", "They to us"))


class LogSheet(NoteSheet):
    """``save(ContactRequest)``. A digit chooses what came of it; Ctrl+Enter keeps the line."""

    save = Signal(object)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Log a call or an attempt", now, "contact", parent)
        self.setObjectName("log_sheet")
        self._people: dict[str, Way] = {}
        self._person = ""
        self._outcome = ""
        self.outcomes = ChoiceRows(theme, "What came of it")
        self.channel = Segmented(theme, "How", _WAYS, "phone")
        self.turn = Segmented(theme, "Who began", _TURNS, "out")
        self.people = ChoiceRows(theme, "With whom")
        self.note = Field(theme, "What was said (may be left empty)", "contact_note")
        came = Captioned(theme, "What came of it", self.outcomes)
        who = Captioned(theme, "With whom", self.people)
        how = Captioned(theme, "How", self.channel, self.turn)
        self.lay_out((self.guard, came, self.note, who, how, self.when))
        self.outcomes.chosen.connect(self._choose_outcome)
        self.people.chosen.connect(self._choose_person)
        self.note.left.connect(self.when.focus)

    def start(self, ways: tuple[Way, ...], guard: str) -> None:
        """An empty line about the people of a report."""
        self._people = {way_key(way): way for way in ways if way.kind == "phone"}
        self._person = next((key for key, way in self._people.items() if way.safety is not Safety.NEVER), "")
        self._outcome = ""
        self.warn(f"Ring only by numbers marked safe. {guard}" if guard else "")
        self.note.set_words("")
        self.when.set_words("")
        self.channel.set_value("phone")
        self.turn.set_value("out")
        self._show("")

    def focus_start(self) -> None:
        self.outcomes.focus_value()

    def _show(self, trouble: str) -> None:
        options = tuple((key, words, "", str(at)) for at, (key, words) in enumerate(OUTCOMES.items(), 1))
        self.outcomes.show_options(options, self._outcome)
        people = tuple((key, f"{way.name}, {way.address}", _note(way), "") for key, way in self._people.items())
        self.people.show_options((*people, ("", "Somebody else", "", "")), self._person)
        self.state.setText(trouble or ("" if self._outcome else "Choose what came of it."))
        self.state.set_tone("wrong" if trouble else "text_soft")

    def _choose_outcome(self, key: str, by_key: bool) -> None:
        self._outcome = key
        self._show("")
        if by_key:
            self.note.focus()

    def _choose_person(self, key: str, _by_key: bool) -> None:
        self._person = key
        self._show("")

    def keep(self) -> None:
        if not self._outcome:
            self._show("Choose what came of it.")
            self.outcomes.focus_value()
            return
        at, wrong = self.read_when()
        if wrong:
            self._show(wrong)
            self.when.focus()
            return
        way = self._people.get(self._person)
        made = {
            "channel": self.channel.value() or "phone",
            "direction": self.turn.value() or "out",
            "outcome": self._outcome,
            "person": way.person if way else "",
            "note": self.note.words.strip(),
        }
        self.save.emit(codec.convert(ContactRequest, {**made, "at": at}))


def _note(way: Way) -> str:
    return {Safety.SAFE: "marked safe", Safety.NEVER: " ".join(way.why), Safety.ASK: " ".join(way.why)}.get(
        way.safety, ""
    )
