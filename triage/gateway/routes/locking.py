"""Locking a file that may be illegal: from then on its bytes are for those alone whom the profile names."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway import state as states
from triage.gateway.audit import Scalar
from triage.gateway.auth import WORKERS, signed_in
from triage.gateway.credentials import Subject
from triage.gateway.describe import Call, add
from triage.gateway.media import locks
from triage.gateway.media.files import File
from triage.gateway.media.store import find_one
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal, invalid
from triage.gateway.routes.files import MOST_ATTACHMENTS
from triage.gateway.routes.keyed import BODY_WORDS, OPTIONAL_KEY_WORDS, Keyed, act_once, optional_key
from triage.gateway.state import ReportState
from triage.gateway.wire import body_bytes, read
from triage.models.files import FileLocked, LockRequest
from triage.models.workflow import MOST_WORDS

FLAG, MARK = "locked-file", "Attachment locked"
WORD = "file-locked"
MOST_VERSION = 2**31 - 1
SUBJECT = "An attachment was locked: it may be illegal"
BODY = """Somebody stopped viewing an attachment because it may be illegal, and it was locked.

Report: {report_id}
Attachment: number {number} of version {version}
SHA-256: {sha256}
Locked by: {who}, {at:%d.%m.%Y %H:%M} UTC

The gateway hands the file to nobody but the roles that the force profile names. Nothing of the report is in this mail.
"""


class LockRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, LOCK, self.lock)

    async def lock(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = _checked(read(LockRequest, body) if body.strip() else LockRequest())

        async def act(connection: AsyncConnection) -> FileLocked:
            state = await states.load(connection, report_id, lock=True)
            file = await _find(connection, state, wanted, number)
            return await locks.lock_of(connection, file) or await self._lock(connection, state, file, who, wanted)

        key = optional_key(request)
        what = Keyed(report_id=report_id, who=who, name="attachment.lock", key=key, body=b"%d\n%s" % (number, body))
        answer = await act_once(self._parts, request, what, act)
        self._parts.messages.nudge()
        return answer

    async def _lock(
        self, connection: AsyncConnection, state: ReportState, file: File, who: Subject, wanted: LockRequest
    ) -> FileLocked:
        parts, now = self._parts, self._parts.clock.now()
        at = wanted.at or now
        words = BODY.format(
            report_id=file.report_id, number=file.number, version=file.version,
            sha256=file.sha256 or "not known yet", who=who.id, at=at,
        )  # fmt: skip
        addresses = parts.profiles.current.illegal_images.addresses
        told = await parts.messages.alerts.write(
            connection, file.report_id, addresses, SUBJECT, words, now, by="gateway"
        )
        await locks.put(connection, file, who, wanted.reason.strip(), told, now)
        details: dict[str, Scalar] = {
            "version": file.version,
            "number": file.number,
            "sha256": file.sha256,
            "told": told,
        }
        await audit.record(connection, now, "gateway", "attachment.locked", report_id=file.report_id, details=details)
        flags = {**state.flags, FLAG: MARK}
        await states.publish(connection, file.report_id, WORD, now, flags=flags)
        made = await locks.lock_of(connection, file)
        assert made is not None
        return made


def _checked(wanted: LockRequest) -> LockRequest:
    if len(wanted.reason) > MOST_WORDS:
        raise invalid("/reason", f"must have at most {MOST_WORDS} characters")
    if wanted.reason and not wanted.reason.replace("\n", "").isprintable():
        raise invalid("/reason", "must be words without control characters")
    if not 0 <= wanted.version <= MOST_VERSION:
        raise invalid("/version", "must be a version of the report, or 0 for the newest")
    return wanted


async def _find(connection: AsyncConnection, state: ReportState, wanted: LockRequest, number: int) -> File:
    """The file of the version that was looked at; raises Refusal erased, unknown-attachment."""
    if not state.summary:
        raise Refusal("erased")
    file = None
    if 0 < number <= MOST_ATTACHMENTS:
        file = await find_one(connection, state.report_id, wanted.version or state.version, number)
    if file is None:
        raise Refusal("unknown-attachment")
    return file


LOCK = Call(
    method="POST",
    path="/v1/reports/{report_id}/attachments/{number}/lock",
    summary="Lock a file that may be illegal, for everybody but the roles that the profile names; tell whom it names",
    answers={200: FileLocked},
    body=LockRequest,
    body_required=False,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "unknown-attachment", "erased"),
    headers={"Idempotency-Key": False},
)
