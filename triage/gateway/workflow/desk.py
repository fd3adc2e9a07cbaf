"""The workflow's parts, put together once, and its round of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from triage.gateway.config.handoffs import HandoffsConfig
from triage.gateway.database import Database
from triage.gateway.leases import Leases
from triage.gateway.logs import say
from triage.gateway.workers import Worker
from triage.gateway.workflow.answering import Answering
from triage.gateway.workflow.approving import Approving
from triage.gateway.workflow.chasing import Chasing
from triage.gateway.workflow.deferral import BATCH, Deferrals
from triage.gateway.workflow.handoffs import HandingOff
from triage.gateway.workflow.holding import Holding
from triage.gateway.workflow.moving import Moving
from triage.gateway.workflow.proposing import Proposing
from triage.gateway.workflow.reopening import Reopening
from triage.gateway.workflow.restricting import Restricting
from triage.gateway.workflow.taking_over import TakingOver
from triage.models.clock import Clock
from triage.models.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    database: Database
    clock: Clock
    deferrals: Deferrals
    holding: Holding
    reopening: Reopening
    handing_off: HandingOff
    answering: Answering
    proposing: Proposing
    chasing: Chasing
    restricting: Restricting
    taking_over: TakingOver
    moving: Moving
    approving: Approving

    async def round(self) -> bool:
        """Apply new rules, bring back what was put off until now, chase handoffs; says whether more is waiting.

        The rules come first: nothing that goes wrong with the others may hold them up.
        """
        now = self.clock.now()
        restricted, more_to_see = await self.restricting.round(now)
        async with self.database.write() as connection:
            back = await self.deferrals.come_back(connection, now)
            free = await self.moving.come_back(connection, now)
        chased, more_to_chase = await self.chasing.round(now)
        if back or free or chased or restricted:
            say("workflow", back=back, free=free, chased=chased, restricted=restricted)
        return more_to_chase or more_to_see or BATCH in (back, free)

    def worker(self, every: float) -> Worker:
        return Worker(name="workflow", every=every, round=self.round)


def open_workflow(
    database: Database, clock: Clock, leases: Leases, profile: Callable[[], Profile], config: HandoffsConfig
) -> Workflow:
    return Workflow(
        database=database,
        clock=clock,
        deferrals=Deferrals(leases, timedelta(minutes=config.defer_margin_minutes)),
        holding=Holding(leases),
        reopening=Reopening(profile),
        handing_off=HandingOff(leases, profile, config),
        answering=Answering(),
        proposing=Proposing(leases),
        chasing=Chasing(database),
        restricting=Restricting(database),
        taking_over=TakingOver(leases),
        moving=Moving(leases),
        approving=Approving(),
    )
