"""A colleague whose workstation died: one report half written, one begun and never recorded; before that, a few that
were decided, one of them with words that fit any report. For supervisors' practice.

Invented words by way of the queue API, like everything else on the training ground.
"""

from __future__ import annotations

import http.client
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from triage.models import codec
from triage.models.clock import SystemClock
from triage.models.deciding import default_incident, unsigned
from triage.models.draft import Draft, empty_draft
from triage.models.errors import KnownError
from triage.models.ids import new_op_id
from triage.models.profile import Profile
from triage.models.queue import BeginRequest, Claimed, DraftPut, SettleRequest

COLLEAGUE = "colleague"
DECIDED = 3
"""Decisions of the colleague that quality review can draw."""


class Colleague:
    """Speaks to the gateway as a desktop does; the standard library's client is enough for it."""

    def __init__(self, gateway: str, token: str, me: str = COLLEAGUE) -> None:
        self._gateway = gateway
        self._token = token
        self._me = me

    def leave_work(self, profile: Profile) -> int:
        """Claim two reports, write one and begin the other; returns how many there were to claim.

        Raises:
            KnownError: the gateway refused a step.
        """
        now = SystemClock().now()
        taken = self._claim()
        for at, claimed in enumerate(taken):
            draft = _half_done(claimed, profile) if at == 0 else _whole(claimed, profile)
            path = f"/v1/reports/{claimed.report_id}"
            body = codec.encode(DraftPut(lease_id=claimed.lease_id, fence=claimed.fence, draft=draft))
            self._call("PUT", f"{path}/draft", body)
            if at:
                begin, headers = _begin(claimed, draft, profile, self._me, now)
                self._call("POST", f"{path}/begin", begin, headers)
        return len(taken)

    def finish_work(self, profile: Profile) -> int:
        """Decide `DECIDED` reports and settle them without a reference; returns how many there were.

        Raises:
            KnownError: the gateway refused a step.
        """
        now = SystemClock().now()
        taken = self._claim(DECIDED)
        for at, claimed in enumerate(taken):
            draft = _decided(claimed, profile, careless=at == 0)
            begin, headers = _begin(claimed, draft, profile, self._me, now)
            path = f"/v1/reports/{claimed.report_id}"
            self._call("POST", f"{path}/begin", begin, headers)
            settled = codec.encode(SettleRequest(fence=claimed.fence, references=(), outcome=draft.outcome))
            self._call("POST", f"{path}/settle", settled, {"Idempotency-Key": f'"{new_op_id()}"'})
        return len(taken)

    def _claim(self, most: int = 2) -> tuple[Claimed, ...]:
        got = self._call("POST", "/v1/claims", codec.encode({"max": most}))
        return codec.decode(tuple[Claimed, ...], got) if got else ()

    def _call(self, method: str, path: str, body: bytes, headers: dict[str, str] | None = None) -> bytes:
        address = urlsplit(self._gateway)
        connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=30)
        own = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, body, {**own, **(headers or {})})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise KnownError(f"The gateway answered {answer.status} to the training colleague.")
        return content


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


def _begin(claimed: Claimed, draft: Draft, profile: Profile, me: str, now: datetime) -> tuple[bytes, dict[str, str]]:
    version = claimed.report.report.version
    decision = unsigned(draft, profile, version=version, author=me, author_name="Colleague", now=now)
    sha256 = codec.sha256(codec.canonical(decision))
    request = BeginRequest(lease_id=claimed.lease_id, fence=claimed.fence, decision=decision, decision_sha256=sha256)
    headers = {"If-Match": f'"{claimed.etag}"', "Idempotency-Key": f'"{new_op_id()}"'}
    return codec.encode(request), headers
