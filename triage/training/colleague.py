"""A colleague whose workstation died: one report half written, one begun and never recorded; before that, a few that
were decided, one of them with words that fit any report. For supervisors' practice.

Invented words by way of the queue API, like everything else on the training ground.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from triage.models.clock import SystemClock
from triage.models.deciding import default_incident, unsigned
from triage.models.decision import Decision
from triage.models.draft import Draft, empty_draft
from triage.models.profile import Profile
from triage.models.queue import Claimed
from triage.training.desk_calls import DeskCalls
from triage.training.filing import Filing

COLLEAGUE = "colleague"
DECIDED = 3
"""Decisions of the colleague that quality review can draw."""
LEFT = 2
"""Reports that the colleague claimed and did not finish."""


class Colleague:
    """One that claims, writes and decides as a desktop does."""

    def __init__(self, calls: DeskCalls, filing: Filing) -> None:
        self._calls, self._filing = calls, filing

    def leave_work(self, profile: Profile) -> int:
        """Claim two reports, write one and begin the other; returns how many there were to claim.

        Raises:
            KnownError: the gateway refused a step.
        """
        now = SystemClock().now()
        taken = self._calls.claim(LEFT)
        for at, claimed in enumerate(taken):
            draft = _half_done(claimed, profile) if at == 0 else _whole(claimed, profile)
            self._calls.put_draft(claimed, draft)
            if at:
                self._calls.begin(claimed, self._signed(claimed, draft, profile, now))
        return len(taken)

    def finish_work(self, profile: Profile) -> int:
        """Decide `DECIDED` reports and record them; returns how many there were.

        Raises:
            KnownError: the gateway or a records system refused a step.
        """
        now = SystemClock().now()
        taken = self._calls.claim(DECIDED)
        for at, claimed in enumerate(taken):
            decision = self._signed(claimed, _decided(claimed, profile, careless=at == 0), profile, now)
            self._filing.finish(self._calls, claimed, decision)
        return len(taken)

    def _signed(self, claimed: Claimed, draft: Draft, profile: Profile, now: datetime) -> Decision:
        version = claimed.report.report.version
        return unsigned(draft, profile, version=version, author=self._calls.me, author_name="Colleague", now=now)


def _half_done(claimed: Claimed, profile: Profile) -> Draft:
    draft = empty_draft(claimed.report_id, claimed.report.report.version)
    first = profile.thrive[0].key
    return replace(draft, revision=1, thrive={first: "Rang the reporter, no answer. Ring again after 18:00."})


def _whole(claimed: Claimed, profile: Profile) -> Draft:
    """All that an incident without a crime needs."""
    report = claimed.report.report
    outcome = next(one for one in profile.outcomes if "incident" in one.deliverables and one.no_crime)
    draft = replace(
        empty_draft(claimed.report_id, report.version),
        revision=1,
        thrive={letter.key: "As reported; nothing more known." for letter in profile.thrive},
        overall_risk=profile.risk_levels[-1].key,
        grade=profile.grades[0].key,
        outcome=outcome.key,
        reason=profile.reasons[0].key if outcome.needs_reason else "",
        rationale="Recorded as an incident; the computer stopped while it was sent.",
    )
    return default_incident(report, draft, profile)


def _decided(claimed: Claimed, profile: Profile, *, careless: bool) -> Draft:
    """All that a decision needs; ``careless``: in words that would fit any report."""
    report = claimed.report.report
    outcome = next(one for one in profile.outcomes if "incident" in one.deliverables and one.no_crime)
    title = claimed.report.summary.title
    words = "As reported." if careless else f"{title}: rang the reporter, who is safe and has nothing to add."
    draft = replace(
        empty_draft(claimed.report_id, report.version),
        revision=1,
        thrive={letter.key: words for letter in profile.thrive},
        overall_risk=profile.risk_levels[-1].key,
        grade=profile.grades[-1].key,
        outcome=outcome.key,
        reason=profile.reasons[0].key if outcome.needs_reason else "",
        rationale="As reported." if careless else f"{title}: no offence is disclosed, and the reporter agrees.",
    )
    return default_incident(report, draft, profile)
