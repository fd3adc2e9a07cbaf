"""Crimes: none, one or several; found by code, name or words; victim and place filled in when there is no choice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage.models.composed import composed
from triage.models.deciding import add_crime, remove_crime
from triage.models.draft import CrimeLine, Draft
from triage.ui.decide.counting import Prompt, prompt_of
from triage.ui.decide.crime_search import counting_rule, search
from triage.ui.decide.edits import with_place, with_principal, with_victim
from triage.ui.decide.finder import Finder, Found
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import ChoiceButton, FlowLayout, IconButton, PlainLabel, set_tip
from triage.ui.widgets.button import Button
from triage.ui.widgets.own_keys import keeps_key
from triage.ui.widgets.rows import Rows

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class CrimeCard(QFrame):
    """One crime: code, class, counting rule, who and where. Delete removes it, Enter goes on.

    Signals:
        removed(), made_principal(), victim_chosen(key), place_chosen(key).
        left(): on to what comes after the crimes.
        another_wanted(victim): one more crime of this class, for this person.
    """

    removed = Signal()
    made_principal = Signal()
    victim_chosen = Signal(str)
    place_chosen = Signal(str)
    another_wanted = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, icons: Icons, line: CrimeLine, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.line = line
        self._next_victim = ""
        known = work.profile.crime_class(line.class_code)
        name = known.name if known else "Class not in this year's list"
        self.setObjectName(f"crime:{line.key}")
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        person = work.report.person(line.victim) if line.victim else None
        said = f"{line.class_code} {name}{', principal' if line.principal else ''}"
        self.setAccessibleName(f"{said}, victim {person.name if person else 'not chosen'}")
        self.setAccessibleDescription("Delete removes this crime. Enter goes on to the outcome.")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(2.5), theme.space(1.5), theme.space(1), theme.space(1.5))
        column.setSpacing(theme.space(0.5))
        column.addLayout(self._head(icons, line.class_code, name))
        if known:
            column.addWidget(PlainLabel(theme, counting_rule(known), FontRole.SMALL, "text_soft", wrap=True))
            self._prompt(column, prompt_of(known, line, work.draft, work.report))
        column.addWidget(self._choices(icons, work))

    def event(self, event: QEvent) -> bool:
        """The key that adds the next victim's crime is the card's own."""
        return keeps_key(event, self._adds) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.hasFocus():
            self.removed.emit()
        elif event.key() in _ENTER and self.hasFocus() and not event.modifiers() & ~_KEYPAD:
            self.left.emit()
        elif self._adds(event):
            self.another_wanted.emit(self._next_victim)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            radius = self._theme.space(2)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)

    def _adds(self, event: QKeyEvent) -> bool:
        return bool(self._next_victim) and self.hasFocus() and event.text() == "+"

    def _prompt(self, column: QVBoxLayout, prompt: Prompt | None) -> None:
        """What the counting rule asks, and one press that does it."""
        if prompt is None:
            return
        column.addWidget(PlainLabel(self._theme, prompt.words, FontRole.SMALL, "warn", wrap=True))
        if prompt.victim:
            self._next_victim = prompt.victim
            more = Button(self._theme, "Add one for this victim", "link", key="+")
            more.setObjectName(f"another:{self.line.key}")
            more.clicked.connect(lambda: self.another_wanted.emit(prompt.victim))
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _head(self, icons: Icons, code: str, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.space(2))
        row.addWidget(PlainLabel(self._theme, code, FontRole.STRONG), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(PlainLabel(self._theme, name, wrap=True), 1, Qt.AlignmentFlag.AlignVCenter)
        remove = IconButton(self._theme, icons, "close", f"Remove {name}", key="Delete")
        remove.clicked.connect(self.removed)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _choices(self, icons: Icons, work: Work) -> QWidget:
        people = [(str(person.key), person.name) for person in work.report.people[:60]]
        places = [(place.key, place.one_line or "Place without words") for place in work.report.places[:60]]
        box = QWidget()
        flow = FlowLayout(box, self._theme.space(1))
        victim = ChoiceButton(
            self._theme,
            icons,
            "Victim",
            [("", "No victim named"), *_short(people)],
            self.line.victim or "",
            empty="Choose the victim",
            kind="quiet",
        )
        place = ChoiceButton(
            self._theme, icons, "Place", [("", "No place"), *_short(places)], self.line.place_key, kind="quiet"
        )
        victim.setObjectName(f"victim:{self.line.key}")
        victim.changed.connect(self.victim_chosen)
        place.changed.connect(self.place_chosen)
        if self.line.principal:
            principal_mark = PlainLabel(self._theme, "Principal", FontRole.SMALL_STRONG, "accent")
            principal_mark.setMinimumHeight(victim.sizeHint().height())
            flow.addWidget(principal_mark)
        else:
            principal = Button(self._theme, "Make principal", "link")
            principal.clicked.connect(self.made_principal)
            flow.addWidget(principal)
        flow.addWidget(victim)
        flow.addWidget(place)
        return box


class CrimesSection(Section):
    """The crimes so far and the field that adds one."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, "crimes", "Crimes", "X", parent)
        self._icons = icons
        self._shown: tuple[object, ...] = ()
        self.cards: list[CrimeCard] = []
        self._list = Rows(theme.space(1))
        self.finder = Finder(theme, "Add a crime", "Add a crime: code or words")
        self.finder.line.setObjectName("crime_search")
        self.body.addWidget(self._list)
        self.body.addWidget(self.finder)
        self.finder.taken.connect(self._add)
        self.finder.left.connect(self.done)

    def refresh(self, work: Work) -> None:
        work = replace(work, report=composed(work.report, work.draft))  # names as they are now
        shown = (work.draft.crimes, work.report.people, work.report.places)
        if shown != self._shown:
            self._shown = shown
            self._rebuild(work)
        year = work.profile.crime_classes_year
        self.header.set_trailing(year.split()[0] if year else "")
        set_tip(self.header, f"Classes: {year}" if year else "")
        self.finder.set_search(
            lambda text: tuple(
                Found(entry.code, f"{entry.code}  {entry.name}", counting_rule(entry))
                for entry in search(text, work.report, work.profile)
            )
        )

    def focus_first(self) -> None:
        self.finder.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_part(self, part: str) -> None:
        card = next((card for card in self.cards if card.line.key == part), None)
        if card is None:
            self.focus_first()
        else:
            card.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _rebuild(self, work: Work) -> None:
        focused = next((card.line.key for card in self.cards if card.isAncestorOf(card.focusWidget() or card)), "")
        had_focus = any(card.hasFocus() for card in self.cards)
        self.cards = [CrimeCard(self._theme, self._icons, line, work) for line in work.draft.crimes]
        for card in self.cards:
            key = card.line.key
            card.removed.connect(partial(self._remove, key))
            card.left.connect(self.done)
            card.made_principal.connect(partial(self._principal, key))
            card.victim_chosen.connect(partial(self._victim, key))
            card.place_chosen.connect(partial(self._place, key))
            card.another_wanted.connect(partial(self._another, card.line.class_code))
        self._list.fill(self.cards)
        if had_focus and self.cards:
            self.focus_part(focused)

    def _add(self, code: str) -> None:
        assert self._work is not None
        report = composed(self._work.report, self._work.draft)
        self.say("adding a crime", "crimes", lambda draft: add_crime(draft, code, report))
        if self.cards:
            self.cards[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, key: str) -> None:
        at = next((number for number, card in enumerate(self.cards) if card.line.key == key), 0)
        self.say("removing a crime", "crimes", lambda draft: remove_crime(draft, key))
        if self.cards:
            self.cards[min(at, len(self.cards) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def _another(self, code: str, victim: str) -> None:
        assert self._work is not None
        report = self._work.report

        def change(draft: Draft) -> Draft:
            more = add_crime(draft, code, report)
            return with_victim(more, more.crimes[-1].key, victim)

        self.say("adding a crime", "crimes", change)
        if self.cards:
            self.cards[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _principal(self, key: str) -> None:
        self.say("principal crime", "crimes", lambda draft: with_principal(draft, key))

    def _victim(self, key: str, victim: str) -> None:
        self.say("victim of the crime", f"crimes/{key}", lambda draft: with_victim(draft, key, victim))

    def _place(self, key: str, place: str) -> None:
        self.say("place of the crime", f"crimes/{key}", lambda draft: with_place(draft, key, place))


def _short(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Menu words that do not widen the column; the whole is in the report beside it."""
    return [(key, shortened(words)) for key, words in options]


def shortened(words: str, limit: int = 36) -> str:
    """Words cut in their middle where an address ends with its postcode, which tells most, else at their end."""
    if len(words) <= limit:
        return words
    before, comma, last = words.rpartition(", ")
    tail = f", {last}" if comma and len(last) <= len("AB12 3CD") else ""
    return f"{(before if tail else words)[: limit - 1 - len(tail)].rstrip(' ,')}…{tail}"
