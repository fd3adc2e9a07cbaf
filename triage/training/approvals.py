"""What waits for the yes of whoever practises as a supervisor, and what its authors make of the answer.

A trainee sends two decisions for approval, a colleague lowers two grades: of each pair one is worth a yes, the other
is not. Approved, the trainee sends just that decision; refused, each author takes the words up, and the trainee asks
again.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from triage.models.clock import SystemClock
from triage.models.deciding import default_incident, unsigned
from triage.models.decision import Decision
from triage.models.draft import Draft, empty_draft
from triage.models.errors import KnownError
from triage.models.grading import approval_words, suggested_grade
from triage.models.profile import Profile
from triage.models.queue import Claimed
from triage.models.supervising import Said, SaidKind
from triage.models.visible import one_line
from triage.training.desk_calls import DeskCalls
from triage.training.filing import Filing

TRAINEE = "trainee"
ASKED_EACH = 2
"""Decisions for approval of the trainee, and lowered grades of the colleague."""
LOOKED_AT = 3
"""Reports that the colleague takes for them, as many as one may hold: not every one has a sign strong enough."""
WHY = "The decision of a trainee"
_QUOTED = 200
_GOING_ON = "May be going on now; the control room was rung at once and sends somebody."
_OVER = "Rang the reporter: it is over, and nobody is in danger now."
_LETTERS = {
    "harm": "Nobody is hurt; the reporter is shaken and has somebody with them.",
    "risk": "May happen again; they know to ring 999 then.",
    "investigation": "Names are given and messages are kept; no film is known of.",
    "vulnerability": "Asked: no illness, no child in the home, nobody depends on them.",
    "engagement": "Wants to be told by telephone, in the evening.",
}
"""What the better decisions say for each letter beside the first; any other letter has the first one's words."""
_CARELESS = "As reported."

log = logging.getLogger("triage.training.approvals")


class Approvals:
    """``colleague`` is a handler, ``trainee`` a trainee; both as the gateway knows them."""

    def __init__(self, colleague: DeskCalls, trainee: DeskCalls, filing: Filing, profile: Profile) -> None:
        self._colleague, self._trainee, self._filing, self._profile = colleague, trainee, filing, profile

    def ask(self) -> int:
        """Have decisions wait for approval; returns how many do.

        Raises:
            KnownError: the gateway refused a step.
        """
        return self._ask_as_trainee() + self._lower_grades()

    def answer(self) -> int:
        """Read what supervisors said and act on it; returns how many reports were acted on. What the gateway refuses
        (somebody else has the report by now) is left."""
        done = 0
        for author in (self._trainee, self._colleague):
            try:
                told = author.unread()
            except KnownError as error:
                log.info("%s", error.what)
                continue
            for said in told:
                done += self._take(author, said)
        return done

    def _take(self, author: DeskCalls, said: Said) -> bool:
        try:
            author.read(said)
            if said.kind is SaidKind.APPROVED and author is self._trainee:
                self._send_approved(said)
            elif said.kind is SaidKind.REFUSED:
                self._decide_anew(author, said)
            else:
                return False
        except KnownError as error:
            log.info("%s", error.what)
            return False
        return True

    def _ask_as_trainee(self) -> int:
        taken = self._trainee.claim(ASKED_EACH)
        for at, claimed in enumerate(taken):
            draft = self._draft(claimed, careless=at > 0)
            decision = self._decision(claimed, draft, self._trainee)
            self._trainee.ask_approval(claimed, decision, decision.approval or WHY)
        return len(taken)

    def _lower_grades(self) -> int:
        """Recorded at once; each waits for its yes afterwards."""
        taken, lowered = self._colleague.claim(LOOKED_AT), 0
        for claimed in taken:
            draft = self._lowered(claimed, careless=lowered > 0)
            decision = self._decision(claimed, draft, self._colleague)
            if lowered == ASKED_EACH or not decision.approval:
                self._colleague.release(claimed)
                continue
            self._filing.finish(self._colleague, claimed, decision)
            lowered += 1
        return lowered

    def _send_approved(self, said: Said) -> None:
        """Just what was approved: the gateway takes nothing else of a trainee."""
        claimed = self._trainee.claim_one(said.report_id)
        approved = claimed.report.approved[-1].draft
        self._filing.finish(self._trainee, claimed, self._decision(claimed, approved, self._trainee))

    def _decide_anew(self, author: DeskCalls, said: Said) -> None:
        """In words about this report, at the suggested grade, with what the supervisor said in the rationale."""
        claimed = author.claim_one(said.report_id)
        draft = self._draft(claimed, careless=False)
        heard = f"Looked at again, as asked: “{one_line(said.words, _QUOTED)}” {draft.rationale}"
        before = claimed.report.draft
        draft = replace(draft, rationale=heard, revision=before.revision + 1 if before else 1)
        decision = self._decision(claimed, draft, author)
        if author is self._trainee:
            author.ask_approval(claimed, decision, WHY)
        else:
            self._filing.finish(author, claimed, decision)

    def _draft(self, claimed: Claimed, *, careless: bool) -> Draft:
        """All that a decision needs, at the grade that is suggested; ``careless``: in words that fit any report, at the
        lowest grade."""
        profile, report = self._profile, claimed.report.report
        outcome = next(one for one in profile.outcomes if "incident" in one.deliverables and one.no_crime)
        suggested = suggested_grade(claimed.report.assessment, profile) or profile.grades[-1]
        draft = replace(
            empty_draft(claimed.report_id, report.version),
            revision=1,
            thrive={
                letter.key: _CARELESS if careless else _LETTERS.get(letter.key, _GOING_ON) for letter in profile.thrive
            },
            overall_risk=profile.risk_levels[-1].key,
            grade=profile.grades[-1].key if careless else suggested.key,
            grade_reason="Busy tonight." if careless else "",
            outcome=outcome.key,
            reason=profile.reasons[0].key if outcome.needs_reason else "",
            rationale=_CARELESS if careless else "For whoever attends to look into; no crime is made out as yet.",
        )
        return default_incident(report, draft, profile)

    def _lowered(self, claimed: Claimed, *, careless: bool) -> Draft:
        draft = self._draft(claimed, careless=careless)
        if careless:
            return draft
        words = {letter: _OVER if said == _GOING_ON else said for letter, said in draft.thrive.items()}
        return replace(draft, thrive=words, grade=self._profile.grades[-1].key, grade_reason=_OVER)

    def _decision(self, claimed: Claimed, draft: Draft, author: DeskCalls) -> Decision:
        report, now = claimed.report.report, _now()
        signed = unsigned(
            draft, self._profile, version=report.version, author=author.me, author_name=author.me.title(), now=now
        )
        return replace(signed, approval=approval_words(draft, self._profile, claimed.report.assessment))


def _now() -> datetime:
    return SystemClock().now()
