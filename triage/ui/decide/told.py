"""What the decide column was told beside the words that are written in it. No Qt."""

from __future__ import annotations

from triage.models.approval import approved_first
from triage.models.draft import Draft
from triage.models.known import Seen
from triage.models.lease import LeaseState
from triage.models.messages import Template
from triage.models.profile import Profile
from triage.models.reference import Whereabouts
from triage.models.report import Report
from triage.models.views import ReportDetail
from triage.ui.decide.work import Work


class Told:
    """The report and the force's profile; the gateway's templates, where it happened, what was seen before, and whether
    a supervisor approves what this person decides: None or empty while it is not known."""

    def __init__(self) -> None:
        self.detail: ReportDetail | None = None
        self.profile: Profile | None = None
        self.templates: tuple[Template, ...] = ()
        self.place: Whereabouts | None = None
        self.seen: Seen | None = None
        self.learner = False

    @property
    def report(self) -> Report | None:
        """The whole report, where there is more of it than its line."""
        return self.detail.body.report if self.detail is not None and self.detail.body is not None else None

    @property
    def lost(self) -> bool:
        """Whether words of ours lie on a report that is not ours any more."""
        detail = self.detail
        return detail is not None and detail.lease is not None and detail.lease_state is LeaseState.LOST

    def approved_first(self, draft: Draft | None) -> bool:
        """Whether the draft as it stands would go to a supervisor before anything of it leaves."""
        detail, profile = self.detail, self.profile
        if not self.learner or draft is None or detail is None or detail.body is None or profile is None:
            return False
        return approved_first(detail.body.approved, draft, detail.body.report.version, profile)

    def work(self, draft: Draft | None) -> Work | None:
        """What the sections show, with the draft as it stands; None when nothing can be worked on."""
        detail, profile = self.detail, self.profile
        if draft is None or detail is None or detail.body is None or profile is None:
            return None
        return Work(
            report=detail.body.report,
            assessment=detail.body.assessment,
            profile=profile,
            draft=draft,
            place=self.place,
            approved_first=self.approved_first(draft),
        )
