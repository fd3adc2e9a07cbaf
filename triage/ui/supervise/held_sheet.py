"""What others hold, began or left: chosen, looked up at records, and taken over with a reason. For supervisors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models.caller import name_words
from triage.models.errors import KnownError
from triage.models.proposal import Proposal, ProposalKind
from triage.models.taking_over import HeldWork, HeldWorks
from triage.models.visible import one_line
from triage.services.taking_over import Looked
from triage.ui.announce import announce
from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.parts import Field, caption
from triage.ui.icons import Icons
from triage.ui.supervise.held_words import looked_words, state_words, title_words
from triage.ui.text import ago, count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, PlainLabel, RiskMark, RowButton
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn

ASKS = {
    ProposalKind.LEASE_LOST: "proposes changes",
    ProposalKind.STUCK: "needs help",
}
NOTHING = "Nobody else holds a report, and nobody asks for you."
NEXT = "The longest untouched first. Choose one: records are looked at, then it can be taken over with a reason."


class HeldSheet(FormSheet):
    """Signals: ``chosen(HeldWork)``: look it up; ``opened(report_id)``: read it first; ``taken(HeldWork, why)``."""

    chosen = Signal(object)
    opened = Signal(str)
    taken = Signal(object, str)

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        names: Mapping[str, str],
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, icons, "Work of others", parent)
        self.setObjectName("held-sheet")
        self._names, self._now = names, now
        self._held: HeldWork | None = None
        self._looked: Looked | None = None
        self._lines: dict[str, RowButton] = {}
        self.state = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self.rows = Rows(theme.space(0.5))
        self._scroll = ScrollColumn(theme, whole=True)
        self._scroll.body.setContentsMargins(0, 0, theme.space(1), 0)
        self._scroll.add(self.state)
        self._scroll.add(self.rows)
        self._card = Card(theme, "Taking over")
        self._title = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self._about = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.told = PlainLabel(theme, "", wrap=True)
        self.why = Field(theme, "Why it is taken over", "held-why")
        self.fault = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.read = Button(theme, "Read it first")
        self.read.setObjectName("held-read")
        self.take = Button(theme, "Take over", "primary", key="Ctrl+Return")
        self.take.setObjectName("held-take")
        self._fill()

    def show_loading(self) -> None:
        self._show_lines((), "Asking the gateway what others hold…")

    def show_error(self, error: KnownError) -> None:
        self._show_lines((), f"{error.what} {error.do}".strip())

    def show_held(self, held: HeldWorks, proposals: tuple[Proposal, ...]) -> None:
        """What somebody asks or proposes, then what others hold, the longest untouched first. What waits for approval
        has a page of its own."""
        proposals = tuple(one for one in proposals if one.kind in ASKS)
        self.set_trailing(f"{count(len(held.items), 'report')}{' or more' if held.more else ''} held by others")
        empty = not (held.items or proposals)
        self._show_lines(held.items, NOTHING if empty else NEXT if held.items else "", proposals)

    def show_looked(self, held: HeldWork, looked: Looked) -> None:
        """What records said; from now on it can be taken over."""
        if self._held == held:
            self._looked = looked
            words = looked_words(held, looked, self._names)
            self.told.setText(words)
            self.take.setEnabled(True)
            self.take.set_words("Take over and finish" if looked.whole else "Take over")
            announce(self, words)

    def focus_start(self) -> None:
        first = next(iter(self.rows.findChildren(RowButton)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._close.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        """As high as what it tells."""
        return QSize(self._theme.space(200), super().sizeHint().height())

    def _fill(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.fault, 1)
        foot.addWidget(self.read)
        foot.addWidget(self.take)
        for part in (self._title, self._about, self.told, self.why, foot):
            self._card.add(part)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._card)
        self._card.hide()
        self.why.left.connect(self.finish)
        self.take.clicked.connect(self.finish)
        self.kept.connect(self.finish)
        self.read.clicked.connect(self._read)

    def _show_lines(self, items: tuple[HeldWork, ...], words: str, proposals: tuple[Proposal, ...] = ()) -> None:
        self._held = self._looked = None
        self._card.hide()
        self.state.setText(words)
        self.state.setVisible(bool(words))
        now, made = self._now(), dict[str, RowButton]()
        for held in items:
            mark = RiskMark(self._theme, held.risk)
            mark.setFixedWidth(self._theme.space(20))
            line = RowButton(self._theme, title_words(held), state_words(held, now), lead=mark)
            line.setObjectName(f"held:{held.report_id}")
            line.setCheckable(True)
            line.activated.connect(lambda held=held: self._choose(held))
            made[held.report_id] = line
        self._lines = made
        asked = [self._asked(one, now) for one in proposals]
        heads = [caption(self._theme, words) for words in ("Asked and proposed", "Held by others")]
        self.rows.fill([*(heads[:1] if asked else ()), *asked, *(heads[1:] if made else ()), *made.values()])

    def _asked(self, one: Proposal, now: datetime) -> RowButton:
        line = RowButton(
            self._theme, f"{name_words(one.author)} {ASKS[one.kind]}: {one_line(one.why, 160)}", ago(one.at, now)
        )
        line.setObjectName(f"proposal:{one.report_id}:{one.number}")
        line.activated.connect(lambda: self.opened.emit(one.report_id))
        return line

    def _choose(self, held: HeldWork) -> None:
        for report_id, line in self._lines.items():
            line.setChecked(report_id == held.report_id)
        self._held, self._looked = held, None
        self.state.hide()
        self._title.setText(title_words(held))
        self._about.setText(state_words(held, self._now()))
        self.told.setText("Looking at records…" if held.deliverables else "")
        self.take.setEnabled(False)
        self.take.set_words("Take over")
        self.why.set_words("")
        self.fault.setText("")
        self._card.show()
        self.why.focus()
        self.chosen.emit(held)

    def _read(self) -> None:
        if self._held is not None:
            self.why.focus()  # where one goes on after reading
            self.opened.emit(self._held.report_id)

    def finish(self) -> None:
        """Take it over, once records were looked at and a reason is written."""
        if self._held is None:
            return
        if self._looked is None:
            self.fault.setText("Records are being looked at. Wait a moment.")
        elif not self.why.words.strip():
            self.fault.setText("Write a reason first.")
            self.why.focus()
        else:
            self.taken.emit(self._held, self.why.words.strip())

    @property
    def looked(self) -> Looked | None:
        """What records said of the chosen report; None until they did."""
        return self._looked
