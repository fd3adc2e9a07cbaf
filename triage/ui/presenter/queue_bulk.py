"""Acting on the selected reports: first exactly what will happen, then progress that can be stopped, then undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Slot

from triage.models.bulk import MOST, Act, Plan, Room, plan
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.loose_time import read_ahead
from triage.models.query import ListQuery, View
from triage.services.bulk import Bulk, Outcome
from triage.services.tags import clean
from triage.ui.presenter.context import Context
from triage.ui.queue.column import QueueColumn
from triage.ui.queue.foot import Choice, Question
from triage.ui.text import count, day_and_time

VERBS = {
    Act.CLAIM: ("Claim", "Claiming", "claimed"),
    Act.RELEASE: ("Give back", "Giving back", "given back"),
    Act.PUT_OFF: ("Put off", "Putting off", "put off"),
    Act.SHOW_AGAIN: ("Show again", "Showing again", "shown again"),
    Act.TAG: ("Tag", "Tagging", "tagged"),
    Act.UNTAG: ("Take the tag off", "Taking tags off", "without the tag"),
}
SELECTION = (
    Choice("claim", "Claim", "C"),
    Choice("put_off", "Put off", "S"),
    Choice("tag", "Tag", "Ctrl+T"),
    Choice("release", "Give back"),
    Choice("none", "Select one", "Esc", "quiet"),
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the person typed for the act."""

    text: str = ""
    why: str = ""
    until: datetime | None = None


class BulkPresenter(QObject):
    def __init__(self, context: Context, column: QueueColumn) -> None:
        super().__init__(context.shell)
        self._context = context
        self._column = column
        self._wanted: tuple[ReportId, ...] = ()
        self._planned: tuple[Plan, _Told] | None = None
        self._undo: tuple[Act, tuple[ReportId, ...], _Told] | None = None
        self._running: Bulk | None = None
        self._held: set[ReportId] = set()
        """Those of the last put off that were ours until then."""
        column.picked_changed.connect(self._picked)
        column.foot.chosen.connect(self._chosen)
        column.foot.answered.connect(self._answered)
        column.foot.left.connect(column.focus_list)

    def many(self) -> bool:
        """Whether more than one row is selected."""
        return self._column.view.picked_number() > 1

    def begin(self, act: Act, only: ReportId | None = None) -> None:
        """Ask what the act needs to know, then say what it would do. ``only``: one report that is not the selection."""
        if self._running is not None:
            self._context.tell("info", "The last one is still under way.", "Wait for it, or press Stop.", key="bulk")
            return
        number = self._column.view.picked_number()
        if only is None and number > MOST:
            what = f"{number:,} reports are selected; at most {MOST} can be changed in one go."
            self._context.tell("warning", what, "Select fewer.", key="bulk")
            return
        self._wanted = (only,) if only is not None else tuple(self._column.view.picked_ids(MOST))
        if not self._wanted:
            return
        question = self._question(act)
        if question is not None:
            self._column.foot.ask(question)
        else:
            self._context.spawn("bulk", self._plan(act, _Told()))

    def focus(self) -> None:
        """Into the foot, where the acts on the selected reports are."""
        if not (self._column.foot.isVisible() and self._column.foot.focus_first()):
            self._context.tell("info", "One report is selected.", "Hold Shift or Ctrl to select several.", key="bulk")

    @Slot(int)
    def _picked(self, number: int) -> None:
        foot = self._column.foot
        if foot.sticky:
            return
        if number < 2:
            foot.put_away()
            return
        note = f"At most {MOST} can be changed in one go." if number > MOST else ""
        foot.tell(f"{number:,} selected", note, SELECTION)

    @Slot(str)
    def _chosen(self, choice: str) -> None:
        if choice in ("claim", "put_off", "tag", "release"):
            self.begin(Act(choice))
        elif choice == "go" and self._planned is not None:
            self._context.spawn("bulk", self._run(*self._planned))
        elif choice == "stop" and self._running is not None:
            self._running.stop()
        elif choice == "undo" and self._undo is not None:
            act, ids, told = self._undo
            self._undo = None
            self._context.spawn("bulk", self._run(Plan(act=act, can=ids), told, undoing=True))
        elif choice == "none":
            self._column.view.drop_picked()
            self._column.focus_list()
        elif choice in ("cancel", "done"):
            self._column.foot.put_away()
            self._picked(self._column.view.picked_number())
            self._column.focus_list()

    @Slot(str, str, str)
    def _answered(self, name: str, text: str, also: str) -> None:
        act = Act(name)
        until = read_ahead(text, self._context.desk.clock.now()) if act is Act.PUT_OFF else None
        self._context.spawn("bulk", self._plan(act, _Told(text=text, why=also, until=until)))

    async def _plan(self, act: Act, told: _Told) -> None:
        desk = self._context.desk
        rows = await desk.reports.page(self._wanted)
        held = await desk.reports.number(ListQuery(view=View.MINE, me=desk.me.id))
        planned = plan(act, self._wanted, rows, Room(claims=max(0, desk.profile.leases.max_held - held)))
        if len(self._wanted) == 1 and planned.can:
            await self._run(planned, told)  # one report: its own undo is enough
            return
        self._planned = (planned, told)
        foot, verb = self._column.foot, VERBS[act][0]
        cannot = "; ".join(f"{number} {words}" for words, number in planned.cannot)
        note = f"{sum(number for _, number in planned.cannot)} cannot: {cannot}." if cannot else ""
        if not planned.can:
            alone = len(self._wanted) == 1
            words = "This report cannot be changed that way" if alone else "None of them can be changed that way"
            foot.tell(words, note, (Choice("done", "Close", "Esc"),), sticky=True)
        else:
            words = f"{verb} {len(planned.can)} of {count(len(self._wanted), 'report')}?"
            go = Choice("go", f"{verb} {len(planned.can)}", kind="primary")
            foot.tell(words, note, (go, Choice("cancel", "Cancel", "Esc")), sticky=True)
        foot.focus_first()

    async def _run(self, planned: Plan, told: _Told, *, undoing: bool = False) -> None:
        foot, (_, doing, _) = self._column.foot, VERBS[planned.act]
        self._planned = None
        act = self._back_in_hand if undoing and planned.act is Act.SHOW_AGAIN else self._act(planned.act, told)
        self._running = Bulk(planned.can, act)

        def progress(done: int, of: int) -> None:
            if of > 1:
                foot.tell(f"{doing}: {done} of {of}", "", (Choice("stop", "Stop", "Esc"),), sticky=True)

        try:
            outcome = await self._running.run(progress)
        finally:
            self._running = None
        self._tell(planned, outcome, told, undoing=undoing)

    def _tell(self, planned: Plan, outcome: Outcome, told: _Told, *, undoing: bool) -> None:
        foot, done = self._column.foot, VERBS[planned.act][2]
        words = f"{count(len(outcome.done), 'report')} {done}" if outcome.done else "Nothing was changed"
        if planned.act is Act.PUT_OFF and told.until is not None and outcome.done:
            words += f" until {day_and_time(told.until, self._context.desk.clock.now())}"
        parts = [f"{number} refused: {what}" for what, number in outcome.refused]
        if outcome.left:
            parts.append(f"Stopped; {count(outcome.left, 'report')} left as they were.")
        back = _BACK.get(planned.act)
        choices = [Choice("done", "Close", "Esc")]
        if back is not None and outcome.done and not undoing:
            self._undo = (back, outcome.done, told)
            choices.insert(0, Choice("undo", "Undo"))
        foot.tell(words, " ".join(parts), choices, sticky=True)
        self._column.focus_list()

    def _act(self, act: Act, told: _Told) -> Callable[[ReportId], Awaitable[object]]:
        desk = self._context.desk
        aside = desk.lists.aside
        match act:
            case Act.CLAIM:
                return desk.claims.claim
            case Act.RELEASE:
                return desk.claims.release
            case Act.PUT_OFF:
                self._held = set()
                return lambda report_id: self._put_off(report_id, told)
            case Act.SHOW_AGAIN:
                return aside.take_back
            case Act.TAG:
                return lambda report_id: aside.tag(report_id, told.text)
            case Act.UNTAG:
                return lambda report_id: aside.untag(report_id, told.text)

    async def _put_off(self, report_id: ReportId, told: _Told) -> None:
        until = told.until or self._context.desk.clock.now()
        if await self._context.desk.lists.aside.put_off(report_id, until, told.why):
            self._held.add(report_id)

    async def _back_in_hand(self, report_id: ReportId) -> None:
        """Put off no longer; what we held before is ours again, if nobody else took it."""
        if report_id in self._held:
            await self._context.desk.claims.claim(report_id)
        else:
            await self._context.desk.lists.aside.take_back(report_id)

    def _question(self, act: Act) -> Question | None:
        number = count(len(self._wanted), "report")
        if act is Act.PUT_OFF:
            return Question(
                id=act, words=f"Put off {number} until", hint="1h, tomorrow 0700, mon 6am", send="Put off",
                echo=self._echo_until, also="Why (told to whoever looks next)",
            )  # fmt: skip
        if act in (Act.TAG, Act.UNTAG):
            verb = "Tag" if act is Act.TAG else "Take a tag off"
            return Question(
                id=act, words=f"{verb}: {number}", hint="ring back", send=VERBS[act][0], echo=_echo_tag
            )  # fmt: skip
        return None

    def _echo_until(self, text: str) -> tuple[bool, str]:
        now = self._context.desk.clock.now()
        until = read_ahead(text, now)
        if until is None:
            return False, "A time to come: “1h”, “0700”, “tomorrow 0700”" if text.strip() else ""
        return True, f"Until {day_and_time(until, now)}. It comes back by itself."


_BACK = {
    Act.CLAIM: Act.RELEASE,
    Act.PUT_OFF: Act.SHOW_AGAIN,
    Act.TAG: Act.UNTAG,
    Act.UNTAG: Act.TAG,
    Act.SHOW_AGAIN: None,
    Act.RELEASE: Act.CLAIM,
}
"""What undoes an act; a report that was given back is claimed again if nobody else took it."""


def _echo_tag(text: str) -> tuple[bool, str]:
    try:
        return True, f"#{clean(text)} · only you see it, at this workstation"
    except KnownError as error:
        return False, str(error) if text.strip() else ""
