"""What a decision says as far as figures ask: grade, repeat and vulnerable, downgrade and approval, checks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.gateway.compliance.course import Facts
from triage.gateway.compliance.signed import Check, Signed, Suggested
from triage.models.draft import CheckState
from triage.models.grading import drop_of
from triage.models.profile import Profile
from triage.models.proposal import ProposalState

APPROVALS = {
    ProposalState.APPROVED: "approved",
    ProposalState.OPEN: "waiting",
    ProposalState.REFUSED: "refused",
}
"""What became of the question for approval; one that was withdrawn is as none."""


@dataclass(frozen=True, slots=True)
class KindRules:
    """A profile's rules for reports of one kind; ``required``: the keys of the checks that it asks for."""

    profile: Profile
    required: tuple[str, ...]


def rules_for(profile: Profile, kind: str) -> KindRules:
    """Worked out once for each kind, not for each report."""
    return KindRules(profile, tuple(rule.key for rule in profile.checks_for(kind) if rule.required))


def facts_of(signed: Signed, rules: KindRules, assessment: Suggested | None, approval: ProposalState | None) -> Facts:
    """What this decision counts as, by the profile that it was made by.

    ``approval``: the state of the newest question for approval of its report.
    """
    draft, figures = signed.draft, rules.profile.figures
    checks = {check.key: check for check in reversed(draft.checks)}
    states = [checks[key].state for key in rules.required if key in checks]
    qualifiers = draft.incident.qualifiers
    return Facts(
        grade=draft.grade,
        repeat=_qualified(qualifiers, figures.repeat_qualifiers) or _found(checks, figures.repeat_checks),
        vulnerable=_qualified(qualifiers, figures.vulnerable_qualifiers) or _found(checks, figures.vulnerable_checks),
        downgrade=_downgrade(signed, rules.profile, assessment, approval),
        required=len(rules.required),
        done=states.count(CheckState.DONE),
        not_possible=states.count(CheckState.NOT_POSSIBLE),
    )


def _downgrade(signed: Signed, profile: Profile, assessment: Suggested | None, approval: ProposalState | None) -> str:
    """A grade below one that a person set, or below what a strong sign suggests (`models.grading`)."""
    drop = drop_of(signed.draft, profile, assessment)
    if drop is None or not drop.is_downgrade:
        return ""
    return "unapproved" if approval is None else APPROVALS.get(approval, "unapproved")


def _qualified(qualifiers: Iterable[str], keys: Iterable[str]) -> bool:
    return not set(keys).isdisjoint(qualifiers)


def _found(checks: Mapping[str, Check], keys: Iterable[str]) -> bool:
    return any(key in checks and checks[key].state is CheckState.DONE and checks[key].trace == "found" for key in keys)
