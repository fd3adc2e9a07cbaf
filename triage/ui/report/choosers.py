"""What is made of selected words, and which person another one is: two small choosers over the report column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from triage.models.additions import ROLES, Room, Source, likely_room
from triage.models.person import Person
from triage.models.visible import one_line
from triage.ui.decide.choice_rows import ChoiceRows, Option
from triage.ui.decide.finder import Finder, Found, Search
from triage.ui.report.popover import Popover
from triage.ui.theme import Theme

Made = Room | Literal["crimes"]
_NAMES: dict[str, str] = {
    "people": "Person",
    "places": "Place",
    "vehicles": "Vehicle",
    "property": "Property",
    "crimes": "Crime",
}
QUOTED = 60
"""Characters of the chosen words that the title shows."""


class WordsChooser(Popover):
    """First what the words are, then its role (or for a crime its class). Digits and Enter choose, Escape leaves.

    Signals:
        thing_made(Source, room, role), crime_made(Source, code).
    """

    thing_made = Signal(object, str, str)
    crime_made = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "Make something of these words", parent)
        self.setObjectName("words_chooser")
        self._source: Source | None = None
        self._room: str = ""
        self.rows = ChoiceRows(theme, "What the words are")
        self.finder = Finder(theme, "Class of the crime", "Class: code or words")
        self.body.addWidget(self.rows)
        self.body.addWidget(self.finder)
        self.rows.chosen.connect(self._chosen)
        self.finder.taken.connect(self._crime)
        self.finder.left.connect(self._leave)

    def start(self, source: Source, search: Search, at: QPoint) -> None:
        """Ask what is to be made of these words."""
        self._source, self._room = source, ""
        self.finder.set_search(search)
        self.finder.hide()
        self.rows.show()
        likely = likely_room(source.quote)
        options: tuple[Option, ...] = tuple(
            (room, name, "", str(number)) for number, (room, name) in enumerate(_NAMES.items(), start=1)
        )
        self.rows.show_options(options, likely)
        self.set_words(f"“{one_line(source.quote, QUOTED)}” is a …", "Digit or Enter chooses. Esc leaves.")
        self.open_at(at)
        self.rows.focus_value()

    def _chosen(self, key: str, _by_key: bool) -> None:
        if self._room:
            self._make(key)
        elif key == "crimes":
            self._ask_class()
        else:
            self._ask_role(key)

    def _ask_role(self, room: str) -> None:
        self._room = room
        roles = next(ROLES[one] for one in get_args(Room) if one == room)
        options: tuple[Option, ...] = tuple(
            (role, role.capitalize(), "", str(number)) for number, role in enumerate(roles, start=1)
        )
        self.rows.show_options(options, roles[0])
        self.set_words(f"{_NAMES[room]}: what in the report?", "Digit or Enter chooses. Esc leaves.")
        self.arrange()
        self.rows.focus_value()

    def _ask_class(self) -> None:
        self.finder.show()
        self.finder.line.setFocus()
        self.rows.hide()
        self.set_words("Which crime do the words tell of?", "Arrows and Enter choose, or type. Esc leaves.")
        self.arrange()

    def _make(self, role: str) -> None:
        source, room = self._source, self._room
        self.close_popover()
        if source is not None:
            self.thing_made.emit(source, room, role)

    def _crime(self, code: str) -> None:
        source = self._source
        self.close_popover()
        if source is not None:
            self.crime_made.emit(source, code)


class JoinChooser(Popover):
    """Which other person of the report is the same as this one; the likeliest come first.

    Signals: ``joined(kept, gone)``: their keys.
    """

    joined = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "Join two people into one", parent)
        self.setObjectName("join_chooser")
        self._kept = ""
        self.finder = Finder(theme, "The same person", "Name or role")
        self.body.addWidget(self.finder)
        self.finder.taken.connect(self._taken)
        self.finder.left.connect(self._leave)

    def start(self, kept: Person, others: tuple[Person, ...], at: QPoint) -> None:
        """Ask who is the same person as ``kept``."""
        self._kept = str(kept.key)
        self.finder.set_search(_people_search(kept, others))
        self.set_words(
            f"{called(kept)} is the same person as …",
            "Arrows and Enter choose, or type a name. Both names are kept; Ctrl+Z takes it back.",
        )
        self.open_at(at)
        self.finder.line.clear()
        self.finder.line.setFocus()
        self.arrange()

    def _taken(self, key: str) -> None:
        self.close_popover()
        self.joined.emit(self._kept, key)


def called(person: Person) -> str:
    """A person in few words: the name, else how they are described."""
    named = any((person.given, person.middle, person.surname))
    return one_line(person.name if named or not person.description else f"“{person.description}”", QUOTED)


def alike(one: Person, another: Person) -> tuple[int, str]:
    """How much speaks for one person, and what: the same contact, date of birth, surname, first name."""
    contacts = {(entry.kind, entry.value.casefold()) for entry in one.contacts}
    signs: list[tuple[int, str]] = []
    if contacts & {(entry.kind, entry.value.casefold()) for entry in another.contacts}:
        signs.append((4, "same contact"))
    if one.born and one.born == another.born:
        signs.append((4, "same date of birth"))
    if one.surname and one.surname.casefold() == another.surname.casefold():
        signs.append((2, "same surname"))
    if one.given and one.given.casefold() == another.given.casefold():
        signs.append((1, "same first name"))
    return sum(weight for weight, _ in signs), ", ".join(words for _, words in signs)


def _people_search(kept: Person, others: tuple[Person, ...]) -> Callable[[str], tuple[Found, ...]]:
    scored = sorted(((person, *alike(kept, person)) for person in others), key=lambda found: -found[1])

    def search(text: str) -> tuple[Found, ...]:
        words = text.casefold().split()
        fitting = (
            Found(str(person.key), called(person), why, ", ".join(person.roles)[:24])
            for person, _, why in scored
            if all(word in f"{person.name} {person.description} {' '.join(person.roles)}".casefold() for word in words)
        )
        return tuple(found for _, found in zip(range(8), fitting, strict=False))

    return search
