"""The force profile: read by every desktop, loaded by an administrator, every version kept."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.auth import EVERYBODY, signed_in
from triage.gateway.credentials import Role
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal, invalid
from triage.gateway.wire import body_bytes, etag_told, json_answer, matches, not_modified, request_id
from triage.models.errors import InputError
from triage.models.profile import Profile
from triage.models.profile_file import load_profile
from triage.models.queue import ProfileVersion
from triage.records.profile_files import check_mappings

LOADERS = frozenset({Role.ADMIN})
HISTORIANS = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR})
MOST_NUMBER = 2**53


class ProfileRoutes:
    def __init__(self, parts: Parts) -> None:
        self._profiles = parts.profiles
        self._caller = signed_in(parts, EVERYBODY)
        self._loader = signed_in(parts, LOADERS)
        self._historian = signed_in(parts, HISTORIANS)

    def serve(self, router: APIRouter) -> None:
        add(router, PROFILE, self.profile)
        add(router, LOAD, self.load)
        add(router, HISTORY, self.history)
        add(router, VERSION, self.version)

    async def profile(self, request: Request) -> Response:
        await self._caller(request)
        held = self._profiles.held
        if matches(request.headers.get("if-none-match"), held.etag):
            return not_modified(held.etag)
        return json_answer(held.body, etag=held.etag)

    async def load(self, request: Request) -> Response:
        who = await self._loader(request)
        etag = etag_told(request.headers.get("if-match"))
        body = await body_bytes(request)
        try:
            profile = load_profile(body.decode("utf-8"), source="in this request")
            check_mappings(profile)
        except UnicodeDecodeError as error:
            raise invalid("", f"A profile is UTF-8 text; byte {error.start} is not.") from error
        except InputError as error:
            raise Refusal("invalid", error.what, errors=error.errors) from error
        loaded = await self._profiles.load(profile, "a request", who, etag=etag, request_id=request_id(request))
        return json_answer(loaded, etag=self._profiles.held.etag)

    async def history(self, request: Request) -> Response:
        await self._historian(request)
        return json_answer(await self._profiles.history())

    async def version(self, request: Request, number: int) -> Response:
        await self._caller(request)
        if not 0 < number <= MOST_NUMBER:
            raise Refusal("not-found", "There is no profile of that number.")
        held = await self._profiles.version(number)
        if matches(request.headers.get("if-none-match"), held.etag):
            return not_modified(held.etag)
        return json_answer(held.body, etag=held.etag)


PROFILE = Call(
    method="GET",
    path="/v1/profile",
    summary="The force profile in force",
    answers={200: Profile, 304: "as If-None-Match knows it"},
    headers={"If-None-Match": False},
)
LOAD = Call(
    method="PUT",
    path="/v1/profile",
    summary="Put a profile (the TOML file) in force; refused with the key and line of each fault, the old one stays",
    answers={200: ProfileVersion},
    text="application/toml",
    words=("too-large", "precondition-required", "stale"),
    headers={"If-Match": True},
)
HISTORY = Call(
    method="GET",
    path="/v1/profile/versions",
    summary="Every version that was in force, the newest first",
    answers={200: ProfileVersion},
    many=True,
)
VERSION = Call(
    method="GET",
    path="/v1/profile/versions/{number}",
    summary="One version as it was served",
    answers={200: Profile, 304: "as If-None-Match knows it"},
    words=("not-found",),
    headers={"If-None-Match": False},
)
