"""To whom a report is given, for how long, and why. For supervisors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models.caller import name_words
from triage.models.errors import KnownError
from triage.models.supervising import Colleague
from triage.models.visible import one_line
from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.parts import Field, caption
from triage.ui.icons import Icons
from triage.ui.text import ago
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel, RowButton, Segmented
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn

LENGTHS = (("60", "1 hour"), ("240", "4 hours"), ("720", "12 hours"))


class AssignSheet(FormSheet):
    """``given(to, why, minutes)``."""

    given = Signal(str, str, int)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Give it to somebody", parent)
        self.setObjectName("assign-sheet")
        self._to = ""
        self._lines: dict[str, RowButton] = {}
        self.about = PlainLabel(theme, "", wrap=True)
        self.rows = Rows(theme.space(0.5))
        self.rows.setAccessibleName("Who worked here within the last 12 hours")
        self._scroll = ScrollColumn(theme, whole=True)
        self._scroll.body.setContentsMargins(0, 0, theme.space(1), 0)
        self._scroll.body.setSpacing(theme.space(1))
        self.lengths = Segmented(theme, "How long it is kept for them", LENGTHS)
        self.lengths.set_value("60")
        self.why = Field(theme, "Why", "assign-why")
        self.why.set_note("They are told. So is whoever holds it now.")
        self.fault = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.button = Button(theme, "Give it to them", "primary", key="Ctrl+Return")
        self.button.setObjectName("assign-keep")
        foot = QHBoxLayout()
        foot.addWidget(self.fault, 1)
        foot.addWidget(self.button)
        who, kept = caption(theme, "Who worked here within the last 12 hours"), caption(theme, "Kept for them for")
        for head in (who, kept, self.why):  # nearer to what it is about than to what stands before
            head.setContentsMargins(0, theme.space(2), 0, 0)
        for part in (self.about, who, self.rows, kept, self.lengths, self.why):
            self._scroll.add(part)
        self.body.addWidget(self._scroll, 1)
        self.body.addLayout(foot)
        self.why.left.connect(self.keep)
        self.button.clicked.connect(self.keep)
        self.kept.connect(self.keep)

    def start(self, about: str) -> None:
        """Ask; the people come with `show_people`. ``about``: which report, and who holds it now."""
        self._to = ""
        self.about.setText(about)
        self.why.set_words("")
        self.button.set_words("Give it to them")
        self.fault.setText("")
        self._show_lines({}, "Asking who worked here…")

    def show_people(self, colleagues: Sequence[Colleague], now: datetime) -> None:
        """Who may be chosen; what is being typed stays as it is."""
        self._show_lines({one.id: self._line(one, now) for one in colleagues}, "Nobody else worked here.")
        if not self.why.line.hasFocus():
            self.focus_start()

    def show_error(self, error: KnownError) -> None:
        self._show_lines({}, f"{error.what} {error.do}".strip())

    def focus_start(self) -> None:
        first = next(iter(self._lines.values()), None)
        # Until they are known not on the way out, where Enter or Space would close the sheet.
        (first or self.rows).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        """As high as what it asks."""
        return QSize(self._theme.space(140), super().sizeHint().height())

    def choose(self, to: str) -> None:
        """This person it is; the reason is next."""
        self._to = to
        for name, line in self._lines.items():
            line.setChecked(name == to)
        self.button.set_words(
            f"Give it to {one_line(name_words(to), 40)}"
        )  # the line may be scrolled out of sight by now
        self.fault.setText("")
        self._scroll.settle()
        self.why.focus()

    def keep(self) -> None:
        if not self._to:
            self.fault.setText("Choose a person first.")
        elif not self.why.words.strip():
            self.fault.setText("Write a reason first.")
            self.why.focus()
        else:
            self.given.emit(self._to, self.why.words.strip(), int(self.lengths.value() or "60"))

    def _show_lines(self, lines: dict[str, RowButton], none: str) -> None:
        self._lines = lines
        self.rows.fill(list(lines.values()) or [PlainLabel(self._theme, none, tone="text_soft", wrap=True)])
        self._scroll.settle_soon()

    def _line(self, one: Colleague, now: datetime) -> RowButton:
        name = name_words(one.id)
        told = (one.id if name != one.id else "", one.role, f"last here {ago(one.last_at, now)}")
        line = RowButton(self._theme, name, ", ".join(part for part in told if part))
        line.setObjectName(f"assign:{one.id}")
        line.setCheckable(True)
        line.activated.connect(lambda: self.choose(one.id))
        return line
