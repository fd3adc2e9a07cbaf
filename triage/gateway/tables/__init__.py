"""What the gateway keeps, one file for each room. One MetaData for SQLite and PostgreSQL; the steps that make the
tables are in `triage.gateway.migrations`, and a test compares the two.
"""

from triage.gateway.tables.accounting import files_left_out, statements
from triage.gateway.tables.alarms import alarm_posts, alarms, view_alarms
from triage.gateway.tables.base import metadata
from triage.gateway.tables.compliance import courses, kept_courses
from triage.gateway.tables.core import (
    SEARCHED_TERMS,
    attachments,
    audit,
    changes,
    decisions,
    drafts,
    idempotency,
    leases,
    meta,
    reports,
    settlements,
    submissions,
    versions,
)
from triage.gateway.tables.handover import shift_notes
from triage.gateway.tables.intake import second_looks, unread
from triage.gateway.tables.knowledge import (
    default_views,
    known_people,
    people_blocks,
    report_keys,
    saved_views,
    search_documents,
    to_look_over,
    workstation_chains,
    workstation_lines,
)
from triage.gateway.tables.mailbox import mailboxes, mails
from triage.gateway.tables.media import attachment_locks, media_chunks
from triage.gateway.tables.messages import contact_lines, messages
from triage.gateway.tables.operations import erasures, present, profiles
from triage.gateway.tables.quality import quality_reviews
from triage.gateway.tables.relay import relayed
from triage.gateway.tables.workflow import handoffs, movements, proposals, said

__all__ = [
    "SEARCHED_TERMS",
    "alarm_posts",
    "alarms",
    "attachment_locks",
    "attachments",
    "audit",
    "changes",
    "contact_lines",
    "courses",
    "decisions",
    "default_views",
    "drafts",
    "erasures",
    "files_left_out",
    "handoffs",
    "idempotency",
    "kept_courses",
    "known_people",
    "leases",
    "mailboxes",
    "mails",
    "media_chunks",
    "messages",
    "meta",
    "metadata",
    "movements",
    "people_blocks",
    "present",
    "profiles",
    "proposals",
    "quality_reviews",
    "relayed",
    "report_keys",
    "reports",
    "said",
    "saved_views",
    "search_documents",
    "second_looks",
    "settlements",
    "shift_notes",
    "statements",
    "submissions",
    "to_look_over",
    "unread",
    "versions",
    "view_alarms",
    "workstation_chains",
    "workstation_lines",
]
