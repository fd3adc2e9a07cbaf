"""The whole workflow in any order, through the HTTP face, against what must always hold."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from tests.gateway.bench import Bench, Handler, begin_body, decided
from tests.gateway.compliance.keeping import kept_rightly
from tests.gateway.workflow import desk
from triage.gateway import tables
from triage.gateway.problems import WORDS
from triage.gateway.sweeper import sweep
from triage.models import codec
from triage.models.proposal import ProposalKind, Proposed
from triage.models.queue import AbortRequest, Begun, Claimed, Settled, Summary
from triage.models.stage import TRANSITIONS, Stage
from triage.models.workflow import HandedOff

T = TypeVar("T")
PEOPLE = st.sampled_from(["ann", "bob", "sue"])
PICK = st.integers(0, 7)
OUTCOMES_TOLD = st.sampled_from(["incident", "incident", "ask", "approve", "team"])
_NUMBERS = itertools.count(1)


@dataclass
class Known:
    """What we were told of one report and hold the gateway to."""

    submission_id: str
    claims: list[tuple[str, Claimed]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    proposals: int = 0
    handoffs: int = 0
    versions: int = 1
    begins: int = 0


class WorkflowMachine(RuleBasedStateMachine):
    """One gateway serves all examples; each has reports of its own."""

    def __init__(self, runner: asyncio.Runner, bench: Bench) -> None:
        super().__init__()
        self.runner = runner
        self.bench = bench
        self.known: dict[str, Known] = {}
        self.lines: dict[str, Summary] = {}
        self.cursor = ""

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coro)

    def who(self, me: str) -> Handler:
        return self.bench.handler(me)

    def report(self, pick: int, having: str = "") -> str:
        """Some report; of those with claims, handoffs or proposals if that is asked and there are any."""
        fitting = [one for one, known in self.known.items() if having and getattr(known, having)] or list(self.known)
        return fitting[pick % len(fitting)]

    def grant(self, pick: int, which: int) -> tuple[str, Claimed] | None:
        """Some claim that somebody was granted, of today or long lost."""
        claims = self.known[self.report(pick, "claims")].claims
        return claims[-1 - which % min(3, len(claims))] if claims else None

    def heard(self, answer: httpx.Response) -> bool:
        """Whether it was done; anything else must be a word that the gateway knows."""
        if answer.is_success:
            return True
        word = answer.json()["type"].rpartition("/")[2]
        assert answer.status_code < 500, answer.text
        assert WORDS[word][0] == answer.status_code, answer.text
        return False

    def key(self) -> str:
        return f"key-{next(_NUMBERS)}"

    @initialize()
    def opens(self) -> None:
        self.cursor, self.lines = "", {}
        self.follow()
        self.arrives()

    @rule()
    @precondition(lambda self: len(self.known) < 3)
    def arrives(self) -> None:
        submission_id = f"w-{next(_NUMBERS)}"
        sent = (self.bench.clock.now() - timedelta(minutes=5)).isoformat()
        report_id = self.run(self.bench.arrive(submission_id, sent=sent))
        self.known[report_id] = Known(submission_id)

    @rule(pick=PICK)
    def more_is_told(self, pick: int) -> None:
        known = self.known[self.report(pick)]
        self.run(self.bench.arrive(known.submission_id, f"More: {next(_NUMBERS)}."))
        known.versions += 1

    @rule(pick=PICK, me=PEOPLE, seconds=st.sampled_from([60, 900]))
    def claims_one(self, pick: int, me: str, seconds: int) -> None:
        report_id = self.report(pick)
        path = f"/v1/reports/{report_id}/claim"
        answer = self.run(self.who(me).call("POST", path, {"lease_seconds": seconds}))
        if self.heard(answer):
            self.known[report_id].claims.append((me, codec.decode(Claimed, answer.content)))

    @rule(me=PEOPLE)
    def takes_the_next(self, me: str) -> None:
        answer = self.run(self.who(me).call("POST", "/v1/claims", {"max": 1}))
        if not self.heard(answer) or answer.status_code == 204:
            return
        for held in codec.decode(tuple[Claimed, ...], answer.content):
            assert held.report.summary.deferred_until is None
            if held.report_id in self.known:
                self.known[held.report_id].claims.append((me, held))

    @rule(pick=PICK, which=PICK, call=st.sampled_from(["renew", "release", "put_draft"]))
    def with_a_lease(self, pick: int, which: int, call: str) -> None:
        found = self.grant(pick, which)
        if found:
            me, held = found
            current = self.is_current(held)
            if self.heard(self.run(getattr(self.who(me), call)(held))):
                assert current, f"{call} under a lost lease"

    @rule(pick=PICK, which=PICK, hours=st.sampled_from([1, 6, 20, 30]))
    def puts_off(self, pick: int, which: int, hours: int) -> None:
        found = self.grant(pick, which)
        if found:
            current = self.is_current(found[1])
            until = self.bench.clock.now() + timedelta(hours=hours)
            if self.heard(self.run(desk.defer(self.who(found[0]), found[1], until))):
                assert current

    @rule(pick=PICK, me=PEOPLE, call=st.sampled_from([desk.hold, desk.unhold, desk.reopen]))
    def moves(self, pick: int, me: str, call: Any) -> None:
        self.heard(self.run(call(self.who(me), self.report(pick))))

    @rule(pick=PICK, me=PEOPLE, outcome=OUTCOMES_TOLD)
    def claims_and_begins(self, pick: int, me: str, outcome: str) -> None:
        report_id = self.report(pick)
        before = len(self.known[report_id].claims)
        self.claims_one(pick, me, 900)
        if len(self.known[report_id].claims) > before:
            self.begins_with(me, self.known[report_id].claims[-1][1], outcome)

    @rule(pick=PICK, me=PEOPLE)
    def claims_and_hands_off(self, pick: int, me: str) -> None:
        report_id = self.report(pick)
        before = len(self.known[report_id].claims)
        self.claims_one(pick, me, 900)
        if len(self.known[report_id].claims) > before:
            self.hands_off_with(me, self.known[report_id].claims[-1][1])

    @rule(pick=PICK, which=PICK)
    def hands_off(self, pick: int, which: int) -> None:
        found = self.grant(pick, which)
        if found:
            self.hands_off_with(*found)

    def hands_off_with(self, me: str, held: Claimed) -> None:
        current = self.is_current(held)
        answer = self.run(desk.hand_off(self.who(me), held, key=self.key()))
        if self.heard(answer):
            assert current
            self.known[held.report_id].handoffs += 1
            assert codec.decode(HandedOff, answer.content).stage is Stage.AWAITING_ACCEPTANCE

    @rule(pick=PICK, which=st.integers(1, 3), me=PEOPLE, yes=st.booleans())
    @precondition(lambda self: any(known.handoffs for known in self.known.values()))
    def is_answered(self, pick: int, which: int, me: str, yes: bool) -> None:
        report_id = self.report(pick, "handoffs")
        which = 1 + which % max(1, self.known[report_id].handoffs)
        reference = f"RP/{report_id[:8]}/{which}"
        call = (
            desk.accept(self.who(me), report_id, which, reference)
            if yes
            else desk.give_back(self.who(me), report_id, which)
        )
        if self.heard(self.run(call)) and yes:
            self.keeps(report_id, reference)

    @rule(pick=PICK, which=PICK, kind=st.sampled_from(ProposalKind))
    def proposes(self, pick: int, which: int, kind: ProposalKind) -> None:
        found = self.grant(pick, which)
        if found:
            answer = self.run(desk.propose(self.who(found[0]), found[1], kind, f"{next(_NUMBERS)}"))
            if self.heard(answer):
                number = codec.decode(Proposed, answer.content).proposal.number
                self.known[found[1].report_id].proposals = number

    @rule(pick=PICK, which=st.integers(1, 3), me=PEOPLE)
    @precondition(lambda self: any(known.proposals for known in self.known.values()))
    def withdraws(self, pick: int, which: int, me: str) -> None:
        path = f"/v1/reports/{self.report(pick, 'proposals')}/proposals/{which}/withdraw"
        self.heard(self.run(self.who(me).call("POST", path)))

    @rule(pick=PICK, which=st.integers(1, 3), yes=st.booleans())
    @precondition(lambda self: any(known.proposals for known in self.known.values()))
    def answers_what_waits_for_approval(self, pick: int, which: int, yes: bool) -> None:
        told = {"number": which, "approved": yes, "why": "Seen."}
        self.supervises(self.report(pick, "proposals"), "approve", told)

    @rule(pick=PICK, to=st.sampled_from(["", "ann", "bob"]), records=st.sampled_from(["nothing", "something"]))
    def takes_back(self, pick: int, to: str, records: str) -> None:
        report_id = self.report(pick)
        fence = self.run(self.who("ann").report(report_id)).summary.fence
        told = {"fence": fence, "why": "Moved.", "records": records, **({"to": to} if to else {})}
        self.supervises(report_id, "assign" if to else "unlock", told)

    @rule(pick=PICK, on=st.booleans())
    def pins(self, pick: int, on: bool) -> None:
        self.supervises(self.report(pick), "pin" if on else "unpin", {"why": "The press rang."})

    def supervises(self, report_id: str, call: str, told: dict[str, Any]) -> None:
        self.heard(self.run(self.who("sam").call("POST", f"/v1/reports/{report_id}/{call}", told)))

    @rule(pick=PICK, which=PICK, outcome=OUTCOMES_TOLD)
    def begins(self, pick: int, which: int, outcome: str) -> None:
        found = self.grant(pick, which)
        if found:
            self.begins_with(*found, outcome)

    def begins_with(self, me: str, held: Claimed, outcome: str) -> None:
        current = self.is_current(held)
        etag = self.run(self.who(me).report(held.report_id)).summary.etag
        decision = decided(held, me, f"{next(_NUMBERS)}")
        decision = replace(decision, draft=replace(decision.draft, outcome=outcome))
        path = f"/v1/reports/{held.report_id}/begin"
        headers = {"If_Match": etag, "Idempotency_Key": self.key()}
        answer = self.run(self.who(me).call("POST", path, begin_body(held, decision), **headers))
        if self.heard(answer):
            assert current
            codec.decode(Begun, answer.content)
            self.known[held.report_id].begins += 1

    @rule(pick=PICK, which=PICK)
    def settles(self, pick: int, which: int) -> None:
        """By whoever once held it: in time, late, or never begun."""
        found = self.grant(pick, which)
        if not found:
            return
        me, held = found
        stage = self.run(self.stage_of(held.report_id))
        begun = stage is Stage.BEGUN and self.is_current(held)
        reference = f"CAD {next(_NUMBERS)}"
        answer = self.run(self.who(me).settle(held, key=self.key(), reference=reference))
        done = self.heard(answer)
        assert done or not begun, "a begun report always accepts its settle"
        if done:
            settled = codec.decode(Settled, answer.content)
            assert settled.late is not begun
            self.keeps(held.report_id, reference)
            if begun:
                self.known[held.report_id].handoffs += settled.stage is Stage.AWAITING_ACCEPTANCE
                self.known[held.report_id].proposals += settled.stage is Stage.AWAITING_APPROVAL

    @rule(pick=PICK, which=PICK, by=st.sampled_from(["", "sue"]))
    def aborts(self, pick: int, which: int, by: str) -> None:
        found = self.grant(pick, which)
        if found:
            me, held = found
            told = AbortRequest(fence=held.fence)
            self.heard(self.run(self.who(by or me).call("POST", f"/v1/reports/{held.report_id}/abort", told)))

    @rule(minutes=st.sampled_from([1, 16, 90, 300, 1500]), swept=st.booleans())
    def time_passes(self, minutes: int, swept: bool) -> None:
        self.bench.clock.advance(minutes=minutes)
        if swept:
            self.run(self.works_by_itself())

    @rule()
    def the_feed_and_the_database_show_the_same(self) -> None:
        self.run(self.works_by_itself())
        self.follow()
        followed, self.lines, self.cursor = self.lines, {}, ""
        self.follow()
        assert set(followed) == set(self.lines)
        for report_id, line in self.lines.items():
            assert replace(followed[report_id], lease_expires_at=None) == replace(line, lease_expires_at=None)
            assert line.stage is self.run(self.stage_of(report_id))

    @invariant()
    def nothing_is_lost_and_every_step_was_legal(self) -> None:
        for report_id, known in self.known.items():
            self.run(self.check(report_id, known))

    @invariant()
    def figures_follow(self) -> None:
        """Whatever makes a report's course another is a change of the feed."""
        kept = self.run(kept_rightly(self.bench, self.known))
        if kept != self.known.keys():
            self.run(self.bench.parts.courses.catch_up())

    async def check(self, report_id: str, known: Known) -> None:
        now = self.bench.clock.now()
        leases, changes, reports = tables.leases, tables.changes, tables.reports
        async with self.bench.parts.database.read() as connection:
            row = (await connection.execute(select(reports).where(reports.c.report_id == report_id))).one()
            grants = (
                await connection.execute(
                    select(leases).where(leases.c.report_id == report_id).order_by(leases.c.first_granted_at)
                )
            ).all()
            history = (
                await connection.execute(
                    select(changes.c.word, changes.c.stage)
                    .where(changes.c.report_id == report_id)
                    .order_by(changes.c.seq)
                )
            ).all()
            kept = {
                table.name: (await connection.execute(select(table).where(table.c.report_id == report_id))).all()
                for table in (tables.settlements, tables.proposals, tables.handoffs, tables.decisions, tables.versions)
            }
        assert len([one for one in grants if one.ended_at is None and one.expires_at > now]) <= 1
        assert sorted(one.fence for one in grants) == list(range(1, len(grants) + 1))
        assert row.fence == len(grants)
        for before, after in itertools.pairwise(history):
            legal = {Stage(before.stage), *TRANSITIONS[Stage(before.stage)].values()}
            if after.word == "aborted":  # after its lease ran out: an abort and an expiry in one
                legal |= set(TRANSITIONS[Stage.IN_TRIAGE].values())
            assert Stage(after.stage) in legal, (before, after)
            if after.stage == Stage.CLOSED and before.stage != Stage.CLOSED:
                assert after.word in ("settled", "accepted")
        assert (row.stage == Stage.CLOSED) == (row.closed_at is not None)
        assert history[-1].stage == row.stage
        told = b"".join(bytes(one.references) for one in kept["settlements"]).decode()
        assert all(f'"{reference}"' in told for reference in known.references)
        assert len(kept["proposals"]) >= known.proposals
        assert len([one for one in kept["proposals"] if one.state == "open"]) == row.open_proposals
        assert len(kept["handoffs"]) >= known.handoffs
        assert (len(kept["decisions"]), len(kept["versions"])) == (known.begins, known.versions)
        if row.stage == Stage.AWAITING_ACCEPTANCE:
            assert [one.state for one in kept["handoffs"]][-1] == "awaiting"

    def keeps(self, report_id: str, reference: str) -> None:
        if reference not in self.known[report_id].references:
            self.known[report_id].references.append(reference)

    def is_current(self, held: Claimed) -> bool:
        """Whether this grant is the report's newest one."""
        return self.run(self.fence_of(held.report_id)) == held.fence

    async def fence_of(self, report_id: str) -> int:
        async with self.bench.parts.database.read() as connection:
            fence = await connection.scalar(
                select(tables.reports.c.fence).where(tables.reports.c.report_id == report_id)
            )
        return int(fence or 0)

    async def stage_of(self, report_id: str) -> Stage:
        async with self.bench.parts.database.read() as connection:
            stage = await connection.scalar(
                select(tables.reports.c.stage).where(tables.reports.c.report_id == report_id)
            )
        return Stage(str(stage))

    async def works_by_itself(self) -> None:
        await sweep(self.bench.parts)
        await desk.round_of(self.bench)

    def follow(self) -> None:
        """Read the feed to its end."""
        while True:
            page = self.run(self.who("bob").changes(self.cursor, limit=50))
            self.lines |= {one.report_id: one for one in page.items}
            for gone in page.removed:
                self.lines.pop(gone, None)
            self.cursor = page.next or page.delta or ""
            if page.next is None:
                return

    def teardown(self) -> None:
        """Leave no work that the next example's claims could take up."""
        if self.known:
            self.the_feed_and_the_database_show_the_same()
            self.bench.clock.advance(hours=13)
            self.run(self.works_by_itself())
            for report_id in self.known:
                self.heard(self.run(desk.hold(self.who("sue"), report_id)))
