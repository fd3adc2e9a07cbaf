"""Whether the open report's people or incident were told of before: asked when it opens, shown, recorded as a check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from triage.models.draft import CheckState, Draft
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.known import CHECK, Seen, check_record
from triage.models.looking_up import AUTO, BY
from triage.models.outcome_draft import ATTACH, AttachTo
from triage.models.views import ReportDetail
from triage.ui.announce import announce
from triage.ui.decide.edits import with_line, with_outcome
from triage.ui.decide.panel import DecidePanel
from triage.ui.decide.work import Edit
from triage.ui.presenter.context import Context
from triage.ui.presenter.report import ReportPresenter


class SeenPresenter(QObject):
    def __init__(
        self,
        context: Context,
        decide: DecidePanel,
        reports: ReportPresenter,
        open_report: Callable[[ReportId], None],
    ) -> None:
        super().__init__(context.shell)
        self._context, self._decide, self._reports = context, decide, reports
        self._asked: tuple[object, ...] = ()
        reports.opened.connect(self._opened)
        reports.shown.connect(self._shown)
        decide.asks.seen_opened.connect(lambda report_id: open_report(ReportId(report_id)))
        decide.asks.seen_attached.connect(
            lambda report_id: context.spawn("attach seen", self._attach(ReportId(report_id)))
        )

        decide.asks.seen_named.connect(self._name)

    def table(self, _known: Mapping[str, Callable[[], object]]) -> Mapping[str, Callable[[], object]]:
        """Action → what it does."""
        return {"seen": self._go}

    def _go(self) -> None:
        if self._decide.draft is None:
            self._context.tell("info", "Claim the report first; then what was seen before is shown.", key="seen")
            return
        self._context.shell.focus_column("decide")
        self._decide.focus_section("seen")

    @Slot(object)
    def _opened(self, _report_id: object) -> None:
        self._asked = ()
        self._decide.set_seen(None)

    @Slot(object)
    def _shown(self, detail: ReportDetail) -> None:
        if detail.body is None or not detail.editable:
            return
        asked = (detail.summary.report_id, detail.body.report.version)
        if asked != self._asked:
            self._asked = asked
            self._context.spawn("seen before", self._find(detail.summary.report_id, asked))

    async def _find(self, report_id: ReportId, asked: tuple[object, ...]) -> None:
        seen = await self._context.desk.known.of(report_id)
        if asked != self._asked:
            return  # another report is on the screen by now
        self._decide.set_seen(seen)
        self._record(seen)

    def _record(self, seen: Seen) -> None:
        """The automatic check: only while nobody has dealt with it, and again over what could not be done before."""
        draft = self._decide.draft
        rule = next((rule for rule in self._context.desk.profile.checks if rule.key == CHECK), None)
        if draft is None or draft.report_id != seen.report_id or rule is None or rule.how != AUTO:
            return
        before = draft.check(CHECK)
        failed = before.by == BY and before.state is CheckState.NOT_POSSIBLE
        if not failed and (before.state is not CheckState.OPEN or before.by == BY):
            return
        record = check_record(seen)

        def recorded(draft: Draft) -> Draft:
            return replace(draft, checks=(*(one for one in draft.checks if one.key != CHECK), record))

        self._decide.absorb(recorded)

    @Slot(str)
    def _name(self, named: str) -> None:
        """The other report's reference into the rationale: it has no record yet that this one could be added to."""
        words = f"See also report {named}."
        self._decide.apply(Edit("naming the other report", "name", lambda draft: with_line(draft, words)))
        announce(self._decide, f"In the rationale: {words} Ctrl+Z takes it back.")

    async def _attach(self, report_id: ReportId) -> None:
        """Make “attach to existing” the outcome and the other report's record its target; one step to undo."""
        desk, detail = self._context.desk, self._reports.detail
        outcome = next((one for one in desk.profile.outcomes if one.does == ATTACH), None)
        if detail is None or detail.body is None or outcome is None:
            return
        try:
            other = await desk.fetch(report_id)
        except KnownError as error:
            self._context.tell("warning", error.what, error.do, key="seen")
            return
        target = next((one for one in other.references if one.record_id), None)
        if target is None:
            self._context.tell(
                "info", "That report is not recorded yet, so nothing can be added to it.",
                "Decide it first, or name its reference in the rationale.", key="seen",
            )  # fmt: skip
            return
        attach = AttachTo(
            destination=target.destination, reference=target.reference, record_id=target.record_id,
            report_id=report_id, title=f"{other.report.title}, {other.report.submission.customer_reference}",
        )  # fmt: skip
        report, key = detail.body.report, outcome.key

        def attached(draft: Draft) -> Draft:
            return replace(with_outcome(draft, key, report, desk.profile), attach=attach)

        self._decide.apply(Edit("attaching to the other report", "attach", attached))
        self._decide.focus_section("outcome")
        announce(self._decide, f"Outcome: {outcome.name}, {target.reference}. Ctrl+Z takes it back.")
