"""The calls of finding and knowing, as `app.build` takes them in."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter

from triage.gateway.parts import Parts
from triage.gateway.routes.audit import AuditRoutes
from triage.gateway.routes.people import PeopleRoutes
from triage.gateway.routes.refdata import RefdataRoutes
from triage.gateway.routes.search import SearchRoutes
from triage.gateway.routes.views import ViewRoutes


def knowing(parts: Parts) -> Iterator[APIRouter]:
    for routes in (
        SearchRoutes(parts),
        PeopleRoutes(parts),
        AuditRoutes(parts),
        ViewRoutes(parts),
        RefdataRoutes(parts),
    ):
        yield routes.router()
