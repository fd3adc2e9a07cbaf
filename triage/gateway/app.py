"""The two applications: what the hub may call and what desktops may call; one process may serve both as one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, cast

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import jsonapi, problems
from triage.gateway.auth import EVERYBODY, signed_in
from triage.gateway.database import DatabaseDown, code_of
from triage.gateway.describe import document
from triage.gateway.front import Front, Handler, QuickCall
from triage.gateway.jsonapi import IntakeRefusal
from triage.gateway.logs import say
from triage.gateway.middleware import INTAKE_PATH, Watch
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.room_figures import sources
from triage.gateway.routes.accounting import AccountingRoutes
from triage.gateway.routes.alarms import AlarmRoutes
from triage.gateway.routes.audit import AuditRoutes
from triage.gateway.routes.back_tests import BackTestRoutes
from triage.gateway.routes.compliance import ComplianceRoutes
from triage.gateway.routes.deciding import DecidingRoutes
from triage.gateway.routes.figures import FiguresRoutes
from triage.gateway.routes.files import FileRoutes
from triage.gateway.routes.handoffs import HandoffRoutes
from triage.gateway.routes.handover import HandoverRoutes
from triage.gateway.routes.intake import IntakeRoutes
from triage.gateway.routes.locking import LockRoutes
from triage.gateway.routes.lookups import LookupRoutes
from triage.gateway.routes.mailbox import MailboxRoutes
from triage.gateway.routes.me import MeRoutes
from triage.gateway.routes.messages import MessageRoutes
from triage.gateway.routes.operations import HealthRoutes
from triage.gateway.routes.people import PeopleRoutes
from triage.gateway.routes.profile import ProfileRoutes
from triage.gateway.routes.proposals import ProposalRoutes
from triage.gateway.routes.quality import QualityRoutes
from triage.gateway.routes.queue import QueueRoutes
from triage.gateway.routes.refdata import RefdataRoutes
from triage.gateway.routes.relay import RelayRoutes
from triage.gateway.routes.reports import ReportRoutes
from triage.gateway.routes.saying import SayingRoutes
from triage.gateway.routes.search import SearchRoutes
from triage.gateway.routes.supervising import SupervisingRoutes
from triage.gateway.routes.taking_over import TakingOverRoutes
from triage.gateway.routes.versions import VersionRoutes
from triage.gateway.routes.views import ViewRoutes
from triage.gateway.routes.workflow import WorkflowRoutes
from triage.gateway.sight import Guard
from triage.models.errors import FieldError
from triage.models.stage import IllegalStep

_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""The framework would record exception messages and addresses, and send them out when the environment says so."""
ONLY_POST = "This address takes POST only."
_DESK_ROUTES = (
    QueueRoutes, ReportRoutes, VersionRoutes, FileRoutes, LockRoutes, DecidingRoutes, ProfileRoutes, MessageRoutes,
    MailboxRoutes, WorkflowRoutes, HandoffRoutes, ProposalRoutes, LookupRoutes, RelayRoutes, MeRoutes, TakingOverRoutes,
    AccountingRoutes, ComplianceRoutes, SupervisingRoutes, SayingRoutes, FiguresRoutes, AlarmRoutes,
    HandoverRoutes, BackTestRoutes, QualityRoutes, SearchRoutes, PeopleRoutes, AuditRoutes, ViewRoutes, RefdataRoutes,
)  # fmt: skip


def build(parts: Parts, *, intake: bool, queue: bool) -> FastAPI:
    """An application with the calls of the hub, of the desktops, or of both; health is always there."""
    app = FastAPI(
        dependencies=[Depends(Guard(parts.database, lambda: parts.profiles.current, signed_in(parts, EVERYBODY)))],
        title="Triage gateway",
        description="Receives reports from the national hub; the queue that desktops work from.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if queue else None,
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
    )
    # On the application's own router: including others would make every call twice and look through all for each.
    HealthRoutes(parts, figures=queue).serve(app.router)
    quick: list[QuickCall] = []
    if intake:
        IntakeRoutes(parts).serve(app.router)
        quick.append(IntakeRoutes(parts).quick())
    if queue:
        for source in sources(parts):
            parts.metrics.add(source)
        for routes in _DESK_ROUTES:
            routes(parts).serve(app.router)
        quick.append(QueueRoutes(parts).quick())
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(document(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, cast("Any", handler))
    app.add_middleware(Watch, metrics=parts.metrics)
    app.middleware_stack = Front(app.build_middleware_stack(), quick, _HANDLERS, parts.metrics)
    return app


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    request.scope["state"]["word"] = error.word
    if request.url.path == INTAKE_PATH:
        return jsonapi.answer(IntakeRefusal(503, error.word, "Send the report again.", headers={"Retry-After": "5"}))
    return problems.answer(error)


async def _intake_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, IntakeRefusal)
    request.scope["state"]["word"] = error.code
    return jsonapi.answer(error)


async def _database_down(request: Request, error: Exception) -> Response:
    request.scope["state"]["word"] = "database-down"
    cause = error.__cause__
    say("database-down", logging.ERROR, error=type(cause).__name__, code=code_of(cause))
    if request.url.path == INTAKE_PATH:
        return jsonapi.answer(jsonapi.database_down())
    return problems.answer(problems.database_down())


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    word = problems.word_for_status(error.status_code)
    request.scope["state"]["word"] = word
    headers = dict(error.headers or {})
    if request.url.path == INTAKE_PATH:
        why = "Reports are received at another address of this gateway." if word == "not-found" else ONLY_POST
        refusal = IntakeRefusal(error.status_code, word, why, headers=headers)
        return jsonapi.answer(refusal)
    return problems.answer(Refusal(word, headers=headers))


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    request.scope["state"]["word"] = "invalid"
    errors = tuple(FieldError(_place(entry.get("loc", ())), str(entry.get("msg", ""))) for entry in error.errors())
    return problems.answer(Refusal("invalid", errors=errors))


async def _illegal_step(request: Request, error: Exception) -> Response:
    assert isinstance(error, IllegalStep)
    return await _refusal(request, Refusal("stale", error.what))


def _place(parts: Sequence[object]) -> str:
    return "".join(f"/{part}" for part in parts)


_HANDLERS: dict[type[Exception], Handler] = {
    Refusal: _refusal,
    IntakeRefusal: _intake_refusal,
    DatabaseDown: _database_down,
    HTTPException: _framework,
    RequestValidationError: _validation,
    IllegalStep: _illegal_step,
}
