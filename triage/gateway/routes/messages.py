"""Words to the public and the contact log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, idempotency
from triage.gateway.auth import READERS, WORKERS, signed_in
from triage.gateway.credentials import Subject
from triage.gateway.describe import Call, add
from triage.gateway.messages import contacts, withdrawing
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models import codec
from triage.models.messages import (
    AgainRequest,
    ContactLine,
    ContactLog,
    ContactRequest,
    MessageRequest,
    Posted,
    Templates,
)
from triage.models.withdrawal import NotWithdrawnRequest, WithdrawalNoted, WithdrawalRequest

Act = Callable[[AsyncConnection], Awaitable[object]]
MOST_MESSAGES = 2**31 - 1
MOST_LINES = 2**63 - 1


class MessageRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worker = signed_in(parts, WORKERS)
        self._reader = signed_in(parts, READERS)

    def serve(self, router: APIRouter) -> None:
        add(router, POST, self.post)
        add(router, AGAIN, self.again)
        add(router, LOG, self.log)
        add(router, CONTACTS, self.contacts)
        add(router, WITHDRAWAL, self.withdrawal)
        add(router, NOT_WITHDRAWN, self.not_withdrawn)
        add(router, TEMPLATES, self.templates)

    async def post(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(MessageRequest, body)
        posting = self._parts.messages.posting

        async def act(connection: AsyncConnection) -> object:
            now = self._parts.clock.now()
            return await posting.post(connection, report_id, who, wanted, now, request_id=request_id(request))

        answer = await self._once(request, who, f"message {report_id}", body, act)
        self._parts.messages.nudge()
        return answer

    async def again(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(AgainRequest, body) if body else AgainRequest()
        if not 0 < number <= MOST_MESSAGES:
            raise Refusal("unknown-message")
        posting = self._parts.messages.posting

        async def act(connection: AsyncConnection) -> object:
            now = self._parts.clock.now()
            return await posting.again(connection, report_id, number, who, wanted, now, request_id=request_id(request))

        answer = await self._once(request, who, f"again {report_id} {number}", body, act)
        self._parts.messages.nudge()
        return answer

    async def log(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(ContactRequest, body)

        async def act(connection: AsyncConnection) -> object:
            now = self._parts.clock.now()
            return await contacts.log(connection, report_id, who, wanted, now, request_id=request_id(request))

        return await self._once(request, who, f"contact {report_id}", body, act)

    async def withdrawal(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(WithdrawalRequest, body)

        async def act(connection: AsyncConnection) -> object:
            now = self._parts.clock.now()
            return await withdrawing.note(connection, report_id, who, wanted, now, request_id=request_id(request))

        return await self._once(request, who, f"withdrawal {report_id}", body, act)

    async def not_withdrawn(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(NotWithdrawnRequest, body)
        if not 0 < number <= MOST_LINES:
            raise Refusal("unknown-withdrawal")

        async def act(connection: AsyncConnection) -> object:
            now, told = self._parts.clock.now(), request_id(request)
            return await withdrawing.take_back(connection, report_id, number, who, wanted, now, request_id=told)

        return await self._once(request, who, f"not-withdrawn {report_id} {number}", body, act)

    async def contacts(self, request: Request, report_id: str) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.write() as connection:
            told = await contacts.read(connection, report_id)
            await audit.record(
                connection, parts.clock.now(), who, "contacts.read", report_id=report_id,
                request_id=request_id(request),
            )  # fmt: skip
        return json_answer(told)

    async def templates(self, request: Request) -> Response:
        await self._worker(request)
        return json_answer(Templates(items=self._parts.messages.templates.items))

    async def _once(self, request: Request, who: Subject, name: str, body: bytes, act: Act) -> Response:
        """The act once for its key; the body counts to the key as it was sent."""
        parts = self._parts
        key = idempotency.check_key(request.headers.get("idempotency-key"))

        async def acting(connection: AsyncConnection) -> bytes:
            return codec.encode(await act(connection))

        call = idempotency.Call(who.id, name, key, body)
        async with parts.idempotency.alone(call), parts.database.write() as connection:
            now = parts.clock.now()
            content, replayed = await parts.idempotency.once(connection, call, now, lambda: acting(connection))
        return json_answer(content, status=201, replayed=replayed)


_BODY = ("bad-request", "too-large", "unknown-report")
_KEYED = ("idempotency-key-missing", "idempotency-key-reused", "in-progress")
POST = Call(
    method="POST",
    path="/v1/reports/{report_id}/messages",
    summary="Write to somebody of the report; with ask, set it aside until the answer",
    answers={201: Posted},
    body=MessageRequest,
    words=(*_BODY, *_KEYED, "erased", "switched-off", "not-holder", "lease-lost", "unsafe-channel", "stale"),
    headers={"Idempotency-Key": True},
)
AGAIN = Call(
    method="POST",
    path="/v1/reports/{report_id}/messages/{number}/again",
    summary="Send a message again that bounced, failed, or of which nobody knows",
    answers={201: Posted},
    body=AgainRequest,
    body_required=False,
    words=(*_BODY, *_KEYED, "erased", "unknown-message", "switched-off", "not-holder", "not-again", "unsafe-channel"),
    headers={"Idempotency-Key": True},
)
LOG = Call(
    method="POST",
    path="/v1/reports/{report_id}/contacts",
    summary="Log a call, a visit or an attempt; a correction is a new line",
    answers={201: ContactLine},
    body=ContactRequest,
    words=(*_BODY, *_KEYED),
    headers={"Idempotency-Key": True},
)
WITHDRAWAL = Call(
    method="POST",
    path="/v1/reports/{report_id}/withdrawals",
    summary="Note that the reporter asked to withdraw; the report stays where it stands and is still decided",
    answers={201: WithdrawalNoted},
    body=WithdrawalRequest,
    words=(*_BODY, *_KEYED, "erased"),
    headers={"Idempotency-Key": True},
)
NOT_WITHDRAWN = Call(
    method="POST",
    path="/v1/reports/{report_id}/withdrawals/{number}/take-back",
    summary="A withdrawal was noted by mistake: the note stays in the contact log, with the reason",
    answers={201: WithdrawalNoted},
    body=NotWithdrawnRequest,
    words=(*_BODY, *_KEYED, "erased", "unknown-withdrawal"),
    headers={"Idempotency-Key": True},
)
CONTACTS = Call(
    method="GET",
    path="/v1/reports/{report_id}/contacts",
    summary="Messages, contacts, answers and bounces in the order of time",
    answers={200: ContactLog},
    words=("unknown-report",),
)
TEMPLATES = Call(
    method="GET",
    path="/v1/templates",
    summary="Words to start from, with the fields that each needs",
    answers={200: Templates},
)
