"""The workflow's calls as a desktop makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from tests.builders import a_profile
from tests.gateway.bench import Bench, Handler, decided, ok, settings_for
from triage.gateway.settings import GatewaySettings
from triage.models import codec
from triage.models.profile import Choice, Leases, Outcome, RestrictedRule
from triage.models.proposal import ProposalKind, ProposalRequest, Proposed
from triage.models.queue import Claimed, Summary
from triage.models.workflow import (
    AcceptRequest,
    DeferRequest,
    HandedOff,
    HandoffRequest,
    HandoffTo,
    PackageWish,
)

TEAMS = (Choice(key="roads", name="Roads policing"), Choice(key="response", name="Response"))
COMPLAINTS = RestrictedRule(key="complaints", name="Complaints", categories=("CMP",), roles=("supervisor",))
OUTCOMES = (
    Outcome(key="crime", name="Accept as crime", digit="1", deliverables=("incident", "crimes"), needs_crime=True),
    Outcome(key="incident", name="Accept as incident", digit="2", deliverables=("incident",), no_crime=True),
    Outcome(key="ask", name="Ask the reporter", digit="3", then="awaiting_reporter"),
    Outcome(key="approve", name="Not crimed", digit="4", then="awaiting_approval"),
    Outcome(key="team", name="To a team", digit="5", then="awaiting_acceptance", to="roads"),
)


def workflow_settings(url: str, **changes: Any) -> GatewaySettings:
    """A force with teams, outcomes that lead on, and restricted complaints."""
    profile = a_profile(
        leases=Leases(seconds=900, max_held=10), teams=TEAMS, outcomes=OUTCOMES, restricted=(COMPLAINTS,)
    )
    return settings_for(url, profile=profile, **changes)


async def defer(who: Handler, held: Claimed, until: datetime, why: str = "Waits for CCTV.") -> httpx.Response:
    told = DeferRequest(until=until, why=why, lease_id=held.lease_id, fence=held.fence)
    return await who.call("POST", f"/v1/reports/{held.report_id}/defer", told)


async def hold(who: Handler, report_id: str, why: str = "Ask the sergeant.") -> httpx.Response:
    return await who.call("POST", f"/v1/reports/{report_id}/hold", {"why": why})


async def unhold(who: Handler, report_id: str) -> httpx.Response:
    return await who.call("POST", f"/v1/reports/{report_id}/unhold", {"why": ""})


async def reopen(who: Handler, report_id: str, why: str = "More was found.") -> httpx.Response:
    return await who.call("POST", f"/v1/reports/{report_id}/reopen", {"why": why})


async def hand_off(who: Handler, held: Claimed, *, key: str = "h-1", **changes: Any) -> httpx.Response:
    told = HandoffRequest(
        to_kind=HandoffTo.TEAM,
        to="roads",
        why="A collision.",
        package=PackageWish(note="Call first."),
        lease_id=held.lease_id,
        fence=held.fence,
    )
    told = replace(told, **changes)
    return await who.call("POST", f"/v1/reports/{held.report_id}/handoffs", told, Idempotency_Key=key)


async def handed(who: Handler, held: Claimed, **changes: Any) -> HandedOff:
    return codec.decode(HandedOff, ok(await hand_off(who, held, **changes)).content)


async def accept(who: Handler, report_id: str, number: int = 1, reference: str = "RP/7", **more: Any) -> httpx.Response:
    told = AcceptRequest(acceptor="PS 12 Roads", reference=reference, **more)
    return await who.call("POST", f"/v1/reports/{report_id}/handoffs/{number}/accept", told)


async def give_back(who: Handler, report_id: str, number: int = 1, why: str = "Not ours.") -> httpx.Response:
    return await who.call("POST", f"/v1/reports/{report_id}/handoffs/{number}/return", {"why": why})


async def propose(who: Handler, held: Claimed, kind: ProposalKind, rationale: str = "So.") -> httpx.Response:
    told = ProposalRequest(
        kind=kind,
        decision=decided(held, who.me, rationale),
        why="No crime found.",
        lease_id=held.lease_id if kind is ProposalKind.APPROVAL else None,
        fence=held.fence if kind is ProposalKind.APPROVAL else 0,
    )
    return await who.call("POST", f"/v1/reports/{held.report_id}/proposals", told)


async def proposed(who: Handler, held: Claimed, kind: ProposalKind, rationale: str = "So.") -> Proposed:
    return codec.decode(Proposed, ok(await propose(who, held, kind, rationale)).content)


async def line(who: Handler, report_id: str) -> Summary:
    """The report's line of the queue."""
    return (await who.report(report_id)).summary


async def round_of(bench: Bench) -> None:
    """What the workflow does by itself, once."""
    while await bench.parts.workflow.round():
        pass
