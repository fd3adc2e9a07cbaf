"""The reporter asks to withdraw, noted by hand: whether they were free to say so, how it came, their words, when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models import codec
from triage.models.withdrawal import Freedom, WithdrawalRequest
from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.lines import CHANNELS
from triage.ui.contact.parts import WHEN, WHEN_LIKE, Field, caption, moment_of
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel, Segmented
from triage.ui.widgets.scroll_column import ScrollColumn

RULE = "It is noted for whoever decides. The report stays in the queue with its grade, and crimes are still recorded."
_FREEDOMS = (
    (Freedom.FREELY, "Yes, they seemed free to say so", ""),
    (Freedom.PRESSURE, "They may be under pressure", "somebody near them, fear, shame, dependence, a change of tone"),
    (Freedom.NOT_KNOWN, "Not known", "a mail or a message does not tell who wrote it"),
)
_CHOOSE = "Choose whether they were free to say so."


class WithdrawalSheet(FormSheet):
    """``save(WithdrawalRequest)``. A digit says whether they were free to say so; Ctrl+Enter keeps the note."""

    save = Signal(object)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "The reporter asks to withdraw", parent)
        self.setObjectName("withdrawal_sheet")
        self._now = now
        self._freedom = ""
        self.rule = PlainLabel(theme, RULE, FontRole.SMALL, "text_soft", wrap=True)
        self.guard = PlainLabel(theme, "", FontRole.SMALL, "warn", wrap=True)
        self.freedoms = ChoiceRows(theme, "Were they free to say so")
        self.words = Field(theme, "Their words, as near as you can", "withdrawal_words", lines=True)
        self.channel = Segmented(theme, "How it came", tuple(CHANNELS.items()), "phone")
        self.taken_by = Field(theme, "Who took it, if not you", "withdrawal_taken_by")
        self.when = Field(theme, WHEN, "withdrawal_when")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.button = Button(theme, "Keep", "primary", key="Ctrl+Return")
        self.button.setObjectName("keep_withdrawal")
        self._build()
        self.freedoms.chosen.connect(self._choose)
        self.taken_by.left.connect(self.when.focus)
        self.when.left.connect(self.keep)
        self.button.clicked.connect(self.keep)
        self.kept.connect(self.keep)

    def start(self, guard: str) -> None:
        """An empty note. ``guard``: why only ways marked safe are used for this report, "" where any may be."""
        self._freedom = ""
        self.guard.setText(f"Pressure to withdraw is a sign of risk. {guard}" if guard else "")
        self.guard.setVisible(bool(guard))
        for field in (self.words, self.taken_by, self.when):
            field.set_words("")
        self.channel.set_value("phone")
        self._show("")

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(160), self._theme.space(150))

    def focus_start(self) -> None:
        self.freedoms.focus_value()

    def keep(self) -> None:
        """Keep the note, or say what it lacks."""
        if not self._freedom:
            self._show(_CHOOSE, wrong=True)
            self.freedoms.focus_value()
            return
        told, at = self.when.words.strip(), None
        if told:
            at = moment_of(told, self._now())
            if at is None or at > self._now():
                self._show(WHEN_LIKE if at is None else "That moment is still to come.", wrong=True)
                self.when.focus()
                return
        made = {
            "channel": self.channel.value() or "phone",
            "freedom": self._freedom,
            "words": self.words.words.strip(),
            "taken_by": self.taken_by.words.strip(),
            "at": at,
        }
        self.save.emit(codec.convert(WithdrawalRequest, made))

    def _build(self) -> None:
        theme = self._theme
        scroll = ScrollColumn(theme, whole=True)
        scroll.body.setContentsMargins(0, 0, theme.space(1), 0)
        upper: tuple[QWidget, ...] = (self.rule, self.guard, caption(theme, "Were they free to say so"), self.freedoms)
        lower: tuple[QWidget, ...] = (self.words, caption(theme, "How it came"), self.channel, self.taken_by, self.when)
        for part in (*upper, *lower):
            scroll.add(part)
        self.body.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)

    def _show(self, trouble: str, *, wrong: bool = False) -> None:
        options = tuple((key.value, words, note, str(at)) for at, (key, words, note) in enumerate(_FREEDOMS, 1))
        self.freedoms.show_options(options, self._freedom)
        self.state.setText(trouble or ("" if self._freedom else _CHOOSE))
        self.state.set_tone("wrong" if wrong else "text_soft")

    def _choose(self, key: str, by_key: bool) -> None:
        self._freedom = key
        self._show("")
        if by_key:
            self.words.focus()
