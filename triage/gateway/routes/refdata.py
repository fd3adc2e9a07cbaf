"""Reference data and the rule pack: their versions, and the files that desktops fetch and keep."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from triage.gateway.auth import EVERYBODY, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.knowledge.refdata import etag_of, refdata_of, sets_in
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.routes.handout import Handout, handout
from triage.gateway.wire import json_answer, matches, not_modified
from triage.insight.reference.shelf import file_of
from triage.models import codec
from triage.models.profile import Profile
from triage.models.reference import RefSet
from triage.models.view_store import RefData, RulePack

PART = 256 * 1024


class RefdataRoutes:
    def __init__(self, parts: Parts) -> None:
        self._profiles = parts.profiles
        self._caller = signed_in(parts, EVERYBODY)
        self._rules = codec.encode(parts.rules.told)
        self._folder = parts.settings.config.refdata.folder
        self._kept: tuple[Profile, tuple[RefSet, ...], bytes] | None = None

    def serve(self, router: APIRouter) -> None:
        add(router, REFDATA, self.refdata)
        add(router, REFDATA_FILE, self.file)
        add(router, RULEPACK, self.rulepack)

    async def refdata(self, request: Request) -> Response:
        await self._caller(request)
        profile = self._profiles.current
        sets = await asyncio.to_thread(sets_in, self._folder)
        if self._kept is None or self._kept[0] is not profile or self._kept[1] != sets:
            told = await asyncio.to_thread(refdata_of, profile, sets, self._folder)
            self._kept = (profile, sets, codec.encode(told))
        return _marked(request, self._kept[2])

    async def file(self, request: Request, kind: str, sha256: str) -> Response:
        """One version in use; one that is in use no longer is not found: whoever asks then asks for the versions."""
        await self._caller(request)
        sets = await asyncio.to_thread(sets_in, self._folder)
        entry = next((one for one in sets if one.kind == kind and one.sha256 == sha256), None)
        if entry is None:
            raise Refusal("not-found")
        path = file_of(Path(self._folder), entry)
        found = handout(request, name=path.name, size=entry.size, sha256=entry.sha256)
        if isinstance(found, Response):
            return found
        opened = await asyncio.to_thread(path.open, "rb")
        headers = {**found.headers, "Content-Length": str(found.size)}
        return StreamingResponse(_bytes(opened, found), found.status, headers, media_type="application/octet-stream")

    async def rulepack(self, request: Request) -> Response:
        await self._caller(request)
        return _marked(request, self._rules)


def _bytes(file: BinaryIO, wanted: Handout) -> Iterator[bytes]:
    """What is wanted of an opened file, which stays readable when a new version takes its place."""
    with file:
        file.seek(wanted.first)
        left = wanted.size
        while left > 0 and (part := file.read(min(PART, left))):
            left -= len(part)
            yield part


def _marked(request: Request, body: bytes) -> Response:
    etag = etag_of(body)
    if matches(request.headers.get("if-none-match"), etag):
        return not_modified(etag)
    return json_answer(body, etag=etag)


REFDATA = Call(
    method="GET",
    path="/v1/refdata",
    summary="Crime classes, incident categories, qualifiers, kinds of report, imported data, with their versions",
    answers={200: RefData, 304: "as If-None-Match knows it"},
    headers={"If-None-Match": False},
)
REFDATA_FILE = Call(
    method="GET",
    path="/v1/refdata/{kind}/{sha256}",
    summary="A version of imported reference data, as desktops keep it",
    answers={200: "the bytes", 206: "a part of them", 304: "as If-None-Match knows them"},
    words=("not-found", "range-not-satisfiable"),
    headers={"If-None-Match": False, "Range": False, "If-Range": False},
)
RULEPACK = Call(
    method="GET",
    path="/v1/rulepack",
    summary="The risk rules in force, as a file",
    answers={200: RulePack, 304: "as If-None-Match knows it"},
    headers={"If-None-Match": False},
)
