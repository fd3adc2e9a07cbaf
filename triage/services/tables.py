"""The store's tables for SQLAlchemy Core. The DDL that makes them is in schema.py; a test compares the two.

No ORM: rows never leave a store callback (rule R2), so there is nothing for it to map.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()


def _table(name: str, **columns: type[Integer] | type[String] | type[LargeBinary]) -> Table:
    first = next(iter(columns))
    return Table(name, METADATA, *(Column(key, kind, primary_key=key == first) for key, kind in columns.items()))


STATE = _table("state", key=String, value=String)
SUMMARIES = _table(
    "summaries",
    row=Integer,
    report_id=String,
    etag=String,
    version=Integer,
    stage=String,
    rank=Integer,
    due_at=Integer,
    submitted_at=Integer,
    kind=String,
    place=String,
    held_by=String,
    generation=Integer,
    words_sha256=String,
)
LINES = _table("lines", report_id=String, body=LargeBinary)
BODIES = _table("bodies", report_id=String, version=Integer, etag=String, body=LargeBinary)
WORK = _table("work", report_id=String, stage=String, owner=String, begun_etag=String, decision_id=Integer)
LEASES = _table(
    "leases", report_id=String, lease_id=String, fence=Integer, granted_at=Integer, expires_at=Integer, lost=Integer
)
DRAFTS = _table(
    "drafts", report_id=String, revision=Integer, uploaded=Integer, saved_at=Integer, saved_by=String, body=LargeBinary
)
DECISIONS = _table(
    "decisions",
    decision_id=Integer,
    report_id=String,
    author=String,
    decided_at=Integer,
    undo_until=Integer,
    state=String,
    body=LargeBinary,
    body_sha256=String,
)
OPERATIONS = _table(
    "operations",
    seq=Integer,
    op_id=String,
    report_id=String,
    decision_id=Integer,
    kind=String,
    destination=String,
    if_match=String,
    deliverables=String,
    body=LargeBinary,
    body_sha256=String,
    status=String,
    held=String,
    attempts=Integer,
    left=Integer,
    sent_at=Integer,
    look_first=Integer,
    next_at=Integer,
    last_code=String,
    last_text=String,
    errors=String,
    created_at=Integer,
    created_by=String,
    superseded=Integer,
    receipt=String,
)
RECEIPTS = _table(
    "receipts", report_id=String, destination=String, deliverable=String, reference=String, record_id=String
)
INTENTS = _table("intents", intent_id=String, report_id=String, asked_at=Integer, asked_by=String)
SEEN = _table("seen", report_id=String, version=Integer)
FACTS = _table(
    "facts",
    row=Integer,
    report_id=String,
    kind=String,
    reporter=String,
    marks=String,
    received_at=Integer,
    record_by=Integer,
    files=Integer,
    deferred_until=Integer,
)
DISPATCHES = _table(
    "dispatches",
    report_id=String,
    title=String,
    asked_at=Integer,
    asked_by=String,
    reference=String,
    acceptor=String,
    accepted_at=Integer,
    why_not=String,
)
SNOOZES = _table("snoozes", report_id=String, owner=String, until=Integer, why=String, version=Integer, rank=Integer)
TAGS = _table("tags", report_id=String, owner=String, tag=String)
FILES = _table(
    "files",
    disk=String,
    report_id=String,
    version=Integer,
    number=Integer,
    secret=LargeBinary,
    sha256=String,
    size=Integer,
    whole=Integer,
    used_at=Integer,
)
FILE_LOCKS = _table(
    "file_locks",
    report_id=String,
    version=Integer,
    number=Integer,
    sha256=String,
    locked_at=Integer,
    locked_by=String,
)
EARLIER = _table("earlier", report_id=String, version=Integer, body=LargeBinary)
PLACED = _table("placed", row=Integer, report_id=String, pinned=Integer, assigned_to=String)
REPLIED = _table("replied", number=Integer, report_id=String)
AUDIT = _table(
    "audit",
    seq=Integer,
    epoch=Integer,
    at=String,
    who=String,
    what=String,
    report_id=String,
    detail=String,
    previous=String,
    hash=String,
)
