"""GET /v1/mailbox: how the mailbox is doing and what in it needs a person, for supervisors and administrators."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.auth import signed_in
from triage.gateway.credentials import Role
from triage.gateway.describe import Call, add
from triage.gateway.mailbox.ledger import mailbox_name, status_of
from triage.gateway.parts import Parts
from triage.gateway.wire import json_answer
from triage.models.mailbox import MailboxStatus

CALLERS = frozenset({Role.SUPERVISOR, Role.ADMIN})


class MailboxRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._caller = signed_in(parts, CALLERS)

    def serve(self, router: APIRouter) -> None:
        add(router, MAILBOX, self.mailbox)

    async def mailbox(self, request: Request) -> Response:
        await self._caller(request)
        config = self._parts.settings.config.mailbox
        if config is None:
            return json_answer(MailboxStatus(configured=False))
        return json_answer(await status_of(self._parts.database, mailbox_name(config), self._parts.clock.now()))


MAILBOX = Call(
    method="GET",
    path="/v1/mailbox",
    summary="The mailbox: counts, last success, last fault, and what lies in needs attention",
    answers={200: MailboxStatus},
)
