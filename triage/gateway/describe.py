"""What /openapi.json says: every call with its body, every status it can answer, and the types by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from triage import __version__
from triage.gateway.knowledge import described as knowledge
from triage.gateway.problems import MEDIA_TYPE, WORDS
from triage.models.account import TYPES as ACCOUNT_TYPES
from triage.models.alarms import TYPES as ALARM_TYPES
from triage.models.back_test import TYPES as BACK_TEST_TYPES
from triage.models.caller import Caller
from triage.models.compliance import TYPES as COMPLIANCE_TYPES
from triage.models.figures import TYPES as FIGURES_TYPES
from triage.models.files import FileLocked, FileState, LockRequest
from triage.models.handover import TYPES as HANDOVER_TYPES
from triage.models.lookup import TYPES as LOOKUP_TYPES
from triage.models.mailbox import MailboxStatus
from triage.models.messages import TYPES as MESSAGE_TYPES
from triage.models.profile import Profile
from triage.models.quality import TYPES as QUALITY_TYPES
from triage.models.queue import (
    AbortRequest,
    BeginRequest,
    Begun,
    Changes,
    Claimed,
    ClaimRequest,
    DraftPut,
    Moved,
    ProblemDocument,
    ProfileVersion,
    ReleaseRequest,
    Renewed,
    RenewRequest,
    ReportBody,
    ReportVersion,
    Settled,
    SettleRequest,
)
from triage.models.relay import TYPES as RELAY_TYPES
from triage.models.supervising import TYPES as SUPERVISING_TYPES
from triage.models.taking_over import TYPES as TAKING_OVER_TYPES
from triage.models.withdrawal import TYPES as WITHDRAWAL_TYPES
from triage.models.workflow import TYPES as WORKFLOW_TYPES

TYPES = (
    AbortRequest, BeginRequest, Begun, Caller, Changes, Claimed, ClaimRequest, DraftPut, FileLocked, FileState,
    LockRequest, MailboxStatus, Moved, ProblemDocument, Profile, ProfileVersion, ReleaseRequest, Renewed,
    RenewRequest, ReportBody, ReportVersion, Settled, SettleRequest,
    *ACCOUNT_TYPES,
    *BACK_TEST_TYPES,
    *COMPLIANCE_TYPES,
    *FIGURES_TYPES,
    *ALARM_TYPES,
    *HANDOVER_TYPES,
    *LOOKUP_TYPES,
    *MESSAGE_TYPES,
    *QUALITY_TYPES,
    *RELAY_TYPES,
    *SUPERVISING_TYPES,
    *TAKING_OVER_TYPES,
    *WITHDRAWAL_TYPES,
    *WORKFLOW_TYPES,
    *knowledge.TYPES,
)  # fmt: skip
ALWAYS = (
    "unauthorised", "forbidden", "no-role", "method-not-allowed", "invalid", "too-many-calls", "bug", "sign-in-down",
    "database-down",
)  # fmt: skip
"""What every signed-in call can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as the document shows it. ``answers``: status → type (a list of it when ``many``) or words;
    ``words``: the problems it can answer beside `ALWAYS`; ``headers``: request headers, with whether required.
    """

    method: str
    path: str
    summary: str
    answers: Mapping[int, type | str]
    words: Sequence[str] = ()
    body: type | None = None
    body_required: bool = True
    text: str = ""
    many: bool = False
    headers: Mapping[str, bool] = field(default_factory=dict)
    public: bool = False


def add(router: APIRouter, call: Call, endpoint: Callable[..., Awaitable[Response]]) -> None:
    """Serve a call and describe it."""
    extra: dict[str, Any] = {} if call.public else {"security": [{"token": []}]}
    if call.body is not None:
        content = {"application/json": {"schema": _reference(call.body)}}
        extra["requestBody"] = {"required": call.body_required, "content": content}
    if call.text:
        extra["requestBody"] = {"required": True, "content": {call.text: {"schema": {"type": "string"}}}}
    parameters = [
        {"name": name, "in": "header", "required": required, "schema": {"type": "string"}}
        for name, required in call.headers.items()
    ]
    if parameters:
        extra["parameters"] = parameters
    router.add_api_route(
        call.path,
        endpoint,
        methods=[call.method],
        summary=call.summary,
        status_code=next(iter(call.answers)),
        response_class=Response,
        response_model=None,
        responses=_responses(call),
        openapi_extra=extra,
    )


def _responses(call: Call) -> dict[int | str, dict[str, Any]]:
    responses: dict[int | str, dict[str, Any]] = {}
    for status, told in call.answers.items():
        if isinstance(told, str):
            responses[status] = {"description": told}
            continue
        schema = _reference(told)
        content = {"application/json": {"schema": {"type": "array", "items": schema} if call.many else schema}}
        responses[status] = {"description": told.__name__, "content": content}
    by_status: dict[int, list[str]] = {}
    for word in (*call.words, *(() if call.public else ALWAYS)):
        by_status.setdefault(WORDS[word][0], []).append(word)
    for status, words in sorted(by_status.items()):
        responses[status] = {
            "description": ", ".join(words),
            "content": {MEDIA_TYPE: {"schema": _reference(ProblemDocument)}},
        }
    return responses


def _reference(kind: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an app whose calls were added by `add`."""
    made = get_openapi(
        title=app.title, version=__version__, description=app.description, routes=app.routes, openapi_version="3.1.0"
    )
    _, schemas = msgspec.json.schema_components(TYPES, ref_template="#/components/schemas/{name}")
    components = made.setdefault("components", {})
    components["schemas"] = {**components.get("schemas", {}), **schemas}
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return made
