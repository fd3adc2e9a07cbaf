"""What the page of approvals says of a proposal. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.caller import name_words
from triage.models.decision import Decision
from triage.models.grading import drop_of
from triage.models.indicators import Assessment
from triage.models.profile import Profile
from triage.models.proposal import Proposal, ProposalKind
from triage.models.visible import one_line

ASKS = {
    ProposalKind.APPROVAL: "asks for approval",
    ProposalKind.LEASE_LOST: "proposes what they wrote before the report went to somebody else",
    ProposalKind.STUCK: "is stuck and asks for help",
}
YES = {
    ProposalKind.APPROVAL: "Approve",
    ProposalKind.LEASE_LOST: "Claim it and compare",
    ProposalKind.STUCK: "Answer",
}
NO = {ProposalKind.APPROVAL: "Refuse", ProposalKind.LEASE_LOST: "Not needed", ProposalKind.STUCK: ""}
FIELDS = {
    ProposalKind.APPROVAL: "What its author is told; needed to refuse. Ctrl+Enter refuses",
    ProposalKind.LEASE_LOST: "Why it is not needed, if it is not; its author is told. Ctrl+Enter says so",
    ProposalKind.STUCK: "Your answer. Ctrl+Enter gives it",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """``name`` above ``words``."""

    name: str
    words: str


def facts(decision: Decision, profile: Profile, assessment: Assessment | None) -> tuple[Fact, ...]:
    """What was decided, the shortest first: outcome, grade before and after, crimes, THRIVE, rationale."""
    draft = decision.draft
    outcome, grade = profile.outcome(draft.outcome), profile.grade(draft.grade)
    reason = next((one.name for one in profile.reasons if one.key == draft.reason), "")
    drop = drop_of(draft, profile, assessment)
    graded = f"{drop.before.name} → {drop.after.name}" if drop else grade.name if grade else ""
    crimes = [
        known.name if (known := profile.crime_class(line.class_code)) else line.class_code for line in draft.crimes
    ]
    risk = next((level.name for level in profile.risk_levels if level.key == draft.overall_risk), "")
    told = (
        Fact("Outcome", ", ".join(part for part in (outcome.name if outcome else "", reason) if part)),
        Fact("Grade", ". ".join(part for part in (graded, draft.grade_reason) if part)),
        Fact("Crimes", "; ".join(crimes)),
        Fact("Overall risk", risk),
        *(Fact(letter.name, draft.thrive.get(letter.key, "")) for letter in profile.thrive),
        Fact("Rationale", draft.rationale),
    )
    return tuple(fact for fact in told if fact.words.strip())


def asked_words(proposal: Proposal) -> str:
    """ "tom asks for approval: The decision of a trainee" """
    return f"{name_words(proposal.author)} {ASKS[proposal.kind]}: {one_line(proposal.why, 400)}"
