"""Who is calling the queue API, and whether that role may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from triage.gateway.credentials import Role, Subject, TokenBook
from triage.gateway.problems import Refusal

WORKERS = frozenset({Role.HANDLER, Role.SUPERVISOR})
READERS = frozenset({Role.HANDLER, Role.SUPERVISOR, Role.AUDITOR})
EVERYBODY = frozenset(Role)


def signed_in(tokens: TokenBook, roles: frozenset[Role]) -> Callable[[Request], Awaitable[Subject]]:
    """A dependency that gives the caller, or answers 401 or 403."""

    async def caller(request: Request) -> Subject:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Refusal("unauthorised", headers={"WWW-Authenticate": 'Bearer realm="triage"'})
        subject = tokens.find(token.strip())
        if subject is None:
            raise Refusal("unauthorised", headers={"WWW-Authenticate": 'Bearer realm="triage", error="invalid_token"'})
        if subject.role not in roles:
            raise Refusal("forbidden", f"This call is for: {', '.join(sorted(roles))}.")
        return subject

    return caller
