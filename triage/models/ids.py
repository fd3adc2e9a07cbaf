"""Identifiers, each with its own type so that one can never be passed for another."""

from __future__ import annotations

import uuid
from typing import NewType

ReportId = NewType("ReportId", str)
"""UUID text of a report: UUIDv5 of force and submissionId, so a restored gateway makes the same one."""
SubmissionId = NewType("SubmissionId", str)
LeaseId = NewType("LeaseId", str)
OpId = NewType("OpId", str)
"""UUID text of one outbox operation; its idempotency key for ever."""
PersonKey = NewType("PersonKey", str)
"""Identity of a person inside one report (the payload's own id, or one we made)."""

_REPORTS = uuid.UUID("6f3e5b0a-3a52-5c6e-9d1b-2f6f0c7f4a11")


def report_id_for(force: str, submission_id: str) -> ReportId:
    """The one report id that a force and a submissionId can ever give (case and outer blanks ignored)."""
    return ReportId(str(uuid.uuid5(_REPORTS, f"{force.strip().lower()}\n{submission_id.strip().lower()}")))


def new_op_id() -> OpId:
    return OpId(str(uuid.uuid4()))


def new_lease_id() -> LeaseId:
    return LeaseId(str(uuid.uuid4()))
