"""Which rule of the profile keeps a report from most people's sight."""

from __future__ import annotations

from collections.abc import Iterable

from triage.models.profile import Profile, RestrictedRule
from triage.models.report import Report


def rule_for(report: Report, profile: Profile) -> str:
    """The key of the first rule that this report meets; "" when everybody may see it."""
    return rule_among(report, profile.restricted)


def rule_among(report: Report, rules: Iterable[RestrictedRule]) -> str:
    """The same for rules alone."""
    return next((rule.key for rule in rules if _meets(report, rule)), "")


def _meets(report: Report, rule: RestrictedRule) -> bool:
    sent = report.submission
    return report.kind in rule.kinds or _among(sent.category, rule.categories) or _among(sent.subcode, rule.subcodes)


def _among(told: str, allowed: tuple[str, ...]) -> bool:
    return bool(told.strip()) and told.strip().casefold() in {one.casefold() for one in allowed}
