"""The reporter asks to withdraw, noted by hand: whether they were free to say so, how it came, their words, when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from triage.models import codec
from triage.models.withdrawal import Freedom, WithdrawalRequest
from triage.ui.contact.lines import CHANNELS
from triage.ui.contact.note_sheet import NoteSheet
from triage.ui.contact.parts import Captioned, Field
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel, Segmented

RULE = "It is noted for whoever decides. The report stays in the queue with its grade, and crimes are still recorded."
_FREEDOMS = (
    (Freedom.FREELY, "Yes, they seemed free to say so", ""),
    (Freedom.PRESSURE, "They may be under pressure", "somebody near them, fear, shame, dependence, a change of tone"),
    (Freedom.NOT_KNOWN, "Not known", "a mail or a message does not tell who wrote it"),
)
_CHOOSE = "Choose whether they were free to say so."


class WithdrawalSheet(NoteSheet):
    """``save(WithdrawalRequest)``. A digit says whether they were free to say so; Ctrl+Enter keeps the note."""

    save = Signal(object)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "The reporter asks to withdraw", now, "withdrawal", parent)
        self.setObjectName("withdrawal_sheet")
        self._freedom = ""
        self.rule = PlainLabel(theme, RULE, FontRole.SMALL, "text_soft", wrap=True)
        self.freedoms = ChoiceRows(theme, "Were they free to say so")
        self.words = Field(theme, "Their words, as near as you can", "withdrawal_words", lines=True)
        self.channel = Segmented(theme, "How it came", tuple(CHANNELS.items()), "phone")
        self.taken_by = Field(theme, "Who took it, if not you", "withdrawal_taken_by")
        asked = Captioned(theme, "Were they free to say so?", self.freedoms)
        came = Captioned(theme, "How it came", self.channel)
        self.lay_out((self.rule, self.guard, asked, self.words, came, self.taken_by, self.when))
        self.freedoms.chosen.connect(self._choose)
        self.taken_by.left.connect(self.when.focus)

    def start(self, guard: str) -> None:
        """An empty note. ``guard``: why only ways marked safe are used for this report, "" where any may be."""
        self._freedom = ""
        self.warn(f"Pressure to withdraw is a sign of risk. {guard}" if guard else "")
        for field in (self.words, self.taken_by, self.when):
            field.set_words("")
        self.channel.set_value("phone")
        self._show("")

    def focus_start(self) -> None:
        self.freedoms.focus_value()

    def keep(self) -> None:
        """Keep the note, or say what it lacks."""
        if not self._freedom:
            self._show(_CHOOSE, wrong=True)
            self.freedoms.focus_value()
            return
        at, wrong = self.read_when()
        if wrong:
            self._show(wrong, wrong=True)
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
