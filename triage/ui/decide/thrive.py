"""THRIVE: the handler's own words for each letter, and the assessments that were made before this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from triage.models.grading import assess_again
from triage.models.profile import Choice, ThriveLetter
from triage.ui.decide.earlier import EarlierList
from triage.ui.decide.edits import with_letter_level, with_words
from triage.ui.decide.letter_row import LetterRow
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.button import Button
from triage.ui.widgets.growing_text import GrowingText
from triage.ui.widgets.own_keys import keeps_key
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

_WHY = "What has changed? Enter starts a new assessment; this one stays readable. Esc leaves it."


class ThriveSection(Section):
    """All letters of the force's THRIVE, one below the other. ``quoted(start, end)``: words are looked for."""

    quoted = Signal(int, int)

    def __init__(self, theme: Theme, author: str, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "thrive", "THRIVE", "T", parent)
        self._author, self._now = author, now
        self._letters: tuple[ThriveLetter, ...] = ()
        self._levels: tuple[Choice, ...] = ()
        self.rows: list[LetterRow] = []
        self._list = Rows(theme.space(1))
        self.again = Button(theme, "Assess again", "link", key="Ctrl+Shift+A")
        self.again.setObjectName("assess_again")
        self._ask = PlainLabel(theme, _WHY, FontRole.SMALL, "text_soft", wrap=True)
        self.why = GrowingText(theme, "What has changed since this assessment")
        self.earlier = EarlierList(theme)
        self.body.addWidget(self._list)
        self.body.addWidget(self._ask)
        self.body.addWidget(self.why)
        self.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.earlier)
        self._ask.hide()
        self.why.hide()
        self.again.clicked.connect(self.ask_again)
        self.why.left.connect(self._assess_again)

    def refresh(self, work: Work) -> None:
        if (work.profile.thrive, work.profile.risk_levels) != (self._letters, self._levels):
            self._letters, self._levels = work.profile.thrive, work.profile.risk_levels
            self._rebuild()
        draft, narrative = work.draft, work.report.narrative
        for row in self.rows:
            key = row.letter.key
            lines = tuple(work.assessment.thrive.get(key, ()))
            row.show_words(draft.thrive.get(key, ""), lines, narrative, draft.thrive_levels.get(key, ""))
        written = sum(bool(row.field.words.strip()) for row in self.rows)
        self.header.set_trailing(f"{written} of {len(self.rows)}")
        self.again.setVisible(bool(draft.overall_risk or draft.earlier))  # before that there is nothing to do again
        self.earlier.show_earlier(draft.earlier, work.profile)

    def focus_first(self) -> None:
        """The first letter without words, else the first."""
        target = next((row for row in self.rows if not row.field.words.strip()), next(iter(self.rows), None))
        if target is not None:
            target.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_part(self, part: str) -> None:
        letter, _, what = part.partition("/")
        target = next((row for row in self.rows if row.letter.key == letter), None)
        if part == "again":
            self.ask_again()
        elif target is None:
            self.focus_first()
        elif what == "level" and target.level is not None:
            target.level.focus_value()
        else:
            target.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def holds(self, part: str, focused: QWidget) -> bool:
        letter, _, what = part.partition("/")
        return not what and any(row.letter.key == letter and row.field is focused for row in self.rows)

    def show_focus(self, focused: QWidget | None) -> None:
        for row in self.rows:
            row.show_focus(focused is row.field)

    def event(self, event: QEvent) -> bool:
        """While it is asked what changed, Esc means: nothing did."""
        return keeps_key(event, self._leaving) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._leaving(event):
            self._ask.hide()
            self.why.hide()
            settle_around(self)
            self.focus_first()
        else:
            super().keyPressEvent(event)

    def insert_evidence(self) -> None:
        """The first line not used yet, into the letter that has the cursor."""
        row = self._current()
        if row is not None:
            row.insert(0)

    def show_evidence(self) -> None:
        """The words of the report behind the evidence of the letter that has the cursor, else of the first."""
        current = self._current()
        for row in [current] if current else self.rows:
            if row.show_next():
                return

    def ask_again(self) -> bool:
        """Ask what changed, then assess afresh; False when nothing is assessed yet."""
        if not self._can_assess_again():
            return False
        self._ask.show()
        self.why.set_words("")
        self.why.show()
        settle_around(self)
        self.why.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _leaving(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.why.hasFocus()

    def _can_assess_again(self) -> bool:
        return self._work is not None and bool(self._work.draft.thrive or self._work.draft.overall_risk)

    def _current(self) -> LetterRow | None:
        return next((row for row in self.rows if row.field.hasFocus()), None)

    def _rebuild(self) -> None:
        self.rows = []
        for at, letter in enumerate(self._letters):
            row = LetterRow(self._theme, letter, self._levels)
            row.edited.connect(lambda words, letter=letter: self._words(letter, words))
            row.levelled.connect(lambda level, letter=letter: self._level(letter, level))
            row.left.connect(lambda at=at: self._next(at))
            row.quoted.connect(self.quoted)
            self.rows.append(row)
        self._list.fill(self.rows)

    def _words(self, letter: ThriveLetter, words: str) -> None:
        by, at = self._author, self._now()
        self.say(
            f"words for {letter.name}",
            f"thrive/{letter.key}",
            lambda draft: with_words(draft, letter.key, words, by=by, at=at),
            typing=True,
        )

    def _level(self, letter: ThriveLetter, level: str) -> None:
        by, at = self._author, self._now()
        self.say(
            f"level of {letter.name}",
            f"thrive/{letter.key}/level",
            lambda draft: with_letter_level(draft, letter.key, level, by=by, at=at),
        )

    def _assess_again(self) -> None:
        by, now, why = self._author, self._now(), self.why.words.strip()
        self._ask.hide()
        self.why.hide()
        self.say("assessing again", "assessment", lambda draft: assess_again(draft, by=by, now=now, why=why))
        self.focus_first()

    def _next(self, at: int) -> None:
        if at + 1 < len(self.rows):
            self.rows[at + 1].field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.done.emit()
