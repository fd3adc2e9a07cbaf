"""Handing a report to a team, another force or an agency: it waits until somebody there takes it on.

From the handing-over the report is AWAITING_ACCEPTANCE under nobody's lease; the clocks of the report go on. The
acceptance closes it with the other side's reference; a return brings it back into the queue at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import bodies, tables
from triage.gateway import state as states
from triage.gateway.config.handoffs import HandoffsConfig
from triage.gateway.credentials import Subject
from triage.gateway.leases import Leases, lost, own_lease
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import ReportState
from triage.gateway.workflow import handoff_rows
from triage.gateway.workflow.approving import check_trainee
from triage.gateway.workflow.words import log, name, reason, remark
from triage.models import codec
from triage.models.decision import Decision
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.profile import Profile
from triage.models.stage import Stage, StageEvent, step
from triage.models.workflow import (
    HandedOff,
    HandoffRequest,
    HandoffState,
    HandoffTo,
    Package,
    PackageWish,
)

FLAG = "handoff"
"""The kind of flag that tells on the queue line how a handoff went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """To whom a report goes. ``name`` is what people call it."""

    kind: HandoffTo
    key: str
    name: str


class HandingOff:
    """Every method is called inside a write transaction."""

    def __init__(self, leases: Leases, profile: Callable[[], Profile], config: HandoffsConfig) -> None:
        self._leases = leases
        self._profile = profile
        self._config = config

    async def hand_off(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: HandoffRequest, now: datetime
    ) -> HandedOff:
        """End the holder's lease and let the receiver have the package.

        Raises:
            Refusal: unknown-report, lease-lost, begun, needs-approval; 422 for an unknown team, empty words,
                another report's draft.
        """
        why = reason(wanted.why)
        receiver = self._receiver(wanted)
        _check_wish(wanted.package, report_id)
        state = await states.load(connection, report_id, lock=True)
        lease = own_lease(state, wanted.lease_id, who.id, now)
        if lease.fence != wanted.fence:
            raise lost(state, now)
        if state.stage is Stage.BEGUN:
            raise Refusal("begun")
        if not lease.live(now):
            raise Refusal("lease-lost", "The lease has run out: renew it, then hand the report off.")
        told = wanted.package.decision
        version = told.report_version if told else 0
        await check_trainee(connection, report_id, who, told.draft if told else None, version)
        stage = step(state.stage, StageEvent.HAND_OFF)
        number = await self.give(connection, state, who, receiver, why=why, wish=wanted.package, now=now)
        await self._leases.end(connection, wanted.lease_id, "handed-off", now)
        await states.publish(
            connection,
            report_id,
            "handed-off",
            now,
            stage=stage,
            waiting_why=why,
            waiting_for=receiver.name,
            flags={kind: text for kind, text in state.flags.items() if kind != FLAG},
        )
        await log(connection, report_id, who.id, "handed-off", why, now)
        after = await states.load(connection, report_id)
        return HandedOff(
            report_id=ReportId(report_id),
            etag=after.etag_at(now),
            stage=after.stage,
            handoff=await handoff_rows.one(connection, report_id, number, now),
        )

    async def give(
        self,
        connection: AsyncConnection,
        state: ReportState,
        who: Subject,
        receiver: Receiver,
        *,
        why: str,
        wish: PackageWish,
        now: datetime,
    ) -> int:
        """Keep the package and start its term; gives the handoff's number. The report itself is not touched."""
        report_id = state.report_id
        handoffs = tables.handoffs
        number = 1 + int(
            await connection.scalar(select(func.max(handoffs.c.number)).where(handoffs.c.report_id == report_id)) or 0
        )
        package = codec.encode(await self._package(connection, state, who, receiver, why, wish, number, now))
        term = self._term(state)
        await connection.execute(
            insert(handoffs).values(
                report_id=report_id,
                number=number,
                state=HandoffState.AWAITING.value,
                to_kind=receiver.kind.value,
                to=receiver.key,
                to_name=receiver.name,
                why=why,
                by=who.id,
                at=now,
                term_seconds=int(term.total_seconds()),
                due_at=now + term,
                chase_at=now + term,
                report_version=state.version,
                package=package,
                package_sha256=codec.sha256(package),
            )
        )
        return number

    def receiver_of_team(self, key: str) -> Receiver:
        """The team that an outcome of the profile leads to."""
        team = self._profile().team(key)
        return Receiver(kind=HandoffTo.TEAM, key=key, name=team.name if team else key or "Another team")

    def _receiver(self, wanted: HandoffRequest) -> Receiver:
        told = name(wanted.to, pointer="/to")
        if wanted.to_kind is not HandoffTo.TEAM:
            return Receiver(kind=wanted.to_kind, key=told, name=told)
        if self._profile().team(told) is None:
            teams = ", ".join(team.key for team in self._profile().teams)
            raise invalid("/to", f"must be a team of the profile: {teams or 'it names none'}")
        return self.receiver_of_team(told)

    def _term(self, state: ReportState) -> timedelta:
        risky = state.rank <= RiskLevel.RAISED.rank
        return timedelta(hours=self._config.risk_hours if risky else self._config.other_hours)

    async def _package(
        self,
        connection: AsyncConnection,
        state: ReportState,
        who: Subject,
        receiver: Receiver,
        why: str,
        wish: PackageWish,
        number: int,
        now: datetime,
    ) -> Package:
        body = await bodies.body_of(connection, state, now)
        decision = wish.decision or await _last_decision(connection, state.report_id)
        return Package(
            report_id=state.report_id,
            number=number,
            force=self._profile().force.name,
            made_at=now,
            made_by=who.id,
            to_kind=receiver.kind,
            to=receiver.name,
            why=why,
            note=wish.note,
            report=body.report,
            attachments=body.report.attachments,
            draft=wish.draft or body.draft,
            decision=decision,
            references=body.references,
        )


def _check_wish(wish: PackageWish, report_id: str) -> None:
    remark(wish.note, pointer="/package/note")
    for part, told in (("draft", wish.draft), ("decision", wish.decision)):
        if told is not None and told.report_id != report_id:
            raise invalid(f"/package/{part}/report_id", "must be the report of the address")


async def _last_decision(connection: AsyncConnection, report_id: str) -> Decision | None:
    decisions = tables.decisions
    kept = await connection.scalar(
        select(decisions.c.decision)
        .where(decisions.c.report_id == report_id)
        .order_by(decisions.c.number.desc())
        .limit(1)
    )
    return codec.decode(Decision, bytes(kept)) if kept else None  # b"": erased
