"""What was handed over and not answered yet, the most overdue first: to be chased by telephone, answered by one key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from triage.models.errors import KnownError
from triage.models.workflow import Handoff
from triage.ui.icons import Icons
from triage.ui.text import count, span
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel, RowButton
from triage.ui.widgets.empty import Empty
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.sheet import Sheet

NOTHING = "Nothing that was handed over waits for an answer."
WHAT_COMES = (
    "A report that you hand to a team or another force, by its outcome, stands here until somebody there answers, the "
    "most overdue first."
)
AIR = 30
"""Steps of space that the words are given while there is nothing else: they stand in the middle of the sheet."""


def leaving_words(leaving: int) -> str:
    """Of handovers from this computer that have not reached the gateway yet; "" for none."""
    if not leaving:
        return ""
    what = f"{count(leaving, 'handover')} from this computer {'is' if leaving == 1 else 'are'} still being sent"
    return f"{what}, and will stand here once sent. The outbox (Ctrl+B) says what it waits for."


class HandoffList(Sheet):
    """``open_requested(report_id)``: the report of a line."""

    open_requested = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Handed over, not answered", parent)
        self.setObjectName("handoff_list")
        self._now = now
        self._names: Mapping[str, str] = {}
        self.state = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self.rows = Rows(theme.space(0.5))
        self.empty = Empty(theme, NOTHING, WHAT_COMES)
        self.empty.hide()
        self._scroll = ScrollColumn(theme, whole=True)
        self._scroll.body.setContentsMargins(0, 0, theme.space(1), 0)
        self._scroll.add(self.state)
        self._scroll.add(self.rows)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self.empty, 1)

    def show_loading(self) -> None:
        self.set_trailing("")
        self._fill((), "Asking the gateway what is still out…")

    def show_handoffs(self, handoffs: tuple[Handoff, ...], names: Mapping[str, str], leaving: int = 0) -> None:
        """``names``: report id → what it is and its reference, as far as its line is here. ``leaving``: handovers that
        have not reached the gateway yet."""
        self._names = names
        late = sum(one.overdue for one in handoffs)
        self.set_trailing(f"{count(late, 'is', 'are')} overdue" if late else "", "wrong" if late else "text_soft")
        self._fill(handoffs, leaving_words(leaving))

    def show_error(self, error: KnownError) -> None:
        self.set_trailing("")
        self._fill((), f"{error.what} {error.do}".strip())

    def focus_start(self) -> None:
        first = next(iter(self.findChildren(RowButton)), None)
        if first is not None:
            first.setFocus()

    def sizeHint(self) -> QSize:
        """As high as what it tells."""
        return QSize(self._theme.space(170), super().sizeHint().height())

    def _fill(self, handoffs: tuple[Handoff, ...], words: str) -> None:
        self.state.setText(words)
        self.state.setVisible(bool(words))
        nothing = not handoffs and not words
        self.empty.setMinimumHeight(self._theme.space(AIR))
        self.empty.setVisible(nothing)
        self._scroll.setVisible(not nothing)
        now = self._now()
        made: list[QWidget] = []
        for one in handoffs:
            left = f"overdue by {span(now - one.due_at)}" if one.due_at <= now else f"due in {span(one.due_at - now)}"
            chased = f", chased {one.chases}×" if one.chases else ""
            words = " · ".join(part for part in (self._names.get(one.report_id, ""), one.to_name) if part)
            row = RowButton(self._theme, words, f"{left}{chased}")
            row.setAccessibleDescription(f"{one.why} {left}{chased}")
            row.setObjectName(f"handoff:{one.report_id}:{one.number}")
            row.activated.connect(lambda report_id=one.report_id: self.open_requested.emit(report_id))
            made.append(row)
            why = PlainLabel(self._theme, one.why, FontRole.SMALL, "text_soft", wrap=True)
            why.setContentsMargins(self._theme.space(2.5), 0, self._theme.space(2.5), self._theme.space(1))
            made.append(why)
        self.rows.fill(made)
