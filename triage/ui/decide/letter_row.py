"""One letter of THRIVE: the handler's words, the scripted question, lines of evidence to insert or to look up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.profile import Choice, ThriveLetter
from triage.ui.decide.evidence import EvidenceRow, unused
from triage.ui.decide.evidence_span import span_of
from triage.ui.decide.keyed_choice import KeyedChoice
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.growing_text import GrowingText
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

LABEL_STEPS = 24


class LetterRow(QWidget):
    """Its name, the words, what may be inserted. A level only where the profile asks for one.

    Signals:
        edited(words), left(): the words changed; Enter asks for what comes next.
        levelled(key): the letter's own level.
        quoted(start, end): these words of the narrative are wanted.
    """

    edited = Signal(str)
    left = Signal()
    levelled = Signal(str)
    quoted = Signal(int, int)

    def __init__(
        self, theme: Theme, letter: ThriveLetter, levels: tuple[Choice, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.letter = letter
        self._lines: tuple[str, ...] = ()
        self._narrative = ""
        self._looked_at = -1
        self._offered: list[EvidenceRow] = []
        self.field = GrowingText(theme, letter.name)
        self.field.setObjectName(f"thrive:{letter.key}")
        self.field.setAccessibleDescription(letter.prompt)
        self._prompt = PlainLabel(theme, letter.prompt, FontRole.SMALL, "text_soft", wrap=True)
        self._prompt.hide()
        self.level: KeyedChoice | None = None
        if letter.level and levels:
            self.level = KeyedChoice(theme, f"{letter.name}, level", [(one.key, one.name) for one in levels])
            self.level.chosen.connect(self._levelled)
            self.level.left.connect(self.left)
        self._evidence = Rows()
        self._lay_out()
        self.field.edited.connect(self._typed)
        self.field.left.connect(self._leave)
        self.field.evidence.connect(self.insert)

    def show_words(self, words: str, lines: tuple[str, ...], narrative: str, level: str) -> None:
        self.field.set_words(words)
        if lines != self._lines or narrative != self._narrative:
            self._lines, self._narrative, self._looked_at = lines, narrative, -1
        if self.level is not None:
            self.level.set_value(level)
        self._offer()

    def show_focus(self, on: bool) -> None:
        """The scripted question, and the keys of the evidence, only where the cursor is."""
        self._prompt.setVisible(on)
        for row in self._offered:
            row.insert.show_key(on)

    def insert(self, number: int) -> None:
        """Alt+1 … 9 inserts that line, Ctrl+Space (0) the first that is not used."""
        at = max(number, 1) - 1
        if at < len(self._offered):
            self._insert(self._offered[at].line)

    def show_next(self) -> bool:
        """Ctrl+J: the words behind the next line of evidence, used or not; False when none quotes the report."""
        quoting = [line for line in self._lines if span_of(line, self._narrative)]
        if not quoting:
            return False
        self._looked_at = (self._looked_at + 1) % len(quoting)
        self._show(quoting[self._looked_at])
        return True

    def _lay_out(self) -> None:
        space = self._theme.space
        label = PlainLabel(self._theme, self.letter.name, tone="text_soft")
        label.setBuddy(self.field)
        label.setFixedWidth(space(LABEL_STEPS))
        label.setContentsMargins(0, space(1), 0, 0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.field)
        if self.level is not None:
            right.addSpacing(space(1))
            right.addWidget(self.level)
        right.addWidget(self._prompt)
        right.addWidget(self._evidence)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)

    def _leave(self) -> None:
        if self.level is not None:
            self.level.focus_value()
        else:
            self.left.emit()

    def _levelled(self, key: str, by_key: bool) -> None:
        self.levelled.emit(key)
        if by_key:
            self.left.emit()

    def _typed(self, words: str) -> None:
        self.edited.emit(words)
        self._offer()

    def _offer(self) -> None:
        lines = unused(self._lines, self.field.words)
        if lines == tuple(row.line for row in self._offered):
            return
        quotes = [span_of(line, self._narrative) is not None for line in lines]
        self._offered = [
            EvidenceRow(self._theme, line, at, quotes=quoting)
            for at, (line, quoting) in enumerate(zip(lines, quotes, strict=True), 1)
        ]
        for row in self._offered:
            row.insert.show_key(self.field.hasFocus())
            row.inserted.connect(lambda line=row.line: self._insert(line))
            row.shown.connect(lambda line=row.line: self._show(line))
        self._evidence.fill(self._offered)
        settle_around(self)

    def _insert(self, line: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.append_words(line)

    def _show(self, line: str) -> None:
        span = span_of(line, self._narrative)
        if span is not None:
            self.quoted.emit(*span)
