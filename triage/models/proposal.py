"""A decision that somebody proposes: for approval, because the lease was lost before it could be begun, or because its
author is stuck with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.decision import Decision
from triage.models.ids import LeaseId, ReportId
from triage.models.stage import Stage

WAITS = "Proposal waiting"
"""The mark of a report on which somebody proposes something to whoever holds it."""


class ProposalKind(StrEnum):
    APPROVAL = "approval"
    LEASE_LOST = "lease_lost"
    STUCK = "stuck"
    """Its author cannot go on with it and asks a supervisor, in words; the report stays theirs."""


class ProposalState(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_IN = "taken_in"
    """Whoever holds the report, or a supervisor, looked at every part of it and took in what they wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRequest:
    """``lease_id`` and ``fence`` are needed for an approval: proposing ends the lease."""

    kind: ProposalKind
    decision: Decision
    why: str = ""
    lease_id: LeaseId | None = None
    fence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed decision, kept for a person; it is never sent by itself and never dropped.

    ``number`` counts from 1 inside the report.
    """

    report_id: ReportId
    number: int
    kind: ProposalKind
    state: ProposalState
    author: str
    at: datetime
    why: str = ""
    decision: Decision
    decision_sha256: str
    ended_by: str = ""
    ended_at: datetime | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    report_id: ReportId
    etag: str
    stage: Stage
    proposal: Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalEnd:
    """What became of a proposal that needs no approval. ``state``: "taken_in", or "refused" with a reason. Whoever was
    stuck is answered in ``why`` either way."""

    state: ProposalState = ProposalState.TAKEN_IN
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """``next``: ask again with it as ``after`` for older ones."""

    items: tuple[Proposal, ...] = ()
    next: str | None = None


def against_approval(proposal: Proposal, approver: str, *, supervisor: bool) -> str:
    """Why this person may not approve this proposal, as a sentence; "" when they may.

    Nobody approves their own decision, whatever their role (contracts B: approver ≠ author; NCRS: a second pair of
    eyes on every downgrade).
    """
    if not supervisor:
        return "Only a supervisor approves decisions."
    if proposal.kind is not ProposalKind.APPROVAL:
        return "Only a decision that was sent for approval can be approved."
    if proposal.state is not ProposalState.OPEN:
        return f"This proposal is {proposal.state.value} already."
    if approver.strip().casefold() in (proposal.author.casefold(), proposal.decision.author.casefold()):
        return "Nobody approves their own decision."
    return ""
