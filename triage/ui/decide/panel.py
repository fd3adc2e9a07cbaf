"""The decide column: one scroll of sections with a fixed foot; afterwards what was decided and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.clock import Clock
from triage.models.corrections import with_correction, without_correction
from triage.models.draft import Correction, Draft
from triage.models.known import Seen
from triage.models.messages import Template
from triage.models.profile import Profile
from triage.models.reference import Whereabouts
from triage.models.views import ReportDetail
from triage.ui.decide.asks import Asks
from triage.ui.decide.decided import not_ours
from triage.ui.decide.form import DecideForm
from triage.ui.decide.page import NOTHING, WHAT_COMES, DecidePage, Face
from triage.ui.decide.preview import Block
from triage.ui.decide.session import Change, DraftSession
from triage.ui.decide.told import Told
from triage.ui.decide.work import Edit, Work
from triage.ui.icons import Icons
from triage.ui.theme import Theme


class DecidePanel(QWidget):
    """Works on an immutable draft; every change is told at once and can be taken back, step by step.

    Args:
        author: who signs checks and corrections, as other people read it.

    Attributes:
        asks: what it asks of the rest of the window.
    """

    def __init__(self, theme: Theme, icons: Icons, clock: Clock, author: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._clock, self._author = theme, clock, author
        self._icons = icons
        self._session = DraftSession()
        self._told = Told()
        self.asks = Asks(self)
        self._size = theme.base_px
        self.setObjectName("decide_panel")
        self.setAccessibleName("Decide")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._make()
        theme.changed.connect(self._restyle)
        self.show_empty()

    def put_on_top(self, part: QWidget) -> None:
        """A strip about the whole report, over every face of the column."""
        self._whole.insertWidget(0, part)

    @property
    def draft(self) -> Draft | None:
        """The draft being worked on; None when nothing can be edited."""
        return self._session.draft

    @property
    def undo_label(self) -> str:
        """What Ctrl+Z would take back; "" for nothing."""
        return "sending" if self.sent.can_undo and not self.sent.isHidden() else self._session.undo_label

    def show_detail(self, detail: ReportDetail, profile: Profile) -> None:
        """Show a report. The same one being edited keeps its own draft: news never takes words away."""
        for _ in self.showing(detail, profile):
            pass

    def showing(self, detail: ReportDetail, profile: Profile) -> Iterator[None]:
        """The same in steps, for a report that is opened: between them the window may take its turn.

        It ends by itself when another one is shown meanwhile.
        """
        before = self._told.detail
        same = before is not None and before.summary.report_id == detail.summary.report_id
        going_on = same and before is not None and before.editable and detail.editable and self.draft is not None
        self._told.detail, self._told.profile = detail, profile
        if detail.editable and detail.body is not None:
            self._session.saved(detail.draft) if going_on else self._session.open(detail.draft)
            self._show("form" if same else "nothing")  # another report is laid out once, when all is in
            for _ in self._forming(detail):
                yield
            if not self._is_told(detail):
                return
        else:
            self._session.close()
            self._show_read_only(detail, profile)
        if not same:
            self.form.preview.close_preview()
            self.column.verticalScrollBar().setValue(0)

    def _forming(self, detail: ReportDetail) -> Iterator[None]:
        """The form of the report that is opened, in steps; ends early when it is not to be shown any more."""
        for section in self.form.sections.values():
            work = self._work()
            for _ in section.preparing(work) if work is not None else ():
                yield
                work = self._work() if self._is_told(detail) else None
            if work is None or not self._is_told(detail):
                return
            section.show_work(work)
            yield
        if not self._is_told(detail):
            return
        self._show_foot()
        self.column.settle()
        with self.column.unpainted():
            self._show("form")
            yield
            if self._is_told(detail):
                self.column.settle()

    def _is_told(self, detail: ReportDetail) -> bool:
        """Whether this is still what is worked on."""
        return self._told.detail is detail and self.draft is not None

    def show_empty(self, before: str | None = None) -> None:
        """``before``: this report is about to be shown; nothing of another stays to be written on beside it."""
        if before is None or self._told.detail is None or self._told.detail.summary.report_id != before:
            self._told.detail = None
            self._session.close()
            self.message.say(NOTHING, WHAT_COMES)
            self._show("message" if before is None else "nothing")

    @property
    def templates(self) -> tuple[Template, ...]:
        return self._told.templates

    def set_templates(self, templates: tuple[Template, ...]) -> None:
        """The gateway's words to start from when the reporter is asked."""
        self._told.templates = templates
        self.form.outcome.set_templates(templates)

    def set_learner(self, learner: bool) -> None:
        """Whether a supervisor approves what this person decides, before it leaves."""
        if learner is not self._told.learner:
            self._told.learner = learner
            self._show_work()

    @property
    def approved_first(self) -> bool:
        """Whether the draft as it stands would go to a supervisor before anything of it leaves."""
        return self._told.approved_first(self._session.draft)

    def set_place(self, place: Whereabouts | None) -> None:
        """Where it happened: said beside the check of the place; another force's place marks handing over."""
        if place != self._told.place:
            self._told.place = place
            self._show_work()

    def set_seen(self, seen: Seen | None) -> None:
        """Who and what was told of before; None while that is not known yet."""
        self._told.seen = seen
        self._show_seen()

    def _show_seen(self) -> None:
        self.form.seen.show_seen(self._told.seen, self._told.report)

    def set_preview(self, blocks: Sequence[Block]) -> None:
        """What `preview_requested` asked for."""
        self.form.preview.show_blocks(blocks, approved_first=self.approved_first)
        self.column.settle()
        self.column.show_top(self.form.preview)

    def correct(self, field: str, original: str, value: str) -> None:
        """A correction made in the report column becomes part of the draft."""
        entry = Correction(field=field, original=original, value=value, by=self._author, at=self._clock.now())
        self._change("correction", f"corrections/{field}", lambda draft: with_correction(draft, entry))

    def apply(self, edit: Edit) -> None:
        """A change made here or in another column becomes part of the draft, with its own way back."""
        self._change(edit.label, edit.key, edit.change, typing=edit.typing)

    def absorb(self, change: Change) -> None:
        """What came from elsewhere becomes part of the draft: saved, and not to be undone by a person."""
        if self._session.absorb(change):
            self._show_work()
            self.asks.draft_changed.emit(self._session.draft)

    def clear_correction(self, field: str) -> None:
        self._change("correction", f"corrections/{field}", lambda draft: without_correction(draft, field))

    def undo(self) -> None:
        """Ctrl+Z: the sending while that is possible, else the latest change of the draft."""
        if not self.sent.isHidden():
            if self.sent.can_undo:
                self.asks.undo_send_requested.emit()
            return
        if self._session.undo() is not None:
            self._show_work()
            self.asks.draft_changed.emit(self._session.draft)

    def send(self) -> None:
        """Ctrl+Return: ask to send, or go to the first thing still needed."""
        if self.draft is None:
            return
        missing = self.form.needed.problems
        if missing:
            self.jump(missing[0].field)
        else:
            self.asks.send_requested.emit()

    def release(self) -> None:
        if self.draft is not None:
            self.asks.release_requested.emit()

    def work_on(self, act: Callable[[DecideForm], object]) -> None:
        """Do this to the form, while there is something to work on."""
        if self.draft is not None:
            act(self.form)

    def toggle_preview(self) -> None:
        """P: open or close the preview."""
        self.work_on(lambda form: form.preview.toggle())

    def focus_section(self, name: str) -> bool:
        """Go to a section by name: checks, thrive, risk, grade, crimes, incident, advice, outcome, rationale."""
        return self._stands() and self.form.focus_section(name)

    def choose_outcome(self, digit: str) -> bool:
        """The keys 1 … 9."""
        return self._stands() and self.form.outcome.choose_digit(digit)

    def focus_start(self) -> None:
        """Where the focus goes when the column is entered."""
        if self.draft is not None:
            self.form.checks.focus_first()
        else:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def jump(self, field: str) -> None:
        """Go to a field, here or in the report column."""
        if self.draft is None or not self.form.focus_field(field):
            self.asks.jump_requested.emit(field)

    def _make(self) -> None:
        """All parts, at the present size of type."""
        page = self._page = DecidePage(self._theme, self._icons, self._author, self._clock.now, self._whole)
        self.column, self.form, self.sent = page.column, page.form, page.sent
        self.message, self.lost, self.foot = page.message, page.lost, page.foot
        self.setMinimumWidth(self._theme.space(84))  # one width for all its states
        self._connect()

    def _connect(self) -> None:
        self.asks.listen(self._page)
        self.form.edited.connect(self.apply)
        self.form.wanted.connect(self.jump)
        self.form.field_left.connect(self._session.seal)
        self.form.focus_went.connect(self._focus_went)
        self._show_seen()
        self.form.outcome.set_templates(self._told.templates)
        self.foot.send.connect(self.send)
        self.foot.preview.connect(self.toggle_preview)
        self.foot.release.connect(self.release)
        self.foot.show_needed.connect(self._show_needed)

    def _show(self, face: Face) -> None:
        self._page.show_face(face, lost=self._told.lost)

    def _stands(self) -> bool:
        """Whether there is something to work on; a form that is still being laid out is laid out now: a key asked."""
        if self.draft is not None and (self.form.isHidden() or not self.column.updatesEnabled()):
            self._show_work()
            self._show("form")
            self.column.settle()
        return self.draft is not None

    def _show_read_only(self, detail: ReportDetail, profile: Profile) -> None:
        if not (detail.draft.outcome or detail.deliveries):
            head, _, more = not_ours(detail).partition("\n\n")
            self.message.say(head, more, keys=False)
            self._show("message")
            return
        self.sent.show_detail(detail, profile)
        self._show("sent")
        self.column.settle()

    def _work(self) -> Work | None:
        """What the sections show, with the draft as it stands; None when nothing can be worked on."""
        return self._told.work(self._session.draft)

    def _show_foot(self) -> None:
        problems = self.form.needed.problems
        there = bool(problems) and self.form.is_at(problems[0].field)
        self.foot.show_problems(problems, approved_first=self.approved_first, there=there)

    def _focus_went(self) -> None:
        if self.draft is not None:
            self._show_foot()

    def _show_work(self) -> None:
        work = self._work()
        if work is not None:
            self.form.show_work(work)
            self._show_foot()
            self.column.settle()

    def _change(self, label: str, key: str, change: Change, *, typing: bool = False) -> None:
        if self._session.change(label, key, change, typing=typing):
            if self.form.preview.is_open:
                self.form.preview.close_preview()
            self._show_work()
            self.asks.draft_changed.emit(self._session.draft)

    def _show_needed(self) -> None:
        self.column.show_widget(self.form.needed)
        self.form.needed.focus_first()

    def _restyle(self) -> None:
        """Another size of type: every part is made again; the draft and its undo steps stay."""
        if self._size == self._theme.base_px:
            return
        self._size = self._theme.base_px
        self._page.hide()
        self._whole.removeWidget(self._page)
        self._page.deleteLater()
        self._make()
        detail, profile = self._told.detail, self._told.profile
        if detail is None or profile is None:
            self.show_empty()
        elif self.draft is not None:
            self._show_work()
            self._show("form")
        else:
            self._show_read_only(detail, profile)
