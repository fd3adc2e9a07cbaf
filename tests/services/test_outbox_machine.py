"""The outbox against everything that can go wrong, in any order: nothing lost, nothing doubled, order kept."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from tests.services.rig import Rig, a_body
from triage.models.delivery import Delivery
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.stage import Stage
from triage.services import audit, operations, work

T = TypeVar("T")
GOES_WRONG = ("not_sent", "lost", "503", "401", "refused", "killed_before", "killed_after")
FAULTS = st.sampled_from(["", "", "", "", "", "dropped", "dropped", *GOES_WRONG])
SECONDS = st.sampled_from([1, 3, 10, 60, 400, 1000])


class OutboxMachine(RuleBasedStateMachine):
    """``decided`` holds reports whose decision stands."""

    reports = Bundle("reports")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.rig: Rig | None = None
        self.count = 0

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coro)

    @property
    def desk(self) -> Rig:
        assert self.rig is not None
        return self.rig

    @initialize(target=reports, idempotent=st.booleans(), undo=st.sampled_from([0, 10]))
    def opens_with_two_decisions(self, idempotent: bool, undo: int) -> Any:
        rig = Rig(Path(self.folder.name) / "desk.db", idempotent=idempotent, undo_seconds=undo)
        self.rig = self.run(rig.open())
        return multiple(self._decided(), self._decided())

    @precondition(lambda self: self.count < 3)
    @rule(target=reports)
    def another_is_decided(self) -> ReportId:
        return self._decided()

    def _decided(self) -> ReportId:
        self.count += 1
        report_id = self.run(self.desk.arrive(self.count))
        self.run(self.desk.triage.decide(report_id))
        return report_id

    @rule(faults=st.lists(FAULTS, min_size=4, max_size=10))
    def pushes(self, faults: list[str]) -> None:
        for fault in faults:
            self.run(self.desk.push_next(fault))

    @rule(report_id=reports, what=st.sampled_from(["recall", "mend", "retry", "restart", "version", "taken"]))
    def somebody_meddles(self, report_id: ReportId, what: str) -> None:
        """One rule for all of these, so that half of the steps are pushes."""
        {
            "recall": lambda: self._then_decide(self.desk.triage.recall, report_id),
            "mend": lambda: self._then_decide(self.desk.triage.mend, report_id),
            "retry": lambda: self._retry_all(report_id),
            "restart": lambda: self.run(self.desk.reopen()),
            "version": lambda: self._new_version(report_id),
            "taken": lambda: self._taken(report_id),
        }[what]()

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.desk.clock.advance(seconds=seconds)

    def _retry_all(self, report_id: ReportId) -> None:
        for op in self.run(self.desk.outbox.operations(report_id)):
            if op.status is not Delivery.DELIVERED:
                self.run(self.desk.outbox.retry(op.op_id))

    def _new_version(self, report_id: ReportId) -> None:
        """The public sends the report again, with other words."""
        held = self.desk.gateway.reports[report_id]
        if held.stage is Stage.CLAIMED and held.body.report.version == 1:
            number = int(held.lease_id.removeprefix("lease-"))
            held.body, held.etag = a_body(number, version=2), "e2"

    def _taken(self, report_id: ReportId) -> None:
        """Another handler claims a report whose lease has run out."""
        held = self.desk.gateway.reports[report_id]
        if held.stage is Stage.CLAIMED and held.expires_at <= self.desk.clock.now():
            held.holder, held.fence, held.etag = "h2", held.fence + 1, f"{held.etag}x"

    def _then_decide(self, act: Any, report_id: ReportId) -> None:
        try:
            self.run(act(report_id))
            draft = self.run(self.desk.drafts.load(report_id))
            self.run(self.desk.drafts.save(replace(draft, rationale=f"{draft.rationale} Looked at again.")))
            held = self.desk.gateway.reports[report_id]
            if held.holder == "h1" and held.body.report.version == 2:
                self.run(self.desk.triage.take_new_version(report_id))
            self.run(self.desk.triage.decide(report_id))
        except KnownError:
            return

    @invariant()
    def never_two_records(self) -> None:
        if self.rig is not None:
            for report_id in self.rig.gateway.reports:
                assert all(system.made_for(report_id) <= 1 for system in self.rig.systems.values())

    @invariant()
    def order_is_kept(self) -> None:
        if self.rig is None:
            return
        for report_id in self.rig.gateway.reports:
            words = [word for key, word in self.rig.gateway.log if key == report_id]
            assert not words or words[0] == "begin"
            assert "settle" not in words[:-1]
            made = [word for word in words if word in self.rig.systems]
            assert made in ([], ["control"], ["control", "crime"])

    @invariant()
    def every_operation_has_its_audit_line(self) -> None:
        if self.rig is None:
            return

        def check(conn: Any) -> None:
            assert audit.verify(conn) is None
            told = [line.detail for line in audit.lines(conn) if line.what == "op.queued"]
            for report_id in self.desk.gateway.reports:
                for stored in operations.of_report(conn, report_id, superseded=True):
                    assert sum(stored.op.op_id in detail for detail in told) == 1

        self.run(self.rig.store.read(check))

    @invariant()
    def a_decision_is_never_without_its_operations(self) -> None:
        if self.rig is None:
            return

        def check(conn: Any) -> None:
            for entry in work.all_work(conn):
                kinds = [s.op.kind for s in operations.of_report(conn, entry.report_id)]
                assert entry.stage is not Stage.DECIDED or OpKind.BEGIN in kinds

        self.run(self.rig.store.read(check))

    def teardown(self) -> None:
        try:
            if self.rig is not None:
                self.run(self._everything_arrives())
        finally:
            if self.rig is not None:
                self.run(self.rig.close())
            self.loop.close()
            self.folder.cleanup()

    async def _everything_arrives(self) -> None:
        """With nothing in the way any more, each report is closed with one record each, or waits for a person."""
        await self.desk.settle_down()
        for report_id, held in self.desk.gateway.reports.items():
            ops = await self.desk.outbox.operations(report_id)
            waits = [op for op in ops if op.status in (Delivery.REJECTED, Delivery.CONFLICT, Delivery.HELD)]
            found = await self.desk.store.read(lambda conn, key=report_id: work.work_of(conn, key))
            if waits:
                assert found is not None, "it waits for a person and is gone"
            elif found is None:
                assert held.stage is Stage.CLOSED
                assert [system.made_for(report_id) for system in self.desk.systems.values()] == [1, 1]
                assert len(held.settles) == 1
                assert {entry.deliverable for entry in held.settles[0].references} == {"incident", "crime-1"}
            else:
                assert found.stage is Stage.IN_TRIAGE, f"{found} with {ops}"


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(stateful_step_count=8, max_examples=settings.default.max_examples // 2, deadline=None)
