"""A supervisor takes over what others left: records are looked up first, then the report comes here with its words.

Where every record of a begun decision is there, what is left of it is its settle; where some may be, nothing is made
without looking; where none is, the begin is taken back and the report is worked like any other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from triage.models import codec
from triage.models.decision import Reference
from triage.models.files import FileLeftOut
from triage.models.ids import ReportId, new_op_id
from triage.models.operation import OpKind
from triage.models.profile import Profile
from triage.models.queue import Claimed, SettleRequest
from triage.models.stage import Stage
from triage.models.taking_over import HeldWork, HeldWorks, RecordsSaid, TakeOverRequest
from triage.models.verdict import Reply
from triage.records.connector import Exchange, RecordsSystem
from triage.services import claims, left_out, operations, work
from triage.services.api.taking_over import TakingOverApi
from triage.services.conflicts import reason_of
from triage.services.enclosing import enclosures, mark_of
from triage.services.hub import OutboxChanged, ReportsChanged
from triage.services.left_out import leaves_out
from triage.services.messages import words_op
from triage.services.operations import NewOp
from triage.services.receipts import references_of
from triage.services.tables import RECEIPTS
from triage.services.workplace import Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What records said of a begun decision. ``silent``: destinations that did not answer, or cannot know yet."""

    references: tuple[Reference, ...] = ()
    silent: tuple[str, ...] = ()
    whole: bool = False
    """Every deliverable of the decision has a reference."""

    @property
    def says(self) -> RecordsSaid:
        return RecordsSaid.SOMETHING if self.references or self.silent else RecordsSaid.NOTHING


class TakingOver:
    """For supervisors: the gateway refuses everybody else."""

    def __init__(
        self,
        place: Workplace,
        api: TakingOverApi,
        given: claims.Claims,
        systems: Mapping[str, RecordsSystem],
        profile: Callable[[], Profile],
        *,
        lease_seconds: int,
    ) -> None:
        self._profile = profile
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._me = place.me
        self._api = api
        self._claims = given
        self._systems = systems
        self._seconds = lease_seconds

    async def held(self) -> HeldWorks:
        """What others hold, began or left; raises KnownError offline, and to those who are no supervisor."""
        return await self._api.held()

    async def look(self, held: HeldWork) -> Looked:
        """Ask every destination of a begun decision for a record of it; nothing is raised for what does not answer."""
        names = tuple(dict.fromkeys(one.destination for one in held.deliverables))
        told = await asyncio.gather(*(self._ask(name, held) for name in names))
        found = tuple(reference for references, _ in told for reference in references)
        keys = {(one.destination, one.deliverable) for one in found}
        return Looked(
            references=found,
            silent=tuple(name for name, (_, known) in zip(names, told, strict=True) if not known),
            whole=bool(held.deliverables) and all((one.destination, one.key) in keys for one in held.deliverables),
        )

    async def take(self, held: HeldWork, looked: Looked, why: str) -> ReportId:
        """Take it over. Finished where records have all of it; else it is ours to go on with.

        Raises:
            KnownError: no reason, no supervisor, somebody took it since, or no answer (then the report appears by
                itself if it was given; asked again, it is given again).
        """
        why = reason_of(why, "Say why it is taken over; the audit keeps it.")
        told = TakeOverRequest(fence=held.fence, why=why, records=looked.says, lease_seconds=self._seconds)
        claimed = await self._claims.given(
            held.report_id, lambda: self._api.take_over(held.report_id, told, key=new_op_id())
        )
        await self._store.write(lambda conn: self._keep(conn, held, looked, claimed))
        self._hub.publish(ReportsChanged(frozenset({held.report_id})))
        self._hub.publish(OutboxChanged(frozenset({held.report_id})))
        return held.report_id

    async def _ask(self, name: str, held: HeldWork) -> tuple[tuple[Reference, ...], bool]:
        """The references there, and whether "none" is certain."""
        system = self._systems.get(name)
        if system is None:
            return (), False
        exchange = await system.find_by_external(held.report_id)
        if exchange.receipt is not None:
            return exchange.receipt.as_references(name), True
        return (), _answered(exchange) and self._ripe(held.begun_at, system)

    def _ripe(self, begun_at: datetime | None, system: RecordsSystem) -> bool:
        """The server's time is told in whole seconds, so that it may stand a second back: nothing is compared where
        records find at once what they made."""
        if begun_at is None or not system.index_delay:
            return begun_at is not None
        return self._clock.now() - begun_at >= system.index_delay

    def _keep(self, conn: Connection, held: HeldWork, looked: Looked, claimed: Claimed) -> None:
        claims.take(conn, claimed, self._me, self._clock)
        claims.drop_intent_for(conn, held.report_id)
        for reference in looked.references:
            row = insert(RECEIPTS).values(report_id=held.report_id, **codec.builtins(reference))
            conn.execute(row.on_conflict_do_nothing())
        for new, told in self._files(held, claimed, left_out=True):
            if told is not None:
                left_out.take_in(conn, self._clock, self._audit, new, told)
        finished = claimed.report.summary.stage is Stage.BEGUN and looked.whole
        if finished:
            self._settle(conn, held, claimed)
        self._audit.line(
            conn,
            "taken_over",
            held.report_id,
            of=held.holder,
            records=looked.says.value,
            silent=len(looked.silent),
            finished=finished,
        )

    def _settle(self, conn: Connection, held: HeldWork, claimed: Claimed) -> None:
        """Records have all of it: the references are all that the gateway still lacks."""
        found = work.work_of(conn, held.report_id)
        assert found is not None
        work.put_work(
            conn,
            work.Work(report_id=found.report_id, stage=Stage.DECIDED, owner=found.owner, begun_etag=found.begun_etag),
        )
        request = SettleRequest(
            fence=claimed.fence,
            references=references_of(conn, held.report_id),
            outcome=held.outcome,
            left_out=held.left_out,
        )
        new = words_op(held.report_id, OpKind.SETTLE, codec.encode(request), self._me)
        for file, _ in self._files(held, claimed, left_out=False):
            operations.append(conn, file, self._clock.now())
        operations.append(conn, new, self._clock.now())

    def _files(self, held: HeldWork, claimed: Claimed, *, left_out: bool) -> Iterator[tuple[NewOp, FileLeftOut | None]]:
        """The files that go to those records, or those that were left out of them. Nobody knows here which of them
        went, so each is looked for first."""
        made = {one.destination for one in held.deliverables}
        for place in self._profile().destinations:
            for file in enclosures(claimed.report, place) if place.key in made else ():
                told = next((one for one in held.left_out if leaves_out(one, place.key, file)), None)
                if (told is not None) is left_out:
                    new = words_op(held.report_id, OpKind.ATTACH, codec.encode(file), self._me)
                    yield (
                        replace(new, destination=place.key, deliverables=mark_of(file), look_first=told is None),
                        told,
                    )


def _answered(exchange: Exchange) -> bool:
    outcome = exchange.outcome
    return isinstance(outcome, Reply) and outcome.status == 200 and outcome.expected_type
