"""What a decision says as far as figures ask: grade, repeat and vulnerable, downgrade and approval, checks. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from triage.gateway.compliance.course import Facts
from triage.models.decision import Decision
from triage.models.draft import CheckState, Draft
from triage.models.grading import drop_of
from triage.models.indicators import Assessment
from triage.models.profile import Profile
from triage.models.proposal import ProposalState

APPROVALS = {
    ProposalState.APPROVED: "approved",
    ProposalState.OPEN: "waiting",
    ProposalState.REFUSED: "refused",
}
"""What became of the question for approval; one that was withdrawn is as none."""


def facts_of(
    decision: Decision, kind: str, profile: Profile, assessment: Assessment | None, approval: ProposalState | None
) -> Facts:
    """What this decision counts as, by the profile that it was made by.

    ``approval``: the state of the newest question for approval of its report.
    """
    draft, rules = decision.draft, profile.figures
    required = [draft.check(rule.key) for rule in profile.checks_for(kind) if rule.required]
    return Facts(
        grade=draft.grade,
        repeat=_qualified(draft, rules.repeat_qualifiers) or _found(draft, rules.repeat_checks),
        vulnerable=_qualified(draft, rules.vulnerable_qualifiers) or _found(draft, rules.vulnerable_checks),
        downgrade=_downgrade(decision, profile, assessment, approval),
        required=len(required),
        done=sum(1 for check in required if check.state is CheckState.DONE),
        not_possible=sum(1 for check in required if check.state is CheckState.NOT_POSSIBLE),
    )


def _downgrade(
    decision: Decision, profile: Profile, assessment: Assessment | None, approval: ProposalState | None
) -> str:
    """A grade below one that a person set, or below what a strong sign suggests (`models.grading`)."""
    drop = drop_of(decision.draft, profile, assessment)
    if drop is None or not drop.is_downgrade:
        return ""
    return "unapproved" if approval is None else APPROVALS.get(approval, "unapproved")


def _qualified(draft: Draft, keys: Iterable[str]) -> bool:
    return not set(keys).isdisjoint(draft.incident.qualifiers)


def _found(draft: Draft, keys: Iterable[str]) -> bool:
    return any(check.state is CheckState.DONE and check.trace == "found" for check in map(draft.check, keys))
