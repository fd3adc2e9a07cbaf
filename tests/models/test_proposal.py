"""Approving: a supervisor's, and never one's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import NOW, a_draft, a_report
from triage.models.decision import Decision
from triage.models.proposal import Proposal, ProposalKind, ProposalState, against_approval

REPORT = a_report()
DECISION = Decision(
    report_id=REPORT.report_id,
    report_version=1,
    author="ann",
    author_name="Ann",
    decided_at=NOW,
    profile_version="test-1",
    draft=a_draft(REPORT),
)
PROPOSAL = Proposal(
    report_id=REPORT.report_id,
    number=1,
    kind=ProposalKind.APPROVAL,
    state=ProposalState.OPEN,
    author="ann",
    at=NOW,
    decision=DECISION,
    decision_sha256="0" * 64,
)


def test_another_supervisor_may_approve() -> None:
    assert against_approval(PROPOSAL, "sue", supervisor=True) == ""


@pytest.mark.parametrize(
    ("proposal", "approver", "supervisor", "words"),
    [
        (PROPOSAL, "sue", False, "Only a supervisor"),
        (PROPOSAL, "ann", True, "their own"),
        (PROPOSAL, " ANN ", True, "their own"),
        (replace(PROPOSAL, author="bob"), "ann", True, "their own"),
        (replace(PROPOSAL, kind=ProposalKind.LEASE_LOST), "sue", True, "sent for approval"),
        (replace(PROPOSAL, state=ProposalState.WITHDRAWN), "sue", True, "withdrawn"),
        (replace(PROPOSAL, state=ProposalState.APPROVED), "sue", True, "approved"),
    ],
)
def test_who_may_not(proposal: Proposal, approver: str, supervisor: bool, words: str) -> None:
    assert words in against_approval(proposal, approver, supervisor=supervisor)
