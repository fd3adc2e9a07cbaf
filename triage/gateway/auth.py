"""Who is calling the queue API, and whether that role may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from triage.gateway.credentials import WORKING, Role, Subject
from triage.gateway.parts import Parts

WORKERS = WORKING
READERS = WORKERS | {Role.AUDITOR}
OVERSEERS = frozenset({Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR})
"""Who is told how the room does: figures, alarms."""
SUPERVISORS = frozenset({Role.SUPERVISOR})
EVERYBODY = frozenset(Role)


def signed_in(parts: Parts, roles: frozenset[Role]) -> Callable[[Request], Awaitable[Subject]]:
    """Gives the caller of a request, acting in one of these roles; answers 401, 403, 429 or 503 (`Door.person`)."""

    async def caller(request: Request) -> Subject:
        return await parts.door.person(request, roles)

    return caller
