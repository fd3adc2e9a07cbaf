"""What leaves with an outcome that records nothing: the very letter, or the package that another side is given."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.draft import Draft
from triage.models.messages import Template
from triage.models.outcome_draft import ASK, HAND_OFF
from triage.models.outcome_problems import does
from triage.models.profile import Profile
from triage.models.report import Report
from triage.models.wording import letter
from triage.ui.contact.composing import template_of
from triage.ui.text import count


@dataclass(frozen=True, slots=True)
class LeavingBlock:
    """A titled block of (label, value) rows; see `triage.ui.decide.preview.Block`."""

    title: str
    rows: tuple[tuple[str, str], ...]


def leaving_blocks(
    report: Report, draft: Draft, profile: Profile, templates: tuple[Template, ...]
) -> tuple[LeavingBlock, ...] | None:
    """What the gateway is given; None for an outcome that goes to records."""
    doing = does(draft, profile)
    if doing == ASK and draft.question is not None:
        told = letter(draft.question, template_of(draft.question, templates), report, profile.force.name)
        rows = (
            ("To", draft.question.address),
            ("Subject", f"{told.subject} [ref: a reply mark]"),
            ("Words", told.body),
        )
        safe = (("Safe because", draft.question.safe_reason),) if draft.question.safe_reason else ()
        return (LeavingBlock("To the reporter, by the gateway", (*rows, *safe)),)
    if doing == HAND_OFF and draft.handover is not None:
        team = profile.team(draft.handover.to) if draft.handover.to_kind == "team" else None
        package = (
            f"The whole report (version {report.version}) with {count(len(report.attachments), 'attachment')}, "
            "your checks, THRIVE, risk, corrections and words"
        )
        rows = (
            ("To", team.name if team else draft.handover.to),
            ("Why", draft.handover.why),
            ("They must know", draft.handover.note or "Nothing else"),
        )
        return (LeavingBlock("Handed over", (*rows, ("Package", package))),)
    return () if doing in (ASK, HAND_OFF) else None
