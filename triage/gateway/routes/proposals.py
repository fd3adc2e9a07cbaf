"""Proposed decisions: put forward, withdrawn, listed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway import state as states
from triage.gateway.auth import READERS, WORKERS, signed_in
from triage.gateway.credentials import Role
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.routes.handoffs import page_place
from triage.gateway.routes.keyed import BODY_WORDS, OPTIONAL_KEY_WORDS, Keyed, act_once, optional_key
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.gateway.workflow import proposing
from triage.gateway.workflow.proposing import MOST_PROPOSALS
from triage.models.proposal import ProposalEnd, ProposalRequest, Proposals, ProposalState, Proposed

MOST_PER_PAGE = 100
APPROVERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})


class ProposalRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worker = signed_in(parts, WORKERS)
        self._reader = signed_in(parts, READERS)
        self._overseer = signed_in(parts, APPROVERS)

    def serve(self, router: APIRouter) -> None:
        add(router, PROPOSE, self.propose)
        add(router, OF_REPORT, self.of_report)
        add(router, WITHDRAW, self.withdraw)
        add(router, END, self.end)
        add(router, LIST, self.listed)

    async def propose(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(ProposalRequest, body)
        parts = self._parts

        async def act(connection: AsyncConnection) -> object:
            return await parts.workflow.proposing.propose(connection, report_id, who, wanted, parts.clock.now())

        return await act_once(parts, request, Keyed(report_id, who, "propose", optional_key(request), body), act)

    async def withdraw(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._worker(request)
        if not 0 < number <= MOST_PROPOSALS:
            raise Refusal("unknown-proposal")
        parts = self._parts

        async def act(connection: AsyncConnection) -> object:
            return await parts.workflow.proposing.withdraw(connection, report_id, number, who, parts.clock.now())

        what = Keyed(report_id, who, "withdraw", optional_key(request), b"%d" % number)
        return await act_once(parts, request, what, act)

    async def end(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._worker(request)
        if not 0 < number <= MOST_PROPOSALS:
            raise Refusal("unknown-proposal")
        body = await body_bytes(request)
        wanted = read(ProposalEnd, body)
        parts = self._parts

        async def act(connection: AsyncConnection) -> object:
            return await parts.workflow.proposing.end(connection, report_id, number, who, wanted, parts.clock.now())

        what = Keyed(report_id, who, "end-proposal", optional_key(request), b"%d\n" % number + body)
        return await act_once(parts, request, what, act)

    async def of_report(self, request: Request, report_id: str) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.write() as connection:
            await states.load(connection, report_id)
            items = await proposing.of_report(connection, report_id)
            await audit.record(
                connection, parts.clock.now(), who, "proposals.read", report_id=report_id,
                request_id=request_id(request), details={"items": len(items)},
            )  # fmt: skip
        return json_answer(Proposals(items=items))

    async def listed(
        self,
        request: Request,
        state: ProposalState | None = ProposalState.OPEN,
        after: str = "",
        limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 50,
    ) -> Response:
        who = await self._overseer(request)
        before = page_place(after)
        parts = self._parts
        seen = sight_of(who, parts.profiles.current).condition
        async with parts.database.write() as connection:
            page = await proposing.listed(connection, state=state, before=before, limit=limit, seen=seen)
            await audit.record(
                connection, parts.clock.now(), who, "proposals.read", request_id=request_id(request),
                details={"items": len(page.items)},
            )  # fmt: skip
        return json_answer(page)


PROPOSE = Call(
    method="POST",
    path="/v1/reports/{report_id}/proposals",
    summary="Put a decision forward: for approval (ends the lease), kept because the lease was lost, or to be helped",
    answers={200: Proposed},
    body=ProposalRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "lease-lost", "begun", "never-held", "stale", "erased"),
    headers={"Idempotency-Key": False},
)
OF_REPORT = Call(
    method="GET",
    path="/v1/reports/{report_id}/proposals",
    summary="Every proposed decision of the report, the first one first",
    answers={200: Proposals},
    words=("unknown-report",),
)
WITHDRAW = Call(
    method="POST",
    path="/v1/reports/{report_id}/proposals/{number}/withdraw",
    summary="The author takes a proposal back",
    answers={200: Proposed},
    words=("unknown-report", "unknown-proposal", "not-open", "bad-request", *OPTIONAL_KEY_WORDS),
    headers={"Idempotency-Key": False},
)
END = Call(
    method="POST",
    path="/v1/reports/{report_id}/proposals/{number}/end",
    summary="The holder or a supervisor has taken in what they wanted of a proposal, or refuses it with a reason",
    answers={200: Proposed},
    body=ProposalEnd,
    words=(*BODY_WORDS, "unknown-proposal", "not-open", "not-holder", *OPTIONAL_KEY_WORDS),
    headers={"Idempotency-Key": False},
)
LIST = Call(
    method="GET",
    path="/v1/proposals",
    summary="Proposed decisions of all reports, the newest first; for supervisors and auditors",
    answers={200: Proposals},
)
