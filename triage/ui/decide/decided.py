"""A decision as it was made, in rows to read: what the column shows once it cannot be changed any more."""

from __future__ import annotations

from triage.models.caller import name_words
from triage.models.draft import CheckState, Draft
from triage.models.profile import Profile
from triage.models.questions import given as answered
from triage.models.questions import in_words
from triage.models.report import Report
from triage.models.stage import Stage
from triage.models.views import ReportDetail
from triage.ui.report.content import Row, plain

_ELSEWHERE = {
    Stage.AWAITING_ACCEPTANCE: (
        "Handed over: it waits for somebody to take it on.\n\nTo whom it went, and whether they are late, stands in the"
        " report under “Contact and handovers” (Ctrl+Shift+M). Y enters their answer."
    ),
    Stage.AWAITING_REPORTER: (
        "The reporter was asked. The answer brings the report back to the queue.\n\nWhat was asked, and by which way,"
        " stands in the report under “Contact and handovers” (Ctrl+Shift+M)."
    ),
    Stage.AWAITING_APPROVAL: "Decided. It waits for a supervisor, who approves it or refuses it with a reason.",
}


def not_ours(detail: ReportDetail) -> str:
    """Why nothing can be decided on a report that is only being read, and what would change that."""
    if detail.stage is Stage.CLOSED:
        return "This report is closed. What was decided is at the gateway; Ctrl+Shift+O opens it again."
    if detail.stage in _ELSEWHERE:
        return _ELSEWHERE[detail.stage]
    held = name_words(detail.summary.held_by)
    return f"{held} has this report." if held else "Claim the report with C to work on it."


def standing_words(detail: ReportDetail) -> str:
    """What becomes of a decision that has gone nowhere yet and is not ours to change; "" while it is on its way."""
    away = detail.stage in _ELSEWHERE or (detail.stage is Stage.INCOMING and not detail.editable)
    return not_ours(detail) if away else ""


def decided_rows(report: Report | None, draft: Draft, profile: Profile) -> tuple[Row, ...]:
    """Outcome, grade, crimes, incident, THRIVE words, advice, rationale; what was left empty is left out."""
    rows = [*_choice_rows(draft, profile), *_crime_rows(report, draft, profile)]
    rows += [plain(letter.name, draft.thrive[letter.key]) for letter in profile.thrive if draft.thrive.get(letter.key)]
    if report is not None:
        told = answered(profile, report.kind, draft.answers)
        rows += [plain(question.text, in_words(question, value)) for _, question, value in told]
    given = [choice.name for choice in profile.advice if choice.key in draft.advice]
    done = sum(check.state is CheckState.DONE for check in draft.checks)
    stopped = sum(check.state is CheckState.NOT_POSSIBLE for check in draft.checks)
    if draft.checks:
        rows.append(plain("Checks", f"{done} done" + (f", {stopped} could not be done" if stopped else "")))
    if given:
        rows.append(plain("Advice", ", ".join(given)))
    rows += _leaving_rows(draft, profile)
    if draft.rationale:
        rows.append(plain("Rationale", draft.rationale))
    return tuple(rows)


def _leaving_rows(draft: Draft, profile: Profile) -> list[Row]:
    """What outcomes other than recording say: to whom it went, and what was asked."""
    rows: list[Row] = []
    if draft.question is not None and draft.question.address:
        asked = draft.question.text or " ".join(draft.question.fields.values())
        rows.append(plain("Asked", f"{draft.question.address}: {asked}"))
    if draft.handover is not None and draft.handover.to:
        team = profile.team(draft.handover.to)
        rows.append(plain("Handed to", f"{team.name if team else draft.handover.to}: {draft.handover.why}"))
    if draft.attach is not None:
        rows.append(plain("Added to", draft.attach.reference))
    pointed = [choice.name for choice in profile.signposts if choice.key in draft.signpost]
    return [*rows, plain("Pointed to", ", ".join(pointed))] if pointed else rows


def _choice_rows(draft: Draft, profile: Profile) -> list[Row]:
    outcome, grade = profile.outcome(draft.outcome), profile.grade(draft.grade)
    reason = next((choice.name for choice in profile.reasons if choice.key == draft.reason), "")
    risk = next((choice.name for choice in profile.risk_levels if choice.key == draft.overall_risk), "")
    category = next((c.name for c in profile.incident_categories if c.key == draft.incident.category), "")
    told = (
        ("Outcome", outcome.name if outcome else ""),
        ("Reason", reason),
        ("Grade", grade.name if grade else ""),
        ("Why this grade", draft.grade_reason),
        ("Overall risk", risk),
        ("Incident", category),
    )
    return [plain(label, words) for label, words in told if words]


def _crime_rows(report: Report | None, draft: Draft, profile: Profile) -> list[Row]:
    rows: list[Row] = []
    for line in draft.crimes:
        known = profile.crime_class(line.class_code)
        victim = report.person(line.victim) if report and line.victim else None
        bits = [f"{line.class_code} {known.name if known else ''}".strip(), "principal" if line.principal else ""]
        bits.append(victim.name if victim else "")
        rows.append(plain("Crime", " · ".join(bit for bit in bits if bit)))
    return rows
