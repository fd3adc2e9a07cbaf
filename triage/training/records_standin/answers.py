"""What the stand-in says: receipts and RFC 9457 problems, and the types they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from triage.models import codec
from triage.models.errors import FieldError

PROBLEM_TYPE = "application/problem+json"
PROBLEM_BASE = "https://example.org/problems/"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReference:
    deliverable: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReceipt:
    """The answer to a create and an entry of a look-up."""

    record_id: str
    references: tuple[GivenReference, ...]


def receipt_response(receipt: RecordReceipt, *, status: int = 201, replayed: bool = False) -> JSONResponse:
    headers = {"Idempotency-Replayed": "true"} if replayed else {}
    return JSONResponse(codec.builtins(receipt), status_code=status, headers=headers)


def problem(
    status: int,
    word: str,
    title: str,
    *,
    errors: tuple[FieldError, ...] = (),
    receipt: RecordReceipt | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem document whose type ends in ``word``; ``receipt`` names the record that is in the way."""
    content: dict[str, Any] = {"type": PROBLEM_BASE + word, "title": title, "status": status}
    if errors:
        content["errors"] = [{"pointer": entry.pointer, "detail": entry.detail} for entry in errors]
    if receipt:
        content |= codec.builtins(receipt)
    return JSONResponse(content, status_code=status, media_type=PROBLEM_TYPE, headers=headers)
