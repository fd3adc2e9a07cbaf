"""What a handler of the week does with a report: records it mostly; asks, hands over, attaches or gives it back."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from triage.bench.handler import fill
from triage.bench.week.desk import HandDesk
from triage.models.correspondence import Dispatch
from triage.models.delivery import Delivery, HeldBecause
from triage.models.draft import Draft
from triage.models.errors import InputError, KnownError
from triage.models.ids import ReportId
from triage.models.operation import Operation, OpKind
from triage.models.outcome_draft import AttachTo, Handover, Question
from triage.models.profile import Profile
from triage.models.query import ListQuery, View
from triage.models.safe_contact import Safety, ways
from triage.models.stage import Stage
from triage.models.views import ReportDetail

NEVER_THERE = ("could not fetch it", "only the reference of its record is known")
"""In the words of a line about a file that cannot go, however often it is tried."""
SHARES = {
    "crime": 62, "incident": 8, "signpost": 5, "no_further_action": 4, "hand_over": 6, "ask": 6, "attach": 4,
    "dispatch": 1, "release": 2, "leave": 2,
}  # fmt: skip
"""Of a hundred reports. "leave": something else comes up, and the lease runs out over the draft."""


class Handler:
    """Works reports at whichever desk they are given. ``told`` counts what became of them."""

    def __init__(self, told: Counter[str], rng: random.Random) -> None:
        self._told = told
        self._rng = rng
        self._handed: dict[ReportId, int] = {}
        self._recorded: list[str] = []
        self.asked: list[ReportId] = []

    async def take(self, desk: HandDesk) -> ReportId | None:
        """Claim the next; None when there is nothing, or nobody to ask."""
        try:
            return await desk.claims.claim_next()
        except KnownError:
            return None

    async def work(self, desk: HandDesk, report_id: ReportId) -> None:
        """Open it, write, decide; what cannot be decided that way is recorded as a crime."""
        choice = self._rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
        try:
            await desk.triage.open(report_id)
            if choice == "release":
                await desk.claims.release(report_id, "Somebody else knows this one.")
                self._told["released"] += 1
                return
            if choice == "dispatch":
                await self._dispatch(desk, report_id)
            detail = await desk.reports.detail(report_id)
            if detail is None or detail.body is None or not detail.editable:
                return
            draft = await self._draft(desk, detail, choice)
            await desk.drafts.save(draft)
            if choice == "leave":
                self._told["left_lying"] += 1
                return
            await self._decide(desk, report_id, draft)
        except KnownError:
            self._told["could_not"] += 1  # lost meanwhile, or the gateway is away: it is found again later

    async def _decide(self, desk: HandDesk, report_id: ReportId, draft: Draft) -> None:
        try:
            await desk.triage.decide(report_id)
        except InputError:  # not everything that this outcome needs is in the report
            detail = await desk.reports.detail(report_id)
            if detail is None or detail.body is None:
                return
            draft = self._crime(desk, detail)
            await desk.drafts.save(draft)
            await desk.triage.decide(report_id)
        self._told[f"decided_{draft.outcome}"] += 1
        if draft.outcome == "ask":
            self.asked.append(report_id)
        elif draft.outcome == "hand_over":
            self._handed[report_id] = self._handed.get(report_id, 0) + 1

    async def finish(self, desk: HandDesk) -> None:
        """What lies about here: what records refused is mended, what was left is decided, what is lost let go."""
        for line in await desk.outbox.lines():
            op = line.operation
            try:
                if op.status is Delivery.REJECTED:
                    await self._mend(desk, op.report_id)
                elif op.status is Delivery.CONFLICT:
                    await desk.claims.let_go(op.report_id)
                    self._told["let_go"] += 1
                elif op.status is Delivery.HELD and op.held is HeldBecause.PERSON:
                    await self._go_on_with(desk, op)
            except KnownError:
                self._told["could_not"] += 1
        for report_id in await desk.reports.ids(ListQuery(view=View.MINE, me=desk.me.id)):
            await self._go_on(desk, report_id)

    async def _go_on_with(self, desk: HandDesk, op: Operation) -> None:
        """A file that the gateway could not have, or for a record that is not known, is left out; all else is tried."""
        if op.kind is OpKind.ATTACH and any(words in op.last_text for words in NEVER_THERE):
            await desk.by_hand.leave_out(op.op_id, "It cannot be had, or the record is kept by hand.")
            self._told["files_left_out"] += 1
        else:
            await desk.outbox.retry(op.op_id)
            self._told["files_again"] += op.kind is OpKind.ATTACH

    async def _go_on(self, desk: HandDesk, report_id: ReportId) -> None:
        detail = await desk.reports.detail(report_id)
        if detail is None or detail.body is None or detail.stage not in (Stage.CLAIMED, Stage.IN_TRIAGE):
            return
        try:
            if detail.new_version:
                await desk.triage.take_new_version(report_id)
                self._told["versions_taken"] += 1
                detail = await desk.reports.detail(report_id)
                if detail is None:
                    return
            await desk.triage.open(report_id)
            await desk.drafts.save(self._crime(desk, detail))
            await desk.triage.decide(report_id)
            self._told["decided_later"] += 1
        except KnownError:
            await self._let_go(desk, report_id)

    async def _let_go(self, desk: HandDesk, report_id: ReportId) -> None:
        try:
            await desk.claims.let_go(report_id)
            self._told["let_go"] += 1
        except KnownError:
            self._told["could_not"] += 1

    async def _mend(self, desk: HandDesk, report_id: ReportId) -> None:
        await desk.triage.mend(report_id)
        detail = await desk.reports.detail(report_id)
        if detail is None:
            return
        if detail.new_version:
            await desk.triage.take_new_version(report_id)
            detail = await desk.reports.detail(report_id) or detail
        await desk.drafts.save(replace(detail.draft, rationale="Scripted decision, mended."))
        await desk.triage.decide(report_id)
        self._told["mended"] += 1

    async def answer_handovers(self, desk: HandDesk) -> None:
        """Somebody rings back: most are taken on, some come back, some are never heard of."""
        try:
            awaiting = await desk.handovers.awaiting()
        except KnownError:
            return
        for handoff in awaiting:
            dice = self._rng.random()
            if dice < 0.5:
                reference = f"RX/{handoff.report_id[:8]}/{handoff.number}"
                await desk.handovers.taken_on(handoff.report_id, handoff.number, "PS Okafor", reference)
                self._told["transfers_accepted"] += 1
            elif dice < 0.6:
                await desk.handovers.refused(handoff.report_id, handoff.number, "It is on your side of the river.")
                self._told["transfers_returned"] += 1

    async def _dispatch(self, desk: HandDesk, report_id: ReportId) -> None:
        made: Dispatch = await desk.dispatching.ask(report_id)
        await desk.dispatching.accepted(made.report_id, f"CAD {self._rng.randrange(9999)} of today", "Control, P. Rees")
        self._told["dispatched"] += 1

    async def _draft(self, desk: HandDesk, detail: ReportDetail, choice: str) -> Draft:
        draft = self._crime(desk, detail)
        if choice in ("crime", "dispatch", "leave"):
            return draft
        profile = desk.profile
        other = replace(draft, outcome=choice, crimes=(), reason=profile.reasons[0].key)
        if choice == "signpost":
            return replace(other, signpost=tuple(one.key for one in profile.signposts[:1]))
        if choice == "hand_over":
            return replace(other, handover=self._handover(profile))
        if choice == "ask":
            return replace(other, question=_question(detail, profile)) if _question(detail, profile) else draft
        if choice == "attach":
            found = await self._something_recorded(desk)
            return replace(other, attach=found) if found else draft
        return other

    def _crime(self, desk: HandDesk, detail: ReportDetail) -> Draft:
        assert detail.body is not None
        now = desk.clock.now()
        assessment = detail.body.assessment
        return fill(detail.body.report, detail.draft, desk.profile, assessment=assessment, by=desk.me.id, now=now)

    def _handover(self, profile: Profile) -> Handover:
        if self._rng.random() < 0.5:
            team = self._rng.choice(profile.teams)
            return Handover(to_kind="team", to=team.key, why="Theirs to deal with.")
        return Handover(to_kind="force", to="Eastern Training Police", why="It happened in their area.")

    async def _something_recorded(self, desk: HandDesk) -> AttachTo | None:
        """A record that exists: of a report that was closed not long ago."""
        for report_id in (await desk.reports.ids(ListQuery(view=View.CLOSED)))[:5]:
            try:
                references = (await desk.fetch(report_id)).references
                for one in references:
                    if one.record_id:
                        found, _ = await desk.find_records(one.reference)
                        if found:
                            return found[0]
            except KnownError:
                return None
        return None


def _question(detail: ReportDetail, profile: Profile) -> Question | None:
    """Words to somebody who may be written to without asking first."""
    assert detail.body is not None
    found = ways(detail.body.report, detail.body.assessment, profile.contact, detail.draft.corrections)
    free = [way for way in found if way.kind == "email" and way.safety in (Safety.SAFE, Safety.OPEN)]
    if not free:
        return None
    return Question(person=free[0].person, address=free[0].address, text="Which door was it?", own_words=True)
