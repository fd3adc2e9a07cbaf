"""Mine and theirs, field by field: to be proposed to whoever holds the report, or taken in by them. Never by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from triage.models.conflict import Keep
from triage.ui.announce import announce
from triage.ui.conflict.row import CHOICE_STEPS, LABEL_STEPS, WIDE_STEPS, ConflictRow
from triage.ui.conflict.sides import Sides
from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.parts import Field
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, PlainLabel, SectionHeader
from triage.ui.widgets.scroll_column import ScrollColumn

_LOW = 110  # steps of space below which the words for them scroll with the fields
_LETTERS = frozenset({Qt.Key.Key_M, Qt.Key.Key_T, Qt.Key.Key_B, Qt.Key.Key_J, Qt.Key.Key_K})


class ConflictSheet(FormSheet):
    """Signals: ``changed(choices)`` with each choice, so that it is there again later; ``finished(choices, words)``
    only when every field is decided; ``set_aside(words)``.
    """

    changed = Signal(object)
    finished = Signal(object, str)
    set_aside = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Yours and theirs", parent)
        self.setObjectName("conflict-sheet")
        self._sides: Sides | None = None
        self._rows: tuple[ConflictRow, ...] = ()
        self._parts: list[QWidget] = []
        self._low = False
        self.told = PlainLabel(theme, "", wrap=True)
        self.words = PlainLabel(theme, "", FontRole.READING, wrap=True, selectable=True)
        self._heads = QWidget()
        self._mine, self._theirs = (PlainLabel(theme, "", FontRole.SMALL_STRONG, "text_soft") for _ in range(2))
        self._scroll = ScrollColumn(theme, whole=True)
        self._scroll.body.setContentsMargins(0, 0, theme.space(1), 0)
        self._scroll.body.setSpacing(theme.space(2.5))
        self.why = Field(theme, "Words for them", "conflict-why")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.aside = Button(theme, "", "plain")
        self.aside.setObjectName("conflict-aside")
        self.later = Button(theme, "Keep for later", "plain", key="Esc")
        self.later.setObjectName("conflict-later")
        self.done = Button(theme, "", "primary", key="Ctrl+Return")
        self.done.setObjectName("conflict-done")
        self._fill()

    @property
    def choices(self) -> dict[str, Keep]:
        return {row.found.key: row.value for row in self._rows if row.value is not None}

    def show_sides(self, sides: Sides) -> None:
        self._sides = sides
        self._title.setText(sides.title)
        self.setAccessibleName(sides.title)
        self.told.setText(sides.told)
        self.words.setText(sides.words)
        self.words.setVisible(bool(sides.words))
        self._mine.setText("Yours")
        self._theirs.setText(f"{sides.others}’s" if sides.others else "As the gateway has it")
        self.done.set_words(sides.done)
        self.aside.set_words(sides.aside)
        self.why.set_words("")
        self.why.line.setAccessibleName(sides.ask)
        self.why.set_note(sides.ask)
        self.state.setText("")
        self._lay_out(sides)
        self._count()
        self._scroll.settle()
        self._scroll.verticalScrollBar().setValue(0)

    def focus_start(self) -> None:
        row = self._undecided() or next(iter(self._rows), None)
        if row is None:
            self.why.focus()
        else:
            row.focus()

    def sizeHint(self) -> QSize:
        """As high as what differs."""
        return QSize(self._theme.space(240), max(super().sizeHint().height(), self._theme.space(160)))

    def event(self, event: QEvent) -> bool:
        """Letters belong to the rows, not to the window's shortcuts; a field that is typed in takes its own."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and Qt.Key(event.key()) in _LETTERS:
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self._theme.space(10 + 8)  # of the sheet and of a card
        self._ends[1].setVisible(self.width() - margins >= self._theme.space(WIDE_STEPS))
        low = self.height() < self._theme.space(_LOW)
        if low is not self._low:
            self._low = low
            self._place_words()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The heads stand over their columns, whether there is a scroll bar beside those or not."""
        if event.type() is QEvent.Type.Resize and watched is self._scroll.viewport():
            space = self._theme.space
            bar = self._scroll.width() - self._scroll.viewport().width()
            edge = 1  # of a card
            self._over.setContentsMargins(space(3.5) + edge, 0, space(4.5) + edge + bar, 0)
        return super().eventFilter(watched, event)

    def _place_words(self) -> None:
        """Below the fields; in a low window after the last of them, so that more than one is seen."""
        if self._low:
            self._scroll.body.removeWidget(self.why)
            self._scroll.add(self.why)
        else:
            self.body.insertWidget(self.body.indexOf(self._scroll) + 1, self.why)

    def _fill(self) -> None:
        space = self._theme.space
        heads = self._over = QGridLayout(self._heads)
        self._scroll.viewport().installEventFilter(self)
        heads.setHorizontalSpacing(space(4))
        self._ends = (QWidget(), QWidget())  # an empty column of a grid gets no gap
        for end, column, steps in zip(self._ends, (0, 3), (LABEL_STEPS, CHOICE_STEPS), strict=True):
            end.setFixedWidth(space(steps))
            heads.addWidget(end, 0, column)
        heads.setColumnStretch(1, 1)
        heads.setColumnStretch(2, 1)
        heads.addWidget(self._mine, 0, 1)
        heads.addWidget(self._theirs, 0, 2)
        foot = QHBoxLayout()
        foot.setSpacing(space(2))
        foot.addWidget(self.aside)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.later)
        foot.addWidget(self.done)
        for part in (self.told, self.words, self._heads):
            self.body.addWidget(part)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self.why)
        self.body.addLayout(foot)
        self.done.clicked.connect(self.finish)
        self.aside.clicked.connect(self._aside)
        self.later.clicked.connect(self.closed)
        self.kept.connect(self.finish)

    def _lay_out(self, sides: Sides) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, rows, cards = [], [], dict[str, Card]()
        for found in sides.differences:
            card = cards.get(found.part)
            if card is None:
                card = cards[found.part] = Card(self._theme, found.part)
                card.add(SectionHeader(self._theme, found.part))
                self._parts.append(card)
            row = ConflictRow(self._theme, found, sides.choices.get(found.key), sides.others or "Theirs")
            row.chosen.connect(self._chosen)
            row.step.connect(lambda by, row=row: self._step(row, by))
            card.add(row)
            rows.append(row)
        self._rows = tuple(rows)
        if not rows:
            self._parts.append(PlainLabel(self._theme, "Both say the same.", tone="text_soft", wrap=True))
        for part in self._parts:
            self._scroll.add(part)
            part.show()
        self._place_words()

    def finish(self) -> None:
        """Hand it on, when every field is decided and what is asked for is written."""
        if self._sides is None:
            return
        open_ = self._undecided()
        if open_ is not None:
            self._say("Choose for each field what stands.")
            open_.focus()
        elif self._sides.needed and not self.why.words.strip():
            self._say("Write a sentence for them first.")
            self.why.focus()
        else:
            self.finished.emit(self.choices, self.why.words.strip())

    def _aside(self) -> None:
        if self.why.words.strip():
            self.set_aside.emit(self.why.words.strip())
            return
        self._say("Write the reason first.")
        self.why.focus()

    def _undecided(self) -> ConflictRow | None:
        return next((row for row in self._rows if row.value is None), None)

    @Slot(str, object)
    def _chosen(self, _key: str, _keep: Keep) -> None:
        self.state.setText("")
        self._count()
        self.changed.emit(self.choices)

    def _step(self, row: ConflictRow, by: int) -> None:
        """To the neighbour; after the last one to the words."""
        at = self._rows.index(row) + by
        if 0 <= at < len(self._rows):
            self._rows[at].focus()
        elif by > 0:
            self.why.focus()

    def _count(self) -> None:
        left = sum(row.value is None for row in self._rows)
        differ = f"{len(self._rows)} {'field differs' if len(self._rows) == 1 else 'fields differ'}"
        keys = "M keeps mine, T takes theirs, B both"
        self.set_trailing(f"{differ}, {left} to decide. {keys}." if left else f"{differ}, all decided.")

    def _say(self, words: str) -> None:
        self.state.setText(words)
        announce(self, words)
