"""What happened to the report so far, oldest first, from what this workstation knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from triage.models.corrections import label_of
from triage.models.errors import InputError
from triage.models.messages import ContactLine
from triage.models.profile import Profile
from triage.models.views import ReportDetail
from triage.ui.contact.lines import line_head
from triage.ui.report.content import CardContent, Row, plain
from triage.ui.report.dates import in_full


def history_card(detail: ReportDetail, profile: Profile, noted: Sequence[ContactLine] = ()) -> CardContent:
    """Submission, receipt, versions, claims, corrections and references as rows of time and words. ``noted``: the lines
    of the contact log that tell of a withdrawal, as far as they are known here.
    """
    summary = detail.summary
    names = {place.key: place.name for place in profile.destinations}
    received = "Received" if summary.version == 1 else f"Version {summary.version} received"
    events: list[tuple[datetime, str]] = [
        (summary.submitted_at, "Submitted by the public"),
        (summary.received_at, f"{received} by the force"),
    ]
    if detail.lease is not None:
        events.append((detail.lease.granted_at, "Claimed here"))
    for correction in detail.draft.corrections:
        events.append((correction.at, f"{_label(correction.field)} corrected by {correction.by}"))
    events += [(check.at, f"Check recorded by {check.by}") for check in detail.draft.checks if check.at is not None]
    for file in detail.left_out:
        place = names.get(file.destination, file.destination)
        events.append((file.at, f"Attachment {file.number} left out of {place} by {file.by}: {file.why}"))
    events += [(line.at, f"{line_head(line)[0].rstrip('.')}. Noted by {line.who}") for line in noted]
    rows = [plain(in_full(at), words) for at, words in sorted(events, key=lambda event: event[0])]
    last = (*rows[-12:], *_counts(detail, names))
    return CardContent(key="history", title="History", rows=last, more=tuple(rows[:-12]))


def _counts(detail: ReportDetail, names: Mapping[str, str]) -> list[Row]:
    rows: list[Row] = []
    if detail.summary.version > 1:
        rows.append(plain("Versions", f"{detail.summary.version}, the latest is shown"))
    if detail.summary.delivery_count > 1:
        rows.append(plain("Handed out", f"{detail.summary.delivery_count} times"))
    for reference in detail.body.references if detail.body else ():
        place = names.get(reference.destination, reference.destination)
        rows.append(plain(reference.deliverable.capitalize(), f"{reference.reference} at {place}"))
    return rows


def _label(field: str) -> str:
    try:
        return label_of(field)
    except InputError:
        return field
