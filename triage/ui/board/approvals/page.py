"""The page "Approvals": what is asked at the left, what was decided and the report itself beside it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.caller import name_words
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.proposal import Proposal, ProposalKind, against_approval
from triage.models.queue import ReportBody
from triage.models.views import QueueRow
from triage.models.visible import one_line
from triage.services.api.proposals import MOST_OPEN
from triage.ui.announce import announce
from triage.ui.board.approvals.columns import ApprovalColumns
from triage.ui.board.approvals.words import FIELDS, NO, YES, asked_words, facts
from triage.ui.board.blocks import block, report_blocks
from triage.ui.board.keyed_page import KeyedPage
from triage.ui.board.page import Room
from triage.ui.board.row import BoardRow
from triage.ui.board.row_list import RowList
from triage.ui.contact.form_sheet import keeps
from triage.ui.contact.parts import Field
from triage.ui.text import ago
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, PlainLabel
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.value_text import ValueText

NOTHING = "Nothing waits for you."
WHAT_COMES = (
    "Decisions of trainees and grades below what a strong sign suggests stand here to be approved or refused, and"
    " reports on which a handler asks for help. They come by themselves, the longest waiting first."
)
_GONE = "Dealt with by somebody else."


class ApprovalsPage(KeyedPage):
    """A approves (or answers), R goes to the words for a refusal; Ctrl+Enter does what the words are for."""

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self._desk = room.context.desk
        theme = room.theme
        self.setObjectName("board-approvals")
        self._proposals: tuple[Proposal, ...] = ()
        self._chosen: Proposal | None = None
        self._body: ReportBody | None = None
        self._under_way: set[tuple[ReportId, int]] = set()
        self._gone = False
        self._asking, self._again = False, False
        self.rows = RowList(theme, "What waits for you", room.menu)
        self.rows.leads = True
        self._title = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self._asked = ValueText(theme, FontRole.STRONG)
        self._facts = Rows(theme.space(2.5))
        self._report = Rows(theme.space(2.5))
        self.words = Field(theme, "Your words", "approval-words", lines=True)
        self.fault = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.fault.hide()
        self.yes = Button(theme, "Approve", "primary", key="A")
        self.no = Button(theme, "Refuse", "danger", key="R")
        self.read = Button(theme, "Open the report")
        self._fill()
        self.say("Asking the gateway what waits…")

    def arrive(self) -> None:
        self._led = False
        self.news()

    def news(self) -> None:
        if self._asking:
            self._again = True
        else:
            self._asking = True
            self._room.context.spawn("approvals", self._ask())

    def first(self) -> QWidget:
        return self.rows

    def show_proposals(self, proposals: tuple[Proposal, ...], rows: dict[ReportId, QueueRow], now: datetime) -> None:
        """What waits, the longest first. The cursor stays on its proposal; on none when somebody else dealt with it."""
        self._proposals = tuple(sorted(proposals, key=lambda one: one.at))
        self.rows.fill([_row(one, rows.get(one.report_id), now) for one in self._proposals])
        if self._proposals:
            self.say("")
        else:
            self.say_empty(NOTHING, WHAT_COMES)
        self._columns.setVisible(bool(self._proposals))
        more = " or more" if len(self._proposals) >= MOST_OPEN else ""
        self.told.emit(f"{len(self._proposals)}{more} waiting" if self._proposals else "", "text_soft")
        if self.rows.current() is None:
            self._miss()
        self._choose()
        if self._proposals:
            self.lead()

    def show_body(self, body: ReportBody) -> None:
        """The report beside what was decided on it."""
        if self._chosen is None or body.report.report_id != self._chosen.report_id:
            return
        self._body = body
        self._tell(self._chosen)
        self._report.fill(report_blocks(self._room.theme, body.report))
        self._columns.settle_soon()

    async def _ask(self) -> None:
        try:
            proposals = await self._desk.proposed.open_ones()
            rows = await self._desk.reports.page([one.report_id for one in proposals])
            self.show_proposals(proposals, rows, self._desk.clock.now())
        except KnownError as error:
            self.show_error(error)
        finally:
            self._asking = False
        if self._again:
            self._again = False
            self.news()

    async def _fetch(self, report_id: ReportId) -> None:
        self.show_body(await self._desk.fetch(report_id))

    def _choose(self) -> None:
        at = self.rows.currentIndex().row()
        chosen = self._proposals[at] if 0 <= at < len(self._proposals) else None
        if chosen is None or (self._chosen is not None and _key(chosen) == _key(self._chosen)):
            self._chosen = chosen
            return
        self._chosen, self._body, self._gone = chosen, None, False
        self.words.set_words("")
        self._report.fill([])
        self._tell(chosen)
        self._room.context.spawn("approval report", self._fetch(chosen.report_id))

    def _miss(self) -> None:
        """The chosen one is not there any more: none is chosen until the person moves, unless they dealt with it."""
        if self._chosen is not None and _key(self._chosen) not in self._under_way:
            self._gone = True
            for button in (self.yes, self.no):
                button.hide()
            self._tell_fault(_GONE)
            announce(self, _GONE)
        elif self._proposals and not self._gone:
            self.rows.setCurrentIndex(self.rows.model().index(0, 0))

    def _tell(self, chosen: Proposal) -> None:
        theme = self._room.theme
        why_not = self._against(chosen)
        row = self.rows.rows()[self.rows.currentIndex().row()]
        self._title.setText(row.what)
        self._asked.set_text(asked_words(chosen))
        assessment = self._body.assessment if self._body else None
        self._facts.fill(
            [block(theme, one.name, one.words) for one in facts(chosen.decision, self._desk.profile, assessment)]
        )
        self.yes.set_words(YES[chosen.kind])
        self.no.set_words(NO[chosen.kind])
        self.no.setVisible(bool(NO[chosen.kind]) and not why_not)
        self.yes.setVisible(not why_not)
        self.words.set_note(FIELDS[chosen.kind])
        self.words.setVisible(not why_not)
        self._tell_fault(why_not, "text_soft" if why_not else "wrong")

    def _against(self, chosen: Proposal) -> str:
        """Why this person may not deal with it; "" when they may."""
        supervisor = "supervisor" in self._desk.roles.held
        if supervisor and chosen.kind is not ProposalKind.APPROVAL:
            return ""
        return against_approval(chosen, self._desk.me.id, supervisor=supervisor)

    @Slot()
    def say_yes(self) -> None:
        """Approve, answer, or claim it and compare."""
        chosen = self._chosen
        if chosen is None or self.yes.isHidden():
            return
        if chosen.kind is ProposalKind.STUCK and not self.words.words.strip():
            self._want("Write the answer first.")
        elif chosen.kind is ProposalKind.LEASE_LOST:
            self._room.context.spawn("claim", self._compare(chosen.report_id))
        else:
            self._begin(chosen, yes=True)

    @Slot()
    def say_no(self) -> None:
        """Refuse with the words that stand there; without any they are asked for."""
        chosen = self._chosen
        if chosen is None or self.no.isHidden():
            return
        if not self.words.words.strip():
            self._want("Write why first; its author is shown it.")
        else:
            self._begin(chosen, yes=False)

    def _begin(self, chosen: Proposal, *, yes: bool) -> None:
        """Once for each, however often the key is pressed until the gateway has answered."""
        if _key(chosen) not in self._under_way:
            self._under_way.add(_key(chosen))
            self._room.context.spawn("approvals", self._end(chosen, self.words.words.strip(), yes=yes))

    async def _end(self, chosen: Proposal, words: str, *, yes: bool) -> None:
        try:
            await self._send(chosen, words, yes=yes)
        finally:
            self._under_way.discard(_key(chosen))
        told = {ProposalKind.STUCK: "Answered"}.get(chosen.kind, "Approved" if yes else "Refused")
        announce(self, told)
        self._room.context.tell("info", f"{told}. {name_words(chosen.author)} is told.", key="approvals")
        if self._chosen is not None and _key(self._chosen) == _key(chosen):
            self._chosen, self._led = None, False
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # until the next one is shown: `lead`
        self.news()

    async def _send(self, chosen: Proposal, words: str, *, yes: bool) -> None:
        if chosen.kind is ProposalKind.APPROVAL:
            await self._desk.supervising.approve(chosen, approved=yes, words=words)
        elif yes:
            await self._desk.proposed.end(chosen, answer=words)
        else:
            await self._desk.proposed.end(chosen, refused=words)

    async def _compare(self, report_id: ReportId) -> None:
        await self._desk.claims.claim(report_id)
        self._room.open_report(report_id)

    def _want(self, words: str) -> None:
        self._tell_fault(words)
        self.words.focus()

    def _tell_fault(self, words: str, tone: str = "wrong") -> None:
        self.fault.set_tone(tone)
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    @Slot()
    def _open(self) -> None:
        if self._chosen is not None:
            self._room.open_report(self._chosen.report_id)

    def act_on(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_R or (keeps(event) and self._chosen and NO[self._chosen.kind]):
            self.say_no()
        else:
            self.say_yes()

    def own_key(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        letter = plain and event.key() in (Qt.Key.Key_A, Qt.Key.Key_R)
        return keeps(event) or (letter and not self.words.line.hasFocus())

    def _fill(self) -> None:
        theme = self._room.theme
        self.rows.selectionModel().currentChanged.connect(lambda *_at: self._choose())
        self.rows.installEventFilter(self)
        self.rows.opened.connect(lambda report_id: self._room.open_report(ReportId(report_id)))
        self.yes.clicked.connect(self.say_yes)
        self.no.clicked.connect(self.say_no)
        self.read.clicked.connect(self._open)
        for name, button in (("yes", self.yes), ("no", self.no), ("read", self.read)):
            button.setObjectName(f"approval-{name}")
        asked = (self._title, self._asked, self._facts)
        buttons = (self.read, self.no, self.yes)
        self._columns = ApprovalColumns(theme, self.rows, asked, self._report, self.words, self.fault, buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.state)
        column.addWidget(self.empty, 1)
        column.addWidget(self._columns, 1)
        self._columns.hide()


def _key(one: Proposal) -> tuple[ReportId, int]:
    return one.report_id, one.number


def _row(one: Proposal, row: QueueRow | None, now: datetime) -> BoardRow:
    line = row.summary if row else None
    what = ", ".join(part for part in (line.title, line.place) if part) if line else "A report"
    asks = {ProposalKind.APPROVAL: "approval", ProposalKind.STUCK: "help", ProposalKind.LEASE_LOST: "lost work"}
    return BoardRow(
        report_id=one.report_id,
        number=one.number,
        risk=line.risk if line else RiskLevel.ROUTINE,
        what=what,
        note=f"{name_words(one.author)}: {one_line(one.why, 400)}",
        figure=ago(one.at, now),
        aside=asks[one.kind],
        whole=True,
    )
