"""THRIVE: the handler's own words for each letter, the scripted question, and lines of evidence to insert."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.profile import ThriveLetter
from triage.ui.decide.edits import with_words
from triage.ui.decide.evidence import EvidenceLine, unused
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.growing_text import GrowingText
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

LABEL_STEPS = 24


class LetterRow(QWidget):
    """One letter: its name, the words, what may be inserted.

    Signals:
        edited(words), left(): the words changed; Enter asks for the next letter.
    """

    edited = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, letter: ThriveLetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.letter = letter
        self._lines: tuple[str, ...] = ()
        self._offered: list[EvidenceLine] = []
        self.field = GrowingText(theme, letter.name)
        self.field.setObjectName(f"thrive:{letter.key}")
        self.field.setAccessibleDescription(letter.prompt)
        label = PlainLabel(theme, letter.name, tone="text_soft")
        label.setBuddy(self.field)
        label.setFixedWidth(theme.space(LABEL_STEPS))
        label.setContentsMargins(0, theme.space(1), 0, 0)
        self._prompt = PlainLabel(theme, letter.prompt, FontRole.SMALL, "text_soft", wrap=True)
        self._prompt.hide()
        self._evidence = Rows()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.field)
        right.addWidget(self._prompt)
        right.addWidget(self._evidence)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(1))
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        self.field.edited.connect(self._typed)
        self.field.left.connect(self.left)
        self.field.evidence.connect(self._insert_number)

    def show_words(self, words: str, lines: tuple[str, ...]) -> None:
        self.field.set_words(words)
        self._lines = lines
        self._offer()

    def show_focus(self, on: bool) -> None:
        """The scripted question, and the keys of the evidence, only where the cursor is."""
        self._prompt.setVisible(on)
        for line in self._offered:
            line.show_key(on)

    def _typed(self, words: str) -> None:
        self.edited.emit(words)
        self._offer()

    def _offer(self) -> None:
        lines = unused(self._lines, self.field.words)
        if lines == tuple(entry.line for entry in self._offered):
            return
        self._offered = [EvidenceLine(self._theme, line, at) for at, line in enumerate(lines, 1)]
        for entry in self._offered:
            entry.show_key(self.field.hasFocus())
            entry.clicked.connect(lambda _checked=False, line=entry.line: self._insert(line))
        self._evidence.fill(self._offered)
        settle_around(self)

    def _insert_number(self, number: int) -> None:
        """Alt+1 … 9 inserts that line, Ctrl+Space (0) the first that is not used."""
        at = max(number, 1) - 1
        if at < len(self._offered):
            self._insert(self._offered[at].line)

    def _insert(self, line: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.append_words(line)


class ThriveSection(Section):
    """All letters of the force's THRIVE, one below the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "thrive", "THRIVE", "T", parent)
        self._letters: tuple[ThriveLetter, ...] = ()
        self.rows: list[LetterRow] = []
        self._list = Rows(theme.space(1))
        self.body.addWidget(self._list)

    def refresh(self, work: Work) -> None:
        if work.profile.thrive != self._letters:
            self._letters = work.profile.thrive
            self._rebuild()
        for row in self.rows:
            key = row.letter.key
            row.show_words(work.draft.thrive.get(key, ""), tuple(work.assessment.thrive.get(key, ())))
        written = sum(bool(row.field.words.strip()) for row in self.rows)
        self.header.set_trailing(f"{written} of {len(self.rows)}")

    def focus_first(self) -> None:
        """The first letter without words, else the first."""
        target = next((row for row in self.rows if not row.field.words.strip()), next(iter(self.rows), None))
        if target is not None:
            target.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_part(self, part: str) -> None:
        target = next((row for row in self.rows if row.letter.key == part), None)
        if target is None:
            self.focus_first()
        else:
            target.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_focus(self, focused: QWidget | None) -> None:
        for row in self.rows:
            row.show_focus(focused is row.field)

    def _rebuild(self) -> None:
        self.rows = []
        for at, letter in enumerate(self._letters):
            row = LetterRow(self._theme, letter)
            row.edited.connect(lambda words, letter=letter: self._words(letter, words))
            row.left.connect(lambda at=at: self._next(at))
            self.rows.append(row)
        self._list.fill(self.rows)

    def _words(self, letter: ThriveLetter, words: str) -> None:
        self.say(
            f"words for {letter.name}",
            f"thrive/{letter.key}",
            lambda draft: with_words(draft, letter.key, words),
            typing=True,
        )

    def _next(self, at: int) -> None:
        if at + 1 < len(self.rows):
            self.rows[at + 1].field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.done.emit()
