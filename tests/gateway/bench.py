"""A gateway under test and the two who talk to it: the hub and handlers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.builders import a_profile
from triage.gateway.app import build
from triage.gateway.config import Config, LimitsConfig
from triage.gateway.credentials import IntakeCredentials, Role, Subject, TokenBook
from triage.gateway.parts import Parts, open_parts
from triage.gateway.settings import Address, GatewaySettings
from triage.models import codec
from triage.models.clock import Clock, ManualClock
from triage.models.decision import Decision, Reference
from triage.models.draft import Draft, empty_draft
from triage.models.profile import Leases
from triage.models.queue import (
    AbortRequest,
    BeginRequest,
    Begun,
    Changes,
    Claimed,
    DraftPut,
    ProblemDocument,
    ReleaseRequest,
    ReportBody,
    SettleRequest,
)

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what never reaches the database, or reaches both engines alike."""
UNLIMITED = Config(limits=LimitsConfig(calls_per_minute=0))
"""The minute of a clock that stands still never ends."""
HUB = {"client_id": "hub", "client_secret": "right-secret", "Content-Type": "application/vnd.api+json"}
SENT = "2026-11-20T05:30:00+00:00"
TOKENS = TokenBook(
    (
        ("token-ann", Subject("ann", Role.HANDLER)),
        ("token-bob", Subject("bob", Role.HANDLER)),
        ("token-tom", Subject("tom", Role.TRAINEE)),
        ("token-sam", Subject("sam", Role.SUPERVISOR)),
        ("token-sue", Subject("sue", Role.SUPERVISOR)),
        ("token-aud", Subject("aud", Role.AUDITOR)),
        ("token-adm", Subject("adm", Role.ADMIN)),
    )
)


def payload(submission_id: str, text: str = "My shed was opened in the night.", sent: str = SENT, **more: Any) -> bytes:
    """A small report as the hub sends it."""
    submission = {"submissionId": submission_id, "submitTime": sent, "category": "OCR", "submissionContent": text}
    document = {
        "data": {
            "id": "1",
            "type": "incident",
            "attributes": {"incidentDescription": text, **more},
            "relationships": {"submission": {"data": {"id": "s", "type": "submission"}}},
        },
        "included": [{"id": "s", "type": "submission", "attributes": submission}],
    }
    return json.dumps(document).encode()


def settings_for(url: str, **changes: Any) -> GatewaySettings:
    made = GatewaySettings(
        db=url,
        listen=Address("127.0.0.1", 0),
        profile=a_profile(leases=Leases(seconds=900, max_held=3)),
        credentials=IntakeCredentials("hub", ("old-secret", "right-secret")),
        tokens=TOKENS,
        config=UNLIMITED,
    )
    return replace(made, **changes)


@dataclass
class Handler:
    """A desktop of one person, as bare HTTP calls."""

    http: httpx.AsyncClient
    me: str
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        content = None if body is None else body if isinstance(body, bytes) else codec.encode(body)
        told = {"Authorization": f"Bearer token-{self.me}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return await self.http.request(method, path, content=content, headers=told)

    async def changes(self, after: str = "", **more: Any) -> Changes:
        params = httpx.QueryParams({**({"after": after} if after else {}), **more})
        return codec.decode(Changes, ok(await self.call("GET", f"/v1/changes?{params}")).content)

    async def claim(self, report_id: str, seconds: int = 900) -> Claimed:
        answer = await self.call("POST", f"/v1/reports/{report_id}/claim", {"lease_seconds": seconds})
        return codec.decode(Claimed, ok(answer).content)

    async def take(self, most: int = 1, seconds: int = 900) -> tuple[Claimed, ...]:
        answer = await self.call("POST", "/v1/claims", {"max": most, "lease_seconds": seconds})
        return () if answer.status_code == 204 else codec.decode(tuple[Claimed, ...], ok(answer).content)

    async def report(self, report_id: str) -> ReportBody:
        return codec.decode(ReportBody, ok(await self.call("GET", f"/v1/reports/{report_id}")).content)

    async def begin(
        self, held: Claimed, *, etag: str = "", key: str = "begin-1", rationale: str = ""
    ) -> httpx.Response:
        decision = decided(held, self.me, rationale)
        return await self.call(
            "POST",
            f"/v1/reports/{held.report_id}/begin",
            begin_body(held, decision),
            If_Match=f'"{etag or held.etag}"',
            Idempotency_Key=key,
        )

    async def begun(self, held: Claimed, **more: str) -> Begun:
        return codec.decode(Begun, ok(await self.begin(held, **more)).content)

    async def settle(
        self, held: Claimed, *, key: str = "settle-1", reference: str = "CAD 7", record_id: str = ""
    ) -> httpx.Response:
        given = Reference(deliverable="incident", destination="control", reference=reference, record_id=record_id)
        told = SettleRequest(
            fence=held.fence,
            references=(given,),
            outcome="incident",
        )
        return await self.call("POST", f"/v1/reports/{held.report_id}/settle", told, Idempotency_Key=key)

    async def abort(self, held: Claimed) -> httpx.Response:
        return await self.call("POST", f"/v1/reports/{held.report_id}/abort", AbortRequest(fence=held.fence))

    async def release(self, held: Claimed) -> httpx.Response:
        told = ReleaseRequest(lease_id=held.lease_id, fence=held.fence)
        return await self.call("POST", f"/v1/reports/{held.report_id}/release", told)

    async def renew(self, held: Claimed, seconds: int = 900) -> httpx.Response:
        return await self.call("PUT", f"/v1/leases/{held.lease_id}", {"lease_seconds": seconds})

    async def put_draft(self, held: Claimed, draft: Draft | None = None) -> httpx.Response:
        told = draft or empty_draft(held.report_id, held.report.report.version)
        body = DraftPut(lease_id=held.lease_id, fence=held.fence, draft=told)
        return await self.call("PUT", f"/v1/reports/{held.report_id}/draft", body)


@dataclass
class Bench:
    """The gateway's parts beside its HTTP face, on a clock that stands still."""

    parts: Parts
    http: httpx.AsyncClient
    clock: ManualClock

    def handler(self, me: str) -> Handler:
        return Handler(self.http, me)

    @property
    def ann(self) -> Handler:
        return self.handler("ann")

    @property
    def bob(self) -> Handler:
        return self.handler("bob")

    async def post(self, body: bytes, **headers: str) -> httpx.Response:
        """What the hub sends is stored, answered, and read."""
        answer = await self.send(body, **headers)
        if answer.status_code == 201:
            await self.parts.reader.catch_up()
        return answer

    async def send(self, body: bytes, **headers: str) -> httpx.Response:
        """The same, but nobody reads it yet."""
        return await self.http.post("/incidents", content=body, headers={**HUB, **headers})

    async def arrive(self, submission_id: str, *words: str, **more: Any) -> str:
        """A report comes in; gives its id."""
        answer = ok(await self.post(payload(submission_id, *words, **more)))
        return str(answer.json()["data"]["id"])


def decided(held: Claimed, author: str, rationale: str = "") -> Decision:
    return Decision(
        report_id=held.report_id,
        report_version=held.report.report.version,
        author=author,
        author_name=author.title(),
        decided_at=datetime(2026, 11, 20, 6, 5, tzinfo=UTC),
        profile_version="test-1",
        draft=replace(empty_draft(held.report_id, held.report.report.version), rationale=rationale),
    )


def begin_body(held: Claimed, decision: Decision) -> BeginRequest:
    return BeginRequest(
        lease_id=held.lease_id,
        fence=held.fence,
        decision=decision,
        decision_sha256=codec.sha256(codec.canonical(decision)),
    )


def ok(answer: httpx.Response) -> httpx.Response:
    assert answer.is_success, f"{answer.status_code}: {answer.text}"
    return answer


def refused(answer: httpx.Response, status: int, word: str) -> ProblemDocument:
    """The answer is this problem, in the form that the contract asks."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    told = codec.decode(ProblemDocument, answer.content)
    assert told.type.endswith(f"/{word}"), told.type
    assert told.status == status
    return told


@asynccontextmanager
async def open_bench(settings: GatewaySettings, clock: Clock | None = None) -> AsyncIterator[Bench]:
    standing = ManualClock()
    async with open_parts(settings, clock or standing) as parts:
        transport = httpx.ASGITransport(build(parts, intake=settings.intake_listen is None, queue=True))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway", timeout=30) as http:
            yield Bench(parts, http, standing)
