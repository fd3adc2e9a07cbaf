"""What a section of the decide column works on, and how it says what the person did."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.draft import Draft
from triage.models.indicators import Assessment
from triage.models.profile import Profile
from triage.models.reference import Whereabouts
from triage.models.report import Report
from triage.ui.decide.session import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One report on the desk with the draft as it is now. ``place``: where it happened, as far as that is known.

    ``approved_first``: a supervisor approves the decision before anything of it leaves.
    """

    report: Report
    assessment: Assessment
    profile: Profile
    draft: Draft
    place: Whereabouts | None = None
    approved_first: bool = False

    @property
    def elsewhere(self) -> str:
        """The force whose area the place is in, when that is not ours."""
        return self.place.located.force if self.place is not None and self.place.ours is False else ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change a person made. ``label`` completes "Undo …"; ``key`` is the field; ``typing``: letters, not a choice."""

    label: str
    key: str
    change: Change
    typing: bool = False
