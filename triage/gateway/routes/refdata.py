"""Reference data and the rule pack; both are worked out once for each profile."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.auth import EVERYBODY, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.knowledge.refdata import etag_of, refdata_of, rule_pack
from triage.gateway.parts import Parts
from triage.gateway.wire import json_answer, matches, not_modified
from triage.models import codec
from triage.models.profile import Profile
from triage.models.view_store import RefData, RulePack


class RefdataRoutes:
    def __init__(self, parts: Parts) -> None:
        self._profiles = parts.profiles
        self._caller = signed_in(parts, EVERYBODY)
        self._rules = codec.encode(rule_pack())
        self._kept: tuple[Profile, bytes] | None = None

    def router(self) -> APIRouter:
        router = APIRouter()
        add(router, REFDATA, self.refdata)
        add(router, RULEPACK, self.rulepack)
        return router

    async def refdata(self, request: Request) -> Response:
        await self._caller(request)
        profile = self._profiles.current
        if self._kept is None or self._kept[0] is not profile:
            self._kept = (profile, codec.encode(refdata_of(profile)))
        return _marked(request, self._kept[1])

    async def rulepack(self, request: Request) -> Response:
        await self._caller(request)
        return _marked(request, self._rules)


def _marked(request: Request, body: bytes) -> Response:
    etag = etag_of(body)
    if matches(request.headers.get("if-none-match"), etag):
        return not_modified(etag)
    return json_answer(body, etag=etag)


REFDATA = Call(
    method="GET",
    path="/v1/refdata",
    summary="Crime classes, incident categories, qualifiers and kinds of report, with their versions",
    answers={200: RefData, 304: "as If-None-Match knows it"},
    headers={"If-None-Match": False},
)
RULEPACK = Call(
    method="GET",
    path="/v1/rulepack",
    summary="The risk rules in force, as a file",
    answers={200: RulePack, 304: "as If-None-Match knows it"},
    headers={"If-None-Match": False},
)
