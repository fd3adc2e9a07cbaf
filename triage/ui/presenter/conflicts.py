"""Work against work: mine and theirs, what was proposed, help from a supervisor, taking over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from triage.models.caller import name_words
from triage.models.clock import london
from triage.models.conflict import Keep, differences, merged
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.proposal import WAITS, Proposal, ProposalKind
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.models.taking_over import HeldWork
from triage.models.views import ReportDetail
from triage.services.conflicts import Conflict
from triage.ui.conflict.words import PROPOSED, proposal_words, sides_of_conflict, sides_of_proposal
from triage.ui.decide.panel import DecidePanel
from triage.ui.decide.work import Edit
from triage.ui.handoff.why_sheet import Asked, WhySheet
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.report import ReportPresenter
from triage.ui.text import count
from triage.ui.theme import Theme

if TYPE_CHECKING:  # made when first opened
    from triage.ui.conflict.sheet import ConflictSheet
    from triage.ui.supervise.held_sheet import HeldSheet

UNDO_STRIP, PROPOSED_STRIP, WAITING_STRIP = "conflict:undo", "conflict:proposed", "conflict:waiting"
HELP = Asked(
    key="ask_supervisor",
    title="Ask a supervisor",
    words="The report stays yours. Your supervisors see what you wrote on it and these words.",
    ask="What keeps you from going on",
    button="Ask",
)


class ConflictsPresenter(QObject):
    """Nothing here is done without a key press of the person who answers for it."""

    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        decide: DecidePanel,
        reports: ReportPresenter,
        overlays: Overlays,
        selected: Callable[[], ReportId | None],
        open_report: Callable[[ReportId], None],
        look_at: Callable[[ReportId], None],
    ) -> None:
        """``look_at`` opens a report from a sheet that it leads back to."""
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self._decide, self._reports, self._overlays = decide, reports, overlays
        self._selected = selected
        self._open_report, self._look_at = open_report, look_at
        self._conflict: Conflict | None = None
        self._proposal: Proposal | None = None
        self._asked: ReportId | None = None
        self._undoable: ReportId | None = None
        self._learnt: Summary | None = None
        reports.shown.connect(self._shown)
        reports.opened.connect(lambda _report_id: context.shell.clear_strip(PROPOSED_STRIP))
        overlays.compare_requested.connect(lambda report_id: self._show(ReportId(report_id)))
        overlays.ask_requested.connect(lambda report_id: self._ask(ReportId(report_id)))
        decide.asks.compare_requested.connect(self.show)
        context.shell.strip_action.connect(self._strip)
        context.shell.strip_closed.connect(context.shell.clear_strip)

    def table(self, _known: Mapping[str, Callable[[], object]]) -> Mapping[str, Callable[[], object]]:
        """What each action of this room does."""
        return {"conflict": self.show, "ask_supervisor": self._ask_about_current, "held": self.show_held}

    async def start(self) -> None:
        """Say what of ours still stands against somebody else's."""
        waiting = await self._context.desk.conflicts.waiting()
        if waiting:
            what = f"{count(len(waiting), 'report')} you wrote on went to somebody else. What you wrote is kept here."
            self._context.shell.show_strip(WAITING_STRIP, what, "Yours and theirs", "warning")

    # Mine and theirs

    @cached_property
    def _sheet(self) -> ConflictSheet:
        from triage.ui.conflict.sheet import ConflictSheet

        sheet = ConflictSheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.changed.connect(self._keep)
        sheet.finished.connect(self._finish)
        sheet.set_aside.connect(self._set_aside)
        return sheet

    @Slot()
    def show(self) -> None:
        """For the selected row or the open report, else for the first that waits: ours beside theirs, or what was
        proposed to us."""
        if self._context.shell.column_in_focus() == "queue":
            self._context.spawn("conflict", self._show_first(self._selected()))
            return
        detail = self._reports.detail
        proposal = _proposed(detail)
        if detail is not None and proposal is not None and detail.editable:
            self._show_proposal(detail, proposal)
        else:
            self._context.spawn("conflict", self._show_first(self._reports.current))

    def _show(self, report_id: ReportId) -> None:
        self._context.spawn("conflict", self._show_conflict(report_id))

    async def _show_first(self, current: ReportId | None) -> None:
        waiting = await self._context.desk.conflicts.waiting()
        if not waiting:
            what = "Nothing you wrote stands against somebody else's work."
            self._context.tell("info", what, "Proposals of others show on the report itself.", key="conflict")
            return
        await self._show_conflict(current if current in waiting else waiting[0])

    async def _show_conflict(self, report_id: ReportId) -> None:
        found = await self._context.desk.conflicts.open(report_id)
        self._conflict, self._proposal = found, None
        self._sheet.show_sides(sides_of_conflict(found))
        self._put(self._sheet.focus_start)

    def _show_proposal(self, detail: ReportDetail, proposal: Proposal) -> None:
        self._conflict, self._proposal = None, proposal
        report = detail.body.report if detail.body else None
        found = differences(detail.draft, proposal.decision.draft, report, self._context.desk.profile)
        self._sheet.show_sides(sides_of_proposal(proposal, found, london(proposal.at)))
        self._put(self._sheet.focus_start)

    def _put(self, focus: Callable[[], None]) -> None:
        self._context.shell.set_overlay(self._sheet, sheet=True)
        focus()

    @Slot(object)
    def _keep(self, choices: Mapping[str, Keep]) -> None:
        if self._conflict is not None:
            keep = self._context.desk.conflicts.keep
            self._context.spawn("keep choices", keep(self._conflict.report_id, choices))

    @Slot(object, str)
    def _finish(self, choices: Mapping[str, Keep], words: str) -> None:
        if self._conflict is not None:
            self._context.spawn("propose", self._propose(self._conflict, choices, words))
        elif self._proposal is not None:
            self._context.spawn("take in", self._take_in(self._proposal, choices, words))

    async def _propose(self, conflict: Conflict, choices: Mapping[str, Keep], why: str) -> None:
        await self._context.desk.conflicts.propose(conflict, choices, why)
        self._overlays.leave()
        self._context.shell.clear_strip(WAITING_STRIP)
        to = name_words(conflict.holder) or "whoever takes the report next"
        do = "Your words stay here until the gateway has it."
        self._context.tell("info", f"The proposal to {to} is on its way.", do, key="conflict")

    async def _take_in(self, proposal: Proposal, choices: Mapping[str, Keep], words: str) -> None:
        """What was chosen becomes part of the draft, with its way back; then the proposal is dealt with."""
        theirs, profile = proposal.decision.draft, self._context.desk.profile
        if self._decide.draft is None or self._reports.current != proposal.report_id:
            raise KnownError("This report is not open for work any more.", "Open it again.")
        if any(keep is not Keep.MINE for keep in choices.values()):
            label = f"taking in what {proposal.author} proposed"
            self._decide.apply(Edit(label, "proposal", lambda draft: merged(draft, theirs, profile, choices)))
            await self._reports.flush()
        answer = words or ("I have it now." if proposal.kind is ProposalKind.STUCK else "")
        await self._context.desk.proposed.end(proposal, answer=answer)
        self._overlays.leave()
        self._context.tell("info", "Taken in. Ctrl+Z takes the changes back.", key="conflict")

    @Slot(str)
    def _set_aside(self, why: str) -> None:
        if self._conflict is not None:
            self._context.spawn("discard", self._discard(self._conflict, why))
        elif self._proposal is not None:
            self._context.spawn("refuse", self._refuse(self._proposal, why))

    async def _discard(self, conflict: Conflict, why: str) -> None:
        await self._context.desk.conflicts.discard(conflict.report_id, why)
        if self._reports.current == conflict.report_id:
            await self._reports.close()
        self._overlays.leave()
        self._context.shell.clear_strip(WAITING_STRIP)
        self._undoable = conflict.report_id
        words = f"What you wrote on “{conflict.title}” goes from here in half a minute."
        self._context.shell.show_strip(UNDO_STRIP, words, "Keep it after all", "warning")

    async def _refuse(self, proposal: Proposal, why: str) -> None:
        await self._context.desk.proposed.end(proposal, refused=why)
        self._overlays.leave()
        self._context.tell("info", "Refused. The reason is kept with the report.", key="conflict")

    @Slot(object)
    def _shown(self, detail: ReportDetail | None) -> None:
        """A strip while somebody proposes something for the open report."""
        proposal = _proposed(detail)
        if detail is not None and proposal is None and WAITS in detail.summary.marks and detail.editable:
            self._learn(detail)
        if detail is None or proposal is None or detail.stage is Stage.CLOSED:
            self._context.shell.clear_strip(PROPOSED_STRIP)
        elif detail.editable:
            self._context.shell.show_strip(PROPOSED_STRIP, proposal_words(proposal), PROPOSED, "info")
        else:
            self._context.shell.show_strip(PROPOSED_STRIP, proposal_words(proposal), None, "info")

    def _learn(self, detail: ReportDetail) -> None:
        """The line says that somebody proposes something; what it is, is asked for once."""
        if detail.summary != self._learnt:
            self._learnt = detail.summary
            self._context.spawn("proposals", self._context.desk.proposed.refresh(detail.summary.report_id))

    @Slot(str)
    def _strip(self, key: str) -> None:
        shell = self._context.shell
        if key == UNDO_STRIP and self._undoable is not None:
            shell.clear_strip(key)
            self._context.spawn("undo discard", self._context.desk.conflicts.undo_discard(self._undoable))
        elif key == PROPOSED_STRIP:
            self.show()
        elif key == WAITING_STRIP:
            shell.clear_strip(key)
            self._context.spawn("conflict", self._show_first(None))

    # Help

    @cached_property
    def _why(self) -> WhySheet:
        sheet = WhySheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.given.connect(lambda _key, why: self._context.spawn("ask supervisor", self._ask_now(why)))
        return sheet

    def _ask_about_current(self) -> None:
        detail = self._reports.detail
        if detail is None or detail.lease is None:
            what, do = "You do not hold a report to ask about.", "Claim one first."
            self._context.tell("info", what, do, key="ask_supervisor")
            return
        self._ask(detail.summary.report_id)

    def _ask(self, report_id: ReportId) -> None:
        self._asked = report_id
        self._why.start(HELP)
        self._context.shell.set_overlay(self._why, sheet=True)
        self._why.focus_start()

    async def _ask_now(self, why: str) -> None:
        if self._asked is None:
            return
        await self._reports.flush()
        await self._context.desk.conflicts.ask_supervisor(self._asked, why)
        self._overlays.leave()
        self._context.tell("info", "A supervisor is asked.", "The report stays yours.", key="ask_supervisor")

    # Taking over

    @cached_property
    def _held(self) -> HeldSheet:
        from triage.ui.supervise.held_sheet import HeldSheet

        desk = self._context.desk
        names = {place.key: place.name for place in desk.profile.destinations}
        sheet = HeldSheet(self._theme, self._icons, names, desk.clock.now)
        sheet.closed.connect(self._overlays.leave)
        sheet.opened.connect(lambda report_id: self._look_at(ReportId(report_id)))
        sheet.chosen.connect(lambda held: self._context.spawn("look up", self._look_up(held)))
        sheet.taken.connect(lambda held, why: self._context.spawn("take over", self._take_over(held, why)))
        return sheet

    def show_held(self) -> None:
        """What others hold; who is no supervisor is told so by the gateway."""
        self._held.show_loading()
        self._overlays.ask(self._held)
        self._held.focus_start()
        self._context.spawn("held", self._fill_held())

    async def _fill_held(self) -> None:
        desk = self._context.desk
        try:
            self._held.show_held(await desk.taking_over.held(), await desk.proposed.open_ones())
        except KnownError as error:
            self._held.show_error(error)
        self._held.focus_start()

    async def _look_up(self, held: HeldWork) -> None:
        self._held.show_looked(held, await self._context.desk.taking_over.look(held))

    async def _take_over(self, held: HeldWork, why: str) -> None:
        looked = self._held.looked
        if looked is None:
            return
        report_id = await self._context.desk.taking_over.take(held, looked, why)
        self._overlays.leave()
        done = "It is being finished with the references that records gave." if looked.whole else "It is yours now."
        self._context.tell("info", f"Taken over from {name_words(held.holder)}.", done, key="held")
        self._open_report(report_id)


def _proposed(detail: ReportDetail | None) -> Proposal | None:
    """The first open proposal of the shown report that does not wait for approval."""
    told = detail.body.proposals if detail is not None and detail.body is not None else ()
    return next((one for one in told if one.kind is not ProposalKind.APPROVAL), None)
