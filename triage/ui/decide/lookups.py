"""Look-ups: what was asked elsewhere about this report, with source and age. None of it changes what was reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from triage.models.composed import composed
from triage.models.looking_up import BETWEEN, asks_of, shown_of
from triage.models.lookup import About, LookupAnswer, LookupLevel, LookupState
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.report.dates import long_date
from triage.ui.text import ago, count
from triage.ui.theme import Theme
from triage.ui.widgets.glyph import Sign
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

LEVEL_WORDS = {
    LookupLevel.INFO: "",
    LookupLevel.SAFE: "",
    LookupLevel.SUSPICIOUS: "Look at this: ",
    LookupLevel.ALERT: "Take care: ",
}


class LookupsSection(Section):
    """One row for each answer; Enter shows all that the source said, and asks again where it could not be asked.

    Signals:
        again_wanted(): ask again for what has no fresh answer.
    """

    again_wanted = Signal()

    def __init__(self, theme: Theme, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "lookups", "Look-ups", "Ctrl+I", parent)
        self._now = now
        self._shown: tuple[LookupAnswer, ...] = ()
        self._nothing: tuple[LookupAnswer, ...] = ()
        self._made_of: tuple[object, ...] = ()
        self._waiting = 0
        self._asking = False
        self.rows: list[OptionRow] = []
        self._opened: set[tuple[About, str, str]] = set()
        self._list = Rows()
        self.body.addWidget(self._list)
        self.hide()

    def refresh(self, work: Work) -> None:
        draft = work.draft
        made_of = (work.report, draft.corrections, draft.additions, draft.merges, draft.lookups)
        if made_of == self._made_of:
            return  # every letter that is typed comes by here
        self._made_of = made_of
        whole = composed(work.report, work.draft)
        told = shown_of(whole, draft)
        answered = {(one.about, one.value) for one in told}
        nothing = tuple(one for one in told if _is_nothing(one))
        shown = tuple(one for one in told if not _is_nothing(one))
        waiting = sum((ask.about, ask.value) not in answered for ask in asks_of(whole))
        if (shown, nothing) != (self._shown, self._nothing):
            self._shown, self._nothing = shown, nothing
            self._fill()
        self._waiting = waiting
        self.setVisible(bool(told or waiting))
        self._say()

    def set_asking(self, asking: bool) -> None:
        """Questions are under way."""
        self._asking = asking
        self._say()

    def focus_first(self) -> None:
        if self.rows:
            self.rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say(self) -> None:
        odd = sum(one.level in (LookupLevel.SUSPICIOUS, LookupLevel.ALERT) for one in self._shown)
        words = "Asking…" if self._asking else f"{self._waiting} not asked yet" if self._waiting else ""
        self.header.set_trailing(words or (count(odd, "to look at", "to look at") if odd else ""), "text_soft")

    def _fill(self) -> None:
        at = next((number for number, row in enumerate(self.rows) if row.hasFocus()), None)
        self.rows = []
        for one in self._shown:
            row = OptionRow(self._theme, "")
            row.setObjectName(f"lookup:{one.about.value}:{len(self.rows)}")
            row.clicked.connect(lambda _checked=False, one=one: self._press(one))
            row.step.connect(lambda by, row=row: self._step(row, by))
            self._word(row, one)
            self.rows.append(row)
        if self._nothing:
            self.rows.append(self._nothing_row())
        self._list.fill(self.rows)
        if at is not None and self.rows:
            self.rows[min(at, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _word(self, row: OptionRow, one: LookupAnswer) -> None:
        said = one.state is not LookupState.UNAVAILABLE
        head = "" if one.about is About.PLACE and said else f"{named(one)}: "
        words = f"{LEVEL_WORDS[one.level]}{head}{one.summary if said else 'could not be looked up.'}"
        age = f"{one.source}, {ago(one.as_of, self._now())}{' (old)' if one.stale else ''}" if said else one.source
        note = ". ".join(part for part in (age, one.why.rstrip(".")) if part) + "."
        if _key(one) in self._opened and one.details:
            note = f"{note}\n" + "\n".join(f"{detail.label}: {detail.text}" for detail in one.details)
        row.set_look(_sign(one))
        row.set_words(words, note, "" if said else "Ask again")
        row.set_help("Enter: ask again." if not said else "Enter: show everything that was said.")

    def _nothing_row(self) -> OptionRow:
        """One line for all that is known nowhere: it is worth knowing, and not worth a line each."""
        row = OptionRow(self._theme, "")
        row.setObjectName("lookup:nothing")
        row.set_look("done")
        sources = ", ".join(dict.fromkeys(one.source for one in self._nothing))
        values = ", ".join(dict.fromkeys(named(one) for one in self._nothing))
        row.set_words(f"Nothing found in {count(len(self._nothing), 'look-up')} ({sources}).", values)
        row.step.connect(lambda by, row=row: self._step(row, by))
        return row

    def _press(self, one: LookupAnswer) -> None:
        if one.state is LookupState.UNAVAILABLE or one.stale:
            self.again_wanted.emit()
        if one.details:
            self._opened ^= {_key(one)}
            at = next((number for number, shown in enumerate(self._shown) if _key(shown) == _key(one)), None)
            if at is not None:
                self._word(self.rows[at], self._shown[at])
                self.rows[at].updateGeometry()
                settle_around(self)

    def _step(self, row: OptionRow, by: int) -> None:
        at = self.rows.index(row) + by
        if 0 <= at < len(self.rows):
            self.rows[at].setFocus(Qt.FocusReason.TabFocusReason)


def named(one: LookupAnswer) -> str:
    """What was asked about, as a person says it."""
    if one.about is About.PLACE:
        return f"Map position {one.value.replace(',', ', ')}"
    told = one.value.split(BETWEEN)
    if one.about is About.PERSON and len(told) == 3:
        surname, given, born = told
        name = f"{given} {surname}".strip()
        return f"{name}, born {long_date(born)}" if born else name
    return ", ".join(part for part in told if part)


def _is_nothing(one: LookupAnswer) -> bool:
    return one.state is LookupState.NONE and one.level is LookupLevel.INFO and not one.stale


def _key(one: LookupAnswer) -> tuple[About, str, str]:
    return one.about, one.value, one.source


def _sign(one: LookupAnswer) -> Sign:
    if one.state is LookupState.UNAVAILABLE:
        return "stopped"
    return "open" if one.level in (LookupLevel.SUSPICIOUS, LookupLevel.ALERT) else "done"
