"""All that was said about a report, newest first: messages and their fate, calls, answers, handovers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.correspondence import Correspondence, Waiting
from triage.models.delivery import Delivery
from triage.models.messages import ContactLine
from triage.models.withdrawal import standing
from triage.models.workflow import Handoff, HandoffState
from triage.ui.contact.lines import WAITING, handoff_words, line_body, line_head, may_go_again
from triage.ui.text import day_and_time
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, PlainLabel, SectionHeader
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around
from triage.ui.widgets.value_text import Ink, Run, ValueText

AT_ONCE = 6
BODY = 600
"""Characters of what was said that are shown at once."""


class ContactCard(Card):
    """Signals: ``write``, ``log``, ``again(number)``, ``drop(op_id)``, ``answer(number)``, ``package(number)``,
    ``mistake(number)`` (of a line): the person asks for it.
    """

    write = Signal()
    log = Signal()
    again = Signal(int)
    drop = Signal(str)
    answer = Signal(int)
    package = Signal(int)
    mistake = Signal(int)

    def __init__(self, theme: Theme, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "Contact", parent)
        self._now = now
        self._told: Correspondence | None = None
        self._all = False
        self.setObjectName("contact_card")
        self.header = SectionHeader(theme, "Contact and handovers")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.state.setObjectName("contact_state")
        self._list = Rows(theme.space(2))
        self.write_button = Button(theme, "Write", key="M")
        self.log_button = Button(theme, "Log a call", key="L")
        row = QHBoxLayout()
        row.setSpacing(theme.space(1.5))
        row.addWidget(self.write_button)
        row.addWidget(self.log_button)
        row.addStretch(1)
        for part in (self.header, self.state, self._list):
            self.add(part)
        self.add(row)
        self.write_button.clicked.connect(self.write)
        self.log_button.clicked.connect(self.log)

    def show_loading(self) -> None:
        self._told, self._all = None, False
        self._list.fill([])
        self.header.set_trailing("")
        self._say("Fetching what was said…")

    def show_told(self, told: Correspondence) -> None:
        """Show this; the same again changes nothing."""
        if told == self._told:
            return
        self._told = told
        self._fill()

    def focus_first(self) -> None:
        self.write_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self) -> None:
        told = self._told
        assert told is not None
        self._say(_state(told))
        made: list[QWidget] = [self._waiting(one) for one in told.waiting]
        made += [self._handoff(one) for one in reversed(told.handoffs)]
        lines = list(reversed(told.lines))
        shown = lines if self._all else lines[:AT_ONCE]
        made += [self._line(line) for line in shown]
        if len(lines) > len(shown):
            more = Button(self._theme, f"Show all {len(lines)}", "link")
            more.clicked.connect(self._show_all)
            made.append(more)
        self.header.set_trailing(f"{len(told.lines) + len(told.handoffs)}" if made else "")
        self._list.fill(made)
        settle_around(self)

    def _line(self, line: ContactLine) -> QWidget:
        told = self._told.lines if self._told else ()
        words, ink = line_head(line, frozenset(one.message for one in told if one.kind == "answer"))
        body = line_body(line)
        row = _Entry(self._theme, day_and_time(line.at, self._now()), words, ink, body[:BODY], line.who)
        if may_go_again(line):
            row.offer("Send again", partial(self.again.emit, line.message), f"again:{line.message}")
        if line in standing(told):
            row.offer("Noted by mistake", partial(self.mistake.emit, line.number), f"mistake:{line.number}")
        return row

    def _handoff(self, one: Handoff) -> QWidget:
        words, ink = handoff_words(one)
        body = f"{one.why}\nDue {day_and_time(one.due_at, self._now())}, chased {one.chases} times"
        row = _Entry(self._theme, day_and_time(one.at, self._now()), f"Handover. {words}", ink, body, one.by)
        if one.state in (HandoffState.AWAITING, HandoffState.CHASED_BACK):
            row.offer("Enter their answer (Y)", partial(self.answer.emit, one.number), f"answer:{one.number}")
        row.offer("Save the package", partial(self.package.emit, one.number), f"package:{one.number}")
        return row

    def _waiting(self, one: Waiting) -> QWidget:
        refused = one.status in (Delivery.REJECTED, Delivery.CONFLICT)
        words = f"{one.what} {WAITING.get(one.status, 'waits')}"
        ink = "wrong" if refused else "warn"
        row = _Entry(self._theme, day_and_time(one.at, self._now()), words, ink, one.why, "")
        if refused or one.status in (Delivery.QUEUED, Delivery.HELD):
            row.offer("Take back", partial(self.drop.emit, one.op_id), f"drop:{one.op_id}")
        return row

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _say(self, words: str) -> None:
        self.state.setText(words)
        self.state.setVisible(bool(words))


class _Entry(QWidget):
    """One line: when and what, below it what was said, and what can be done with it."""

    def __init__(self, theme: Theme, when: str, words: str, ink: str, body: str, who: str) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.space(0.5))
        head = ValueText(theme)
        by = f"  {who}" if who else ""
        tone: Ink = "wrong" if ink == "wrong" else "warn" if ink == "warn" else "plain"
        head.set_runs((Run(f"{when}  ", "soft"), Run(words, tone), Run(by, "soft")))
        self._column.addWidget(head)
        if body.strip():
            self._column.addWidget(PlainLabel(theme, body.strip(), FontRole.SMALL, wrap=True, selectable=False))
        self._acts = QHBoxLayout()
        self._acts.setSpacing(theme.space(2))

    def offer(self, words: str, act: Callable[[], None], name: str) -> None:
        button = Button(self._theme, words, "link")
        button.setObjectName(name)
        button.clicked.connect(lambda _checked=False: act())
        if self._acts.count() == 0:
            self._column.addLayout(self._acts)
            self._acts.addStretch(1)
        self._acts.insertWidget(self._acts.count() - 1, button)


def _state(told: Correspondence) -> str:
    """Why the list may not be the whole truth; "" when it is and holds something."""
    if told.stale_since is not None:
        known = "What you see was fetched before." if told.known else "Only what waits here is shown."
        words = told.trouble or "The gateway cannot be reached."
        return f"{words} {known} What you write or log now is kept and sent later."
    if not (told.lines or told.handoffs or told.waiting):
        return "Nobody was written to or rung yet."
    return ""
