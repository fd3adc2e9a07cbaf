"""The page "Quality": what was drawn of a week at the left, the report and its decision, the force's questions."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.caller import name_words
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.quality import Drawn, Mark, QualityCase, QualityWeek, ReviewPut
from triage.models.queue import ReportBody
from triage.services.api.client import ApiFailure
from triage.ui.announce import announce
from triage.ui.board.approvals.words import facts
from triage.ui.board.blocks import block, report_blocks
from triage.ui.board.fetching import Fetching
from triage.ui.board.keyed_page import KeyedPage
from triage.ui.board.page import Room
from triage.ui.board.quality.begun import Begun
from triage.ui.board.quality.columns import QualityColumns
from triage.ui.board.quality.form import QualityForm
from triage.ui.board.quality.trend_view import TrendView
from triage.ui.board.quality.words import (
    ALL_REVIEWED,
    NO_QUESTIONS,
    check_facts,
    nothing_words,
    progress,
    review_words,
    rows_of,
    week_names,
)
from triage.ui.board.row_list import RowList
from triage.ui.contact.form_sheet import keeps
from triage.ui.theme import FontRole
from triage.ui.widgets import Button, PlainLabel, Segmented
from triage.ui.widgets.choice_button import ChoiceButton
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.rows import Rows

REST = timedelta(minutes=2)
"""Between two askings: each is an audit line."""
SHOW = (("all", "All"), ("open", "To do"), ("trend", "Trend"))
_DIGITS = dict(zip("1234", Mark, strict=True))
_Key = tuple[ReportId, int]


class QualityPage(KeyedPage):
    """1 to 4 answer the next open question, Ctrl+Enter sends, and the next decision that is to be done follows."""

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self._desk, theme = room.context.desk, room.theme
        self.setObjectName("board-quality")
        self._week: QualityWeek | None = None
        self._drawn: list[Drawn] = []
        self._chosen: Drawn | None = None
        self._begun = Begun(room.context, self)
        self._sending: set[_Key] = set()
        self._fell_back = False
        now = self._desk.clock.now()
        names = week_names(now)
        self.weeks = ChoiceButton(theme, room.icons, "Week", names, names[1][0])
        self.show_what = Segmented(theme, "What is shown", SHOW, "all")
        self.rows = RowList(theme, "What was drawn", room.menu)
        self.rows.leads = True
        self._title = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self._facts, self._report = Rows(theme.space(2.5)), Rows(theme.space(2.5))
        self.reviewed = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.reply = Rows()
        self.form = QualityForm(theme, self._desk.profile.quality.questions)
        self.fault = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.send = Button(theme, "Send feedback", "primary", key="Ctrl+Enter")
        self.read = Button(theme, "Open the report")
        self.trend = TrendView(room)
        self._fetching = Fetching(room.context, "quality", self, rest=REST, without_news=REST)
        self._looking = Fetching(room.context, "quality decision", self, rest=REST, without_news=REST)
        self._fill()

    # What the frame calls

    def arrive(self) -> None:
        self._led = self.rows.isVisibleTo(self)
        self._begun.ask()
        if self._desk.profile.quality.questions:
            self.ask()
        else:
            self.say_empty(*NO_QUESTIONS)

    def leave(self) -> None:
        self._fetching.end()
        if self._looking.on:  # asked again when it is chosen again
            self._looking.end()
            self._chosen = None

    def tick(self) -> None:
        self._fetching.tick()
        self._looking.tick()

    async def flush(self) -> None:
        await self._begun.flush()

    def first(self) -> QWidget:
        return self.rows

    @Slot()
    def ask(self) -> None:
        """Fetch the sample of the week that is chosen."""
        if self._week is None:
            self.say("Asking the gateway what was drawn…")
        week = self.weeks.value() or ""
        if self.show_what.value() == "trend":
            self._fetching.begin(partial(self._desk.overseeing.quality.trend, week, self.trend.weeks))
        else:
            self._fetching.begin(partial(self._desk.overseeing.quality.week, week))

    @Slot(object)
    def _came(self, told: object) -> None:
        if isinstance(told, QualityWeek):
            self.show_week(told)
        else:
            self.say("")
            self.told.emit("", "text_soft")
            self.trend.show_trend(told)  # type: ignore[arg-type]

    def show_week(self, told: QualityWeek) -> None:
        """What was drawn; the cursor stays on its decision."""
        names = week_names(told.at)
        if not told.handlers and not self._fell_back and told.week == names[1][0]:
            self._fell_back = True  # nothing was decided last week: what is there of this one
            self.weeks.set_value(names[0][0])
            self.ask()
            return
        self._week = told
        made = rows_of(told, self._desk.profile, open_only=self.show_what.value() == "open")
        self._drawn = [one for one, _ in made]
        self.rows.fill([row for _, row in made])
        if made:
            self.say("")
        else:
            self.say_empty(*(ALL_REVIEWED if told.handlers else nothing_words(self._desk.profile.quality.decisions)))
        self._columns.setVisible(bool(made))
        self._columns.settle_soon()
        self.told.emit(progress(told), "text_soft")
        if self.rows.current() is None and made:
            self.rows.setCurrentIndex(self.rows.model().index(0, 0))
        self._choose()
        self.lead()

    # One decision

    def _choose(self) -> None:
        at = self.rows.currentIndex().row()
        chosen = self._drawn[at] if 0 <= at < len(self._drawn) else None
        same = chosen is not None and self._chosen is not None and _key(chosen) == _key(self._chosen)
        fresh = same and self._chosen is not None and chosen is not None and chosen.review != self._chosen.review
        if same and not fresh:
            return
        self._chosen = chosen
        if chosen is None:
            return
        self._tell_fault("")
        self._show_answers(chosen)
        if not same:
            self._title.setText(", ".join(part for part in (chosen.title, chosen.place) if part))
            self._facts.fill([PlainLabel(self._room.theme, "Asking the gateway for the decision…", tone="text_soft")])
            self._report.fill([])
            self._columns.show_top()
            self._looking.begin(partial(self._fetch, chosen))

    async def _fetch(self, one: Drawn) -> tuple[Drawn, QualityCase, ReportBody]:
        case = await self._desk.overseeing.quality.case(one.report_id, one.decision)
        return one, case, await self._desk.fetch(one.report_id)

    @Slot(object)
    def show_case(self, told: tuple[Drawn, QualityCase, ReportBody]) -> None:
        """The decision as it was made, above what was reported."""
        one, case, body = told
        self._looking.end()
        if self._chosen is None or _key(one) != _key(self._chosen):
            return
        theme, profile = self._room.theme, self._desk.profile
        told_facts = [*facts(case.decision, profile, body.assessment), *check_facts(case.decision, profile)]
        if case.references:
            told_facts.append(type(told_facts[0])("References", "; ".join(case.references)))
        self._report.fill(report_blocks(theme, body.report))
        self._facts.fill([block(theme, fact.name, fact.words) for fact in told_facts if fact.words.strip()])
        self._columns.settle_soon()

    @Slot(object)
    def _not_found(self, error: KnownError) -> None:
        words = f"{error.what} {error.do}".strip()
        self._facts.fill([PlainLabel(self._room.theme, words, tone="wrong", wrap=True)])

    def _show_answers(self, one: Drawn) -> None:
        review, me = one.review, self._desk.me.id
        mine = "supervisor" in self._desk.roles.held and (review is None or review.reviewer == me)
        begun = self._begun.of(one) if mine else None
        if begun is not None:
            self.form.show_answers(begun.answers, begun.words, writable=mine)
        else:
            answers = {answer.key: answer.mark for answer in review.answers} if review else {}
            self.form.show_answers(answers, review.words if review else "", writable=mine)
        self.reviewed.setText(review_words(review, self._desk.clock.now(), me) if review else "")
        self.reviewed.setVisible(review is not None)
        replies = [(name_words(review.handler), review.reply)] if review and review.reply else []
        self.reply.fill(block(self._room.theme, f"{name} answers", words) for name, words in replies)
        self.send.setVisible(mine)
        self.send.set_words("Send changed feedback" if review else "Send feedback")
        self._columns.settle_soon()

    @Slot()
    def _edited(self) -> None:
        if self._chosen is not None:
            self._begun.edit(self._chosen, self.form.answers, self.form.words.words)
            self._tell_fault("")

    @Slot()
    def _recalled(self) -> None:
        """What an earlier session began stands in the form again, unless something was answered meanwhile."""
        if self._chosen is not None and self._begun.of(self._chosen) is not None:
            self._show_answers(self._chosen)

    @Slot()
    def begin_send(self) -> None:
        """Send what is answered, once, however often the key is pressed until the gateway has answered."""
        one = self._chosen
        if one is None or self.send.isHidden() or _key(one) in self._sending or self._week is None:
            return
        answers, words = self.form.answers, self.form.words.words.strip()
        if self.form.open:
            self._tell_fault("Answer every question first; 4 for one that does not apply.")
            self.form.focus_open()
        elif Mark.NOT_MET in answers.values() and not words:
            self._tell_fault("Write what was not met first; the handler reads it.")
            self.form.words.focus()
        else:
            after = one.review.version if one.review else 0
            put = ReviewPut(week=self._week.week, decision=one.decision, answers=answers, words=words, after=after)
            self._sending.add(_key(one))
            self._room.context.spawn("quality", self._send(one, put))

    async def _send(self, one: Drawn, put: ReviewPut) -> None:
        try:
            review = await self._desk.overseeing.quality.review(one.report_id, put)
        except ApiFailure as error:
            if self._chosen is not None and _key(self._chosen) == _key(one):
                self._tell_fault(f"{error.what} {error.do}".strip())
            if error.word != "reviewed-already":
                raise
            return
        finally:
            self._sending.discard(_key(one))
        self._begun.end(one)
        told = f"Feedback sent to {name_words(review.handler)}."
        announce(self, told)
        self._room.context.tell("info", told, key="quality")
        if self._chosen is not None and _key(self._chosen) == _key(one):
            self._go_on()
        self.ask()

    def _go_on(self) -> None:
        """The next decision without a review; the focus goes to its first question."""
        at = self.rows.currentIndex().row()
        order = [*range(at + 1, len(self._drawn)), *range(at)]
        after = next((place for place in order if self._drawn[place].review is None), None)
        if after is not None:
            self.rows.setCurrentIndex(self.rows.model().index(after, 0))
            self.form.focus_open()

    def _tell_fault(self, words: str) -> None:
        self.fault.setText(words)
        if words:
            announce(self, words)

    # Keys

    def act_on(self, event: QKeyEvent) -> None:
        if keeps(event):
            self.begin_send()
        elif not self.send.isHidden():
            self.form.answer(_DIGITS[event.text()])

    def own_key(self, event: QKeyEvent) -> bool:
        if self.show_what.value() == "trend":
            return False
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return keeps(event) or (plain and event.text() in _DIGITS and not self.form.words.line.hasFocus())

    # Inside

    @Slot()
    def _turn(self) -> None:
        trend = self.show_what.value() == "trend"
        self.trend.setVisible(trend)
        self._columns.setVisible(not trend and bool(self._drawn))
        self._week = None
        self.ask()

    @Slot()
    def _open(self) -> None:
        if self._chosen is not None:
            self._room.open_report(self._chosen.report_id)

    def _fill(self) -> None:
        theme = self._room.theme
        self.rows.selectionModel().currentChanged.connect(lambda *_at: self._choose())
        self.rows.installEventFilter(self)
        self.rows.opened.connect(lambda report_id: self._room.open_report(ReportId(report_id)))
        self.form.changed.connect(self._edited)
        self._begun.recalled.connect(self._recalled)
        self.send.clicked.connect(self.begin_send)
        self.read.clicked.connect(self._open)
        self.weeks.changed.connect(self._turn)
        self.show_what.changed.connect(self._turn)
        self._fetching.came.connect(self._came)
        self._fetching.failed.connect(self.show_error)
        self._looking.came.connect(self.show_case)
        self._looking.failed.connect(self._not_found)
        for name, button in (("send", self.send), ("read", self.read), ("week", self.weeks)):
            button.setObjectName(f"quality-{name}")
        box = QWidget()
        choices = FlowLayout(box, gap=theme.space(2))
        for choice in (self.weeks, self.show_what):
            choices.addWidget(choice)
        read, asked = (self._title, self._facts, self._report), (self.reviewed, self.reply, self.form)
        self._columns = QualityColumns(theme, self.rows, read, asked, self.fault, (self.read, self.send))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        for part, stretch in ((box, 0), (self.state, 0), (self.empty, 1), (self._columns, 1), (self.trend, 1)):
            column.addWidget(part, stretch)
        column.addStretch(0)
        self._columns.hide()
        self.trend.hide()


def _key(one: Drawn) -> _Key:
    return one.report_id, one.decision
