"""What intake says to the national hub, in JSON:API: success names the stored incident, errors tell business from
system, because the hub re-sends after a system error and hands a business error to a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from starlette.responses import Response

from triage.models.errors import FieldError

MEDIA_TYPE = "application/vnd.api+json"


class IntakeRefusal(Exception):
    """Intake says no; nothing was stored. ``code`` is a short word, ``errors`` name fields by JSON pointer."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})


def database_down() -> IntakeRefusal:
    detail = "The report could not be stored just now. Send it again."
    return IntakeRefusal(503, "database-down", detail, headers={"Retry-After": "5"})


def accepted(report_id: str, submission_id: str, version: int, received_at: datetime) -> Response:
    """201: the incident is stored for good."""
    attributes = {
        "submissionId": submission_id,
        "version": version,
        "receivedAt": received_at.isoformat().replace("+00:00", "Z"),
    }
    return _response(201, {"data": {"type": "incident", "id": report_id, "attributes": attributes}}, {})


def answer(refusal: IntakeRefusal) -> Response:
    kind = "system" if refusal.status >= 500 or refusal.status == 429 else "business"
    entries = refusal.errors or (FieldError("", refusal.detail),)
    errors = [_error(refusal, entry, kind) for entry in entries]
    return _response(refusal.status, {"errors": errors}, refusal.headers)


def _error(refusal: IntakeRefusal, entry: FieldError, kind: str) -> dict[str, object]:
    return {
        "status": str(refusal.status),
        "code": refusal.code,
        "title": HTTPStatus(refusal.status).phrase,
        "detail": entry.detail,
        "source": {"pointer": entry.pointer},
        "meta": {"kind": kind},
    }


def _response(status: int, body: object, headers: Mapping[str, str]) -> Response:
    content = json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()
    return Response(
        content, status_code=status, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", **headers}
    )
